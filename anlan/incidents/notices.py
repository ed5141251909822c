"""Who is told about a step of an incident: the office above the one that handles it. Nobody is told of a drill."""

from __future__ import annotations

from typing import Any

from anlan.incidents import clocks
from anlan.incidents.effects import terms_of
from anlan.incidents.grading import is_at_least
from anlan.incidents.kinds import IncidentGrade
from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def _above(event: Event, incident: Any) -> Told | None:
    if not incident.is_real or incident.superior_id is None:
        return None
    return Told(event, incident.superior_id)


def taken(incident: Any, _taken: Taken) -> Told | None:
    return _above(Event.INCIDENT_TAKEN, incident)


def raised(incident: Any, taken: Taken) -> Told | None:
    """Tell of a grade that rose to where the province hears of it, at the step that raised it."""
    if not is_at_least(incident.reporting_grade, IncidentGrade.LARGER):
        return None
    deadline = clocks.by_phone(taken.at, incident.reporting_grade, terms_of(incident.kind, taken.at))
    if deadline is None or incident.phone_due_at != deadline.due_at:
        return None
    return _above(Event.INCIDENT_RAISED, incident)


def reported(incident: Any, _taken: Taken) -> Told | None:
    return _above(Event.INCIDENT_REPORTED, incident)
