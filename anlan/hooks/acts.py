"""Acts on receivers beside the plain steps: registering and turning with the key, test messages, sending once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.hooks import addresses, keys
from anlan.hooks.flow import WEBHOOK_FLOW
from anlan.hooks.models import Course, Delivery, Receiver, ReceiverState, Sent
from anlan.hooks.rules import may_keep
from anlan.kernel.errors import Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.scope import Actor

PING = "ping"
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Keyed:
    """A receiver after a step that gave it a key; the key is told with this answer and stored nowhere."""

    outcome: Outcome
    receiver: Receiver
    key: str


def find(actor: Actor, key: int) -> Receiver:
    """Return a receiver of the administrator's area. Raises Unknown."""
    rows = Receiver.objects.within(actor.scope).select_related("account", "course", "area", "organisation")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Unknown("webhook.unknown", _("There is no receiver with this number in your area."))
    return found


def _judged(given: Mapping[str, Any]) -> None:
    """Ask what the name of an address means, before the door: nobody waits for a name server inside of it."""
    text = given.get("address")
    if isinstance(text, str) and text.strip():
        addresses.checked(text.strip())


def register(*, by: Actor, given: Mapping[str, Any], key: str | None) -> Keyed:
    """Register a receiver and return its key. Raises the refusal; then nothing is written."""
    _judged(given)
    outcome = door.open_case(WEBHOOK_FLOW, "open", by=by, input=given, key=key or uuid7())
    receiver = Receiver.objects.get(pk=outcome.case_id)
    return Keyed(outcome, receiver, keys.key_of(receiver))


def turn(
    receiver: Receiver, *, by: Actor, given: Mapping[str, Any], key: str | None, revision: int | None = None
) -> Keyed:
    """Give a receiver a new key; the old one signs too for as long as was said."""
    outcome = take(receiver, "turn", by=by, given=given, key=key, revision=revision)
    receiver.refresh_from_db()
    return Keyed(outcome, receiver, keys.key_of(receiver))


def take(
    receiver: Receiver,
    step: str,
    *,
    by: Actor,
    given: Mapping[str, Any],
    key: str | None,
    revision: int | None = None,
) -> Outcome:
    if step == "amend":
        _judged(given)
    return door.apply(
        WEBHOOK_FLOW, receiver.pk, step, by=by, input=given, key=key or uuid7(), revision=revision
    )


def ping(receiver: Receiver, *, by: Actor, at: datetime) -> Delivery:
    """Let a test message be sent within moments. Raises Refused."""
    with transaction.atomic():
        _may_ask(receiver, by)
        return Delivery.objects.create(
            receiver=receiver,
            mark=f"ping-{uuid7()}"[:40],
            event=PING,
            state=Sent.WAITING,
            begun_at=at,
            asked_by_id=None if by.is_system else by.person_id,
        )


def redeliver(receiver: Receiver, delivery: int, *, by: Actor, at: datetime) -> Delivery:
    """Let one event be sent once more, with the same id; the one at the head at once. Raises Refused, Unknown."""
    with transaction.atomic():
        _may_ask(receiver, by)
        row = Delivery.objects.select_for_update().filter(receiver=receiver, pk=delivery).first()
        if row is None:
            raise Unknown("webhook.delivery", _("This receiver has no delivery with this number."))
        course = Course.objects.get(pk=receiver.pk)
        if row.state == Sent.FAILED and row.seq is not None and row.seq > course.seq:
            Course.objects.filter(pk=receiver.pk).update(next_at=None)  # it waits at the head: now, not later
            return row
        row.state, row.asked_by_id = Sent.WAITING, None if by.is_system else by.person_id
        row.save(update_fields=["state", "asked_by"])
        return row


def _may_ask(receiver: Receiver, by: Actor) -> None:
    decision = may_keep(by, receiver)
    if not decision:
        raise Refused(decision.code, str(decision.reason), http=403)
    if receiver.state == ReceiverState.CLOSED:
        raise Refused("webhook.closed", _("This receiver is closed: nothing is sent to it any more."))
    waiting = Delivery.objects.filter(receiver=receiver, state=Sent.WAITING).count()
    if waiting >= MOST_WAITING:
        raise Refused(
            "webhook.waiting",
            _("%(most)s messages wait to be sent already. Wait until they have left.")
            % {"most": MOST_WAITING},
        )
