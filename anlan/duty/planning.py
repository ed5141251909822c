"""Who sits where: rosters planned fairly under hard rules. What is wrong with one, judging.py says.

Pure: no tables, no clock. Times are minutes from any one origin, spans half-open. The hard rules (domain brief §4.4;
capabilities C69, C70): only who may hold such a seat; nobody on leave, twice at a time, or before the rest is over;
nobody in both teams (AB班); no more hours in seven days than the room allows; after duty on a day off the next working
day is free, where the level keeps that.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

WEEK = 7 * 24 * 60
NEAR = 21 * 24 * 60
"""Duties further apart than this cannot clash: no rest, and no holiday with the working day after it, is as long."""
TEAMS = ("A", "B")
DEEPEST = 3
"""Duties that are handed on in a chain to fill one seat."""
KIND, TEAM, LEAVE, OVERLAP, REST, HOURS, FREED = (
    "kind", "team", "leave", "overlap", "rest", "hours", "freed",
)  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A seat of a shift; without a `team` there are none in this shift, and anybody may sit there.

    `freed` is the span that whoever sits here has free afterwards; `is_off` says that it begins on a day off.
    """

    key: int
    begin: int
    end: int
    kind: str
    team: str = TEAMS[0]
    is_off: bool = False
    is_night: bool = False
    freed: Span | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Who may be on duty: for which kinds of seat, in which team ("": either), away when, on duty elsewhere when.

    `load` is what was served before: shifts in the months ahead of the roster count for fairness.
    """

    key: int
    kinds: frozenset[str]
    team: str = ""
    away: tuple[Span, ...] = ()
    elsewhere: tuple[Slot, ...] = ()
    load: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """The least rest between two shifts, and the most minutes on duty within any seven days (0: no limit)."""

    rest: int = 0
    week: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """A seat for which nobody was found, and how many could not for which reason."""

    slot: Slot
    reasons: Mapping[str, int]


@dataclass(slots=True)
class Plan:
    """Seat → who sits there; the seats that stay empty, with the reasons; the team of each."""

    seats: dict[int, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    teams: dict[int, str] = field(default_factory=dict)


def touches(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


class Diary:
    """The duties of one worker, in order, those elsewhere among them."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.team = worker.team
        self.main = ""  # the scarcest kind of seat that the worker may hold
        self.slots: list[tuple[int, int, Slot]] = sorted((s.begin, s.key, s) for s in worker.elsewhere)
        self.count, self.off, self.nights = worker.load, 0, 0

    def add(self, slot: Slot) -> None:
        insort(self.slots, (slot.begin, slot.key, slot))
        self._weigh(slot, 1)

    def remove(self, slot: Slot) -> None:
        self.slots.remove((slot.begin, slot.key, slot))
        self._weigh(slot, -1)

    def _weigh(self, slot: Slot, by: int) -> None:
        self.count += by
        self.off += by * slot.is_off
        self.nights += by * slot.is_night

    def cost(self, slot: Slot) -> tuple[bool, bool, int, int, int, int, int]:
        """Return what is compared: who is not wanted for a scarcer seat, who has the same day free already (else a
        weekend leaves nobody for Monday), the fewest shifts, then the fewest of this sort, then the longest without."""
        at = bisect_left(self.slots, (slot.begin,))
        last = self.slots[at - 1][2].end if at else 0
        scarce = slot.kind != self.main
        freed = slot.freed is not None and not any(one.freed == slot.freed for _b, _k, one in self.slots[-9:])
        return (
            scarce,
            freed,
            self.count,
            self.off * slot.is_off,
            self.nights * slot.is_night,
            last,
            self.worker.key,
        )

    def why_not(self, slot: Slot, rules: Rules, without: Slot | None = None) -> str:
        """Return the first hard rule that this slot would break, "" if none."""
        if slot.kind not in self.worker.kinds:
            return KIND
        if any(touches((slot.begin, slot.end), away) for away in self.worker.away):
            return LEAVE
        if slot.team and self.team and slot.team != self.team:
            return TEAM
        first = bisect_left(self.slots, (slot.begin - NEAR,))
        last = bisect_left(self.slots, (slot.end + NEAR,))
        held = [one for _begin, _key, one in self.slots[first:last] if one is not without]
        for other in held:
            if why := _clash(slot, other, rules):
                return why
        return HOURS if rules.week and _week(slot, held) > rules.week else ""


