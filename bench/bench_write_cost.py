"""T2: what exact figures cost on a write: the same door with its contributions and without.

One client: CPU of the database for whole lifecycles (six acts, four counted) and for the lightest counted act alone,
with and without, in alternating rounds; then the fold that moves the contributions into cells. On SQLite the database
works in our process, so there its CPU is that of the captured statements replayed on the bare driver.
32 clients (PostgreSQL with fsync): processes with a connection each; the rate with, without, and against two limits:
the journal's one head row taken and committed by 32 clients that do nothing else, and the same door numbering its
entries from a sequence that nobody has to wait for.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import lifecycles
from bench.copies import backend_of, copy, open_as
from bench.ground import ENGINE, Watch, median, note, on_engines, size, tell
from bench.lifecycles import ACTS, City, Flows, live, visit_only
from bench.steps import capture, replay, uncounted

MOST_CPU = 0.25
LEAST_RATE = 0.8
CLIENTS = 32


def measure() -> None:
    from anlan.hazards.flow import HAZARD_FLOW
    from anlan.inspections.flow import VISIT_FLOW

    city = lifecycles.build()
    flows = {
        "with": Flows(VISIT_FLOW, HAZARD_FLOW),
        "without": Flows(uncounted(VISIT_FLOW), uncounted(HAZARD_FLOW)),
    }
    if ENGINE == "sqlite":
        _one_client_replayed(city, flows["with"])
    else:
        _one_client(city, flows)
        _many_clients(city, flows)


# -- one client --------------------------------------------------------------------------------------------


def _one_client(city: City, flows: dict[str, Flows]) -> None:
    """PostgreSQL: CPU of the backend under the door itself."""
    from django.db import connection

    pids = backend_of(connection)
    for work, acts, counted, name in _workloads():
        rounds: dict[str, list[Watch]] = {"with": [], "without": []}
        times = size(60, 15) * ACTS // acts
        for turn in range(size(9, 5)):
            for side in ("with", "without") if turn % 2 else ("without", "with"):
                rng = random.Random(turn)
                with Watch(*pids) as watch:
                    for _ in range(times):
                        work(city, flows[side], rng)
                rounds[side].append(watch)
        _tell_cost(
            name, [w.backend for w in rounds["with"]], [w.backend for w in rounds["without"]], times * acts
        )
        pairs = zip(rounds["with"], rounds["without"], strict=True)
        tell("T2", f"{name}: rate with / without, 1 client", median([o.wall / w.wall for w, o in pairs]), "×")
        _tell_fold(name, [w.backend for w in rounds["without"]], times * acts, acts / counted, pids)


def _one_client_replayed(city: City, flows: Flows) -> None:
    """SQLite: the door's statements captured, then replayed with and without those that contribute."""
    from django.db import connection

    for number, (work, acts, counted, name) in enumerate(_workloads()):
        names = copy(f"with{number}", f"without{number}")
        times = size(600, 60) * ACTS // acts
        rng = random.Random(number)
        moves = capture(lambda: [work(city, flows, rng) for _ in range(times)], connection)  # noqa: B023
        if len(moves) != times * acts:
            sys.exit(f"captured {len(moves)} transactions for {times * acts} acts")
        bare = [[s for s in move if "figures_contribution" not in s[0]] for move in moves]
        sides = {"with": (open_as("with", names[f"with{number}"]), moves)}
        sides["without"] = (open_as("without", names[f"without{number}"]), bare)
        spent: dict[str, list[float]] = {"with": [], "without": []}
        rounds = 9
        each = len(moves) // rounds
        for turn in range(rounds):
            for side in ("with", "without") if turn % 2 else ("without", "with"):
                database, statements = sides[side]
                with Watch() as watch:
                    replay(statements[turn * each : (turn + 1) * each], database.connection, sqlite=True)
                spent[side].append(watch.cpu)
        _tell_cost(name, spent["with"], spent["without"], each)
        _tell_fold(name, spent["without"], each, acts / counted, ())


def _workloads() -> tuple[tuple[Callable[[City, Flows, random.Random], None], int, int, str], ...]:
    return (
        (live, ACTS, lifecycles.COUNTED, "whole lifecycles"),
        (visit_only, 1, 1, "visits alone (worst case)"),
    )


def _tell_cost(name: str, counted: list[float], bare: list[float], acts: int) -> None:
    tell("T2", f"{name}: database CPU of an act without contributions", median(bare) / acts * 1e6, "µs")
    tell("T2", f"{name}: database CPU of an act with them", median(counted) / acts * 1e6, "µs")
    extra = median([w / o - 1 for w, o in zip(counted, bare, strict=True)])
    tell("T2", f"{name}: what contributions add to database CPU", extra, "share", most=MOST_CPU)


