"""The year's work, drawn from a seed: when each visit was made and what became of each hazard.

The totals are the bulletin's (domain brief §1.4): 11.1万多 visits, 8.1万多 hazards, 102 outstanding at 15:40
of 24 October 2022. Nothing here writes; `load` takes every act through the door.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from anlan.kernel import clock

FIRST = date(2022, 1, 1)
LAST = date(2022, 10, 24)
MOMENT = datetime(2022, 10, 24, 15, 40, tzinfo=clock.SHANGHAI).astimezone(UTC)
VISITS, HAZARDS, OUTSTANDING = 111_234, 81_562, 102
VISITED_SHARE = 0.668
HOLIDAYS = {
    *(date(2022, 1, d) for d in (1, 2, 3, 31)),
    *(date(2022, 2, d) for d in range(1, 7)),
    *(date(2022, 4, d) for d in (3, 4, 5, 30)),
    *(date(2022, 5, d) for d in (1, 2, 3, 4)),
    *(date(2022, 6, d) for d in (3, 4, 5)),
    *(date(2022, 9, d) for d in (10, 11, 12)),
    *(date(2022, 10, d) for d in range(1, 8)),
}
SPOT_SHARE = 0.17
RECENT = timedelta(days=16)


@dataclass(slots=True)
class VisitPlan:
    """One visit: which premises (by index), when."""

    premises: int
    at: datetime


@dataclass(slots=True)
class HazardPlan:
    """One hazard: on which visit (by index), when found, and the steps after it with their moments."""

    visit: int
    found_at: datetime
    due_at: datetime
    steps: list[tuple[str, datetime]]
    long_open: bool = False
    kind: str = ""  # "spot": rectified in the same visit; "double": of `of`; "mistake": to be voided
    of: int = -1


def day_weights() -> list[tuple[date, float]]:
    """Return every day with its share: weekdays full, weekends a third, holidays less; busier before October."""
    days = []
    day = FIRST
    while day <= LAST:
        weight = 1.0 if day.weekday() < 5 else 0.35
        if day in HOLIDAYS:
            weight = 0.2
        if day >= date(2022, 9, 15):
            weight = max(weight, 0.8) * 1.35
        if day == LAST:
            weight *= 0.6
        days.append((day, weight))
        day += timedelta(days=1)
    return days


def plan_visits(rng: random.Random, *, premises: int, count: int) -> list[VisitPlan]:
    """Return visits in order of time. A third of the premises is never visited, the rest at least once."""
    order = list(range(premises))
    rng.shuffle(order)
    visited = order[: max(1, min(round(premises * VISITED_SHARE), count))]
    targets = visited + [
        visited[int(rng.random() ** 1.3 * len(visited))] for _ in range(count - len(visited))
    ]
    rng.shuffle(targets)
    days = day_weights()
    chosen = rng.choices([d for d, _w in days], [w for _d, w in days], k=count)
    moments = sorted(_working_moment(rng, day) for day in chosen)
    return [VisitPlan(target, at) for target, at in zip(targets, moments, strict=True)]


def _working_moment(rng: random.Random, day: date) -> datetime:
    """Return a moment between 8:30 and 17:30, on the last day before 15:10."""
    minutes = rng.random()
    span = 360 if day == LAST else 540
    at = datetime.combine(day, time(8, 30), tzinfo=clock.SHANGHAI) + timedelta(
        seconds=int(minutes * span * 60)
    )
    return at.astimezone(UTC)


def plan_hazards(
    rng: random.Random, visits: list[VisitPlan], *, count: int, outstanding: int
) -> list[HazardPlan]:
    """Return hazards in order of finding, exactly `outstanding` of them not accepted at the demo's moment."""
    indexes = sorted(int(rng.random() * len(visits)) for _ in range(count))
    found = [(i, visits[i].at + timedelta(minutes=3 + int(rng.random() * 22))) for i in indexes]
    open_ones = _choose_open(rng, found, outstanding)
    plans = [
        _open_hazard(rng, i, at, open_ones[k]) if k in open_ones else _ended_hazard(rng, i, at)
        for k, (i, at) in enumerate(found)
    ]
    return plans + _corrected(rng, plans, open_ones)