def _clash(slot: Slot, other: Slot, rules: Rules) -> str:
    if touches((slot.begin, slot.end), (other.begin, other.end)):
        return OVERLAP
    if touches((slot.begin - rules.rest, slot.end + rules.rest), (other.begin, other.end)):
        return REST
    for one, two in ((slot, other), (other, slot)):
        if one.freed is not None and touches(one.freed, (two.begin, two.end)):
            return FREED
    return ""


def _week(slot: Slot, held: Sequence[Slot]) -> int:
    """Return the most minutes on duty, this slot among them, in any seven days."""
    near = [s for s in held if s.end > slot.end - WEEK and s.begin < slot.begin + WEEK]
    all_near = (slot, *near)
    begins = {begin for one in all_near for begin in (one.begin, one.end - WEEK)}
    return max(
        sum(max(0, min(one.end, begin + WEEK) - max(one.begin, begin)) for one in all_near)
        for begin in begins
    )


def divide(workers: Sequence[Worker], slots: Iterable[Slot]) -> dict[int, str]:
    """Return the team of each: as it was said, else so that each kind is shared as the teams' seats ask.

    Without a team B nobody is in one. Whoever may hold scarce seats is divided first.
    """
    wanted: Counter[tuple[str, str]] = Counter((slot.kind, slot.team) for slot in slots)
    teams = {worker.key: worker.team for worker in workers if worker.team}
    if not any(team == TEAMS[1] for _kind, team in wanted):
        return {worker.key: worker.team for worker in workers}
    there: Counter[tuple[str, str]] = Counter()
    for worker in workers:
        if worker.team:
            there.update((kind, worker.team) for kind in worker.kinds)
    able = Counter(kind for worker in workers for kind in worker.kinds)
    free = [worker for worker in workers if not worker.team and worker.kinds]
    for worker in sorted(free, key=lambda w: (min(able[k] for k in w.kinds), len(w.kinds), w.load, w.key)):
        scarce = min(worker.kinds, key=lambda kind: (able[kind], kind))
        team = max(
            TEAMS,
            key=lambda name: (wanted[scarce, name] / (there[scarce, name] + 1), name == TEAMS[0]),
        )
        teams[worker.key] = team
        there.update((kind, team) for kind in worker.kinds)
    return {worker.key: teams.get(worker.key, "") for worker in workers}


def plan(
    slots: Sequence[Slot],
    workers: Sequence[Worker],
    rules: Rules,
    *,
    fixed: Mapping[int, int] | None = None,
) -> Plan:
    """Return a plan: the least loaded first, one swap where nobody fits, then shifts evened out between people.

    `fixed` (seat → who) stays as it is. No seat is filled against a hard rule; one that nobody may fill stays empty.
    """
    fixed = dict(fixed or {})
    by_key = {slot.key: slot for slot in slots}
    seated: dict[int, set[str]] = defaultdict(set)
    for key, who in fixed.items():
        seated[who] |= {by_key[key].team} - {""}
    known = [
        replace(w, team=next(iter(seated[w.key]))) if not w.team and len(seated[w.key]) == 1 else w
        for w in workers
    ]
    teams = divide(known, slots)
    diaries = {worker.key: Diary(replace(worker, team=teams[worker.key])) for worker in known}
    able = Counter(kind for worker in known for kind in worker.kinds)
    for diary in diaries.values():
        diary.main = min(diary.worker.kinds, key=lambda kind: (able[kind], kind), default="")
    made = Plan(seats=dict(fixed), teams=teams)
    for key, who in fixed.items():
        if who in diaries:
            diaries[who].add(by_key[key])
    for slot in sorted(
        (s for s in slots if s.key not in fixed), key=lambda s: (s.begin, s.kind, s.team, s.key)
    ):
        _seat(slot, made, diaries, rules, by_key, fixed)
    _even(made, diaries, rules, by_key, fixed)
    return made


def _seat(
    slot: Slot,
    made: Plan,
    diaries: Mapping[int, Diary],
    rules: Rules,
    by_key: Mapping[int, Slot],
    fixed: Mapping[int, int],
) -> None:
    best: Diary | None = None
    reasons: Counter[str] = Counter()
    for diary in diaries.values():
        why = diary.why_not(slot, rules)
        if why:
            reasons[why] += 1
        elif best is None or diary.cost(slot) < best.cost(slot):
            best = diary
    if best is None and not _repair(slot, made, diaries, rules, by_key, fixed):
        made.conflicts.append(Conflict(slot, dict(sorted(reasons.items()))))
    elif best is not None:
        best.add(slot)
        made.seats[slot.key] = best.worker.key


