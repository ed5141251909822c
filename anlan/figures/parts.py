"""A value taken apart: by month, week or day, by area, sector and grade, and against the year before.

Every part is of the same cohort, at the same end and moment as the whole, so that the parts of a count add up to it.
Of counted figures each table is one statement. A figure that is the plain number of its rows is one query over them.
A mean is cut in one pass; a number of distinct things is evaluated part by part. Neither adds up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from anlan.figures.counting import NO_SECTOR, tabulate
from anlan.figures.cut import GRADES, Cut
from anlan.figures.evaluation import Value, evaluate
from anlan.figures.registry import Figure, Heap
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period, bucket_day, day_bucket, month_end
from anlan.org.models import Area, Sector
from anlan.org.models.areas import standing_in
from anlan.org.scope import EVERYTHING

ROWS, TOTAL = "rows", "total"
"""What is added up of a figure without measures: the number of its rows and, of a mean, what they sum up to."""
DAYS, WEEKS, MONTHS, YEARS = "day", "week", "month", "year"
MOST_PARTS = 400
MOST_DAYS, MOST_WEEKS, MOST_MONTHS = 31, 182, 36
Sums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value: its key, what it is called, and the value itself."""

    key: str
    label: str
    value: Value
    partial: bool = False


def amounts(figure: Figure, sums: Mapping[str, int]) -> tuple[int, int | None]:
    """Return count and base of a part from the sums of its measures."""
    if figure.is_counted:
        whole = dict(sums)
        return figure.value(whole), figure.base(whole) if figure.is_rate else None
    if figure.is_mean or figure.is_share:
        return sums.get(TOTAL, 0), sums.get(ROWS, 0)
    return sums.get(ROWS, 0), None


def _whole(value: Value, sums: Mapping[str, int], **changes: Any) -> Value:
    count, base = amounts(value.figure, sums)
    return replace(value, count=count, base=base, **changes)


# -- by time -------------------------------------------------------------------------------------------------------


def unit_of(period: Period) -> str:
    """Return in which steps a period is best looked at."""
    if period.days() <= MOST_DAYS:
        return DAYS
    if period.days() <= MOST_WEEKS:
        return WEEKS
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return MONTHS if months <= MOST_MONTHS else YEARS


def steps_of(period: Period, unit: str) -> list[Period]:
    """Return the days, weeks (from Monday), months or years that a period touches, the edges cut to it."""
    ends: dict[str, Callable[[date], date]] = {
        DAYS: lambda day: day,
        WEEKS: lambda day: day + timedelta(days=6 - day.weekday()),
        MONTHS: month_end,
        YEARS: lambda day: day.replace(month=12, day=31),
    }
    steps, first = [], period.first
    while first <= period.last:
        last = min(ends[unit](first), period.last)
        steps.append(Period(first, last))
        first = last + timedelta(days=1)
    return steps


def is_partial(step: Period, unit: str) -> bool:
    """Tell whether only a part of the week, month or year lies in the period."""
    if unit == WEEKS:
        return step.days() < 7
    if unit == MONTHS:
        return step.first.day != 1 or step.last != month_end(step.last)
    return unit == YEARS and (step.first.month, step.first.day, step.last.month, step.last.day) != (
        1,
        1,
        12,
        31,
    )


def is_whole_month(period: Period) -> bool:
    return period.first.day == 1 and period.last == month_end(period.first)


def step_label(step: Period, unit: str) -> str:
    """Return 2022-10, 2022-10-24, or 10-24 – 10-30 of a week."""
    if unit == DAYS:
        return f"{step.first:%Y-%m-%d}"
    if unit == WEEKS:
        return f"{step.first:%m-%d} – {step.last:%m-%d}"
    return f"{step.first:%Y-%m}" if unit == MONTHS else f"{step.first:%Y}"


def by_time(value: Value, unit: str = "") -> list[Part]:
    """Return the value of what was counted in each step of the period, as it stood at the period's end.

    Of a figure that cannot be cut so, each step as it stood at its own end.
    """
    unit = unit or unit_of(value.period)
    if value.period.days() > MOST_PARTS * {DAYS: 1, WEEKS: 7, MONTHS: 30, YEARS: 365}[unit]:
        raise Invalid(
            "figure.many_parts",
            _("More than %(most)s parts: choose greater steps or a shorter period.") % {"most": MOST_PARTS},
            field="by",
        )
    steps = steps_of(value.period, unit)
    if value.figure.can_be_cut:
        days = _days(value, monthly=unit in (MONTHS, YEARS))
        found = [_whole(value, _of(days, step, monthly=unit in (MONTHS, YEARS))) for step in steps]
    else:
        found = [_anew(value, period=step) for step in steps]
    return [
        Part(step.first.isoformat(), step_label(step, unit), part, is_partial(step, unit))
        for step, part in zip(steps, found, strict=True)
    ]


