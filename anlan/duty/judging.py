"""What is wrong with a roster: seats that break a hard rule, empty seats and why, gaps in time. Pure: no tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from anlan.duty.planning import KIND, TEAMS, Diary, Rules, Slot, Span, Worker


@dataclass(frozen=True, slots=True)
class Breach:
    """A hard rule that a seat breaks: which seat, who sits there, which rule, and with which other seat if any."""

    slot: Slot
    worker: int
    rule: str


def _diaries(
    slots: Iterable[Slot], seats: Mapping[int, int], workers: Iterable[Worker]
) -> tuple[dict[int, Diary], dict[int, list[Slot]]]:
    """Return everybody's duties as the seats are filled; whose team is not laid down is in that of most of them."""
    held: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.key in seats:
            held[seats[slot.key]].append(slot)
    diaries = {}
    for worker in workers:
        teams = Counter(slot.team for slot in held[worker.key] if slot.team)
        usual = worker.team or max(teams, key=lambda name: (teams[name], name == TEAMS[0]), default="")
        diaries[worker.key] = diary = Diary(replace(worker, team=usual))
        for slot in held[worker.key]:
            diary.add(slot)
    return diaries, held


def breaches(
    slots: Iterable[Slot], seats: Mapping[int, int], workers: Iterable[Worker], rules: Rules
) -> list[Breach]:
    """Return every seat that breaks a hard rule, however it was filled; who is not known breaks the rule of kinds."""
    diaries, held = _diaries(slots, seats, workers)
    found = []
    for who, mine in held.items():
        diary = diaries.get(who)
        found += [
            Breach(slot, who, rule)
            for slot in sorted(mine, key=lambda s: (s.begin, s.key))
            if (rule := diary.why_not(slot, rules, without=slot) if diary else KIND)
        ]
    return found


def explain(
    slots: Sequence[Slot], seats: Mapping[int, int], workers: Iterable[Worker], rules: Rules
) -> dict[int, dict[str, int]]:
    """Return for every empty slot how many workers cannot take it for which reason; "" counts those who could."""
    diaries, _held = _diaries(slots, seats, workers)
    return {
        slot.key: dict(Counter(diary.why_not(slot, rules) for diary in diaries.values()))
        for slot in slots
        if slot.key not in seats
    }


def gaps(begin: int, end: int, spans: Iterable[Span]) -> list[Span]:
    """Return the parts of a time in which none of the spans lies, in order."""
    found, at = [], begin
    for first, last in sorted(spans):
        if last <= at or first >= last:
            continue
        if first >= end:
            break
        if first > at:
            found.append((at, first))
        at = last
    if at < end:
        found.append((at, end))
    return found


def spread(counts: Iterable[int]) -> int:
    """Return the difference between who has most and who has least."""
    numbers = list(counts)
    return max(numbers) - min(numbers) if numbers else 0
