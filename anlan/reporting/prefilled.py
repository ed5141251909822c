"""What the system knows of a unit's day: the numbers that a report begins with, and what speaks against a zero.

Nothing is copied into the report: it keeps the moment at which the clerk saw the numbers, and every figure can be
evaluated again as it was known then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate_all
from anlan.figures.registry import REGISTRY
from anlan.incidents import lookup
from anlan.kernel.period import Period
from anlan.org.models import Area, Sector
from anlan.reporting import formbook
from anlan.reporting.form_fields import FormField, Span
from anlan.reporting.form_models import FormKind
from anlan.reporting.formbook import Version
from anlan.reporting.models import Axis

FOUND, OVERDUE, INCIDENTS = "hazards.found", "hazards.overdue", "incidents.received"
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """A number as the system knows it: which field of the form, which figure, for which days (`Span`)."""

    field: str
    code: str
    name: Any
    unit: str
    number: int | float | None
    span: str

    @property
    def span_label(self) -> str:
        return str(Span(self.span).label)


def cut_of(due: Any) -> Cut:
    """Return what a unit answers for: an area with all below it; a department its sectors in the whole city."""
    if due.axis != Axis.DEPARTMENT:
        return Cut(due.area_id, due.area_path)
    sectors = Sector.objects.filter(lead=due.organisation_id).order_by("pk").values_list("pk", flat=True)
    root = Area.objects.get(pk=int(due.area_path.strip("/").split("/")[0]))
    return Cut(root.pk, root.path or "", tuple(sectors))


def prefill(due: Any, known_at: datetime | None = None) -> list[Known]:
    """Return the numbers of a unit's day as they were known at a moment (None: now). Some six queries."""
    version = formbook.of_due(due)
    return [] if version is None else numbers(due, version, known_at)


def numbers(
    due: Any, version: Version, known_at: datetime | None, *, only: Container[str] | None = None
) -> list[Known]:
    """Return the bound fields of a form for a unit, in the form's order; what cannot be cut to the unit is left out."""
    cut = cut_of(due)
    if due.axis == Axis.DEPARTMENT and not cut.sector_ids:
        return []
    return counted(cut, due.day, version, known_at, only=only)


def counted(
    cut: Cut,
    day: date,
    version: Version,
    known_at: datetime | None = None,
    *,
    only: Container[str] | None = None,
) -> list[Known]:
    """Return the bound fields of a form for a cut, told to a day. One statement for each span and grade."""
    groups: dict[tuple[str, str], list[FormField]] = defaultdict(list)
    for field in version.bound:
        figure = REGISTRY.find(field.figure)
        graded = replace(cut, grade=field.grade)
        if figure is not None and figure.answers(graded) and (only is None or field.code in only):
            groups[field.span, field.grade].append(field)
    found: dict[str, Known] = {}
    for (span, grade), fields in groups.items():
        values = evaluate_all(
            list(dict.fromkeys(field.figure for field in fields)),
            cut=replace(cut, grade=grade),
            period=period_of(day, version.kind, span),
            known_at=known_at,
        )
        for field in fields:
            value = values[field.figure]
            found[field.code] = Known(
                field.code, field.figure, field.title, value.figure.unit, value.number, span
            )
    return [found[field.code] for field in version.bound if field.code in found]


def period_of(day: date, kind: str, span: str = Span.PERIOD) -> Period:
    """Return the days for which a figure of a report is told, to the day of the report."""
    first = day
    if span == Span.YEAR:
        first = day.replace(month=1, day=1)
    elif span == Span.MONTH or (span == Span.PERIOD and kind == FormKind.MONTHLY):
        first = day.replace(day=1)
    elif span == Span.PERIOD and kind == FormKind.WEEKLY:
        first = day - timedelta(days=day.weekday())
    return Period(first, day)


def is_whole(field: FormField) -> bool:
    """Tell whether a bound field's figure is a count."""
    figure = REGISTRY.find(field.figure)
    return figure is None or figure.kind == "count"


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

    Hazards found on that day, major hazards that are overdue, and incidents of that day (domain brief §9.6; capability
    C56): of a department those at premises of its sectors.
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
    happened = lookup.of_day(cut.area_path, due.day, cut.sector_ids).count()
    return {code: n for code, n in ((FOUND, found), (OVERDUE, overdue), (INCIDENTS, happened)) if n}


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
