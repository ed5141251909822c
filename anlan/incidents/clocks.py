"""The statutory clocks: when what is owed about an incident, each as a moment with how it was worked out.

Decree 493 art. 10, 13, 29, 32; order 21 of the safety administration (domain brief §4.2). How long each runs is dated
data (`anlan.incidents.terms`). Hours run through nights and holidays. Days are calendar days, the day of the accident
not counted; of a period of days the last, where it is a day off, moves to the next working day, except the days in
which numbers change: these are a fact, not a term.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.incidents.grading import RANK, is_at_least, last_day_of_change
from anlan.incidents.kinds import IncidentGrade
from anlan.incidents.terms import Terms
from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.org import calendar
from anlan.org.calendar import Deadline


def _in_minutes(at: datetime, minutes: int) -> Deadline:
    """Return the moment so many minutes later; whole hours are told as hours."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return calendar.in_hours(at, hours)
    due = at + timedelta(minutes=minutes)
    return Deadline(due, canonical({"from": _told(at), "minutes": minutes, "due": _told(due)}))


def _told(at: datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}"


def by_phone(known_at: datetime, grade: str, terms: Terms) -> Deadline | None:
    """Return when somebody must have been told by telephone: the province from 较大 on, else the level above where the
    city asks for it; None where nobody must."""
    minutes = terms.every_phone_minutes
    if is_at_least(grade, IncidentGrade.LARGER):
        minutes = min(terms.phone_minutes, minutes or terms.phone_minutes)
    return _in_minutes(known_at, minutes) if minutes else None


def first_report(known_at: datetime, terms: Terms) -> Deadline:
    """Return when the written report must have gone one level up."""
    return _in_minutes(known_at, terms.report_minutes)


pass_on = first_report


def follow_up(last_report_at: datetime, grade: str, terms: Terms) -> Deadline:
    """Return when the next follow-up is due while rescue goes on: once a day, of 重大 and above twice."""
    serious = is_at_least(grade, IncidentGrade.SERIOUS)
    return calendar.in_hours(
        last_report_at, terms.follow_up_serious_hours if serious else terms.follow_up_hours
    )


def supplement(changed_at: datetime, terms: Terms) -> Deadline:
    return _in_minutes(changed_at, terms.supplement_minutes)


def final_report(occurred_at: datetime, ended_at: datetime, terms: Terms) -> Deadline:
    """Return when the final report is due: when the numbers stand, but some hours after rescue at the earliest."""
    last = last_day_of_change(occurred_at, terms.change_days)
    stands = clock.day_end(last)
    latest = ended_at + timedelta(hours=terms.final_hours)
    rule = {"days": terms.change_days} if stands >= latest else {"hours": terms.final_hours}
    due = max(stands, latest)
    return Deadline(due, canonical({"from": _told(occurred_at), **rule, "due": _told(due)}))


def investigation(occurred_at: datetime, terms: Terms, extended_days: int = 0) -> Deadline:
    return calendar.in_days(occurred_at, terms.investigation_days + extended_days)


def reply(submitted_at: datetime, grade: str, terms: Terms) -> Deadline:
    longest = RANK[grade] >= RANK[IncidentGrade.EXTRAORDINARY.value]
    return calendar.in_days(submitted_at, terms.reply_longest_days if longest else terms.reply_days)


def unit_was_late(occurred_at: datetime, received_at: datetime, terms: Terms) -> bool:
    """Tell whether more than the unit's time lies between accident and call (迟报)."""
    return received_at - occurred_at > timedelta(minutes=terms.unit_minutes)
