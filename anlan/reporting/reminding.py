"""The reminder before a report is due, by the minutes of its rule: to whoever has not sent it, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM
from anlan.reporting.making import carry_out
from anlan.reporting.models import Due, DueState, ReportRule


def remind(now: datetime) -> int:
    """Remind the units whose report is due soon; return how many. A query for each time that rules have."""
    waiting = Due.objects.filter(state=DueState.OWED, reminded_at=None, due_at__gte=now)
    keys: list[int] = []
    for minutes in (
        ReportRule.objects.exclude(remind_minutes=0).values_list("remind_minutes", flat=True).distinct()
    ):
        soon = waiting.filter(due_at__lte=now + timedelta(minutes=minutes), rule__remind_minutes=minutes)
        keys += soon.values_list("id", flat=True)
    return carry_out("remind", [Act(by=SYSTEM, case_id=key) for key in sorted(keys)])
