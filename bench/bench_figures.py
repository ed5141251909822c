"""T1: the bulletin's figures at 81 thousand, 810 thousand and 8.1 million hazards, on the real tree.

DB time is execute and fetch of the product's own statements on the driver's connection, the median of many runs.
81 k is one city's year; 810 k five years of a city twice as large; 8.1 M five years of one twenty times as large.
81 k is folded by the product and compared with a recount; larger ones are rolled up in one go and compared too.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.bulk import LAST, Bulk, Plan
from bench.ground import ENGINE, SMALL, median, note, on_engines, tell

SIZES = ((81_000, 1), (810_000, 5), (8_100_000, 5))
SMALL_SIZES = ((8_100, 1), (81_000, 1))
MOST_MS = 10.0
MOST_GROWTH = 5.0
FLOOR_MS = 2.0
RUNS = 25
LEAST_RUNS = 3
MOST_SECONDS = 5.0
Question = Callable[[], Any]
FIGURES = ["inspections.visits", "hazards.found", "hazards.outstanding", "hazards.rectification_rate"]
MEASURES = ["inspections.visits", "hazards.found", "hazards.rectified"]


def measure() -> None:
    from django.db import connection

    from anlan.demo.year import MOMENT
    from anlan.kernel import clock
    from bench.copies import copy, open_as
    from bench.ground import small_world

    world = small_world()
    base = copy("empty")["empty"] if ENGINE == "sqlite" else _keep_empty(connection)
    first: dict[str, float] = {}
    for wanted, years in SMALL_SIZES if SMALL else SIZES:
        name = _fresh(base, wanted)
        database = open_as("default", name)
        plan = Plan.of(wanted, years=years)
        began = time.monotonic()
        _fill(database, plan, world, folded=not first)
        _settle(database)
        note(
            f"{plan.total:,} hazards, {plan.visits * plan.days:,} visits written in {time.monotonic() - began:.0f} s"
        )
        with clock.at(MOMENT):
            times = _ask(plan, first)
            _check(plan, database)
        first = first or times
        _drop(database, name)


# -- the questions -----------------------------------------------------------------------------------------


def _ask(plan: Plan, first: dict[str, float]) -> dict[str, float]:
    from anlan.demo.year import MOMENT
    from anlan.kernel.period import Period

    label = f"{plan.total / 1e6:.2g} M" if plan.total > 900_000 else f"{plan.total / 1e3:.3g} k"
    ytd = Period.year_to(LAST)
    groups: dict[str, list[Question]] = {
        "the four figures, one statement": [lambda: _figures(ytd)],
        "table by area": [lambda: _table(ytd, ("area",))],
        "area × sector": [lambda: _table(ytd, ("area", "sector"))],
        "monthly trend": [lambda: _table(ytd, ("month",))],
        "open: newest due 20, and how many are overdue": [_open_list, _overdue],
    }
    times = {name: _database_ms(questions) for name, questions in groups.items()}
    for name, took in times.items():
        tell("T1", f"{label}: {name}", took, "ms")
    whole = times["the bulletin's set"] = sum(times.values())
    tell("T1", f"{label}: the bulletin's set of all these", whole, "ms", most=MOST_MS)
    if first:
        growth = whole / max(first["the bulletin's set"], FLOOR_MS)
        tell(
            "T1",
            f"{label}: time / time of the smallest (at least {FLOOR_MS:g} ms)",
            growth,
            "×",
            most=MOST_GROWTH,
        )
    week = Period.year_to(LAST - timedelta(days=7))
    hour = MOMENT - timedelta(hours=1)
    past = {
        "the four figures as of a week ago": [lambda: _figures(week)],
        "table by area as of a week ago": [lambda: _table(week, ("area",))],
        "the four figures as known an hour ago": [lambda: _figures(ytd, hour)],
    }
    for name, questions in past.items():
        tell("T1", f"{label}: {name}", _database_ms(questions), "ms", most=MOST_MS)
    return times


def _cut() -> Any:
    from anlan.figures.cut import Cut, find_area

    return Cut.of(find_area(None))


def _figures(period: Any, known_at: Any = None) -> Any:
    from anlan.figures.evaluation import evaluate_all

    return evaluate_all(FIGURES, cut=_cut(), period=period, known_at=known_at)


def _table(period: Any, by: tuple[str, ...]) -> Any:
    from anlan.figures.counting import tabulate
    from anlan.figures.cut import Known
    from anlan.org.models import Area, Sector

    areas = list(Area.objects.filter(depth=1).values_list("pk", flat=True))
    sectors = list(Sector.objects.values_list("pk", flat=True))
    return tabulate(
        MEASURES, _cut(), period, Known.now(), by=by, areas=areas, sectors=sectors if "sector" in by else ()
    )


def _open_list() -> Any:
    from anlan.hazards.models import Hazard

    return list(Hazard.objects.outstanding().order_by("due_at", "id")[:20])


def _overdue() -> int:
    from anlan.hazards.models import Hazard
    from anlan.kernel import clock

    return Hazard.objects.overdue(clock.now()).count()


def _database_ms(questions: list[Question]) -> float:
    """Return the milliseconds that the statements of the questions take on the driver's connection."""
    from django.db import connection

    statements: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FROM org_" not in sql and '"org_area"' not in sql and '"org_sector"' not in sql:
            statements.append((sql, params))
        return execute(sql, params, many, context)

    for question in questions:
        question()
    with connection.execute_wrapper(keep):
        for question in questions:
            question()
    with connection.cursor() as cursor:
        taken: list[float] = []
        while len(taken) < RUNS and (len(taken) < LEAST_RUNS or sum(taken) < MOST_SECONDS * 1e3):
            began = time.perf_counter()
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()
            taken.append((time.perf_counter() - began) * 1e3)
    return median(taken)


