"""What is owed on a task after a step, by whom, by when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org import calendar

SIGN_FOR_WORKING_DAYS = 1
VERIFY_WORKING_DAYS = 5
CLOSE_WORKING_DAYS = 3
DECIDE_WORKING_DAYS = 3


def _in(kind: Kind, owner_id: int, taken: Taken, days: int) -> Owed:
    due = calendar.in_working_days(taken.at, days)
    return Owed(kind, owner_id, due.due_at, due.computation)


def sign_for(task: Any, taken: Taken) -> Owed:
    return _in(Kind.SIGN_FOR_TASK, task.lead_id, taken, SIGN_FOR_WORKING_DAYS)


def complete(task: Any, taken: Taken) -> Owed:
    return Owed(Kind.COMPLETE_TASK, task.lead_id, task.due_at)


def next_feedback(task: Any, at: datetime) -> calendar.Deadline | None:
    """Return by when progress is owed next: a cycle after the last time, as often as it takes to lie ahead.

    The rhythm stays when one was late; a day off moves only that one. None where no feedback is owed.
    """
    if not task.cycle_days:
        return None
    begin = task.feedback_due_at or at
    while True:
        deadline = calendar.in_days(begin, task.cycle_days)
        if deadline.due_at > at:
            return deadline
        begin += timedelta(days=task.cycle_days)


def feedback(task: Any, taken: Taken) -> Owed | None:
    """Owe the next feedback; the effect has set when."""
    if task.feedback_due_at is None:
        return None
    return Owed(Kind.FEED_BACK_TASK, task.lead_id, task.feedback_due_at)


def verify(task: Any, taken: Taken) -> Owed:
    return _in(Kind.VERIFY_TASK, task.issuer_id, taken, VERIFY_WORKING_DAYS)


def close(task: Any, taken: Taken) -> Owed:
    return _in(Kind.CLOSE_TASK, task.issuer_id, taken, CLOSE_WORKING_DAYS)


def decide(task: Any, taken: Taken) -> Owed:
    return _in(Kind.DECIDE_TASK, task.issuer_id, taken, DECIDE_WORKING_DAYS)


def complete_if_extended(task: Any, taken: Taken) -> Owed | None:
    return complete(task, taken) if taken.input["decision"] == "grant" else None


def end_part(part: Any, taken: Taken) -> Owed:
    return Owed(Kind.END_TASK_PART, part.organisation_id, part.due_at)


def completion_if_extended(task: Any, taken: Taken) -> str | None:
    return Kind.COMPLETE_TASK.value if taken.input["decision"] == "grant" else None
