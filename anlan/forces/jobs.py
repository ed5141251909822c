"""The clock of call-outs: silence is escalated to the minute."""

from __future__ import annotations

from datetime import datetime

from anlan.forces.call_flow import CALL_FLOW
from anlan.forces.models import CallOut
from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM

CHUNK = 500


def escalate(now: datetime) -> int:
    """Escalate every call-out that is silent beyond its time; return how many. Two at once do nothing twice."""
    silent = CallOut.objects.filter(remind_at__lte=now).order_by("remind_at", "id")[:CHUNK]
    acts = [Act(by=SYSTEM, case_id=call.pk, key=f"silence-{call.pk}-{call.reminders + 1}") for call in silent]
    results = door.apply_many(CALL_FLOW, "escalate", acts) if acts else []
    return sum(not isinstance(result, AnlanError) and not result.replayed for result in results)


@every(1)
def escalate_silence() -> str:
    """Tell the dispatcher, then the office above, of forces that do not answer a call-out."""
    return f"{escalate(clock.now())} call-outs escalated"