def _repair(
    slot: Slot,
    made: Plan,
    diaries: Mapping[int, Diary],
    rules: Rules,
    by_key: Mapping[int, Slot],
    fixed: Mapping[int, int],
    moved: frozenset[int] = frozenset(),
) -> bool:
    """Seat somebody whom one other duty keeps from it, if that one can be handed on: directly, or by another swap."""
    moved |= {slot.key}
    for diary in sorted(diaries.values(), key=lambda d: d.cost(slot)):
        if diary.why_not(slot, rules) not in (OVERLAP, REST, HOURS, FREED):
            continue
        for _begin, key, other in list(diary.slots):
            if key in fixed or key in moved or by_key.get(key) is not other:
                continue
            if diary.why_not(slot, rules, without=other):
                continue
            diary.remove(other)
            diary.add(slot)
            if _hand_on(other, made, diaries, rules, by_key, fixed, moved):
                made.seats[slot.key] = diary.worker.key
                return True
            diary.remove(slot)
            diary.add(other)
    return False


def _hand_on(
    slot: Slot,
    made: Plan,
    diaries: Mapping[int, Diary],
    rules: Rules,
    by_key: Mapping[int, Slot],
    fixed: Mapping[int, int],
    moved: frozenset[int],
) -> bool:
    able = [diary for diary in diaries.values() if not diary.why_not(slot, rules)]
    if able:
        taker = min(able, key=lambda diary: diary.cost(slot))
        taker.add(slot)
        made.seats[slot.key] = taker.worker.key
        return True
    return len(moved) < DEEPEST and _repair(slot, made, diaries, rules, by_key, fixed, moved)


def _move(slot: Slot, giver: Diary, taker: Diary, made: Plan) -> None:
    giver.remove(slot)
    taker.add(slot)
    made.seats[slot.key] = taker.worker.key


def _even(
    made: Plan,
    diaries: Mapping[int, Diary],
    rules: Rules,
    by_key: Mapping[int, Slot],
    fixed: Mapping[int, int],
) -> None:
    """Hand shifts from who has most to who has least while that brings them nearer: all, then days off, then nights.

    Each hand-over lowers the sum of squares of what is evened and worsens nothing evened before: it ends.
    """
    for measure in ("count", "off", "nights"):
        moved = True
        while moved:
            moved = False
            order = sorted(diaries.values(), key=lambda d: (-getattr(d, measure), d.worker.key))
            for giver in order:
                takers = [d for d in reversed(order) if _may_take(d, giver, measure)]
                if takers and _hand_over(giver, takers, measure, made, rules, by_key, fixed):
                    moved = True
                    break


def _may_take(taker: Diary, giver: Diary, measure: str) -> bool:
    near = getattr(giver, measure) - getattr(taker, measure) < 2  # nearer than this nothing is gained
    return not near and taker.team == giver.team and bool(taker.worker.kinds & giver.worker.kinds)


def _hand_over(
    giver: Diary,
    takers: Sequence[Diary],
    measure: str,
    made: Plan,
    rules: Rules,
    by_key: Mapping[int, Slot],
    fixed: Mapping[int, int],
) -> bool:
    mine = [s for _b, key, s in giver.slots if by_key.get(key) is s and key not in fixed]
    for taker in takers:
        for slot in mine:
            if measure != "count" and not getattr(slot, f"is_{'off' if measure == 'off' else 'night'}"):
                continue
            if measure == "count":
                if not taker.why_not(slot, rules):
                    _move(slot, giver, taker, made)
                    return True
            elif _exchange(slot, giver, taker, measure, made, rules, by_key, fixed):
                return True
    return False


def _exchange(
    slot: Slot,
    giver: Diary,
    taker: Diary,
    measure: str,
    made: Plan,
    rules: Rules,
    by_key: Mapping[int, Slot],
    fixed: Mapping[int, int],
) -> bool:
    """Let two exchange a shift of the sort that is evened for one that is not, the same in what was evened before."""
    for _begin, key, other in list(taker.slots):
        if key in fixed or by_key.get(key) is not other:
            continue
        if measure == "off" and other.is_off:
            continue
        if measure == "nights" and (other.is_night or other.is_off != slot.is_off):
            continue
        if taker.why_not(slot, rules, without=other) or giver.why_not(other, rules, without=slot):
            continue
        _move(slot, giver, taker, made)
        _move(other, taker, giver, made)
        return True
    return False
