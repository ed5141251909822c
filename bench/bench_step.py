"""T3: one whole lifecycle step in process against the very same statements, transaction by transaction, in raw SQL.

The database is copied three times in the same state. On the first the door's statements are captured; on the second
the door works and is timed; on the third the captured statements run through the bare driver connection. Rounds of
both alternate. `BENCH_PROFILE=1` prints where the door's own time goes.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import cProfile
import os
import pstats
import sys
from typing import Any

from bench.copies import backend_of, copy, open_as
from bench.ground import ENGINE, Watch, median, note, on_engines, size, tell
from bench.steps import MIX, Population, capture, chunks, populate, replay, take

LEAST = {"sqlite": 1 / 4, "postgresql": 1 / 2}
ROUNDS = 7


def measure() -> None:
    from django.db import connection

    from anlan.hazards.flow import HAZARD_FLOW

    people = populate(size(1_400, 280))
    names = copy("door", "raw", "profile")
    transactions = capture(lambda: take(people, people.cases, flow=HAZARD_FLOW), connection)
    expected = len(people.cases) * len(MIX)
    if len(transactions) != expected:
        sys.exit(f"captured {len(transactions)} transactions for {expected} steps")
    note(f"{expected} steps; statements a step: {sum(map(len, transactions)) / expected:.2f}")
    _against_raw(people, names, transactions)
    if os.environ.get("BENCH_PROFILE"):
        _profile(people, names)


def _against_raw(people: Population, names: dict[str, str], transactions: list[list[Any]]) -> None:
    from django.db import connections

    from anlan.hazards.flow import HAZARD_FLOW

    raw = open_as("raw", names["raw"])
    door = open_as("default", names["door"])
    pids = {"door": backend_of(door), "raw": backend_of(raw)}
    rows: list[tuple[Watch, Watch]] = []
    cases, moves = chunks(people.cases, ROUNDS), chunks(transactions, ROUNDS)
    for turn, (chunk, bare) in enumerate(zip(cases, moves, strict=True)):
        watches = [Watch(*pids["door"]), Watch(*pids["raw"])]
        for which in (0, 1) if turn % 2 else (1, 0):
            with watches[which]:
                if which:
                    replay(bare, raw.connection, sqlite=ENGINE == "sqlite")
                else:
                    take(people, chunk, flow=HAZARD_FLOW)
        rows.append((watches[0], watches[1]))
    steps = len(transactions) // ROUNDS
    _compare(names)
    tell("T3", "door, steps a second", median([steps / d.wall for d, _ in rows]), "/s")
    tell("T3", "raw SQL, steps a second", median([steps / r.wall for _, r in rows]), "/s")
    tell("T3", "door: CPU of a step in our process", median([d.cpu / steps * 1e6 for d, _ in rows]), "µs")
    tell("T3", "raw: CPU of a step in our process", median([r.cpu / steps * 1e6 for _, r in rows]), "µs")
    if ENGINE == "postgresql":
        tell(
            "T3",
            "door: CPU of a step in the server",
            median([d.backend / steps * 1e6 for d, _ in rows]),
            "µs",
        )
        tell(
            "T3", "raw: CPU of a step in the server", median([r.backend / steps * 1e6 for _, r in rows]), "µs"
        )
    limit = LEAST[ENGINE]
    by_cpu = median([(r.cpu + r.backend) / (d.cpu + d.backend) for d, r in rows])
    tell("T3", "rate of the door / rate of raw SQL, by CPU of both processes", by_cpu, "×", least=limit)
    tell(
        "T3",
        "rate of the door / rate of raw SQL, by the clock",
        median([r.wall / d.wall for d, r in rows]),
        "×",
        least=limit,
    )
    connections["raw"].close()


def _profile(people: Population, names: dict[str, str]) -> None:
    from anlan.hazards.flow import HAZARD_FLOW

    open_as("default", names["profile"])
    profiler = cProfile.Profile()
    profiler.enable()
    take(people, people.cases, flow=HAZARD_FLOW)
    profiler.disable()
    stats = pstats.Stats(profiler)
    stats.sort_stats("tottime").print_stats(35)
    stats.sort_stats("cumulative").print_stats(60)


def _compare(names: dict[str, str]) -> None:
    """Make sure that both sides left the same rows behind."""
    from django.db import connections

    shown = "hex({})" if ENGINE == "sqlite" else "encode({}, 'hex')"
    entry, case = shown.format("hash"), shown.format("last_hash")
    tables = (
        f"SELECT count(*), max(seq), min({entry}), max({entry}) FROM journal_entry",
        f"SELECT count(*), min({case}), max({case}) FROM hazards_hazard WHERE state = 'closed'",
        "SELECT count(*), count(discharged_seq), sum(discharged_seq) FROM obligations_obligation",
        "SELECT count(*), sum(seq), sum(n) FROM figures_contribution",
        "SELECT count(*), sum(seq) FROM notifications_notice",
    )
    answers = []
    for alias in ("default", "raw"):
        with connections[alias].cursor() as cursor:
            found = []
            for sql in tables:
                cursor.execute(sql)
                found.append(cursor.fetchone())
            answers.append(found)
    if answers[0] != answers[1]:
        sys.exit(f"the two sides differ: {answers}")
    note("door and raw SQL left the same rows")


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_step", measure))
