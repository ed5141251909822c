"""Rosters planned, judged, and their gaps found: against brute force, over whatever hypothesis thinks of."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.duty.judging import breaches, explain, gaps, spread
from anlan.duty.planning import Rules, Slot, Worker, plan

DAY = 1440


def shifts(days: int, *, both: bool = False, staff: int = 1) -> list[Slot]:
    found: list[Slot] = []
    for half in range(days * 2):
        begin = half * 720
        off = (half // 2) % 7 in (5, 6)
        freed = ((half // 14 + 1) * 7 * DAY, ((half // 14 + 1) * 7 + 1) * DAY) if off else None
        for team in "AB" if both else "A":
            for kind, count in (("leader", 1), ("staff", staff)):
                found += [
                    Slot(len(found) + n, begin, begin + 720, kind, team, off, half % 2 == 1, freed)
                    for n in range(count)
                ]
    return found


spans = st.tuples(st.integers(0, 200), st.integers(0, 40)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(spans, max_size=12), st.integers(0, 60), st.integers(1, 150))
def test_gaps_are_what_counting_every_minute_finds(
    there: list[tuple[int, int]], begin: int, length: int
) -> None:
    end = begin + length

    empty = {m for m in range(begin, end) if not any(first <= m < last for first, last in there)}
    found = gaps(begin, end, there)

    assert {m for first, last in found for m in range(first, last)} == empty
    assert all(first < last for first, last in found)
    assert all(one[1] < two[0] for one, two in pairwise(found))


def rules_are_kept(slots: list[Slot], seats: dict[int, int], workers: list[Worker], rules: Rules) -> bool:
    """Judge a plan by brute force: hour by hour, with none of the code that made it."""
    known = {worker.key: worker for worker in workers}
    held: dict[int, list[Slot]] = {}
    for slot in slots:
        if slot.key in seats:
            held.setdefault(seats[slot.key], []).append(slot)
    for who, mine in held.items():
        worker = known[who]
        hours = [minute for slot in mine for minute in range(slot.begin, slot.end, 60)]
        away = {m for first, last in worker.away for m in range(first, last)}
        ends = sorted((slot.begin, slot.end) for slot in mine)
        busy = set(hours)
        if (
            any(slot.kind not in worker.kinds for slot in mine)
            or len({slot.team for slot in mine} | ({worker.team} if worker.team else set())) > 1
            or len(hours) != len(busy)
            or busy & away
            or any(two[0] - one[1] < rules.rest for one, two in pairwise(ends))
            or any(slot.freed and any(slot.freed[0] <= m < slot.freed[1] for m in hours) for slot in mine)
            or (
                rules.week
                and any(sum(first <= m < first + 7 * DAY for m in hours) * 60 > rules.week for first in hours)
            )
        ):
            return False
    return True


@st.composite
def crews(draw: st.DrawFn) -> tuple[list[Slot], list[Worker], Rules]:
    days = draw(st.integers(1, 12))
    slots = shifts(days, both=draw(st.booleans()), staff=draw(st.integers(1, 2)))
    away = st.tuples(st.integers(0, days - 1), st.integers(1, 4)).map(
        lambda p: (p[0] * DAY, (p[0] + p[1]) * DAY)
    )
    workers = [
        Worker(
            key,
            draw(
                st.sampled_from([frozenset({"leader"}), frozenset({"staff"}), frozenset({"leader", "staff"})])
            ),
            draw(st.sampled_from(["", "", "A", "B"])),
            tuple(draw(st.lists(away, max_size=2))),
            load=draw(st.integers(0, 3)),
        )
        for key in range(1, draw(st.integers(1, 14)) + 1)
    ]
    rules = Rules(
        rest=draw(st.sampled_from([0, 720, 1440])), week=draw(st.sampled_from([0, 24 * 60, 48 * 60]))
    )
    return slots, workers, rules


@settings(max_examples=60, deadline=None)
@given(crews())
def test_no_plan_breaks_a_hard_rule_and_every_empty_seat_is_explained(
    crew: tuple[list[Slot], list[Worker], Rules],
) -> None:
    slots, workers, rules = crew

    made = plan(slots, workers, rules)

    assert rules_are_kept(slots, made.seats, workers, rules)
    assert breaches(slots, made.seats, workers, rules) == []
    assert made.seats.keys() | {one.slot.key for one in made.conflicts} == {slot.key for slot in slots}
    assert all(sum(one.reasons.values()) == len(workers) for one in made.conflicts)


@settings(max_examples=60, deadline=None)
@given(crews(), st.data())
def test_what_is_judged_a_breach_is_one_by_brute_force(
    crew: tuple[list[Slot], list[Worker], Rules], data: st.DataObject
) -> None:
    slots, workers, rules = crew
    some = data.draw(st.lists(st.sampled_from(slots), max_size=6, unique_by=lambda slot: slot.key))
    seats = {slot.key: data.draw(st.sampled_from(workers)).key for slot in some}

    assert (breaches(slots, seats, workers, rules) == []) == rules_are_kept(slots, seats, workers, rules)


def test_duty_is_even_between_people_and_leave_is_made_up_for() -> None:
    workers = [Worker(n, frozenset({"leader"} if n <= 6 else {"staff"})) for n in range(1, 21)]
    slots = shifts(42)

    made = plan(slots, workers, Rules(rest=720, week=60 * 60))

    def counts(kind: str, *, nights: bool = False) -> list[int]:
        mine = [slot for slot in slots if slot.kind == kind and (not nights or slot.is_night)]
        able = [worker.key for worker in workers if kind in worker.kinds]
        return [sum(made.seats[slot.key] == key for slot in mine) for key in able]

    assert made.conflicts == []
    assert (spread(counts("leader")), spread(counts("staff"))) == (0, 0)  # 84 shifts each
    assert spread(counts("staff", nights=True)) <= 1


def test_a_swap_repairs_what_greed_cannot() -> None:
    # the first shift is taken by who has served least; only he may take the second
    slots = [Slot(1, 0, 720, "staff"), Slot(2, 720, 1440, "staff")]
    workers = [Worker(1, frozenset({"staff"})), Worker(2, frozenset({"staff"}), away=((720, 1440),), load=1)]

    made = plan(slots, workers, Rules(rest=720))

    assert made.seats == {1: 2, 2: 1}


def test_a_b_equal_to_a_is_a_breach_and_empty_seats_say_why() -> None:
    slots = [
        Slot(1, 0, 720, "staff", "A"),
        Slot(2, 1440, 2160, "staff", "B"),
        Slot(3, 1440, 2160, "leader", "A"),
    ]
    workers = [Worker(1, frozenset({"staff"})), Worker(2, frozenset({"leader"}), away=((0, 2000),))]

    assert [(one.slot.key, one.rule) for one in breaches(slots, {1: 1, 2: 1}, workers, Rules())] == [
        (2, "team")
    ]
    assert explain(slots, {1: 1, 2: 1}, workers, Rules()) == {3: {"kind": 1, "leave": 1}}
