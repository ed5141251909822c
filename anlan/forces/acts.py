"""Acts that are more than one passage through the door: many forces called out at once, and the stand-down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.forces.call_flow import ALERT_FLOW, CALL_FLOW
from anlan.forces.models import Alert, CallOut, RescueForce
from anlan.forces.muster import mustered
from anlan.kernel.errors import AnlanError
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor

Given = Mapping[str, Any]


def call_out(
    alert: Alert,
    forces: Sequence[RescueForce],
    *,
    by: Actor,
    key: str,
    heads: Mapping[int, int] | None = None,
    at: datetime | None = None,
) -> list[Outcome | AnlanError]:
    """Call out several forces in one transaction; each is taken or refused by itself, in the order of the forces.

    Sent again with the same key it answers with the first outcomes, so a dispatcher whose server died in the middle
    sends the same once more and nobody is called twice. Forces are locked in the order of their keys.
    """
    heads = heads or {}
    ordered = sorted({force.pk: force for force in forces}.values(), key=lambda force: force.pk)
    acts = [
        Act(
            by=by,
            input={"alert": alert, "force": force, "heads": heads.get(force.pk)},
            at=at,
            key=f"{key}-{force.pk}",
        )
        for force in ordered
    ]
    if not acts:
        return []
    keys = [force.pk for force in ordered]
    with transaction.atomic(), mustered(alert.pk, keys):
        results = dict(zip(keys, door.apply_many(CALL_FLOW, "order", acts), strict=True))
    return [results[force.pk] for force in forces]


def stand_down(
    case: int, given: Given, by: Actor, key: str | None, revision: int | None, *, at: datetime | None = None
) -> Outcome:
    """End an alert and release every force that is still out, in one transaction. Raises the first refusal."""
    key = key or uuid7()
    with transaction.atomic():
        out = CallOut.objects.running().filter(alert=case).order_by("pk").values_list("pk", flat=True)
        acts = [Act(by=by, case_id=pk, input=given, at=at, key=f"{key}-{pk}") for pk in out]
        for result in door.apply_many(CALL_FLOW, "release", acts) if acts else ():
            if isinstance(result, AnlanError):
                raise result
        return door.apply(
            ALERT_FLOW, case, "stand_down", by=by, input=given, key=key, revision=revision, at=at
        )


ALERT_ACTS = {"stand_down": stand_down}
