"""Which level holds where and when, and which rule of a room follows from it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from anlan.duty.kinds import NORMAL, RANK
from anlan.duty.models import LevelChange, LevelState, Readiness, Response, RoomRule
from anlan.kernel import clock

Levels = Callable[[datetime], str]


def areas_above(path: str) -> list[int]:
    """Return the keys of an area and of those above it."""
    return [int(part) for part in path.strip("/").split("/") if part]


class _Steps:
    """The readiness of one area over time; a level in force is planned for to its expected day, and no longer."""

    def __init__(self) -> None:
        self.moments: list[datetime] = []
        self.levels: list[str] = []
        self.until: datetime | None = None

    def at(self, moment: datetime) -> str:
        if self.until is not None and moment >= self.until:
            return ""
        number = bisect_right(self.moments, moment)
        return self.levels[number - 1] if number else ""


def of_area(path: str) -> Levels:
    """Return the function from a moment to the strictest level that holds in an area, "normal" if none. Two queries."""
    keys = areas_above(path)
    steps: dict[int, _Steps] = defaultdict(_Steps)
    changes = LevelChange.objects.filter(area__in=keys).select_related("readiness").order_by("at", "id")
    for change in changes:
        area = steps[change.area_id]
        area.moments.append(change.at)
        area.levels.append(change.level)
        ends = clock.day_end(change.readiness.expected_to)
        area.until = ends if change.level and change.readiness.lifted_at is None else None
    running = [
        (one.raised_at, one.lifted_at or clock.day_end(one.expected_to), one.level)
        for one in Response.objects.filter(area__in=keys)
    ]

    def level(moment: datetime) -> str:
        held = [area.at(moment) for area in steps.values()]
        held += [level for begin, end, level in running if begin <= moment < end]
        return strictest(held)

    return level


def strictest(levels: Iterable[str]) -> str:
    """Return the strictest of some levels; without any it is ordinary times."""
    return max((level for level in levels if level), key=lambda level: RANK[level], default=NORMAL)


def now_in(path: str, at: datetime) -> str:
    """Return the level that holds in an area at a moment, also past its expected day while it was not lifted."""
    keys = areas_above(path)
    last: dict[int, str] = {}
    for change in LevelChange.objects.filter(area__in=keys, at__lte=at).order_by("at", "id"):
        last[change.area_id] = change.level
    held = list(last.values())
    running = Response.objects.filter(area__in=keys, raised_at__lte=at)
    held += [one.level for one in running if one.lifted_at is None or one.lifted_at > at]
    return strictest(held)


def in_force(path: str) -> list[tuple[str, date]]:
    """Return (level, planned to) of every state of readiness and response that is in force in an area. Two queries."""
    keys = areas_above(path)
    held: list[tuple[str, date]] = []
    for model in (Readiness, Response):
        rows = model.objects.filter(area__in=keys, state=LevelState.IN_FORCE)
        held += rows.values_list("level", "expected_to")
    return held


def rule_for(rules: Mapping[str, RoomRule], level: str) -> RoomRule | None:
    """Return the strictest rule of a room that a level reaches: what is not laid down for it is as at the one below."""
    reached = [rule for name, rule in rules.items() if RANK[name] <= RANK[level]]
    return max(reached, key=lambda rule: RANK[rule.level], default=None)
