"""What the clock does with look-backs: each Monday it prepares the sample; what a stopped server left it hands out."""

from __future__ import annotations

from anlan.jobs.schedule import daily, every
from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.lifecycle import door
from anlan.lookbacks import effects
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.handing import hand_out
from anlan.lookbacks.models import Sample, SampleState
from anlan.org.scope import SYSTEM


@daily(6, 30)
def prepare_samples() -> str:
    """Prepare the sample of the week, once; also on a later day of it where Monday was missed."""
    today = clock.today()
    monday = effects.monday_of(today)
    try:
        office = effects.the_office(today)
        if Sample.objects.filter(week=monday, organisation=office.pk).exists():
            return "prepared before"
        outcome = door.open_case(
            SAMPLE_FLOW,
            "prepare",
            by=SYSTEM,
            input={"week": monday},
            key=f"lookback-week-{monday.isoformat()}",
        )
    except Conflict as nothing:
        return nothing.code
    return f"sample {outcome.case_id} prepared"


@every(10)
def hand_out_left() -> str:
    """Hand out what was drawn and is not handed out: rarely anything."""
    rows = Sample.objects.filter(state=SampleState.DRAWN, handed_out_at=None).order_by("pk")
    return f"{sum(hand_out(sample) for sample in rows)} look-backs handed out"
