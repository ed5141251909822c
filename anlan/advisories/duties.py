"""What is owed for a warning, by whom, by when: to the minute, round the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind


def acknowledge(receipt: Any, _taken: Taken) -> Owed:
    return Owed(Kind.ACKNOWLEDGE_WARNING, receipt.organisation_id, receipt.due_at)


def acknowledge_anew(receipt: Any, taken: Taken) -> Owed | None:
    return acknowledge(receipt, taken) if taken.input["anew"] == "yes" else None


def tell_measures(receipt: Any, _taken: Taken) -> Owed | None:
    due = receipt.measures_due_at
    return Owed(Kind.TELL_MEASURES, receipt.organisation_id, due) if due else None


def check(receipt: Any, _taken: Taken) -> Owed | None:
    return _within(Kind.CHECK_FOR_WARNING, receipt, receipt.checks_due_at)


def guard(receipt: Any, _taken: Taken) -> Owed | None:
    return _within(Kind.GUARD_FOR_WARNING, receipt, receipt.duty_due_at)


def report(receipt: Any, _taken: Taken) -> Owed | None:
    """Owe the next report; the effect has set when."""
    return _within(Kind.REPORT_FOR_WARNING, receipt, receipt.report_due_at)


def _within(kind: Kind, receipt: Any, due: datetime | None) -> Owed | None:
    return Owed(kind, receipt.organisation_id, due) if due else None


# -- of the body that issued it ----------------------------------------------------------------------------------------

AHEAD = timedelta(hours=2)
DECIDE = timedelta(hours=2)


def review(advisory: Any, taken: Taken) -> Owed:
    """Owe a look before it runs out: two hours ahead, of a short one in its last half."""
    half = (advisory.ends_at - max(advisory.starts_at, taken.at)) / 2
    begins = max(advisory.ends_at - min(AHEAD, half), taken.at)
    return Owed(Kind.REVIEW_WARNING, advisory.organisation_id, advisory.ends_at, begins_at=begins)


def decide(advisory: Any, taken: Taken) -> Owed:
    return Owed(Kind.DECIDE_WARNING, advisory.organisation_id, min(taken.at + DECIDE, advisory.ends_at))
