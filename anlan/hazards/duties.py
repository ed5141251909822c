"""What is owed on a hazard, by whom, by when (domain brief §2.5; the hours are the product's defaults)."""

from __future__ import annotations

from datetime import timedelta

from anlan.hazards.models import Hazard
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind

ASSIGN_HOURS = 24
ACCEPT_HOURS = 72
CLOSE_OUT_HOURS = 72


def assign(hazard: Hazard, taken: Taken) -> Owed:
    return Owed(Kind.ASSIGN, hazard.supervisor_id, taken.at + timedelta(hours=ASSIGN_HOURS))


def rectify(hazard: Hazard, taken: Taken) -> Owed:
    assert hazard.due_at is not None
    return Owed(Kind.RECTIFY, hazard.operator_id, hazard.due_at)


def accept(hazard: Hazard, taken: Taken) -> Owed:
    return Owed(Kind.ACCEPT, hazard.supervisor_id, taken.at + timedelta(hours=ACCEPT_HOURS))


def close_out(hazard: Hazard, taken: Taken) -> Owed:
    return Owed(Kind.CLOSE_OUT, hazard.supervisor_id, taken.at + timedelta(hours=CLOSE_OUT_HOURS))
