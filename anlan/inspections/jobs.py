"""What the clock does with visits: at the end of the day the hidden ones are released."""

from __future__ import annotations

from datetime import datetime, timedelta

from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.jobs.schedule import daily
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, apply_many
from anlan.org.scope import SYSTEM

AT_ONCE = 500


AT = (23, 55)


@daily(*AT)
def release_hidden() -> str:
    """Release the visits of today, and what an earlier day left behind."""
    return f"{release_until(clock.now())} visits released"


def release_until(now: datetime) -> int:
    """Release what was visited on a day that is over or nearly so, as of the last minute of that day.

    Until 23:55 today is neither: a worker that starts in the morning makes up for yesterday's run alone. One that was
    carried on later, after midnight say, is released as of that moment, for no step goes before another; figures as of
    the end of its own day know it as little as any later step.
    """
    last = clock.local_day(now - timedelta(hours=AT[0], minutes=AT[1]))
    rows = Visit.objects.filter(is_masked=True, visited_on__lte=last).order_by("pk")
    acts = []
    for pk, day, last_at in rows.values_list("pk", "visited_on", "last_at"):
        ends = clock.day_start(day + timedelta(days=1)) - timedelta(minutes=1)
        at = max(min(ends, now), last_at)
        acts.append(Act(by=SYSTEM, case_id=pk, at=at, key=f"visit-release-{pk}"))
    done = 0
    for start in range(0, len(acts), AT_ONCE):
        results = apply_many(VISIT_FLOW, "release", acts[start : start + AT_ONCE])
        done += sum(not isinstance(result, AnlanError) for result in results)
    return done
