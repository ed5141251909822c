"""When a rule asks for a report, of whom, and by when: pure functions of dated rows, so that last year replays."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from anlan.kernel import clock
from anlan.org.calendar import is_working
from anlan.reporting.kinds import Recurrence, Shift
from anlan.reporting.models import Obliged, ReportRule

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Times:
    """When the report of a day may be sent from, is due, counts as late after, and is no longer taken."""

    opens_at: datetime
    due_at: datetime
    late_after: datetime
    closes_at: datetime


def is_asked(rule: ReportRule, day: date) -> bool:
    """Tell whether a version asks for its form on a day: within its days, those of its rule and of its period."""
    if day < rule.first_day or (rule.last_day is not None and day > rule.last_day):
        return False
    if rule.demand_id is not None and not rule.demand.covers(day):  # type: ignore[union-attr]
        return False
    if not rule.working_days_only:
        return _falls(rule, day)
    if not is_working(day):
        return False
    return _falls(rule, day) or _moved_to(rule, day)


def _falls(rule: ReportRule, day: date) -> bool:
    """Tell whether the recurrence itself names the day, whatever the calendar says of it."""
    last = monthrange(day.year, day.month)[1]
    match rule.recurrence:
        case Recurrence.DAILY:
            return True
        case Recurrence.WEEKLY:
            return day.isoweekday() in rule.day_numbers
        case Recurrence.MONTHLY:
            return day.day in {min(number, last) for number in rule.day_numbers}
        case Recurrence.MONTH_END:
            return day.day == last
        case Recurrence.MONTH_END_WORKING:
            return day == _last_working(day.replace(day=last))
    return day == rule.first_day  # once


def _last_working(day: date) -> date:
    while not is_working(day):
        day -= ONE
    return day


def _moved_to(rule: ReportRule, day: date) -> bool:
    """Tell whether a report that falls on a day off beside this working day is due on it instead."""
    if rule.shift not in (Shift.BEFORE, Shift.AFTER) or rule.recurrence == Recurrence.DAILY:
        return False
    step = ONE if rule.shift == Shift.BEFORE else -ONE
    off = day + step
    while not is_working(off):
        if off >= rule.first_day and _falls(rule, off):
            return True
        off += step
    return False


def owes(unit: Obliged, day: date) -> bool:
    """Tell whether a unit is obliged on a day: whoever joined later did not owe before, and what was owed stays."""
    return unit.first_day <= day and (unit.last_day is None or day <= unit.last_day)


def times(rule: ReportRule, day: date) -> Times:
    due_at = datetime.combine(day, rule.due_time, tzinfo=clock.SHANGHAI).astimezone(UTC)
    opens = clock.day_start(day) if rule.opens_hours is None else due_at - timedelta(hours=rule.opens_hours)
    late_after = due_at + timedelta(minutes=rule.grace_minutes)
    return Times(opens, due_at, late_after, max(late_after, due_at + timedelta(hours=rule.late_hours)))
