"""Late things, made through the door, and the sweep at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.obligations.models import Kind, Obligation
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.models import Supervision
from anlan.supervision.sweep import Swept, sweep
from anlan.testing import NOON, actor, assigned_hazard

DUE = NOON + timedelta(days=7)  # Monday 31 October, noon: when an assigned hazard of the small city is due
REMINDED = DUE - timedelta(hours=24)
LETTER = DUE
CIRCULAR = datetime(2022, 11, 3, 18, 0, tzinfo=clock.SHANGHAI)  # three working days after the letter


def swept(at: datetime) -> Swept:
    """Sweep at a moment."""
    with clock.at(at):
        return sweep(at)


def duty(hazard: Hazard, kind: str = Kind.RECTIFY) -> Obligation:
    """Return what is owed on a hazard, the newest of a kind."""
    return Obligation.objects.filter(case_id=hazard.pk, kind=kind).order_by("-pk")[0]


def supervision_of(hazard: Hazard) -> Supervision:
    return Supervision.objects.get(case_kind="hazard", subject_id=hazard.pk)


def supervised(*moments: datetime, premises: str = "shop") -> Supervision:
    """Return the supervision of an assigned hazard after the sweeps of these moments."""
    hazard = assigned_hazard(premises)
    # only its rectification: other duties of the hazard have ladders of their own
    Obligation.objects.exclude(pk=duty(hazard).pk).update(next_at=None)
    for moment in moments:
        swept(moment)
    return supervision_of(hazard)


INPUTS: dict[str, dict[str, Any]] = {
    "letter": {"text": "Clear it today"},
    "circular": {"text": "Overdue since October"},
    "interview": {
        "interview_at": "2022-11-08 09:00",
        "interviewed": "The manager",
        "interviewer": "The director",
        "text": "The blocked fire door",
    },
    "minutes": {"minutes": "The manager was told why", "pledge": "It will be cleared"},
    "override": {"rung": "interview", "text": "Danger for many people"},
    "answer": {"answer": "The key is being looked for"},
    "hand_over": {"text": "To the discipline commission"},
    "end": {"reason": "The shop has closed"},
}


def take(supervision: Supervision, step: str, *, by: str, at: datetime, **changes: Any) -> Outcome:
    """Take a supervision through a step at a moment, with sensible input."""
    with clock.at(at):
        given = {**INPUTS.get(step, {}), **changes}
        return door.apply(SUPERVISION_FLOW, supervision.pk, step, by=actor(by, at=at), input=given)
