"""What is owed for a warning, by whom, by when: to the minute, round the clock."""

from __future__ import annotations

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
