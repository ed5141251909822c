"""What is more than one passage through the door: taking a tip-off in with its receipt code, reading who informed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.access.models import Reason
from anlan.access.protected import note
from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.roles import Permission
from anlan.org.scope import SYSTEM, Actor
from anlan.public import codes
from anlan.tipoffs import sealing
from anlan.tipoffs.effects import RECEIPT
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.models import TipOff

LOOK = "tip_off.identity"
_LOOK_REASON = {
    "verify": Reason.CHECK,
    "reward": Reason.REQUEST,
    "protect": Reason.EMERGENCY,
    "court": Reason.REQUEST,
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A tip-off that was taken in, with the code that its informant keeps."""

    outcome: Outcome
    receipt: str


def take_in(
    step: str, given: Mapping[str, Any], *, by: Actor, key: str | None, at: datetime | None = None
) -> Taken:
    """Open a tip-off. The same key again gives the same receipt and opens nothing anew."""
    key = key or uuid7()
    receipt = codes.derive(sealing.receipts(), RECEIPT, f"{by.person_id} {key}")
    outcome = door.open_case(TIP_FLOW, step, by=by, input={**given, "receipt": receipt}, key=key, at=at)
    return Taken(outcome, receipt)


def by_receipt(code: str) -> TipOff | None:
    """Return the tip-off of a receipt code. One look into an index of keyed digests: no time tells how near one was."""
    if not codes.clean(code):
        return None
    digest = codes.digest(sealing.receipts(), RECEIPT, code)
    return TipOff.objects.filter(receipt=digest).select_related("area").first()


def informant_takes(tip: TipOff, step: str, given: Mapping[str, Any], *, key: str) -> Outcome:
    return door.apply(TIP_FLOW, tip.pk, step, by=SYSTEM, input=given, key=key)


def read_identity(
    request: HttpRequest, pk: int, given: Mapping[str, Any], *, by: Actor, key: str, revision: int | None
) -> dict[str, str]:
    """Return who informed: {name?, contact?}. Written into the journal and into the looks at protected data first."""
    with transaction.atomic():
        outcome = door.apply(TIP_FLOW, pk, "open", by=by, input=given, key=key, revision=revision)
        if outcome.replayed:  # one reading, one entry: the same request again shows nothing
            raise Conflict(
                "tip.read_before", _("This was shown already. To read it again, give the reason again.")
            )
        tip = TipOff.objects.within(by.scope).get(pk=pk)
        held = next(
            post
            for post in by.posts
            if Permission.TIP_OPEN in post.permissions and tip.area_path.startswith(post.area_path)
        )
        note(request, by, held, kind=LOOK, key=pk, reason=_LOOK_REASON[given["purpose"]], at=clock.real_now())
        told: dict[str, str] = json.loads(sealing.unseal(tip.sealed, of=tip.receipt))
    return told
