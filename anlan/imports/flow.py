"""The lifecycle of a ledger that was brought: received, taken in, undone; the journal keeps digest and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.imports import rules
from anlan.imports.inputs import Whole
from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch, BatchState
from anlan.lifecycle.flow import Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Form, Text
from anlan.org.models import Area


@dataclass(frozen=True, kw_only=True)
class OfKind(Text):
    """The code of a kind; the history gives its name."""

    def told(self, value: Any) -> Any:
        return KINDS[value].label if value in KINDS else value


LEDGER = OfKind(name="ledger", label=_("Kind of ledger"), max_length=24)
NAME = Text(name="name", label=_("File"), max_length=160)
SENDER = Text(name="sender", label=_("Sender"), max_length=80, required=False)
DIGEST = Text(name="digest", label=_("SHA-256"), max_length=64, min_length=64)
SIZE = Whole(name="size", label=_("Size in bytes"), most=2**40)
ROWS = Whole(name="rows", label=_("Rows"))
WRITTEN = Whole(name="written", label=_("Taken in"))
TAKEN_ON = Whole(name="taken_on", label=_("Taken on"))
SAME = Whole(name="same", label=_("There already"))
FAULTY = Whole(name="faulty", label=_("Faulty"))
UNDONE = Whole(name="undone", label=_("Undone"))
KEPT = Whole(name="kept", label=_("Kept"))


def batch_of(_case: None, taken: Taken) -> dict[str, Any]:
    given, via = taken.input, taken.via
    root = None if via else Area.objects.filter(depth=0, valid_to=None).first()
    return {
        "ledger": given["ledger"],
        "name": given["name"],
        "sender": given["sender"],
        "digest": given["digest"],
        "size": given["size"],
        "received_by_id": None if taken.by.is_system else taken.by.person_id,
        "organisation_id": via.organisation_id if via else None,
        "area_id": via.area_id if via else root and root.pk,
        "area_path": via.area_path if via else (root.path if root else "/"),
        "received_at": taken.at,
        "rows": 0,
        "written": 0,
        "taken_on": 0,
        "same": 0,
        "faulty": 0,
        "undone": 0,
        "kept": 0,
    }


def counts_of(_batch: Batch, taken: Taken) -> dict[str, Any]:
    return dict(taken.input)


IMPORT_FLOW = Flow(
    "import",
    model=Batch,
    name=_("ledger"),
    states={s.value: s.label for s in BatchState},
    counted=Counted(day="received_at"),
    steps=[
        Step(
            name="receive",
            label=_("Bring a ledger"),
            done=_("brought the ledger"),
            target=BatchState.RECEIVED,
            rule=rules.may_receive,
            form=Form((LEDGER, NAME, SENDER, DIGEST, SIZE)),
            effect=batch_of,
        ),
        Step(
            name="take_in",
            label=_("Take it in"),
            done=_("took the ledger in"),
            sources=frozenset({BatchState.RECEIVED, BatchState.TAKEN_IN}),
            target=BatchState.TAKEN_IN,
            rule=rules.may_handle,
            form=Form((ROWS, WRITTEN, TAKEN_ON, SAME, FAULTY)),
            effect=counts_of,
        ),
        Step(
            name="discard",
            label=_("Discard it"),
            done=_("discarded the ledger"),
            sources=frozenset({BatchState.RECEIVED}),
            target=BatchState.DISCARDED,
            rule=rules.may_handle,
        ),
        Step(
            name="undo",
            label=_("Undo it"),
            done=_("undid what was taken in"),
            sources=frozenset({BatchState.TAKEN_IN}),
            target=BatchState.UNDONE,
            rule=rules.may_handle,
            form=Form((UNDONE, KEPT)),
            effect=counts_of,
        ),
    ],
)
