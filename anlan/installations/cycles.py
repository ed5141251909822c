"""The cycles of duties: weeks, quarters, half-years, days, and the week before an event. No tables but the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from anlan.org import calendar

DAYS_BEFORE = 7
"""A check before an event is made in the seven days before its first day."""
LONG_HOLIDAY = 3
"""Days off in a row, one of them no weekend, that make a holiday."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Cycle:
    """A span of days in which a duty is to be performed once; `occasion` names the event that it comes before."""

    first: date
    last: date
    occasion: str = ""


def cycle_of(kind: str, day: date) -> Cycle:
    """Return the day, week, month, quarter, half-year or year that holds a day."""
    if kind == "day":
        return Cycle(day, day)
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return Cycle(monday, monday + timedelta(days=6))
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    month = first.month + months
    after = date(first.year + (month > 12), (month - 1) % 12 + 1, 1)
    return Cycle(first, after - timedelta(days=1))


def before(first: date, occasion: str = "") -> Cycle:
    """Return the days in which a check before an event is made."""
    return Cycle(first - timedelta(days=DAYS_BEFORE), first - timedelta(days=1), occasion)


def holiday_after(day: date) -> date | None:
    """Return the first day of a holiday that begins within the days for which a check is made ahead; None if none."""
    for ahead in range(1, DAYS_BEFORE + 1):
        first = day + timedelta(days=ahead)
        if calendar.is_working(first) or not calendar.is_working(first - timedelta(days=1)):
            continue
        off = [first]
        while not calendar.is_working(off[-1] + timedelta(days=1)):
            off.append(off[-1] + timedelta(days=1))
        if len(off) >= LONG_HOLIDAY and any(one.weekday() < _SATURDAY for one in off):
            return first
    return None