def _days(value: Value, *, monthly: bool) -> dict[int, Sums]:
    """Return the sums of each day (or month) bucket of the period."""
    found: dict[int, Sums] = defaultdict(lambda: defaultdict(int))
    if value.figure.is_counted:
        table = tabulate(
            value.figure.measures, value.cut, value.period, value.known, by=("month" if monthly else "day",)
        )
        for (measure, bucket), n in table.items():
            found[bucket][measure] += n
        return found
    for day, _path, _trade, _degree, total, n in heaps(value):
        sums = found[day_bucket(day) // 100 if monthly else day_bucket(day)]
        sums[ROWS] += n
        sums[TOTAL] += total
    return found


def _of(days: Mapping[int, Sums], step: Period, *, monthly: bool) -> Sums:
    """Return the sums of the buckets that lie in a step: steps of months never cut one but at the period's edge."""
    total: Sums = defaultdict(int)
    for bucket, sums in days.items():
        inside = (
            (step.first.year, step.first.month) <= divmod(bucket, 100) <= (step.last.year, step.last.month)
            if monthly
            else bucket_day(bucket) in step
        )
        if inside:
            for measure, n in sums.items():
                total[measure] += n
    return total


def heaps(value: Value) -> Iterable[Heap]:
    """Return the rows of a figure without measures in heaps. One query, or one pass."""
    figure = value.figure
    if figure.spread is not None:
        return figure.spread(value.cut, value.period, value.known)
    rows: Any = figure.rows(value.cut, value.period, value.known, EVERYTHING)
    told = [("sector_id", figure.sectored), ("grade", figure.graded)]
    where = (figure.day, "area_path", *(name for name, has in told if has))
    grouped = rows.values_list(*where).annotate(n=Count("pk")).order_by()
    return (
        (
            *heap[:2],
            heap[2] if figure.sectored else NO_SECTOR,
            heap[-2] if figure.graded else "",
            0,
            heap[-1],
        )
        for heap in grouped
    )


def _anew(value: Value, *, cut: Cut | None = None, period: Period | None = None) -> Value:
    return evaluate(value.figure.code, cut=cut or value.cut, period=period or value.period, known=value.known)


# -- by place, trade and grade -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grid:
    """The value by the areas below its own, by sector and by grade: any part of it, without a further query."""

    value: Value
    area: Area
    areas: tuple[Area, ...]
    sectors: tuple[Sector, ...]
    cells: Mapping[tuple[int, int, str], Sums]

    def at(self, *, area: Area | None = None, sector: Sector | None = None, grade: str = "") -> Value:
        """Return the value of a part: one area (with what lies below), one sector, one grade, or all of each."""
        total: Sums = defaultdict(int)
        wanted = {(area or self.area).pk}
        for (place, trade, degree), sums in self.cells.items():
            if place in wanted and (sector is None or trade == sector.pk) and grade in ("", degree):
                for measure, n in sums.items():
                    total[measure] += n
        at = area or self.area
        cut = Cut(
            at.pk,
            at.path or "",
            (sector.pk,) if sector else self.value.cut.sector_ids,
            grade or self.value.cut.grade,
        )
        return _whole(self.value, total, cut=cut)

    @cached_property
    def grades(self) -> tuple[str, ...]:
        if not self.value.figure.graded:
            return ()
        return (self.value.cut.grade,) if self.value.cut.grade else GRADES


def children_of(area: Area, period: Period) -> tuple[Area, ...]:
    """Return the areas right below one that stood on some day of a period, in the order of the tree."""
    return tuple(
        Area.objects.filter(standing_in(period.first, period.last), parent=area, path__isnull=False).order_by(
            "path"
        )
    )


def sectors_of(value: Value) -> tuple[Sector, ...]:
    """Return the sectors of a value's cut in their order; none where it has no sector."""
    if not value.figure.sectored:
        return ()
    cut = value.cut
    rows = Sector.objects.filter(pk__in=cut.sector_ids) if cut.sector_ids else Sector.objects.all()
    return tuple(rows.order_by("position", "code"))


def grid(value: Value, area: Area) -> Grid | None:
    """Return the table of a value; None for a figure that cannot be cut in one go. One statement and two reads."""
    figure = value.figure
    if not figure.can_be_cut:
        return None
    areas, sectors = children_of(area, value.period), sectors_of(value)
    every = (*areas, area)
    cells = _counted_cells(value, every, sectors) if figure.is_counted else _row_cells(value, every)
    return Grid(value, area, areas, sectors, cells)


def _counted_cells(
    value: Value, areas: Sequence[Area], sectors: Sequence[Sector]
) -> dict[tuple[int, int, str], Sums]:
    table = tabulate(
        value.figure.measures,
        value.cut,
        value.period,
        value.known,
        by=("area", "sector", "grade") if sectors else ("area", "grade"),
        areas=[area.pk for area in areas],
        sectors=[sector.pk for sector in sectors],
    )
    cells: dict[tuple[int, int, str], Sums] = defaultdict(lambda: defaultdict(int))
    for (measure, place, *trade, degree), n in table.items():
        cells[place, trade[0] if trade else NO_SECTOR, degree][measure] += n
    return cells


def _row_cells(value: Value, areas: Sequence[Area]) -> dict[tuple[int, int, str], Sums]:
    cells: dict[tuple[int, int, str], Sums] = defaultdict(lambda: defaultdict(int))
    for _day, path, trade, degree, total, n in heaps(value):
        for area in areas:
            if path.startswith(area.path or " "):
                sums = cells[area.pk, trade, degree]
                sums[ROWS] += n
                sums[TOTAL] += total
    return cells


def sums_by_place(value: Value, cuts: Sequence[Cut]) -> list[Sums]:
    """Return the sums of a figure without measures for each of the cuts, which lie within the value's. One pass."""
    found: list[Sums] = [defaultdict(int) for _cut in cuts]
    placed = value.figure.placed
    told = (
        placed(value.cut, value.period, value.known)
        if placed is not None
        else ((path, trade, total, n) for _day, path, trade, _grade, total, n in heaps(value))
    )
    for path, trade, total, n in told:
        for cut, sums in zip(cuts, found, strict=True):
            if path.startswith(cut.area_path) and (not cut.sector_ids or trade in cut.sector_ids):
                sums[ROWS] += n
                sums[TOTAL] += total
    return found


def by_area(value: Value, area: Area, table: Grid | None = None) -> list[Part]:
    """Return the value of each area right below, the one that needs looking at first on top."""
    areas = table.areas if table else children_of(area, value.period)
    parts = [
        Part(
            one.code,
            one.short_label,
            table.at(area=one)
            if table
            else _anew(value, cut=replace(value.cut, area_id=one.pk, area_path=one.path or "")),
        )
        for one in areas
    ]
    return sorted(parts, key=lambda part: (-weight(part.value), part.key))


def by_sector(value: Value) -> list[Part]:
    """Return the value of each sector of the cut, in their order: one statement, or of a mean one each."""
    area = Area.objects.get(pk=value.cut.area_id)
    table, sectors = grid(value, area), sectors_of(value)
    return [
        Part(
            one.code,
            one.label,
            table.at(sector=one) if table else _anew(value, cut=replace(value.cut, sector_ids=(one.pk,))),
        )
        for one in sectors
    ]


def by_grade(value: Value) -> list[Part]:
    """Return the value of each grade; of a figure that knows none it is refused like any other question for one."""
    grades = (value.cut.grade,) if value.cut.grade else GRADES
    return [Part(grade, grade, _anew(value, cut=replace(value.cut, grade=grade))) for grade in grades]


def weight(value: Value) -> float:
    """Return what an order and a colour go by: a count itself; of a rate what is missing; of a mean the mean."""
    if value.figure.is_mean:
        return float(value.number or 0)
    return value.count if value.base is None else value.base - value.count


# -- against the year before ---------------------------------------------------------------------------------------


def year_before(period: Period) -> Period:
    """Return the same days of the year before; 29 February is the 28th there, a month's end stays one."""
    first, last = _back(period.first), _back(period.last)
    if period.last == month_end(period.last):
        last = month_end(last)
    return Period(first, last)


def _back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def before(value: Value) -> Value:
    """Return the same value of the year before, as it stood at that period's end. One evaluation."""
    return _anew(value, period=year_before(value.period))
