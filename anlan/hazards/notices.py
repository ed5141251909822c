"""Who is told about a step of a hazard."""

from __future__ import annotations

from anlan.hazards.models import Hazard
from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def assigned(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_ASSIGNED, hazard.operator_id)


def claimed(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_CLAIMED, hazard.supervisor_id)


def accepted(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_ACCEPTED, hazard.operator_id)


def sent_back(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_SENT_BACK, hazard.operator_id)
