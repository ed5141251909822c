"""The feed of the journal: every entry with what its hash covers, so that a reader verifies the chain for himself."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router

from anlan.access.models import Look, Reason, TokenScope
from anlan.access.protected import OPEN_FOR, REGISTERS, holding, note
from anlan.api import described, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.words import _
from anlan.journal.chain import installed
from anlan.journal.models import Entry, Head
from anlan.kernel import clock
from anlan.org.roles import Permission

router = Router(tags=["journal"])
MOST = 1_000
_COLUMNS = (
    "seq",
    "kind",
    "case_id",
    "n",
    "step",
    "from_state",
    "to_state",
    "actor_id",
    "post_id",
    "organisation_id",
    "occurred_at",
    "recorded_at",
    "input",
    "key",
)


@router.get(
    "",
    auth=AccessToken(TokenScope.JOURNAL, Permission.JOURNAL_READ),
    response=schemas.Journal,
    operation_id="journal_feed",
    summary=_("The journal since a number"),
    description=_(
        "Entries in order, after `since`. The hash of an entry is the digest of the former hash of its case and "
        "its fields: docs/reference/journal.md says which bytes. Reading is noted in the register of looks."
    ),
)
def feed(
    request: ApiRequest,
    since: Annotated[int, Query(ge=0, le=described.KEY)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
) -> HttpResponse:
    _note(request)
    rows = Entry.objects.filter(seq__gt=since).order_by("seq")[:limit]
    entries = [_told(row) for row in rows.values_list(*_COLUMNS, "former_hash", "hash")]
    head = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    return answer(
        {
            "entries": entries,
            "next": entries[-1]["seq"] if entries else since,
            "head": head,
            "digest": installed(),
        }
    )


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    *values, former, own = row
    names = (name.removesuffix("_id") for name in _COLUMNS)
    told = dict(zip(names, values, strict=True))
    return {**told, "former_hash": bytes(former).hex(), "hash": bytes(own).hex()}


def _note(request: ApiRequest) -> None:
    """Write into the register of looks that the journal is read, once in half an hour, as its page does."""
    actor, register, now = request.auth.actor, REGISTERS["journal"], clock.real_now()
    held = holding(actor, Permission.JOURNAL_READ)
    lately = Look.objects.filter(
        person_id=actor.person_id, kind=register.kind, at__gt=now - OPEN_FOR + timedelta(0)
    )
    if held is not None and not lately.exists():
        note(request, actor, held, kind=register.kind, key=None, reason=Reason.ROUTINE, at=now)
