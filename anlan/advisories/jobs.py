"""What the clock does: it ends what is past its validity, and tells the level above of what nobody acknowledged."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from anlan.advisories import acts
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.receipt_flow import RECEIPT_FLOW
from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM
from anlan.supervision.superiors import Superiors

AT_ONCE = 1_000


@every(1)
def watch_warnings() -> str:
    """End warnings past their validity; escalate to the level above what is overdue to be acknowledged."""
    now = clock.now()
    ended = end_what_is_over(now)
    return f"{ended} ended, {escalate(now)} escalated"


def end_what_is_over(now: datetime) -> int:
    """End what is in force and past its validity; return how many. One that somebody lifted meanwhile is left."""
    ended = 0
    for key in Advisory.objects.in_force().filter(ends_at__lte=now).values_list("pk", flat=True):
        with suppress(AnlanError):
            acts.expire(key)
            ended += 1
    return ended


def escalate(now: datetime) -> int:
    """Tell the level above of what was to be acknowledged and was not, once each; return how many.

    The office at the top has nobody above it: what it has not acknowledged stands in its own list.
    """
    rows = Receipt.objects.waiting().filter(due_at__lt=now, escalated_at=None)
    late = list(rows.select_related("organisation__area").order_by("due_at", "pk")[:AT_ONCE])
    superiors = Superiors(clock.local_day(now))
    done = [
        Act(SYSTEM, {"to": above}, case_id=one.pk, key=f"late-{one.pk}-{one.message}")
        for one in late
        if (above := superiors.of(one.organisation)) is not None
    ]
    results = door.apply_many(RECEIPT_FLOW, "escalate", done)
    return sum(not isinstance(result, AnlanError) for result in results)
