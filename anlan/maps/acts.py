"""Loading borders: the set of the same area that is in force is superseded in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from anlan.journal.models import Entry
from anlan.kernel.errors import Invalid
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.maps.flow import BOUNDARY_FLOW
from anlan.maps.models import BoundarySet, SetState
from anlan.org.scope import Actor


def load(
    given: Mapping[str, Any], *, by: Actor, key: str | None = None, at: datetime | None = None
) -> Outcome:
    """Load the borders of a file. Raises AnlanError; then nothing is written."""
    key = key or uuid7()
    form = BOUNDARY_FLOW.steps["load"].form
    try:
        clean: Mapping[str, Any] = form.clean(given)
    except Invalid:
        return door.open_case(
            BOUNDARY_FLOW, "load", by=by, input=given, key=key, at=at
        )  # it says what is wrong
    with transaction.atomic():
        if not Entry.objects.filter(actor_id=by.person_id, key=key).exists():
            former = BoundarySet.objects.filter(area=clean["area"].pk, state=SetState.IN_FORCE)
            for pk in former.values_list("pk", flat=True):
                door.apply(BOUNDARY_FLOW, pk, "supersede", by=by, key=f"{key}-former", at=at)
        return door.open_case(BOUNDARY_FLOW, "load", by=by, input=clean, key=key, at=at)
