"""What is owed on an activity: the office above verifies it, the organiser corrects what was sent back."""

from __future__ import annotations

from typing import Any

from anlan.kernel import clock
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org.calendar import in_working_days
from anlan.org.models import Organisation
from anlan.supervision.superiors import Superiors

VERIFY_WORKING_DAYS = 5
CORRECT_WORKING_DAYS = 5


def verify(activity: Any, taken: Taken) -> Owed:
    """The office above the organiser; nobody is above the city's own, where another person does it. Two queries.

    Counted from when the system learned of it: what a ledger brings late is not late to be verified.
    """
    owner = Organisation.objects.select_related("area").get(pk=activity.organisation_id)
    above = Superiors(clock.local_day(taken.now or taken.at)).of(owner)
    due = in_working_days(taken.now or taken.at, VERIFY_WORKING_DAYS)
    return Owed(Kind.VERIFY_ACTIVITY, (above or owner).pk, due.due_at, due.computation)


def correct(activity: Any, taken: Taken) -> Owed:
    due = in_working_days(taken.now or taken.at, CORRECT_WORKING_DAYS)
    return Owed(Kind.CORRECT_ACTIVITY, activity.organisation_id, due.due_at, due.computation)
