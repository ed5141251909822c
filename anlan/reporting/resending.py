"""A report that is sent again: the same content gets the same receipt, under another key too.

The door answers the same key by itself. A phone that lost its network, and its page with it, sends what it sent before
under a new key: if it is what stands in the journal as the last act of the same person, it is that receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError
from anlan.kernel.identity import canonical
from anlan.lifecycle.door import Outcome
from anlan.lifecycle.flow import Step
from anlan.org.scope import Actor
from anlan.reporting.flow import DUE_FLOW

SENDING = frozenset({"report", "zero"})


def receipt(
    step: Step, case_id: int | None, given: Mapping[str, Any], *, by: Actor, refusal: AnlanError
) -> Outcome | None:
    """Return the receipt of a report that the same person sent before with the same content, or None. One query.

    Asked only where the door has refused because the report is there already.
    """
    if step.name not in SENDING or refusal.code != "state.wrong" or case_id is None:
        return None
    entry = Entry.objects.filter(case_id=case_id, kind=DUE_FLOW.kind, step__in=SENDING).order_by("-n").first()
    if entry is None or (entry.step, entry.actor_id) != (step.name, by.person_id):
        return None
    if entry.input != canonical(step.form.as_journaled(given)):
        return None
    return Outcome(entry.case_id, entry.seq, entry.to_state, entry.n, entry.recorded_at, replayed=True)
