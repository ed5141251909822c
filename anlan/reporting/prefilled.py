"""What the system knows of a unit's day: the numbers that a report begins with, and what speaks against a zero.

Nothing is copied into the report: it keeps the moment at which the clerk saw the numbers, and every figure can be
evaluated again as it was known then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate_all
from anlan.kernel.period import Period
from anlan.org.models import Area, Sector
from anlan.reporting.models import Axis

OF_THE_DAY = ("inspections.visits", "hazards.found", "hazards.on_the_spot", "hazards.rectified")
OF_THE_DAY_BY_AREA = ("outreach.activities",)
OF_THE_YEAR = ("hazards.outstanding", "hazards.overdue")
LABELS = {
    "inspections.visits": _("Visits to business units"),
    "hazards.found": _("Hazards found"),
    "hazards.on_the_spot": _("Rectified on the spot"),
    "hazards.rectified": _("Hazards rectified"),
    "outreach.activities": _("Verified activities"),
    "hazards.outstanding": _("Hazards outstanding"),
    "hazards.overdue": _("Hazards overdue"),
}
"""The numbers from which a report may differ, as their figures are named."""
FOUND, OVERDUE = "hazards.found", "hazards.overdue"
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """A number as the system knows it; `span` says whether it is of the day or of the year to the day."""

    code: str
    name: Any
    unit: str
    number: int
    span: str


def cut_of(due: Any) -> Cut:
    """Return what a unit answers for: an area with all below it; a department its sectors in the whole city."""
    if due.axis == Axis.AREA:
        return Cut(due.area_id, due.area_path)
    sectors = Sector.objects.filter(lead=due.organisation_id).order_by("pk").values_list("pk", flat=True)
    root = Area.objects.get(pk=int(due.area_path.strip("/").split("/")[0]))
    return Cut(root.pk, root.path or "", tuple(sectors))


def prefill(due: Any, known_at: datetime | None = None) -> list[Known]:
    """Return the numbers of a unit's day as they were known at a moment (None: now). Some six queries."""
    cut = cut_of(due)
    if due.axis == Axis.DEPARTMENT and not cut.sector_ids:
        return []
    spans = {"day": Period(due.day, due.day), "year": Period(due.day.replace(month=1, day=1), due.day)}
    codes = {
        "day": [*OF_THE_DAY, *(OF_THE_DAY_BY_AREA if due.axis == Axis.AREA else ())],
        "year": list(OF_THE_YEAR),
    }
    return [
        Known(code, value.figure.name, value.figure.unit, value.count, span)
        for span, period in spans.items()
        for code, value in evaluate_all(codes[span], cut=cut, period=period, known_at=known_at).items()
    ]


_looked_up: ContextVar[Mapping[tuple[int, date], dict[str, int]] | None] = ContextVar("against", default=None)


@contextmanager
def looked_up(against: Mapping[tuple[int, date], dict[str, int]]) -> Iterator[None]:
    """Hold what speaks against zeros, by unit and day, where a batch was looked up at once."""
    token = _looked_up.set(against)
    try:
        yield
    finally:
        _looked_up.reset(token)


def against_zero(due: Any) -> dict[str, int]:
    """Return what the system knows that a zero report contradicts: code → number; nothing speaks against an empty one.

    Hazards found on that day, and major hazards that are overdue (domain brief §9.6; capability C56).
    """
    ready = _looked_up.get()
    if ready is not None:
        return ready.get((due.organisation_id, due.day), {})
    cut = cut_of(due)
    if due.axis == Axis.DEPARTMENT and not cut.sector_ids:
        return {}
    found = evaluate_all([FOUND], cut=cut, period=Period(due.day, due.day))[FOUND].count
    major = Cut(cut.area_id, cut.area_path, cut.sector_ids, "major")
    overdue = evaluate_all([OVERDUE], cut=major, period=Period(EARLIEST, due.day))[OVERDUE].count
    return {code: n for code, n in ((FOUND, found), (OVERDUE, overdue)) if n}


_checked: ContextVar[tuple[Any, dict[str, int]] | None] = ContextVar("checked", default=None)


def check_zero(due: Any) -> dict[str, int]:
    """Return what speaks against a zero, for the guard of the step; `checked` has it for the step's effect."""
    against = against_zero(due)
    _checked.set((due, against))
    return against


def checked(due: Any) -> dict[str, int]:
    """Return what the guard of this very passage found; looked up where there was none (a case read anew)."""
    last = _checked.get()
    _checked.set(None)
    return last[1] if last is not None and last[0] is due else against_zero(due)


def as_text(against: Mapping[str, int]) -> str:
    return ",".join(f"{code}={n}" for code, n in sorted(against.items()))


def from_text(text: str) -> dict[str, int]:
    return {code: int(n) for code, n in (part.split("=") for part in text.split(",") if part)}
