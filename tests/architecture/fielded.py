"""A phone and a record kept apart, for the walk over every address; and why the field page stands open."""

from __future__ import annotations

from typing import Any

from anlan.field.models import Conflict, Device, Receipt
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.identity import uuid7
from anlan.testing import person

_DATA = "answers 401 as data where a page would lead to the sign-in; who may, anlan/field/tests say"
OPEN_FIELD = {
    "field:shell": "the page without a word of data: it is kept on the phone, and opens before anybody signs in",
    "field:worker": "the script that keeps it",
    "field:manifest": "name and icons",
    "field:authority": "a certificate is public by nature; its key never leaves the server",
    **dict.fromkeys(
        (f"field:{name}" for name in ("hello", "phone", "day", "places", "record", "photo", "papers")), _DATA
    ),
}
"""Why anybody may open them."""

SENT = {
    (
        "anlan/field/views/position.py",
        "positions",
    ): "the receipts of a visit or a hazard that was found within the scope",
    ("anlan/field/views/sync.py", "record"): "the sender's own receipt, by its key and his person",
    (
        "anlan/field/views/sync.py",
        "_receipt",
    ): "the papers of the case that the sender's own record has just opened",
}
SIGNING_IN = {
    (
        "anlan/web/views/single.py",
        "_vouched",
    ): "whoever signs in has no scope yet: the account is the one told by name"
}
"""Rows that are read without a scope, and why."""


def fielded() -> dict[str, Any]:
    """Return the values by which addresses name a phone of the department's, and a claim of it that was kept apart."""
    owner, now = person("dept1"), clock.now()
    hazard = Hazard.objects.filter(premises__code="shop").order_by("pk")[0]
    device = Device.objects.create(id=uuid7(), person=owner, name="Phone", first_seen_at=now, seen_at=now)
    receipt = Receipt.objects.create(
        id=uuid7(), person=owner, organisation=hazard.supervisor, device=device, flow="hazard", step="claim",
        digest="0", state="kept", case_id=hazard.pk, happened_at=now, received_at=now,
    )  # fmt: skip
    conflict = Conflict.objects.create(
        receipt=receipt, kind="moved", case_kind="hazard", case_id=hazard.pk, base_revision=1, base={},
        branch={"input": {"rectification": "done"}, "photos": {}}, fields=["state"], found_at=now,
    )  # fmt: skip
    return {
        "field:conflict.pk": conflict.pk,
        "field:revoke.key": device.pk,
        "field:positions.kind": "hazard",
        "field:positions.pk": hazard.pk,
    }
