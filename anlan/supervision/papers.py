"""Papers of a supervision: issued in the transaction of their step; `anlan/papers` numbers and keeps them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken
from anlan.obligations.ladders import Rung, next_look
from anlan.obligations.models import Obligation
from anlan.papers import issuing
from anlan.papers.access import PAGES, SEEN
from anlan.supervision.letters import code_of, told, values_of
from anlan.supervision.models import PAPERS, Paper, PaperKind, Supervision

SEEN["supervision"] = Supervision.objects.within
PAGES["supervision"] = "supervision:detail"


def issue(case: Supervision, taken: Taken, seq: int) -> None:
    """Number and keep the paper of the rung just reached, and tell the sweep when to look again."""
    _keep(PAPERS[Rung(case.rung)], case, taken, seq)
    look = next_look(case.duty, Rung(case.rung), due_at=case.due_at, at=taken.at)
    if case.owner_id == case.supervisor_id and case.rung >= Rung.LETTER:
        look = None  # nobody stands above it who could sign: a leader decides
    _look_again(case, look)


def issue_minutes(case: Supervision, taken: Taken, seq: int) -> None:
    """Number and keep the minutes of an interview: whoever was interviewed signs for them."""
    _keep(PaperKind.MINUTES, case, taken, seq)


def _keep(kind: PaperKind, case: Supervision, taken: Taken, seq: int) -> None:
    bodies = issuing.bodies([case.owner_id, case.supervisor_id])
    registered = issuing.issue(
        code_of(kind),
        case_kind="supervision",
        case_id=case.id,
        seq=seq,
        issuer=bodies[case.supervisor_id],
        recipient=bodies[case.owner_id],
        at=taken.at,
        values=values_of(case, bodies[case.owner_id], told(case)),
    )
    Paper.objects.create(
        supervision_id=case.id,
        kind=kind,
        year=registered.year,
        number=registered.number,
        seq=seq,
        text=case.text,
        signed_by_id=None if taken.by.is_system else taken.by.person_id,
        served_at=taken.at,
    )


def _look_again(case: Supervision, at: datetime | None) -> None:
    """Note the rung on the obligation. What was discharged a moment ago is not escalated: the step is undone."""
    open_ = Obligation.objects.filter(pk=case.obligation_id, discharged_at=None)
    if not open_.update(rung=case.rung, next_at=at):
        raise Conflict(
            "supervision.discharged", _("It was done a moment ago: there is nothing left to supervise.")
        )


def wait_for_signature(case: Supervision, taken: Taken, seq: int) -> None:
    """Take a proposed rung off the clock until a person signs it."""
    _look_again(case, None)


def acknowledge(case: Supervision, taken: Taken, seq: int) -> None:
    """Note on the papers that were still unread who signed for them."""
    Paper.objects.filter(supervision_id=case.id, acknowledged_at=None).update(
        acknowledged_at=taken.at, acknowledged_by_id=taken.by.person_id
    )


def stop(case: Supervision, taken: Taken, seq: int) -> None:
    """Take the obligation off the sweep: its supervision has ended."""
    Obligation.objects.filter(pk=case.obligation_id).update(next_at=None)
