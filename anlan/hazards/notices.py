"""Who is told about a step of a hazard."""

from __future__ import annotations

from anlan.hazards.duties import who_extends
from anlan.hazards.forms import GRANT
from anlan.hazards.models import Grade, Hazard, State
from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event


def major(hazard: Hazard, taken: Taken) -> Told | None:
    """The responsible department hears of a major hazard at once (安全生产法 art. 41)."""
    return Told(Event.HAZARD_MAJOR, hazard.department_id) if hazard.grade == Grade.MAJOR else None


def assigned(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_ASSIGNED, hazard.operator_id)


def refused(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_REFUSED, hazard.supervisor_id)


def refusal_decided(hazard: Hazard, taken: Taken) -> Told:
    """If the refusal was right it is to be assigned anew; else the operator has it again."""
    if hazard.state == State.FOUND:
        return Told(Event.HAZARD_REFUSED, hazard.supervisor_id)
    return Told(Event.HAZARD_ASSIGNED, hazard.operator_id)


def extension_asked(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_EXTENSION_ASKED, who_extends(hazard, taken))


def extension_decided(hazard: Hazard, taken: Taken) -> Told:
    granted = taken.input["decision"] == GRANT
    return Told(Event.HAZARD_EXTENDED if granted else Event.HAZARD_NOT_EXTENDED, hazard.operator_id)


def claimed(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_CLAIMED, hazard.supervisor_id)


def accepted(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_ACCEPTED, hazard.operator_id)


def to_look_back(hazard: Hazard, taken: Taken) -> Told | None:
    due = hazard.state == State.LOOK_BACK
    return Told(Event.HAZARD_LOOK_BACK, hazard.supervisor_id) if due else None


def sampled(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_LOOK_BACK, taken.input["owner"].pk)


def sent_back(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_SENT_BACK, hazard.operator_id)


def opened_again(hazard: Hazard, taken: Taken) -> Told | None:
    again = hazard.state == State.ASSIGNED
    return Told(Event.HAZARD_REOPENED, hazard.operator_id) if again else None


def regraded(hazard: Hazard, taken: Taken) -> Told | None:
    granted = taken.input["decision"] == GRANT
    return Told(Event.HAZARD_REGRADED, hazard.operator_id) if granted else None


def voided(hazard: Hazard, taken: Taken) -> Told | None:
    return Told(Event.HAZARD_VOIDED, hazard.operator_id) if hazard.state == State.VOIDED else None


def merged(hazard: Hazard, taken: Taken) -> Told:
    return Told(Event.HAZARD_MERGED, hazard.operator_id)


def transferred(hazard: Hazard, taken: Taken) -> Told | None:
    """The receiver is told; when it is received or ruled, the new supervisor."""
    to = hazard.transfer_to_id or hazard.supervisor_id
    return Told(Event.HAZARD_TRANSFERRED, to)
