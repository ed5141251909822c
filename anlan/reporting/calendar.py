"""When a rule asks for a report, of whom, and by when: pure functions of dated rows, so that last year replays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from anlan.kernel import clock
from anlan.org.calendar import is_working
from anlan.reporting.models import Obliged, ReportRule


def is_asked(rule: ReportRule, day: date) -> bool:
    """Tell whether a rule asks for its form on a day: within its days, and on a working day if it says so."""
    if day < rule.first_day or (rule.last_day is not None and day > rule.last_day):
        return False
    return not rule.working_days_only or is_working(day)


def owes(unit: Obliged, day: date) -> bool:
    """Tell whether a unit is obliged on a day: whoever joined later did not owe before, and what was owed stays."""
    return unit.first_day <= day and (unit.last_day is None or day <= unit.last_day)


def times(rule: ReportRule, day: date) -> tuple[datetime, datetime, datetime]:
    """Return when the report of a day may be sent from, is due, and is no longer taken."""
    due_at = datetime.combine(day, rule.due_time, tzinfo=clock.SHANGHAI).astimezone(UTC)
    return clock.day_start(day), due_at, due_at + timedelta(hours=rule.late_hours)
