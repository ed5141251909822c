"""Who is told about a step of a supervision."""

from __future__ import annotations

from anlan.lifecycle.flow import Taken, Told
from anlan.notifications.models import Event
from anlan.obligations.ladders import Rung
from anlan.supervision.models import Supervision

_OF_RUNG = {
    Rung.REMINDER: Event.SUPERVISION_REMINDER,
    Rung.LETTER: Event.SUPERVISION_LETTER,
    Rung.CIRCULAR: Event.SUPERVISION_CIRCULAR,
    Rung.INTERVIEW: Event.SUPERVISION_INTERVIEW,
    Rung.HANDED_OVER: Event.SUPERVISION_HANDED_OVER,
}


def owner_of_paper(case: Supervision, taken: Taken) -> Told:
    return Told(_OF_RUNG[Rung(case.rung)], case.owner_id)


def supervisor_of_paper(case: Supervision, taken: Taken) -> Told | None:
    if case.supervisor_id == case.owner_id:
        return None  # told already
    return Told(_OF_RUNG[Rung(case.rung)], case.supervisor_id)


def proposed(case: Supervision, taken: Taken) -> Told:
    return Told(Event.SUPERVISION_PROPOSED, case.supervisor_id)


def answered(case: Supervision, taken: Taken) -> Told:
    return Told(Event.SUPERVISION_ANSWERED, case.supervisor_id)


def ended(case: Supervision, taken: Taken) -> Told:
    return Told(Event.SUPERVISION_ENDED, case.owner_id)
