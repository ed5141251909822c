"""What a supervision itself owes: signing for its papers, answering them, deciding on the next one."""

from __future__ import annotations

from datetime import datetime

from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org import calendar
from anlan.supervision.models import Supervision

SIGN_FOR_HOURS = 24
ANSWER_DAYS = 3
DECIDE_DAYS = 1
MINUTES_DAYS = 1


def _owed(kind: Kind, owner_id: int, deadline: calendar.Deadline) -> Owed:
    return Owed(kind, owner_id, deadline.due_at, deadline.computation)


def sign_for(case: Supervision, taken: Taken) -> Owed:
    return _owed(Kind.SIGN_FOR_SUPERVISION, case.owner_id, calendar.in_hours(taken.at, SIGN_FOR_HOURS))


def answer(case: Supervision, taken: Taken) -> Owed:
    return _owed(Kind.ANSWER_SUPERVISION, case.owner_id, calendar.in_working_days(taken.at, ANSWER_DAYS))


def decide(case: Supervision, taken: Taken) -> Owed:
    return _owed(Kind.DECIDE_SUPERVISION, case.supervisor_id, calendar.in_working_days(taken.at, DECIDE_DAYS))


def record_interview(case: Supervision, taken: Taken) -> Owed | None:
    """Owe the minutes a working day after the interview, once one is called."""
    held_at: datetime | None = case.interview_at
    if held_at is None:
        return None
    deadline = calendar.in_working_days(max(held_at, taken.at), MINUTES_DAYS)
    return _owed(Kind.RECORD_INTERVIEW, case.supervisor_id, deadline)
