"""The reminder half an hour before a report is due: to whoever has not sent it, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM
from anlan.reporting.making import carry_out
from anlan.reporting.models import Due, DueState
from anlan.reporting.standing import REMIND_MINUTES


def remind(now: datetime) -> int:
    """Remind the units whose report is due within the half hour; return how many were reminded."""
    waiting = Due.objects.filter(
        state=DueState.OWED,
        reminded_at=None,
        due_at__gte=now,
        due_at__lte=now + timedelta(minutes=REMIND_MINUTES),
    )
    keys = waiting.order_by("id").values_list("id", flat=True)
    return carry_out("remind", [Act(by=SYSTEM, case_id=key) for key in keys])
