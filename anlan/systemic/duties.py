"""What is owed on a systemic problem after a step, by whom, by when."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from anlan.kernel import clock
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org import calendar
from anlan.supervision.superiors import Superiors

DECIDE_WORKING_DAYS = 5
CLOSE_WORKING_DAYS = 5


def decide(problem: Any, taken: Taken) -> Owed | None:
    """Owe the decision by the nearest office at or above the area. One query."""
    office = Superiors(clock.local_day(taken.at)).at(problem.area_path)
    if office is None:
        return None
    due = calendar.in_working_days(taken.at, DECIDE_WORKING_DAYS)
    return Owed(Kind.DECIDE_PROBLEM, office.pk, due.due_at, due.computation)


def solve(problem: Any, _taken: Taken) -> Owed:
    due_at = datetime.combine(problem.due_on, time(18, 0), tzinfo=clock.SHANGHAI)
    return Owed(Kind.SOLVE_PROBLEM, problem.owner_id, due_at)


def close(problem: Any, taken: Taken) -> Owed:
    due = calendar.in_working_days(taken.at, CLOSE_WORKING_DAYS)
    return Owed(Kind.CLOSE_PROBLEM, problem.office_id, due.due_at, due.computation)