# -- the data ----------------------------------------------------------------------------------------------


def _fill(database: Any, plan: Plan, world: Any, *, folded: bool) -> None:
    from anlan.figures.counting import fold, measure_ids

    ids = measure_ids(MEASURES)
    leaves = [leaf.pk for leaf in world.leaves]
    sectors = [sector.pk for sector in world.sectors.values()]
    Bulk(database, plan, leaves, sectors, ids, folded=not folded).write()
    if folded:
        fold(chunk=plan.numbers * 30)


def _keep_empty(connection: Any) -> str:
    connection.close()
    return str(connection.settings_dict["NAME"])


def _fresh(base: str, wanted: int) -> str:
    """Return a new copy of the empty city."""
    import shutil

    from django.db import connection

    name = f"{base}_{wanted}"
    if ENGINE == "sqlite":
        shutil.copyfile(base, name)
        return name
    connection.close()
    with connection._nodb_cursor() as cursor:  # noqa: SLF001 -- Django's way to the server itself
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{base}"')
    return name


def _settle(database: Any) -> None:
    """Leave the database as it is after a quiet night: statistics taken, the log written back, settings normal."""
    with database.cursor() as cursor:
        if ENGINE == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
        else:
            for table in ("figures_contribution", "figures_cell", "hazards_hazard", "journal_entry"):
                cursor.execute(f"VACUUM ANALYZE {table}")
    database.close()
    database.ensure_connection()


def _drop(database: Any, name: str) -> None:
    from pathlib import Path

    database.close()
    if ENGINE == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
        return
    with database._nodb_cursor() as cursor:  # noqa: SLF001 -- Django's way to the server itself
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# -- equality ----------------------------------------------------------------------------------------------


def _check(plan: Plan, database: Any) -> None:
    """Compare the figures with a recount of contributions and of hazards; up to a million also every cell."""
    from anlan.demo.year import MOMENT
    from anlan.figures.verification import verify
    from anlan.hazards.models import OPEN_STATES, Hazard
    from anlan.kernel.period import Period

    ytd, week = Period.year_to(LAST), Period.year_to(LAST - timedelta(days=7))
    hour = MOMENT - timedelta(hours=1)
    faults = []
    for period, known_at in ((ytd, None), (week, None), (ytd, hour)):
        values = _figures(period, known_at)
        told = {
            "inspections.visits": values["inspections.visits"].count,
            "hazards.found": values["hazards.found"].count,
            "hazards.rectified": values["hazards.rectification_rate"].count,
        }
        counted = _recount(database, period, values["hazards.found"].known.seq)
        if told != counted:
            faults.append(f"{period.last} {known_at}: {told} ≠ {counted}")
    cohort = Hazard.objects.filter(found_on__range=(ytd.first, ytd.last))
    values = _figures(ytd)
    for code, rows in (
        ("hazards.found", cohort),
        ("hazards.outstanding", cohort.filter(state__in=OPEN_STATES)),
    ):
        if (number := rows.count()) != values[code].count:
            faults.append(f"{code}: {values[code].count}, rows {number}")
    cells = ""
    if plan.total < 1_000_000:
        verdict = verify()
        faults += [fault for fault in verdict.faults if fault.startswith("cell")]
        cells = f", every one of {verdict.cells:,} cells"
    note(
        f"equal to the recount{cells}; open: {values['hazards.outstanding'].count:,}"
        if not faults
        else f"DIFFERS: {faults[:5]}"
    )


def _recount(database: Any, period: Any, seq: int) -> dict[str, int]:
    from anlan.figures.counting import measure_ids
    from anlan.kernel.period import day_bucket

    ids = {number: code for code, number in measure_ids(MEASURES).items()}
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT measure_id, SUM(n) FROM figures_contribution WHERE seq <= %s AND day BETWEEN %s AND %s "
            "AND step_day <= %s GROUP BY measure_id",
            [seq, day_bucket(period.first), day_bucket(period.last), day_bucket(period.last)],
        )
        return {ids[number]: int(n) for number, n in cursor.fetchall()}


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_figures", measure, fsync=False))