def _ended_hazard(rng: random.Random, visit: int, at: datetime) -> HazardPlan:
    draw = rng.random()
    if draw < SPOT_SHARE:
        return _spot_hazard(rng, visit, at)
    return _closed_hazard(rng, visit, at)


def _spot_hazard(rng: random.Random, visit: int, at: datetime) -> HazardPlan:
    """Return a hazard that was rectified while the inspector stood there."""
    closed = _whole(_by_day(at + timedelta(hours=3 + rng.random() * 40)))
    steps = [("close_out", closed)] if closed < MOMENT - timedelta(minutes=3) else []
    return HazardPlan(visit, at, at, steps, kind="spot")


def _corrected(rng: random.Random, plans: list[HazardPlan], open_ones: dict[int, str]) -> list[HazardPlan]:
    """Return hazards that were recorded twice and merged, or by mistake and voided: they count no more."""
    extra = []
    for k in sorted(k for k, state in open_ones.items() if state == "assigned")[::6]:
        plan = plans[k]
        at = plan.found_at + timedelta(seconds=40)
        merged = plan.steps[0][1] + timedelta(minutes=2)
        if merged < MOMENT - timedelta(minutes=3):
            extra.append(HazardPlan(plan.visit, at, at, [("merge", merged)], kind="double", of=k))
    for _ in range(max(1, len(plans) // 9_000)):
        plan = plans[int(rng.random() * len(plans) * 0.9)]
        at = plan.found_at + timedelta(seconds=80)
        asked = _whole(_by_day(at + timedelta(hours=2)))
        steps = [("ask_void", asked), ("decide_void", asked + timedelta(minutes=50))]
        extra.append(HazardPlan(plan.visit, at, at, steps, kind="mistake"))
    return extra


def _choose_open(rng: random.Random, found: list[tuple[int, datetime]], outstanding: int) -> dict[int, str]:
    """Return index → the kind of open: mostly found within three weeks, some older, each with a state."""
    today, recent, older = [], [], []
    for k, (_i, at) in enumerate(found):
        age = MOMENT - at
        if age < timedelta(hours=7):
            today.append(k)
        elif age < timedelta(days=21):
            recent.append(k)
        elif age < timedelta(days=75):
            older.append(k)
    fresh = min(len(today), round(outstanding * 0.12))
    old = min(len(older), round(outstanding * 0.14))
    chosen = dict.fromkeys(rng.sample(today, fresh), "found")
    chosen |= dict.fromkeys(rng.sample(older, old), "assigned")
    rest = min(len(recent), outstanding - len(chosen))
    for k in rng.sample(recent, rest):
        chosen[k] = "claimed" if rng.random() < 0.36 else "assigned"
    spare = [k for k in range(len(found)) if k not in chosen]
    for k in rng.sample(spare, outstanding - len(chosen)):
        chosen[k] = "assigned"
    return chosen


def _open_hazard(rng: random.Random, visit: int, at: datetime, state: str) -> HazardPlan:
    long_open = MOMENT - at > timedelta(days=21)
    days = rng.choice((60, 90)) if long_open else rng.choice((7, 15, 15, 30))
    due_at = _deadline(at, days)
    if state == "found":
        return HazardPlan(visit, at, due_at, [], long_open)
    planned = _by_day(at + timedelta(hours=0.5 + rng.random() * 5))
    assigned = _whole(max(at, min(planned, MOMENT - timedelta(minutes=8))))
    signed = min(assigned + timedelta(hours=1), MOMENT - timedelta(minutes=6))
    steps = [("assign", assigned), ("sign_for", _whole(max(assigned, signed)))]
    if state == "claimed":
        room = (MOMENT - timedelta(minutes=5) - assigned).total_seconds()
        begin = max(0.0, room - 60 * 3600)
        claimed = assigned + timedelta(seconds=begin + (room - begin) * rng.random())
        claimed = max(steps[-1][1], min(_by_day(claimed), MOMENT - timedelta(minutes=5)))
        steps.append(("claim", _whole(claimed)))
    return HazardPlan(visit, at, max(due_at, _after(assigned)), steps, long_open)


def _closed_hazard(rng: random.Random, visit: int, at: datetime) -> HazardPlan:
    """Return a hazard that was accepted in time; what falls after the demo's moment is squeezed before it."""
    days = rng.choice((1, 3, 3, 7, 7, 7, 15))
    assigned = at + timedelta(hours=0.3 + rng.random() * 6)
    claimed = assigned + timedelta(hours=2 + rng.betavariate(2, 2.6) * days * 22)
    steps = [("assign", assigned), ("claim", claimed)]
    if at > MOMENT - RECENT:  # earlier ones were signed for by their claim
        steps.insert(1, ("sign_for", assigned + (claimed - assigned) / 10))
    if rng.random() < 0.015:
        back = claimed + timedelta(hours=3 + rng.random() * 30)
        claimed = back + timedelta(hours=20 + rng.random() * 40)
        steps += [("send_back", back), ("claim", claimed)]
    elif rng.random() < 0.006:
        middle = assigned + (claimed - assigned) / 2
        steps[-1:-1] = [("ask_extension", middle), ("decide_extension", middle + (claimed - middle) / 2)]
    accepted = claimed + timedelta(hours=1 + rng.random() * 40)
    steps.append(("accept", accepted))
    limit = MOMENT - timedelta(minutes=3)
    if accepted > limit:
        squeeze = (limit - at) / (accepted - at)
        steps = [(name, at + (moment - at) * squeeze) for name, moment in steps]
    closed = steps[-1][1] + timedelta(hours=2 + rng.random() * 60)
    if _by_day(closed) < limit:
        steps.append(("close_out", closed))
    if steps[-1][0] == "close_out" and rng.random() < 0.003 and closed < MOMENT - timedelta(days=45):
        again = closed + timedelta(days=3 + rng.random() * 20)
        parts = (("reopen", 0), ("claim", 40), ("accept", 60), ("close_out", 90))
        steps += [(name, again + timedelta(hours=hours + rng.random() * 8)) for name, hours in parts]
    steps = [(name, _whole(min(_by_day(moment), limit))) for name, moment in steps]
    due_at = max(_deadline(at, days), _after(steps[0][1]))
    if any(name == "decide_extension" and moment >= due_at for name, moment in steps):
        steps = [(name, moment) for name, moment in steps if "extension" not in name]
    return HazardPlan(visit, at, due_at, steps)


def _by_day(moment: datetime) -> datetime:
    """Move a moment out of the night: what falls between 20:00 and 8:00 is done in the morning. Keeps order."""
    local = moment.astimezone(clock.SHANGHAI)
    hours = local.hour + local.minute / 60 + local.second / 3600
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if 8 <= hours < 20:
        hour = 11 + (hours - 8) * 9 / 12
    else:
        night = hours + 4 if hours < 8 else hours - 20
        hour = 8 + night / 4 + (24 if hours >= 20 else 0)
    return (midnight + timedelta(hours=hour)).astimezone(UTC)


def _deadline(at: datetime, days: int) -> datetime:
    """Return 18:00 of the day that lies `days` days later."""
    day = clock.local_day(at) + timedelta(days=days)
    return datetime.combine(day, time(18), tzinfo=clock.SHANGHAI).astimezone(UTC)


def _after(assigned: datetime) -> datetime:
    return _deadline(assigned, 1)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
