"""The reminder half an hour before a report is due: to whoever has not sent it, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.lifecycle.door import Act, Outcome, apply_many
from anlan.org.scope import SYSTEM
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due, DueState
from anlan.reporting.standing import REMIND_MINUTES

CHUNK = 2_000


def remind(now: datetime) -> int:
    """Remind the units whose report is due within the half hour; return how many were reminded."""
    keys = list(
        Due.objects.filter(
            state=DueState.OWED,
            reminded_at=None,
            due_at__gte=now,
            due_at__lte=now + timedelta(minutes=REMIND_MINUTES),
        )
        .order_by("id")
        .values_list("id", flat=True)
    )
    told = 0
    for start in range(0, len(keys), CHUNK):
        acts = [Act(by=SYSTEM, case_id=key) for key in keys[start : start + CHUNK]]
        told += sum(isinstance(outcome, Outcome) for outcome in apply_many(DUE_FLOW, "remind", acts))
    return told
