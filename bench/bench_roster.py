"""Rosters of 60 people over 92 days: time, fairness, hard rules broken, against the least spread that there can be.

Run: .venv/bin/python bench/bench_roster.py. No database: the planner is a pure function (anlan/duty/planning.py). The
lower bound: n shifts between m people of one kind cannot lie closer together than 0 if m divides n, else 1.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter

from anlan.duty.judging import breaches, spread
from anlan.duty.planning import Plan, Rules, Slot, Worker, plan

DAY = 1440
DAYS, PEOPLE, LEADERS = 92, 60, 20
ROUNDS = 5


def slots(*, both: bool, kept: bool) -> list[Slot]:
    found: list[Slot] = []
    for day in range(DAYS):
        off = day % 7 in (5, 6)
        free = (day // 7 + 1) * 7 * DAY
        for half in (0, 1):
            begin = day * DAY + half * 720
            for team in "AB" if both else ("",):
                for kind in ("leader", "staff", "staff"):
                    freed = (free, free + DAY) if off and kept else None
                    found.append(Slot(len(found), begin, begin + 720, kind, team, off, half == 1, freed))
    return found


def workers(seed: int) -> list[Worker]:
    rng = random.Random(seed)
    found = []
    for key in range(PEOPLE):
        first = rng.randrange(DAYS - 10)
        away = ((first * DAY, (first + rng.randrange(3, 11)) * DAY),)
        found.append(Worker(key, frozenset({"leader"} if key < LEADERS else {"staff"}), away=away))
    return found


def measures(wanted: list[Slot], crew: list[Worker], made: Plan) -> tuple[int, int, int]:
    """Return the greatest spread of shifts in a group of one kind and team, of nights, and the lower bound's."""
    served = Counter(made.seats.values())
    nights = Counter(made.seats[slot.key] for slot in wanted if slot.is_night and slot.key in made.seats)
    worst = worst_nights = bound = 0
    for kind in ("leader", "staff"):
        for team in {slot.team for slot in wanted}:
            group = [
                one.key for one in crew if kind in one.kinds and (not team or made.teams[one.key] == team)
            ]
            count = sum(slot.kind == kind and slot.team == team for slot in wanted)
            worst = max(worst, spread(served[key] for key in group))
            worst_nights = max(worst_nights, spread(nights[key] for key in group))
            bound = max(bound, int(bool(count % len(group))))
    return worst, worst_nights, bound


def main() -> None:
    rules = Rules(rest=12 * 60, week=60 * 60)
    print(
        f"{PEOPLE} people ({LEADERS} leaders) × {DAYS} days, two shifts a day, everybody away 3-10 days, {ROUNDS} crews"
    )
    for name, both, kept in (("ordinary times", False, True), ("level 1, teams A and B", True, False)):
        wanted = slots(both=both, kept=kept)
        times, spreads, nights, bounds, empty, broken = [], [], [], [], 0, 0
        for seed in range(ROUNDS):
            crew = workers(seed)
            began = time.perf_counter()
            made = plan(wanted, crew, rules)
            times.append(time.perf_counter() - began)
            worst, worst_nights, bound = measures(wanted, crew, made)
            spreads.append(worst)
            nights.append(worst_nights)
            bounds.append(bound)
            empty += len(made.conflicts)
            broken += len(breaches(wanted, made.seats, crew, rules))
        print(
            f"{name}: {len(wanted)} seats, median {statistics.median(times):.2f} s (max {max(times):.2f}), spread of "
            f"shifts {max(spreads)} (lower bound {max(bounds)}), of nights {max(nights)}, empty {empty}, "
            f"broken {broken}"
        )


if __name__ == "__main__":
    main()
