"""Rescue forces follow the level: one that is ordered positions them where that is laid down, lifting sends them home.

Called in the transaction of the level itself (`anlan.duty.hooks`): level, rosters, reports and positions are one act.
What was positioned by hand is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from anlan.duty import levels
from anlan.duty.hooks import FOLLOWED, Followed
from anlan.duty.kinds import RANK
from anlan.forces.kinds import ForceState, PositionState
from anlan.forces.models import Positioning, RescueForce, Stand
from anlan.forces.position_flow import POSITION_FLOW
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.models.areas import below

BY_LEVEL = frozenset({"follow", "last", "leave"})
"""Steps of a positioning that are taken with a level alone."""
ONE = timedelta(days=1)
Wanted = tuple[Stand, date]
HELD_BACK = ("position.away", "position.double")
"""Why a force may stay where it is although a level asks for it: the level holds all the same, its page says so."""


def wanted(stands: Iterable[Stand], held: Sequence[tuple[str, date]], today: date) -> Wanted | None:
    """Return the strictest stand that the levels in force reach, and the last day for which they are planned."""
    found: Wanted | None = None
    for stand in stands:
        days = [last for level, last in held if RANK[level] >= RANK[stand.level]]
        if not days or max(days) < today:
            continue
        if found is None or RANK[stand.level] > RANK[found[0].level]:
            found = stand, max(days)
    return found


def stands_below(path: str) -> dict[int, tuple[RescueForce, list[Stand]]]:
    """Return the forces kept below an area for which a stand is laid down, by key, with their stands. Two queries."""
    rows = RescueForce.objects.filter(below(path)).exclude(state=ForceState.RETIRED).select_related("area")
    forces = {force.pk: force for force in rows.filter(stands__isnull=False).distinct()}
    by_force: dict[int, list[Stand]] = defaultdict(list)
    for stand in Stand.objects.filter(force__in=list(forces)).select_related("area"):
        by_force[stand.force_id].append(stand)
    return {key: (forces[key], by_force[key]) for key in sorted(forces)}


def asked_of(found: Mapping[int, tuple[RescueForce, list[Stand]]], today: date) -> dict[int, Wanted]:
    """Return which forces the levels in force ask to stand where, and how long. Two queries an area."""
    held: dict[str, list[tuple[str, date]]] = {}
    asked = {}
    for key, (force, stands) in found.items():
        if force.area_path not in held:
            held[force.area_path] = levels.in_force(force.area_path)
        if one := wanted(stands, held[force.area_path], today):
            asked[key] = one
    return asked


def follow(told: Followed) -> None:
    """Bring what follows levels below an area in line with those that are in force. Raises the first refusal."""
    today = clock.local_day(told.at or clock.now())
    found = stands_below(told.area.path or "")
    asked = asked_of(found, today)
    rows = Positioning.objects.filter(
        below(told.area.path or "", "force__area_path"), state=PositionState.STANDING
    )
    now = {one.force_id: one for one in rows.exclude(level="").filter(last_day__gte=today)}
    gone: dict[str, list[tuple[int, dict[str, Any]]]] = {"void": [], "leave": [], "last": []}
    new = []
    for key in sorted({*asked, *now}):
        there, want = now.get(key), asked.get(key)
        if there is not None and want is not None and _is_same(there, found[key][0], want[0]):
            if (there.level, there.last_day) != (want[0].level, want[1]):
                gone["last"].append((there.pk, {"level": want[0].level, "last_day": want[1]}))
            continue
        if there is not None:
            _take_away(there, moves=want is not None, today=today, gone=gone)
        if want is not None:
            new.append((key, {"force": found[key][0], "level": want[0].level, "last_day": want[1]}))
    for step, given in gone.items():
        _take(
            step,
            [
                Act(by=told.by, case_id=pk, input=one, at=told.at, key=f"{told.key}-{step}-{pk}")
                for pk, one in given
            ],
        )
    _take(
        "follow",
        [Act(by=told.by, input=one, at=told.at, key=f"{told.key}-stand-{key}") for key, one in new],
        unless=HELD_BACK,
    )


def _is_same(there: Positioning, force: RescueForce, stand: Stand) -> bool:
    heads = min(stand.heads, force.head_count)
    return (there.place, there.area_id, there.heads) == (stand.place, stand.area_id, heads)


def _take_away(
    there: Positioning, *, moves: bool, today: date, gone: dict[str, list[tuple[int, dict[str, Any]]]]
) -> None:
    """Let it end: today, or yesterday where the force stands elsewhere from today on; what began today never was."""
    if moves and there.first_day == today:
        gone["void"].append((there.pk, {"reason": "应急状态级别变化，当日改驻"}))
    else:
        gone["leave"].append((there.pk, {"last_day": today - ONE if moves else today}))


def _take(step: str, acts: list[Act], unless: tuple[str, ...] = ()) -> None:
    for result in door.apply_many(POSITION_FLOW, step, acts) if acts else ():
        if isinstance(result, AnlanError) and result.code not in unless:
            raise result


FOLLOWED.append(follow)
