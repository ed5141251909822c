"""The after-action report of an alert: from the moments of its call-outs alone, nothing in it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from anlan.forces.models import CallOut
from anlan.forces.models.calls import minutes


@dataclass(frozen=True, slots=True)
class Review:
    """What the moments of an alert say; a median of nothing is None."""

    called: int
    answered: int
    answered_in_time: int
    departed: int
    arrived: int
    declined: int
    silent: int
    reminders: int
    heads_ordered: int
    heads_arrived: int
    to_answer: float | None
    to_depart: float | None
    to_arrive: float | None
    first_arrival: int | None
    last_arrival: int | None
    on_time_departures: int
    duration: int | None


def _median(values: list[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def review(alert: Any, calls: list[CallOut]) -> Review:
    """Return the report of an alert over its call-outs; each needs its `force`. No queries."""
    answers = [minutes(call.ordered_at, call.received_at) for call in calls]
    departures = [minutes(call.ordered_at, call.departed_at) for call in calls]
    arrivals = [minutes(call.ordered_at, call.arrived_at) for call in calls]
    there = [value for value in arrivals if value is not None]
    return Review(
        called=len(calls),
        answered=sum(call.received_at is not None for call in calls),
        answered_in_time=sum(
            call.received_at is not None and call.received_at <= call.answer_by for call in calls
        ),
        departed=sum(call.departed_at is not None for call in calls),
        arrived=len(there),
        declined=sum(call.state == "declined" for call in calls),
        silent=sum(call.received_at is None and call.state != "declined" for call in calls),
        reminders=sum(call.reminders for call in calls),
        heads_ordered=sum(call.heads_ordered for call in calls),
        heads_arrived=sum(call.heads_arrived or 0 for call in calls),
        to_answer=_median(answers),
        to_depart=_median(departures),
        to_arrive=_median(arrivals),
        first_arrival=min(there, default=None),
        last_arrival=max(there, default=None),
        on_time_departures=sum(
            value is not None and value <= call.force.assembly_minutes
            for value, call in zip(departures, calls, strict=True)
        ),
        duration=minutes(alert.begun_at, alert.ended_at),
    )
