"""Records from phones, on their way to the door: each taken once, under its key, in the right of whoever sent it.

The receipt is written before the door is asked and again after it; whatever is killed between, the record sent again
is answered with what the journal says of its key. So a phone may send anything twice, and nothing is written twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.enforcement.flows.site_papers import SITE_PAPER_FLOW
from anlan.enforcement.models import SitePaper
from anlan.field import uploads
from anlan.field.merging import merge
from anlan.field.models import Conflict as Apart
from anlan.field.models import Device, Receipt, ReceiptState
from anlan.field.sent import Record, reference
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.inspections.desk import DESKS
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.flow import Flow
from anlan.org.scope import Actor, Scope
from anlan.premises.models import Premises

log = logging.getLogger(__name__)
WAITS = frozenset({"field.waits", "field.photos"})
"""Not a refusal of the record: something ahead of it has not arrived."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A lifecycle that phones carry on: which steps, who sees its cases."""

    flow: Flow
    steps: frozenset[str]
    rows: Callable[[Scope], QuerySet[Any]]


CARRIED = {
    one.flow.kind: one
    for one in (
        Carried(VISIT_FLOW, frozenset({"record", "attend", "check", "conclude"}), Visit.objects.within),
        Carried(
            HAZARD_FLOW,
            frozenset({"record", "record_on_the_spot", "sign_for", "claim", "look_back"}),
            Hazard.objects.within,
        ),
        Carried(SITE_PAPER_FLOW, frozenset({"issue_record", "issue_order"}), SitePaper.objects.within),
    )
}
NAMED: dict[str, Callable[[Scope], QuerySet[Any]]] = {
    "premises": lambda scope: Premises.objects.within(scope).filter(is_active=True),
    "visit": lambda scope: Visit.objects.within(scope).recorded(),
    "hazards": Hazard.objects.within,
    "relapse_of": Hazard.objects.within,
}
"""Inputs that name records which only some may see."""


def take(key: UUID, sent: Record, *, by: Actor, device: Device, now: datetime) -> Receipt:
    """Return the receipt of a record: taken in, or kept apart because its case had changed.

    Raises Refused, logged, for another's key; Conflict for a key whose record was taken in with other words; what the
    door raises for what it refuses. A refusal is kept with its reason; the record may come again, corrected.
    """
    carried = CARRIED.get(sent.flow)
    if carried is None or sent.step not in carried.steps:
        raise Unknown("step.unknown", _("There is no step “%(step)s”.") % {"step": sent.step}, field="step")
    receipt = _receipt(key, sent, by=by, device=device, now=now)
    if receipt.state in (ReceiptState.TAKEN, ReceiptState.KEPT):
        if receipt.digest == sent.digest:
            if receipt.state == ReceiptState.TAKEN:  # its pictures may have been sent once more ahead of it
                uploads.let_go([key for keys in sent.photos.values() for key in keys])
            return receipt
        raise Conflict(
            "field.taken", _("This record was taken in before, with other words. The first ones stand.")
        )
    if entry := _entry(key, by):
        return _taken(receipt, entry.case_id, entry.seq, sent)
    try:
        return _through(carried, receipt, sent, by=by, now=now)
    except AnlanError as refusal:
        if entry := _entry(key, by):  # another tab was first
            return _taken(receipt, entry.case_id, entry.seq, sent)
        if refusal.code not in WAITS:
            Receipt.objects.filter(pk=key).exclude(state__in=(ReceiptState.TAKEN, ReceiptState.KEPT)).update(
                state=ReceiptState.REFUSED,
                code=refusal.code[:60],
                reason=str(refusal.message)[:500] or refusal.code,
            )
        raise


def _receipt(key: UUID, sent: Record, *, by: Actor, device: Device, now: datetime) -> Receipt:
    """Return the receipt under a key, its own now: the row is there before anything else is written."""
    place = sent.position
    columns: dict[str, Any] = {
        "device_id": device.pk,
        "flow": sent.flow,
        "step": sent.step,
        "digest": sent.digest,
        "state": ReceiptState.TAKING,
        "code": "",
        "reason": "",
        "happened_at": sent.happened_at,
        "received_at": now,
        "skew_seconds": sent.skew_seconds,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "accuracy_m": place.accuracy_m if place else None,
    }
    found = Receipt.objects.filter(pk=key).first()
    if found is None:
        post = by.posts[0] if by.posts else None
        try:
            with transaction.atomic():
                return Receipt.objects.create(
                    id=key,
                    person_id=by.person_id,
                    organisation_id=post.organisation_id if post else None,
                    **columns,
                )
        except IntegrityError:
            found = Receipt.objects.get(pk=key)
    if found.person_id != by.person_id:
        log.warning("person %s claimed the record %s of person %s", by.person_id, key, found.person_id)
        raise Refused("field.not_yours", _("This key belongs to somebody else’s record."), http=403)
    open_ = Receipt.objects.filter(pk=key, state__in=(ReceiptState.TAKING, ReceiptState.REFUSED))
    if found.digest != sent.digest or found.state == ReceiptState.REFUSED:
        open_.update(**columns)
        found.refresh_from_db()
    return found


def _entry(key: UUID, by: Actor) -> Entry | None:
    return Entry.objects.filter(actor_id=by.person_id, key=str(key)).first()


