"""The readiness of an area over time, as it was known at a moment: spans that follow on each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.duty.kinds import RANK, Level
from anlan.duty.levels import areas_above
from anlan.duty.models import LevelChange
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area


@dataclass(frozen=True, slots=True)
class Held:
    """A level that held in an area from a moment to a moment; still in force: `end` is None."""

    level: str
    begin: datetime
    end: datetime | None


def spans(area: Area, known: Known) -> list[Held]:
    """Return the levels that held in an area, those ordered above among them, without ordinary times. One query."""
    found: list[Held] = []
    running: dict[int, tuple[str, datetime]] = {}
    changes = LevelChange.objects.filter(area__in=areas_above(area.path or ""), seq__lte=known.seq)
    for change in changes.order_by("at", "id"):
        if change.area_id in running:
            level, begin = running.pop(change.area_id)
            found.append(Held(level, begin, change.at))
        if change.level:
            running[change.area_id] = (change.level, change.at)
    found += [Held(level, begin, None) for level, begin in running.values()]
    return sorted(found, key=lambda span: (span.begin, RANK[span.level]))


def touching(area: Area, period: Period, known: Known) -> list[Held]:
    """Return the spans that lie in a period, in part at least."""
    first, last = clock.day_start(period.first), clock.day_end(period.last)
    return [
        span for span in spans(area, known) if span.begin < last and (span.end is None or span.end > first)
    ]


def days_at_one(area: Area, period: Period, known: Known) -> tuple[int, int]:
    """Return how many whole days of a period level 1 held without interruption, and how many days have begun."""
    from_one = [span for span in spans(area, known) if span.level == Level.ONE]
    last = min(period.last, clock.local_day(known.at))
    begun = held = 0
    day = period.first
    while day <= last:
        begun += 1
        begin, end = clock.day_start(day), min(clock.day_end(day), known.at)
        held += any(span.begin <= begin and (span.end is None or span.end >= end) for span in from_one)
        day += timedelta(days=1)
    return held, begun
