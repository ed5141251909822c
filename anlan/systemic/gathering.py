"""What the test of `clusters` is given: places where hazards were found, by part of an area, sector, category, days.

One statement, which the database sums up: a city-year of hazards is read once and comes back as some thousand rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Value, When

from anlan.hazards.models import GONE_STATES, Hazard
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.scope import Scope
from anlan.systemic.clusters import Cell, Look, Tally, look
from anlan.systemic.effects import cell_of
from anlan.systemic.kinds import ProblemKind, ProblemState
from anlan.systemic.models import SystemicProblem

WINDOWS = 4
"""So many periods of the same length before the one that is looked at are its rest in time."""
USUAL_DAYS = 90
GROWN = 1.25
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at an area over some days: what it found, and how far back the periods before it were read."""

    area: Area
    period: Period
    since: date
    look: Look

    def code(self, cell: Cell) -> str:
        """Return by what a candidate is known again (`SystemicProblem.cell`)."""
        return cell_of(cell.kind, self.place(cell), cell.sector, cell.category)

    def place(self, cell: Cell) -> Any:
        """Return the key of the area whose problem a candidate would be."""
        return self.area.pk if cell.part is None else cell.part

    def find(self, code: str) -> Cell | None:
        return next((cell for cell in self.look.candidates if self.code(cell) == code), None)

    def evidence(self, cell: Cell) -> dict[str, Any]:
        """Return the numbers of a candidate as they are kept with the problem."""
        return {
            "whole": self.area.pk,
            "since": self.since.isoformat(),
            "places": cell.places,
            "of": cell.of,
            "others": cell.others,
            "others_of": cell.others_of,
            "hazards": cell.hazards,
            "expected": round(cell.expected, 1),
            "times": None if cell.times is None else round(cell.times, 2),
            "chance": float(f"{cell.corrected:.3g}"),
            "tested": self.look.tested,
        }


def look_at(area: Area, period: Period, scope: Scope) -> Looked:
    """Look for candidates in an area over a period, in what a scope shows. Two statements."""
    span = timedelta(days=period.days())
    since = period.first - WINDOWS * span
    return Looked(area, period, since, look(tallies(area, period, scope)))


def tallies(area: Area, period: Period, scope: Scope) -> list[Tally]:
    span = timedelta(days=period.days())
    starts = [period.first - n * span for n in range(WINDOWS + 1)]
    phase = Case(
        *(When(found_on__gte=start, then=Value(n)) for n, start in enumerate(starts)),
        default=Value(WINDOWS),
        output_field=IntegerField(),
    )
    rows = (
        Hazard.objects.within(scope)
        .filter(below(area.path or ""), found_on__range=(starts[-1], period.last))
        .exclude(state__in=GONE_STATES)
        .order_by()
        .annotate(phase=phase)
        .values_list("area_id", "sector_id", "category", "phase")
        .annotate(places=Count("premises", distinct=True), hazards=Count("pk"))
    )
    parts = _parts(area)
    return [
        Tally(parts.get(at, area.pk), sector, category, when, places, hazards)
        for at, sector, category, when, places, hazards in rows
    ]


def _parts(area: Area) -> dict[int, int]:
    """Return area → the area right below the one asked for in which it lies, itself for that one. One query."""
    path = area.path or ""
    rows = Area.objects.filter(below(path, "path")).values_list("pk", "path")
    return {pk: int((text or "")[len(path) :].partition("/")[0] or area.pk) for pk, text in rows}


def former(looked: Looked, scope: Scope) -> Mapping[str, SystemicProblem]:
    """Return code → the latest problem that was made of the same cell, as far as the scope shows it. One query."""
    codes = [looked.code(cell) for cell in looked.look.candidates]
    found = SystemicProblem.objects.within(scope).filter(cell__in=codes).order_by("pk")
    return {one.cell: one for one in found}


def is_settled(problem: SystemicProblem | None, cell: Cell, period: Period) -> bool:
    """Tell whether a candidate needs no decision: it is being solved, or was dismissed and is no worse since.

    One that was closed and is there again is a candidate again. So is one that was dismissed and whose share has grown
    by a quarter against the rest; and, but for a sector's, which is what the sector is like, one of wholly later days.
    """
    if problem is None or problem.state == ProblemState.CLOSED:
        return False
    if problem.state != ProblemState.DISMISSED:
        return True
    then = problem.evidence.get("times")
    grew = then is not None and (cell.times is None or cell.times >= GROWN * then)
    later = cell.kind != ProblemKind.SECTORAL and period.first > problem.last_day
    return not grew and not later
