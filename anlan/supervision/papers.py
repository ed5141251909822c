"""Papers: numbered without a gap per kind and year, in the transaction of the step that issues them."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken
from anlan.obligations.ladders import Rung, next_look
from anlan.obligations.models import Obligation
from anlan.supervision.models import PAPERS, Numbering, Paper, Supervision

_NEXT = (
    f"INSERT INTO {Numbering._meta.db_table} (kind, year, last) VALUES (%s, %s, 1) "  # noqa: S608
    f"ON CONFLICT (kind, year) DO UPDATE SET last = {Numbering._meta.db_table}.last + 1 RETURNING last"
)


def next_number(kind: str, year: int) -> int:
    """Return the next number of a kind in a year, holding its row to the commit: a rollback gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [kind, year])
        return int(cursor.fetchone()[0])


def issue(case: Supervision, taken: Taken, seq: int) -> None:
    """Number and keep the paper of the rung just reached, and tell the sweep when to look again."""
    kind = PAPERS[Rung(case.rung)]
    year = clock.local_day(taken.at).year
    Paper.objects.create(
        supervision_id=case.id,
        kind=kind,
        year=year,
        number=next_number(kind, year),
        seq=seq,
        text=case.text,
        signed_by_id=None if taken.by.is_system else taken.by.person_id,
        served_at=taken.at,
    )
    look = next_look(case.duty, Rung(case.rung), due_at=case.due_at, at=taken.at)
    if case.owner_id == case.supervisor_id and case.rung >= Rung.LETTER:
        look = None  # nobody stands above it who could sign: a leader decides
    _look_again(case, look)


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
