"""What is owed about a real incident, by whom, by when. A drill shows the same clocks and owes nothing to anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.incidents import clocks
from anlan.incidents.effects import terms_of
from anlan.incidents.kinds import IncidentState
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind
from anlan.org.calendar import Deadline

Opens = Callable[[Any, Taken], "Owed | None"]


def _owed(
    kind: Kind, incident: Any, due_at: datetime | None, deadline: Deadline | None = None
) -> Owed | None:
    if not incident.is_real or due_at is None:
        return None
    return Owed(kind, incident.organisation_id, due_at, deadline.computation if deadline else "")


def phone(incident: Any, taken: Taken) -> Owed | None:
    """Owe the call to the province from the moment at which the grade is known."""
    known = incident.received_at if incident.revision == 1 else taken.at
    deadline = clocks.by_phone(known, incident.reporting_grade, terms_of(incident.kind, known))
    if incident.phoned_at is not None or deadline is None or deadline.due_at != incident.phone_due_at:
        return None
    return _owed(Kind.PHONE_INCIDENT, incident, deadline.due_at, deadline)


def first(incident: Any, _taken: Taken) -> Owed | None:
    held = terms_of(incident.kind, incident.received_at)
    deadline = clocks.first_report(incident.received_at, held)
    return _owed(Kind.REPORT_INCIDENT, incident, incident.first_due_at, deadline)


def follow_up(incident: Any, taken: Taken) -> Owed | None:
    if incident.state != IncidentState.ACTIVE:
        return None
    deadline = clocks.follow_up(taken.at, incident.reporting_grade, terms_of(incident.kind, taken.at))
    return _owed(Kind.FOLLOW_UP_INCIDENT, incident, incident.follow_up_due_at, deadline)


def supplement(incident: Any, taken: Taken) -> Owed | None:
    deadline = clocks.supplement(taken.at, terms_of(incident.kind, taken.at))
    if incident.supplement_due_at != deadline.due_at:
        return None
    return _owed(Kind.SUPPLEMENT_INCIDENT, incident, deadline.due_at, deadline)


def pass_on(incident: Any, taken: Taken) -> Owed | None:
    """Owe the report to the level above the one that was just reported to: its office does."""
    deadline = clocks.pass_on(taken.at, terms_of(incident.kind, taken.at))
    if incident.pass_on_due_at != deadline.due_at or not incident.is_real:
        return None
    return Owed(Kind.PASS_ON_INCIDENT, incident.superior_id, deadline.due_at, deadline.computation)


def final(incident: Any, taken: Taken) -> Owed | None:
    held = terms_of(incident.kind, incident.occurred_at)
    deadline = clocks.final_report(incident.occurred_at, incident.ended_at or taken.at, held)
    return _owed(Kind.END_REPORT_INCIDENT, incident, incident.final_due_at, deadline)


def investigate(incident: Any, taken: Taken) -> Owed | None:
    if incident.investigated_at is not None or incident.investigation_owed_at != taken.at:
        return None
    held = terms_of(incident.kind, incident.occurred_at)
    deadline = clocks.investigation(incident.occurred_at, held, incident.extended_days)
    return _owed(Kind.INVESTIGATE_INCIDENT, incident, incident.investigation_due_at, deadline)


def reply(incident: Any, taken: Taken) -> Owed | None:
    deadline = clocks.reply(taken.at, incident.grade, terms_of(incident.kind, taken.at))
    return _owed(Kind.REPLY_INCIDENT, incident, incident.reply_due_at, deadline)


AT_CALL: tuple[Opens, ...] = (phone, first, investigate)
AT_NUMBERS: tuple[Opens, ...] = (phone, supplement, investigate)
AT_REPORT: tuple[Opens, ...] = (follow_up, pass_on)

CLOCKS = (
    # kind, its deadline, what ended it
    (Kind.PHONE_INCIDENT, "phone_due_at", "phoned_at"),
    (Kind.REPORT_INCIDENT, "first_due_at", "first_sent_at"),
    (Kind.PASS_ON_INCIDENT, "pass_on_due_at", "passed_on_at"),
    (Kind.FOLLOW_UP_INCIDENT, "follow_up_due_at", ""),
    (Kind.SUPPLEMENT_INCIDENT, "supplement_due_at", ""),
    (Kind.END_REPORT_INCIDENT, "final_due_at", "final_sent_at"),
    (Kind.INVESTIGATE_INCIDENT, "investigation_due_at", "investigated_at"),
    (Kind.REPLY_INCIDENT, "reply_due_at", "replied_at"),
)


def _again(kind: Kind, due: str, done: str) -> Opens:
    def opens(incident: Any, _taken: Taken) -> Owed | None:
        if done and getattr(incident, done) is not None:
            return None
        owed = _owed(kind, incident, getattr(incident, due))
        if owed is not None and kind == Kind.PASS_ON_INCIDENT:
            return Owed(kind, incident.superior_id, owed.due_at)
        return owed

    return opens


AS_BEFORE: tuple[Opens, ...] = tuple(_again(*clock) for clock in CLOCKS)
"""What is owed again where a merge or a dismissal is undone, by the deadlines that stood."""


def changed_investigation(incident: Any, _taken: Taken) -> str | None:
    """Return what an amendment sets anew: kind or day of the accident may have changed its term."""
    return Kind.INVESTIGATE_INCIDENT if incident.investigated_at is None else None
