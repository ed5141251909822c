"""Legal clocks: days, working days with make-up days (调休), to the minute, each with how it was worked out.

A period of days begins on the day after; its last day ends at the close of work; a last day off moves to the next
working day (行政处罚法 art. 85: “2, 3, 5, 7 days” are working days; 民法典 art. 203 on the last day).
"""

from __future__ import annotations

import time as real_time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.org.models.calendar import CalendarDay

CLOSE_OF_WORK = time(18)
SEEDED_YEARS = range(2020, 2027)
_KEPT_SECONDS = 60
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something is owed, and how it came about (canonical JSON, for the row that keeps it)."""

    due_at: datetime
    computation: str


class _Kept:
    """The calendar as this process read it; read again after a minute of real time."""

    days: dict[date, bool] = {}
    years: frozenset[int] = frozenset()
    read_at: float | None = None


def forget() -> None:
    """Read the calendar anew at the next question; for whoever edits it."""
    _Kept.read_at = None


def _days() -> dict[date, bool]:
    now = real_time.monotonic()
    if _Kept.read_at is None or now - _Kept.read_at > _KEPT_SECONDS:
        days = dict(CalendarDay.objects.values_list("day", "is_working"))
        if days != _Kept.days:
            _Kept.days, _Kept.years = days, frozenset(day.year for day in days)
            for worked_out in (_walk, _in_working_days, _in_days):
                worked_out.cache_clear()
        _Kept.read_at = now
    return _Kept.days


def is_working(day: date) -> bool:
    """Tell whether people work on this day: by the calendar, else by the week."""
    return _days().get(day, day.weekday() < _SATURDAY)


def is_announced(year: int) -> bool:
    """Tell whether the State Council's calendar of this year is loaded; without it only weekends are known."""
    _days()
    return year in _Kept.years


@lru_cache(maxsize=8_192)
def _walk(day: date, count: int) -> tuple[date, int, tuple[str, ...]]:
    """Return the `count`-th working day after `day`, the days off jumped over, the make-up days counted."""
    off, made_up = 0, []
    while count > 0:
        day += timedelta(days=1)
        if not is_working(day):
            off += 1
            continue
        count -= 1
        if day.weekday() >= _SATURDAY:
            made_up.append(day.isoformat())
    return day, off, tuple(made_up)


def add_working_days(day: date, count: int) -> date:
    """Return the `count`-th working day after `day` (0: the day itself)."""
    _days()
    return _walk(day, count)[0]


def working_days_between(first: date, last: date) -> int:
    """Return the working days after `first` up to and with `last`."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working(day) for day in days)


@lru_cache(maxsize=4_096)
def in_hours(at: datetime, hours: float) -> Deadline:
    """Return the moment so many hours later, on any day. Acts of one moment, as in a batch, owe by the same one."""
    due_at = at + timedelta(hours=hours)
    return Deadline(due_at, _told(at, due_at, hours=hours))


def in_working_days(at: datetime, count: int) -> Deadline:
    """Return the close of the `count`-th working day after the day of `at`."""
    _days()
    return _in_working_days(at, count)


@lru_cache(maxsize=4_096)
def _in_working_days(at: datetime, count: int) -> Deadline:
    last, off, made_up = _walk(clock.local_day(at), count)
    due_at = _closing(last)
    extra: dict[str, Any] = {"days_off": off} if off else {}
    if made_up:
        extra["made_up"] = list(made_up[:6])
    return Deadline(due_at, _told(at, due_at, working_days=count, **extra))


def in_days(at: datetime, count: int) -> Deadline:
    """Return the close of the `count`-th calendar day after the day of `at`; a day off moves it on."""
    _days()
    return _in_days(at, count)


@lru_cache(maxsize=4_096)
def _in_days(at: datetime, count: int) -> Deadline:
    day = clock.local_day(at) + timedelta(days=count)
    last = day
    while not is_working(last):
        last += timedelta(days=1)
    due_at = _closing(last)
    moved = {"moved_from": day.isoformat()} if last != day else {}
    return Deadline(due_at, _told(at, due_at, days=count, **moved))


def _closing(day: date) -> datetime:
    return datetime.combine(day, CLOSE_OF_WORK, tzinfo=clock.SHANGHAI).astimezone(UTC)


def _told(at: datetime, due_at: datetime, **rule: Any) -> str:
    local = clock.local_day(due_at)
    if "hours" not in rule and not is_announced(local.year):
        rule["calendar"] = "week only"
    begin, end = (f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}" for moment in (at, due_at))
    return canonical({"from": begin, **rule, "due": end})


def sync_calendar(**_: Any) -> None:
    """Load the announced calendars of years that the table knows nothing of; edited years stay as they are."""
    known = {day.year for day in CalendarDay.objects.values_list("day", flat=True)}
    missing = [year for year in SEEDED_YEARS if year not in known]
    if missing:
        CalendarDay.objects.bulk_create(_announced(missing))
    forget()


def _announced(years: Iterable[int]) -> list[CalendarDay]:
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415 -- read once an installation

    wanted = set(years)
    off = [
        CalendarDay(day=day, is_working=False, note=str(name)[:40])
        for day, name in sorted(holidays.items())
        if day.year in wanted and day.weekday() < _SATURDAY
    ]
    on = [
        CalendarDay(day=day, is_working=True, note=str(name)[:40])
        for day, name in sorted(workdays.items())
        if day.year in wanted and day.weekday() >= _SATURDAY
    ]
    return [*off, *on]
