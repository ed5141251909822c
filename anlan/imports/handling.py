"""What can be done with a ledger now, and doing it: the same for the page and the API."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.imports import receiving, running
from anlan.imports.flow import IMPORT_FLOW
from anlan.imports.kinds import Kind, in_order
from anlan.imports.models import Batch, BatchState, Phase, WorkState
from anlan.imports.rules import post_for
from anlan.imports.sheets import MOST_BYTES
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.org.scope import Actor

ACTS = ("try", "take", "undo", "discard")


def kinds_of(actor: Actor) -> list[Kind]:
    return [kind for kind in in_order() if post_for(actor, kind.code)]


def seen(actor: Actor, key: int) -> Batch:
    """Return a ledger that somebody may see. Raises Unknown."""
    batches = Batch.objects.within(actor.scope).select_related("received_by", "organisation", "work")
    batch = batches.filter(pk=key).first()
    if batch is None:
        raise Unknown("import.unknown", _("There is no ledger with this number."))
    return batch


def is_busy(batch: Batch) -> bool:
    return batch.work.state in (WorkState.QUEUED, WorkState.RUNNING)


def acts_of(batch: Batch) -> set[str]:
    """Return what can be done with a ledger now; `map` says that its columns can be read otherwise."""
    if is_busy(batch) or batch.work.phase == Phase.STAGING:
        return set()
    if batch.state == BatchState.RECEIVED:
        ready = not receiving.wanting(batch)
        mapped = () if receiving.kind_of(batch.ledger).confides else ("map",)
        return {"discard", *mapped, *(("try", "take") if ready else ())}
    return {"undo"} if batch.state == BatchState.TAKEN_IN else set()


def bring(file: Any, given: Mapping[str, Any], *, by: Actor) -> Batch:
    """Receive an uploaded file of the kind `given["kind"]`. Raises Invalid, Unknown, Refused."""
    if file is None:
        raise Invalid("file.missing", _("Choose a file."), field="file")
    kind = receiving.kind_of(str(given.get("kind", "")))
    if post_for(by, kind.code) is None:
        raise Refused(
            "import.kind", _("Your posts give you no right to take in ledgers of this kind"), http=403
        )
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(
            "file.large",
            _("The file has %(size)s MB; at most %(most)s MB are taken. Split it.")
            % {"size": file.size // 2**20, "most": MOST_BYTES // 2**20},
            field="file",
        )
    sender = parameters.words(given, "sender", most=80)
    with tempfile.NamedTemporaryFile() as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        name = str(file.name)[-160:]
        return receiving.receive(
            Path(kept.name), ledger=kind.code, name=name, sender=sender, by=by, at=clock.now()
        )


def act(batch: Batch, chosen: str, *, options: Sequence[str], by: Actor) -> None:
    """Set the trial, the taking in or the undoing going, or discard the ledger. Raises Refused."""
    if chosen not in ACTS or chosen not in acts_of(batch):
        raise Refused("import.busy", _("This ledger is being worked on, or is done already."))
    if chosen == "discard":
        door.apply(IMPORT_FLOW, batch.pk, "discard", by=by)
        return
    known = [code for code, _label in receiving.kind_of(batch.ledger).options if code in options]
    with transaction.atomic():
        if chosen == "undo":
            running.start_undoing(batch, by=by)
        else:
            phase = Phase.TRYING if chosen == "try" else Phase.WRITING
            running.start(batch, phase, by=by, options=known)
        running.ask(batch)
