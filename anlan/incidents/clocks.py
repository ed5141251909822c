"""The statutory clocks: when what is owed about an incident, each as a moment with how it was worked out.

Decree 493 art. 10, 13, 29, 32; order 21 of the safety administration (domain brief §4.2). Hours run through nights and
holidays. Days are calendar days, the day of the accident not counted; of a period of days the last, where it is a day
off, moves to the next working day, except the days in which numbers change: these are a fact, not a term.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.incidents.grading import RANK, is_at_least, last_day_of_change
from anlan.incidents.kinds import IncidentGrade
from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.org import calendar
from anlan.org.calendar import Deadline

PHONE_HOURS = 1
LEVEL_HOURS = 2
SUPPLEMENT_HOURS = 2
DAILY_HOURS, TWICE_DAILY_HOURS = 24, 12
INVESTIGATION_DAYS = 60
REPLY_DAYS, LONG_REPLY_DAYS = 15, 30
LATE_FINAL_HOURS = 24
UNIT_HOURS = 1
"""What a unit's head has from the accident to the county (art. 9)."""


def by_phone(known_at: datetime, grade: str) -> Deadline | None:
    """Return when the province must have been told by telephone; None below 较大."""
    if not is_at_least(grade, IncidentGrade.LARGER):
        return None
    return calendar.in_hours(known_at, PHONE_HOURS)


def first_report(known_at: datetime) -> Deadline:
    """Return when the written report must have gone one level up: at most two hours a level."""
    return calendar.in_hours(known_at, LEVEL_HOURS)


pass_on = first_report


def follow_up(last_report_at: datetime, grade: str) -> Deadline:
    """Return when the next follow-up is due while rescue goes on: once a day, of 重大 and above twice."""
    twice = is_at_least(grade, IncidentGrade.SERIOUS)
    return calendar.in_hours(last_report_at, TWICE_DAILY_HOURS if twice else DAILY_HOURS)


def supplement(changed_at: datetime) -> Deadline:
    return calendar.in_hours(changed_at, SUPPLEMENT_HOURS)


def final_report(kind: str, occurred_at: datetime, ended_at: datetime) -> Deadline:
    """Return when the final report is due: when the numbers stand, a day after the end of rescue at the earliest."""
    stands = clock.day_end(last_day_of_change(kind, occurred_at))
    latest = ended_at + timedelta(hours=LATE_FINAL_HOURS)
    due = max(stands, latest)
    begin, end = (f"{at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}" for at in (occurred_at, due))
    rule = {"days": (last_day_of_change(kind, occurred_at) - clock.local_day(occurred_at)).days}
    if latest > stands:
        rule = {"hours": LATE_FINAL_HOURS}
    return Deadline(due, canonical({"from": begin, **rule, "due": end}))


def investigation(occurred_at: datetime, extended_days: int = 0) -> Deadline:
    return calendar.in_days(occurred_at, INVESTIGATION_DAYS + extended_days)


def reply(submitted_at: datetime, grade: str) -> Deadline:
    longest = RANK[grade] >= RANK[IncidentGrade.EXTRAORDINARY.value]
    return calendar.in_days(submitted_at, LONG_REPLY_DAYS if longest else REPLY_DAYS)


def unit_was_late(occurred_at: datetime, received_at: datetime) -> bool:
    """Tell whether more than the unit's hour lies between accident and call (迟报)."""
    return received_at - occurred_at > timedelta(hours=UNIT_HOURS)