def _tell_fold(name: str, bare: list[float], acts: int, acts_each: float, pids: tuple[int, ...]) -> None:
    """Fold everything contributed by now, as the minute's job does; relate its CPU to that of the acts."""
    from django.db import connection

    from anlan.figures.counting import fold
    from anlan.figures.verification import verify

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM figures_contribution WHERE seq > (SELECT seq FROM figures_fold WHERE id = 1)"
        )
        waiting = cursor.fetchone()[0]
    with Watch(*pids) as watch:
        fold()
    each = (watch.backend if pids else watch.cpu) / waiting
    tell("T2", f"{name}: fold, database CPU of a contribution ({waiting} at once)", each * 1e6, "µs")
    tell(
        "T2",
        f"{name}: what folding adds later to database CPU",
        each / acts_each / (median(bare) / acts),
        "share",
    )
    faults = [fault for fault in verify().faults if fault.startswith("cell")]
    note(f"{name}: cells {'equal the recount' if not faults else 'DIFFER: ' + faults[0]}")


# -- 32 clients --------------------------------------------------------------------------------------------


def _many_clients(city: City, flows: dict[str, Flows]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE bench_seq START 100000000")
    seconds = size(8, 3)
    sides: dict[str, Callable[[random.Random], int]] = {
        "with": lambda rng: _lived(city, flows["with"], rng),
        "without": lambda rng: _lived(city, flows["without"], rng),
        "sequence": lambda rng: _lived(city, flows["with"], rng),
        "head": lambda rng: _head_only(),
        "alone": lambda rng: _lived(city, flows["with"], rng),
    }
    rates: dict[str, list[float]] = {side: [] for side in sides}
    cpu: dict[str, list[float]] = {side: [] for side in sides}
    for turn in range(size(5, 3)):
        order = list(sides) if turn % 2 else list(reversed(sides))
        for side in order:
            prepare = _number_by_sequence if side == "sequence" else None
            clients = 1 if side == "alone" else CLIENTS
            rate, each = _together(sides[side], seconds, prepare=prepare, clients=clients)
            rates[side].append(rate)
            cpu[side].append(each)

    def share(one: str, other: str) -> float:
        return median([a / b for a, b in zip(rates[one], rates[other], strict=True)])

    tell("T2", f"acts a second with figures, {CLIENTS} clients", median(rates["with"]), "/s")
    tell("T2", f"acts a second without figures, {CLIENTS} clients", median(rates["without"]), "/s")
    tell("T2", f"rate with / without, {CLIENTS} clients", share("with", "without"), "×", least=LEAST_RATE)
    extra = median([w / o - 1 for w, o in zip(cpu["with"], cpu["without"], strict=True)])
    tell("T2", f"what contributions add to database CPU, {CLIENTS} clients", extra, "share", most=MOST_CPU)
    tell("T2", "acts a second with figures, 1 client", median(rates["alone"]), "/s")
    tell("T2", f"rate of {CLIENTS} clients / of one", share("with", "alone"), "×")
    tell("T2", f"head row alone taken and committed, {CLIENTS} clients", median(rates["head"]), "/s")
    tell("T2", "rate of acts / rate of the head row alone", share("with", "head"), "×")
    tell("T2", "acts a second if numbers came from a sequence", median(rates["sequence"]), "/s")
    tell("T2", "rate with the head row / with a sequence", share("with", "sequence"), "×")


def _lived(city: City, flows: Flows, rng: random.Random) -> int:
    live(city, flows, rng)
    return ACTS


def _head_only() -> int:
    from django.db import connection, transaction

    from anlan.lifecycle import sql

    with transaction.atomic(), connection.cursor() as cursor:
        sql.take_numbers(cursor, 1)
    return 1


def _together(
    work: Callable[[random.Random], int],
    seconds: float,
    *,
    prepare: Callable[[], None] | None = None,
    clients: int = CLIENTS,
) -> tuple[float, float]:
    """Let processes work at the same time; return acts a second and the database's CPU seconds of an act."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(clients)
    answers = context.Queue()
    workers = [
        context.Process(target=_client, args=(number, work, seconds, start, answers, prepare))
        for number in range(clients)
    ]
    for worker in workers:
        worker.start()
    told = [answers.get(timeout=seconds * 10 + 60) for _ in workers]
    for worker in workers:
        worker.join()
    acts = sum(done for done, _wall, _cpu in told)
    return sum(done / wall for done, wall, _cpu in told), sum(cpu for _done, _wall, cpu in told) / acts


def _client(
    number: int,
    work: Callable[[random.Random], int],
    seconds: float,
    start: Any,
    answers: Any,
    prepare: Callable[[], None] | None,
) -> None:
    from django.db import connection

    if prepare is not None:
        prepare()
    rng = random.Random(number)
    connection.ensure_connection()
    pids = backend_of(connection)
    start.wait()
    done = 0
    with Watch(*pids) as watch:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            done += work(rng)
    answers.put((done, watch.wall, watch.backend))
    connection.close()


def _number_by_sequence() -> None:
    """What a journal without one order of commit would cost; only in this process, which ends soon."""
    from anlan.kernel import clock
    from anlan.lifecycle import sql

    def take_numbers(cursor: Any, count: int) -> tuple[int, Any]:
        cursor.execute("SELECT nextval('bench_seq') FROM generate_series(1, %s)", [count])
        return cursor.fetchall()[0][0], clock.now()

    sql.take_numbers = take_numbers


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_write_cost", measure))
