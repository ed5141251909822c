"""Completeness and punctuality, a line for each unit: from sums by month that hold as far as a watermark, and the rows
that changed since.

The sums are made of the rows and of nothing else (`counted`): what a step touched after the watermark is counted
anew, a day that is over is added. So a line is exact at any moment, a late, amended or excused report moves its month
however old it is, and all of it can be thrown away and made again (`rebuild`). Days that are not over are in no sum:
the rush of today moves nothing here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q, Sum

from anlan.journal.models import Entry, Head
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock
from anlan.kernel.period import month_end
from anlan.reporting.models import Due, DueState
from anlan.reporting.month_models import MonthFold, MonthSeal, UnitMonth

log = logging.getLogger(__name__)
ONE = timedelta(days=1)
CHUNK = 400
"""Lines counted anew in one statement: their keys are parameters of it."""
Touched = tuple[int, str, int]
"""A line, or several where a unit moved: unit, form, month."""
EVERYWHERE = Q()
LAST_YEAR = 9_999
"""Months have six digits, years four."""
LIVE = (DueState.OWED, DueState.REPORTED, DueState.ZERO)


class Key(NamedTuple):
    form: str
    month: int
    organisation: int
    area: int
    area_path: str
    axis: str


class Sums(NamedTuple):
    due: int = 0
    sent: int = 0
    zero: int = 0
    on_time: int = 0

    def plus(self, other: Sums) -> Sums:
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


Lines = dict[Key, Sums]
TOTALS = tuple(Sum(name) for name in Sums._fields)


def month_of(day: date) -> int:
    return day.year * 100 + day.month


def first_of(month: int) -> date:
    return date(month // 100, month % 100, 1)


# -- the rows ------------------------------------------------------------------------------------------------


def counted(first: date, last: date, which: Q = EVERYWHERE) -> Lines:
    """Return the sums of due reports of some days, by line: a statement a month, which reads what it counts."""
    found: Lines = {}
    while first <= last:
        ends = min(month_end(first), last)
        rows = (
            Due.objects.filter(which, day__range=(first, ends), state__in=LIVE)
            .order_by()
            .values_list("form", "organisation_id", "area_id", "area_path", "axis")
            .annotate(
                due=Count("id"),
                sent=Count("id", filter=Q(received_at__isnull=False)),
                zero=Count("id", filter=Q(state=DueState.ZERO)),
                on_time=Count("id", filter=Q(is_on_time=True)),
            )
        )
        month = month_of(first)
        found |= {Key(form, month, *line): Sums(*sums) for form, *line, sums in map(_split, rows)}
        first = ends + ONE
    return found


def _split(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:5], row[5:])


def _touched(after: int, until: int, through: date) -> set[Touched]:
    """Return (unit, form, month) of the reports on which steps were taken after an entry, of days that are counted."""
    cases = Entry.objects.filter(seq__gt=after, seq__lte=until, kind="report").values("case_id")
    rows = Due.objects.filter(pk__in=cases, day__lte=through).order_by()
    found = rows.values_list("organisation_id", "form", "day").distinct()
    return {(unit, form, month_of(day)) for unit, form, day in found}


def _grouped(touched: Iterable[Touched]) -> Iterator[tuple[str, int, list[int]]]:
    """Yield form, month and so many units that a statement takes their keys."""
    groups: dict[tuple[str, int], list[int]] = {}
    for unit, form, month in sorted(touched):
        groups.setdefault((form, month), []).append(unit)
    for (form, month), units in groups.items():
        for start in range(0, len(units), CHUNK):
            yield form, month, units[start : start + CHUNK]


def _anew(touched: Iterable[Touched], through: date, where: Q = EVERYWHERE) -> Lines:
    """Count lines anew from their rows."""
    found: Lines = {}
    for form, month, units in _grouped(touched):
        ends = min(month_end(first_of(month)), through)
        found |= counted(first_of(month), ends, where & Q(form=form, organisation__in=units))
    return found


# -- kept ----------------------------------------------------------------------------------------------------


def fold(today: date) -> int:
    """Bring the sums up to the journal's head and to the day before `today`; return how many lines were written.

    Everything is counted before the transaction that writes it: what is recorded meanwhile is counted anew next time.
    """
    state = MonthFold.objects.filter(pk=1).first()
    if state is None:
        return rebuild(today)
    head = _head()
    through = max(state.through, today - ONE)
    touched = _touched(state.seq, head, state.through)
    if state.seq == head and through == state.through:
        return 0
    lines = _anew(touched, state.through)
    added = counted(state.through + ONE, through)
    with transaction.atomic():
        kept = MonthFold.objects.select_for_update().get(pk=1)
        if (kept.seq, kept.through) != (state.seq, state.through):
            return 0  # somebody else was first
        _replace(touched, lines)
        _add(added)
        _years(
            {(one.organisation, one.form, one.month // 100) for one in (*lines, *added)} | _years_of(touched)
        )
        kept.seq, kept.through = head, through
        kept.save()
    return len(lines) + len(added)


def rebuild(today: date) -> int:
    """Throw all sums away and make them of the rows; return how many lines. Reads every row once."""
    head, through = _head(), today - ONE
    oldest = Due.objects.aggregate(first=Min("day"))["first"] or today
    lines = counted(oldest, through)
    with transaction.atomic():
        UnitMonth.objects.all().delete()
        UnitMonth.objects.bulk_create((_row(key, sums) for key, sums in lines.items()), batch_size=500)
        years: Lines = {}
        for key, sums in lines.items():
            year = key._replace(month=key.month // 100)
            years[year] = years.get(year, Sums()).plus(sums)
        UnitMonth.objects.bulk_create((_row(key, sums) for key, sums in years.items()), batch_size=500)
        MonthFold.objects.update_or_create(pk=1, defaults={"seq": head, "through": through})
    return len(lines)


def _head() -> int:
    return Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def _row(key: Key, sums: Sums, changed_at: datetime | None = None) -> UnitMonth:
    form, month, unit, area, path, axis = key
    return UnitMonth(
        form=form, month=month, organisation_id=unit, area_id=area, area_path=path, axis=axis,
        changed_at=changed_at, **sums._asdict(),
    )  # fmt: skip


def _of(touched: Iterable[Touched], where: Q = EVERYWHERE) -> dict[Key, UnitMonth]:
    """Return the kept lines of what was touched."""
    return {
        _key(row): row
        for form, month, units in _grouped(touched)
        for row in UnitMonth.objects.filter(where, form=form, month=month, organisation__in=units)
    }


def _key(row: UnitMonth) -> Key:
    return Key(row.form, row.month, row.organisation_id, row.area_id, row.area_path, row.axis)


def _sums(row: UnitMonth) -> Sums:
    return Sums(row.due, row.sent, row.zero, row.on_time)


def _replace(touched: set[Touched], lines: Lines) -> None:
    """Write lines that were counted anew; what moved in a sealed month is marked."""
    former = _of(touched)
    sealed = set(
        MonthSeal.objects.filter(month__in={m for _u, _f, m in touched}).values_list("month", flat=True)
    )
    now = clock.now()
    new: list[UnitMonth] = []
    moved: list[UnitMonth] = []
    for key, sums in {**dict.fromkeys(former, Sums()), **lines}.items():
        row = former.get(key)
        mark = now if key.month in sealed else None
        if row is None:
            new.append(_row(key, sums, mark))
        elif _sums(row) != sums:
            row.due, row.sent, row.zero, row.on_time = sums
            row.changed_at = mark or row.changed_at
            moved.append(row)
    UnitMonth.objects.bulk_create(new, batch_size=500)
    UnitMonth.objects.bulk_update(moved, [*Sums._fields, "changed_at"], batch_size=200)


def _add(added: Lines) -> None:
    """Add the days that are over now to their months."""
    former = _of((key.organisation, key.form, key.month) for key in added)
    new, moved = [], []
    for key, sums in added.items():
        row = former.get(key)
        if row is None:
            new.append(_row(key, sums))
        else:
            row.due, row.sent, row.zero, row.on_time = _sums(row).plus(sums)
            moved.append(row)
    UnitMonth.objects.bulk_create(new, batch_size=500)
    UnitMonth.objects.bulk_update(moved, Sums._fields, batch_size=200)


def _years_of(touched: Iterable[Touched]) -> set[Touched]:
    return {(unit, form, month // 100) for unit, form, month in touched}


def _years(touched: Iterable[Touched]) -> None:
    """Write the years of some units anew, as the sums of their months."""
    for form, year, units in _grouped(touched):
        here = Q(form=form, organisation__in=units)
        months = UnitMonth.objects.filter(here, month__range=(year * 100, year * 100 + 99)).order_by()
        sums = months.values_list("organisation_id", "area_id", "area_path", "axis").annotate(*TOTALS)
        UnitMonth.objects.filter(here, month=year).delete()
        UnitMonth.objects.bulk_create(
            (_row(Key(form, year, *row[:4]), Sums(*row[4:])) for row in sums), batch_size=500
        )


# -- proved and sealed ---------------------------------------------------------------------------------------


def differences(first: int, last: int) -> list[str]:
    """Compare the sums of some months with their rows, in one snapshot; return every difference in words."""
    with snapshot():
        state = MonthFold.objects.filter(pk=1).first()
        if state is None:
            return []
        truth = counted(first_of(first), min(month_end(first_of(last)), state.through))
        kept = {_key(row): _sums(row) for row in UnitMonth.objects.filter(month__range=(first, last))}
        years = _wrong_years(first // 100, last // 100)
        behind = _touched(state.seq, _head(), state.through)
    faults = []
    for key in sorted({*truth, *kept}):
        said, is_so = kept.get(key, Sums()), truth.get(key, Sums())
        if said != is_so and (key.organisation, key.form, key.month) not in behind:
            faults.append(f"{key.form} {key.month}, unit {key.organisation}: kept {said}, rows say {is_so}")
    return faults + years


def all_differences() -> list[str]:
    """Compare every month that is kept, month by month."""
    months = (
        UnitMonth.objects.filter(month__gt=LAST_YEAR)
        .order_by("month")
        .values_list("month", flat=True)
        .distinct()
    )
    return [fault for month in months for fault in differences(month, month)]


def _wrong_years(first: int, last: int) -> list[str]:
    """Return the years that are not the sums of their months, in words."""
    faults = []
    for year in range(first, last + 1):
        sums: dict[tuple[str, int], Sums] = {}
        for row in UnitMonth.objects.filter(Q(month__range=(year * 100, year * 100 + 99)) | Q(month=year)):
            sign = -1 if row.month == year else 1
            key = (row.form, row.organisation_id)
            sums[key] = sums.get(key, Sums()).plus(Sums(*(sign * one for one in _sums(row))))
        faults += [
            f"{form} {year}, unit {unit}: its months differ by {s}"
            for (form, unit), s in sums.items()
            if any(s)
        ]
    return faults


def seal(now: datetime) -> list[int]:
    """Seal the months whose windows have all closed, each proved equal to its rows; return them.

    What differs is made again of the rows before it is sealed, and told in the log: it must not happen.
    """
    over = (LAST_YEAR + 1, month_of(clock.local_day(now)) - 1)
    months = UnitMonth.objects.filter(month__range=over).order_by("month")
    waiting = set(months.values_list("month", flat=True)) - set(
        MonthSeal.objects.values_list("month", flat=True)
    )
    done = []
    for month in sorted(waiting):
        days = (first_of(month), month_end(first_of(month)))
        closes = Due.objects.filter(day__range=days).aggregate(last=Max("closes_at"))["last"]
        if closes is None or closes >= now:
            continue
        if faults := differences(month, month):
            log.error("roll-up of %s differed from its rows: %s", month, "; ".join(faults[:5]))
            rebuild(clock.local_day(now))
        _seal(month, now)
        done.append(month)
    return done


def _seal(month: int, now: datetime) -> None:
    rows = UnitMonth.objects.filter(month=month).order_by("form", "organisation", "area", "axis")
    lines = [f"{row.form} {row.organisation_id} {row.area_id} {row.axis} {tuple(_sums(row))}" for row in rows]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    MonthSeal.objects.get_or_create(
        month=month, defaults={"sealed_at": now, "lines": len(lines), "digest": digest}
    )


# -- read ----------------------------------------------------------------------------------------------------

Place = tuple[int, int, str]
"""A line of a table: unit, area, axis."""


def by_unit(which: Q, *, form: str, first: int, last: int, today: date) -> Mapping[Place, Sums]:
    """Return the sums of each unit over whole months, of days before `today`; `which` narrows to what a reader sees.

    One range of the kept lines; beside it only the rows that changed since the watermark, or the days since.
    """
    where = which & Q(form=form)
    begins, ends = first_of(first), min(month_end(first_of(last)), today - ONE)
    with snapshot():
        state = MonthFold.objects.filter(pk=1).first()
        if state is None:
            return _together({}, counted(begins, ends, where), 1)
        found = _kept(where, _buckets(first, last, month_of(state.through)))
        touched = {
            one
            for one in _touched(state.seq, _head(), state.through)
            if one[1] == form and first <= one[2] <= last
        }
        _together(found, {key: _sums(row) for key, row in _of(touched, where).items()}, -1)
        _together(found, _anew(touched, state.through, where), 1)
        if state.through < ends:
            _together(found, counted(max(state.through + ONE, begins), ends, where), 1)
    return {place: sums for place, sums in found.items() if sums.due}


def _buckets(first: int, last: int, newest: int) -> list[int]:
    """Return the rows that hold these months: a year where all of it that there is was asked for, else its months."""
    found = []
    for year in range(first // 100, last // 100 + 1):
        begins, ends = max(first, year * 100 + 1), min(last, year * 100 + 12)
        is_whole = begins == year * 100 + 1 and ends >= min(year * 100 + 12, newest)
        found += [year] if is_whole else list(range(begins, ends + 1))
    return found


def _kept(where: Q, buckets: list[int]) -> dict[Place, Sums]:
    """Return the kept sums. Read by the cursor: Django would convert each of 12,000 whole numbers into itself."""
    rows = (
        UnitMonth.objects.filter(where, month__in=buckets)
        .order_by()
        .values_list("organisation_id", "area_id", "axis")
        .annotate(*TOTALS)
    )
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:  # a reader without a post
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {(unit, area, axis): Sums(*sums) for unit, area, axis, *sums in cursor.fetchall()}


def _together(found: dict[Place, Sums], lines: Lines, sign: int) -> dict[Place, Sums]:
    """Add lines to a table, or take them away."""
    for key, sums in lines.items():
        place = (key.organisation, key.area, key.axis)
        found[place] = found.get(place, Sums()).plus(Sums(*(sign * one for one in sums)))
    return found


def moved_since_sealed(which: Q, *, form: str, first: int, last: int) -> set[Place]:
    """Return the lines of which a sealed month says something else now."""
    rows = UnitMonth.objects.filter(which, form=form, month__range=(first, last), changed_at__isnull=False)
    return set(rows.values_list("organisation_id", "area_id", "axis").distinct())