def _taken(receipt: Receipt, case_id: int, seq: int, sent: Record) -> Receipt:
    Receipt.objects.filter(pk=receipt.pk).exclude(state=ReceiptState.KEPT).update(
        state=ReceiptState.TAKEN, case_id=case_id, seq=seq, code="", reason=""
    )
    uploads.let_go([key for keys in sent.photos.values() for key in keys])
    receipt.refresh_from_db()
    return receipt


def _through(carried: Carried, receipt: Receipt, sent: Record, *, by: Actor, now: datetime) -> Receipt:
    at = sent.happened_at
    ahead = _ahead(sent, by)
    at = min(now, max([at, *(one.happened_at for one in ahead.values())]))
    given = dict(_resolved(sent.input, ahead))
    _check_seen(given, by.scope)
    step = carried.flow.steps[sent.step]
    if step.opening:
        given |= _pictures(sent, by)
        outcome = _opened(carried, sent, given, by=by, at=at, key=str(receipt.pk))
        return _taken(receipt, outcome.case_id, outcome.seq, sent)
    case_id = ahead[sent.case].case_id if isinstance(sent.case, UUID) else sent.case
    case = carried.rows(by.scope).filter(pk=case_id or 0).first()
    if case is None:
        raise Unknown("case.unknown", _("There is no such record in your area and sector."), field="case")
    pictures = _pictures(
        sent, by
    )  # also ahead of keeping it apart: nothing is kept whose pictures are missing
    if sent.revision != case.revision and (sent.revision is not None or sent.base):
        merged = merge(sent.flow, step, case, base=sent.base, mine=given)
        if merged.kind is not None:
            return _kept(receipt, sent, case, given, merged.kind, merged.fields, now=now)
        given = merged.input
    outcome = door.apply(
        carried.flow, case.pk, sent.step, by=by, input={**given, **pictures}, at=at, key=str(receipt.pk)
    )
    return _taken(receipt, outcome.case_id, outcome.seq, sent)


def _opened(
    carried: Carried, sent: Record, given: Mapping[str, Any], *, by: Actor, at: datetime, key: str
) -> door.Outcome:
    """Open the case; a visit that was a team's is named so in the same transaction: both or neither."""
    with transaction.atomic():
        outcome = door.open_case(carried.flow, sent.step, by=by, input=given, at=at, key=key)
        if sent.team is not None and carried.flow is VISIT_FLOW:
            for desk in DESKS:
                desk.name(outcome.case_id, sent.team, by=by, at=at, key=f"{key}-team")
    return outcome


def _ahead(sent: Record, by: Actor) -> dict[UUID, Receipt]:
    """Return the receipts of the records that this one names. Raises Conflict where one has not been taken in."""
    keys = [*sent.references, *([sent.case] if isinstance(sent.case, UUID) else [])]
    rows = {row.pk: row for row in Receipt.objects.filter(pk__in=keys, person_id=by.person_id)}
    for key in keys:
        if key not in rows or rows[key].state != ReceiptState.TAKEN:
            raise Conflict("field.waits", _("It waits for the record that it belongs to."), of=str(key))
    return rows


def _resolved(given: Mapping[str, Any], ahead: Mapping[UUID, Receipt]) -> Mapping[str, Any]:
    def number(value: Any) -> Any:
        key = reference(value)
        return value if key is None else ahead[key].case_id

    return {
        name: [number(one) for one in value] if isinstance(value, list) else number(value)
        for name, value in given.items()
    }


def _check_seen(given: Mapping[str, Any], scope: Scope) -> None:
    """Raise Invalid for a number that names nothing this person may see, in the words for one that does not exist."""
    for name, rows in NAMED.items():
        raw = given.get(name)
        if raw in (None, ""):
            continue
        asked = raw if isinstance(raw, list) else [raw]
        keys = {
            int(str(one)) for one in asked if str(one).isascii() and str(one).isdigit() and len(str(one)) < 19
        }
        if len(keys) != len(set(map(str, asked))) or rows(scope).filter(pk__in=keys).count() != len(keys):
            raise Invalid(
                "unknown",
                _("“%(value)s” for “%(field)s” does not exist.") % {"value": str(raw)[:40], "field": name},
                field=name,
            )


def _pictures(sent: Record, by: Actor) -> dict[str, Any]:
    """Return the pictures by input. Raises Conflict that names those which have not arrived."""
    found: dict[str, Any] = {}
    absent: list[UUID] = []
    for name, keys in sent.photos.items():
        found[name], missing = uploads.files_of(keys, by=by)
        absent += missing
    if absent:
        raise Conflict(
            "field.photos",
            _("Photographs of the record have not arrived yet."),
            missing=[str(key) for key in absent],
        )
    return found


def _kept(
    receipt: Receipt, sent: Record, case: Any, given: Mapping[str, Any], kind: Any, fields: tuple[str, ...], *,
    now: datetime,
) -> Receipt:  # fmt: skip
    """Keep a record apart with the version it was made from; the phone has its receipt, a person decides."""
    with transaction.atomic():
        locked = Receipt.objects.select_for_update().get(pk=receipt.pk)
        if locked.state == ReceiptState.TAKING:
            Apart.objects.create(
                receipt=locked,
                kind=kind,
                case_kind=sent.flow,
                case_id=case.pk,
                base_revision=sent.revision or 0,
                base=dict(sent.base),
                branch={
                    "input": dict(given),
                    "photos": {n: [str(k) for k in v] for n, v in sent.photos.items()},
                },
                fields=list(fields),
                found_at=now,
            )
            locked.state, locked.case_id = ReceiptState.KEPT, case.pk
            locked.save(update_fields=["state", "case_id"])
    return locked
