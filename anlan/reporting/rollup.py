"""Township → county → city: what the reports below an area say together, and who of them is silent.

Nobody retypes: sums come from the figures of the areas below, each by what its unit states of it where that differs.
A total says "n of m reported, k zero, j missing" and is never complete while somebody is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from anlan.figures.cut import Cut
from anlan.org.models import Area
from anlan.reporting import formbook, prefilled, stated
from anlan.reporting.form_fields import FormField
from anlan.reporting.kinds import Axis
from anlan.reporting.models import Due, DueState
from anlan.reporting.standing import Standing, standing, tally

SENT = (Standing.REPORTED, Standing.ZERO, Standing.LATE)
LIVE = Q(state__in=[DueState.OWED, DueState.REPORTED, DueState.ZERO])


@dataclass(frozen=True, slots=True)
class Line:
    """A report below: where it stands, and the number at which its desk answers."""

    due: Due
    word: Standing

    @property
    def is_silent(self) -> bool:
        return self.word not in (*SENT, Standing.EXCUSED)


@dataclass(frozen=True, slots=True)
class Sum:
    """A number of an area taken together: what it states or is known of it, the sum of what those below say."""

    code: str
    own: int
    below: int
    parts: Mapping[int, int]  # area → number

    @property
    def is_smaller(self) -> bool:
        return self.own < self.below


def below(due: Any) -> Any:
    """Return the reports that stand below one: of the areas directly below its own, for its form, day and turn.

    Departments and townships have none below them, and cost no query.
    """
    if due.axis != Axis.AREA:
        return Due.objects.none()
    return Due.objects.filter(above=due.area_id, day=due.day, form=due.form, turn=due.turn)


def count_below(due: Any, at: datetime) -> tuple[int, int]:
    """Return how many reports below are due and how many of them had not come in by a moment. One query.

    What was excused or withdrawn is not due.
    """
    return _count(below(due), at) if due.axis == Axis.AREA else (0, 0)


def count_of(area: int, day: date, form: str, turn: int, at: datetime) -> tuple[int, int]:
    """Return the same for an area that may owe no report itself; of the city, its departments count too. One query."""
    return _count(Due.objects.filter(over(area), day=day, form=form, turn=turn), at)


def over(area: int) -> Q:
    """Return the condition on the reports directly below an area: of the areas below, and of its departments."""
    return Q(above=area) | Q(area=area, axis=Axis.DEPARTMENT)


def _count(rows: Any, at: datetime) -> tuple[int, int]:
    found = list(rows.filter(LIVE).values_list("received_at", flat=True))
    return len(found), sum(received is None or received > at for received in found)


def lines(dues: Iterable[Due], now: datetime) -> list[Line]:
    """Return the reports with where they stand, the silent first."""
    found = [Line(due, standing(due, now)) for due in dues]
    return sorted(found, key=lambda one: (not one.is_silent, one.due.area_path, one.due.pk))


def total(found: Iterable[Line]) -> dict[str, int]:
    """Return how many stand where; `silent` are those of whom nothing came in, due already or not."""
    words = [one.word for one in found]
    told = tally(words)
    return told | {"silent": told["all"] - told["sent"]}


# -- numbers ---------------------------------------------------------------------------------------------------


def fields(form: str, day: date) -> list[FormField]:
    """Return the fields of a form that are counts of the records: these are added up."""
    version = formbook.in_force(form, day)
    return [] if version is None else [one for one in version.bound if prefilled.is_whole(one)]


def sums(
    area: Area | Any,
    day: date,
    form: str,
    children: Iterable[Due],
    own: Due | None,
    codes: Iterable[str] | None = None,
) -> list[Sum]:
    """Return the numbers of a day for an area and, part by part, for those below it. A query an area with a report.

    A part is what its unit states; where it states nothing, what the records say. `codes` are fields (None: all).
    """
    wanted = [one.code for one in fields(form, day) if codes is None or one.code in set(codes)]
    children = list(children)
    said = stated.of([*children, *([own] if own else [])])
    mine = _known(Cut(area.pk, area.path or ""), day, form, wanted)
    mine |= {} if own is None else said.get(own.pk, {})
    parts: dict[str, dict[int, int]] = {code: {} for code in wanted}
    for child in children:
        numbers = _known(Cut(child.area_id, child.area_path), day, form, wanted) | said.get(child.pk, {})
        for code in wanted:
            parts[code][child.area_id] = numbers.get(code, 0)
    return [Sum(code, mine.get(code, 0), sum(parts[code].values()), parts[code]) for code in wanted]


def _known(cut: Cut, day: date, form: str, codes: list[str]) -> dict[str, int]:
    version = formbook.in_force(form, day)
    if version is None or not codes:
        return {}
    return {one.field: int(one.number or 0) for one in prefilled.counted(cut, day, version, only=codes)}


def smaller(due: Any, own: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Return the numbers in which a report says less than those below it together: field → (own, sum below).

    Only numbers that somebody states are looked at: what the records say of an area holds what is below it. No query
    beyond two where nobody states any.
    """
    if due.axis != Axis.AREA:
        return {}
    children = list(below(due).filter(LIVE, received_at__isnull=False))
    said = stated.of(children)
    codes = {*own, *(code for numbers in said.values() for code in numbers)}
    if not codes or not children:
        return {}
    area = Area.objects.get(pk=due.area_id)
    found = {}
    for one in sums(area, due.day, due.form, children, None, codes):
        mine = own.get(one.code, one.own)
        if mine < one.below:
            found[one.code] = (mine, one.below)
    return found


def as_text(found: Mapping[str, tuple[int, int]]) -> str:
    return ",".join(f"{code}={own}<{below}" for code, (own, below) in sorted(found.items()))[:300]


def from_text(text: str) -> list[tuple[str, int, int]]:
    """Return (code, own, sum below) as they were when the report was sent."""
    parts = [part.split("=") for part in text.split(",") if "<" in part]
    return [(code, *map(int, numbers.split("<"))) for code, numbers in parts]  # type: ignore[misc]
