"""T10: who has not reported, of 3,000 and 30,000 units; completeness and timeliness of 3,000 units × 365 days.

A day is made and reported through the door. The year is that day 365 times: due reports and cells are copied by SQL, so
that the tables have the size of a year; totals come from the cells, a line for each unit is counted over its rows.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import os
import sys
import time as clockwork
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from bench.ground import median, note, on_engines, size, tell
from bench.units import DAY, populate

UNITS = (size(3_000, 300), size(30_000, 1_000))
DAYS = int(os.environ.get("BENCH_DAYS", size(365, 30)))  # 0: only the day
FIRST_MOST, SECOND_MOST, YEAR_MOST = 10.0, 60.0, 15.0
TIMES = 15


def took(ask: Callable[[], Any], times: int) -> tuple[float, float]:
    """Return the median milliseconds of asking, by the clock and of this process's CPU."""
    ask()
    spans, cpus = [], []
    for _turn in range(times):
        began, used = clockwork.perf_counter(), clockwork.process_time()
        ask()
        spans.append((clockwork.perf_counter() - began) * 1000)
        cpus.append((clockwork.process_time() - used) * 1000)
    return median(spans), median(cpus)


def told(what: str, ask: Callable[[], Any], most: float | None = None, times: int = TIMES) -> None:
    wall, cpu = took(ask, times)
    tell("T10", what, wall, "ms", most=most)
    note(f"     of it CPU of our process {cpu:.1f} ms")


def measure() -> None:
    from django.db import connection

    from anlan.kernel import clock
    from anlan.org.scope import EVERYTHING
    from anlan.reporting import board
    from anlan.reporting.models import Due

    after = datetime.combine(DAY, datetime.min.time(), tzinfo=clock.SHANGHAI) + timedelta(hours=16, minutes=5)
    rush = populate(UNITS[0], boards=1)
    _report([unit.due for unit in rush.units[DAY]])
    _analyze(connection)
    _one_day(board, Due, EVERYTHING, after, UNITS[0], FIRST_MOST)
    if DAYS:
        _a_year(connection)
        _analyze(connection)
        _year(after)
    _grow(connection)
    _analyze(connection)
    _one_day(board, Due, EVERYTHING, after, UNITS[1], SECOND_MOST)


def _one_day(board: Any, due: Any, scope: Any, now: datetime, units: int, most: float) -> None:
    from anlan.reporting.standing import Standing, where

    dues = board.dues_of(DAY, scope)
    missing = dues.filter(where(Standing.MISSING, now))

    def who() -> list[Any]:
        return list(missing.values_list("id", "organisation__name", "phone", "calls", "answer"))

    note(f"{units} units, {len(who())} have not reported")
    told(f"who has not reported, of {units}: names and phones", who, most)
    told(f"totals by area, now and at the deadline, of {units}", lambda: board.Totals.of(dues, now))
    told(f"whether anything moved, of {units}", lambda: board.fingerprint(dues, now))
    told(f"the first page of the list, of {units}", lambda: board.lines(dues, now, most=board.PAGE))
    told(f"whom to call next, of {units}", lambda: board.calls(dues, now))


def _report(dues: list[int]) -> None:
    """Take nine in ten through the door: half of them zeros, one in ten late."""
    from anlan.kernel import clock
    from anlan.lifecycle.door import Act, apply_many
    from anlan.org.actors import actors_for
    from anlan.org.models import Person, Post
    from anlan.reporting.flow import DUE_FLOW
    from anlan.reporting.models import Due
    from anlan.reporting.prefilled import looked_up

    clerk = dict(Post.objects.filter(role="area_office").values_list("organisation_id", "person_id"))
    units = dict(Due.objects.filter(pk__in=dues).values_list("pk", "organisation_id"))
    day = datetime.combine(DAY, datetime.min.time(), tzinfo=clock.SHANGHAI)
    actors = actors_for(Person.objects.filter(pk__in=clerk.values()), at=day)
    for step, given, hour, places in (
        ("report", {"situation": "开展日常检查"}, 15, (0, 1, 2, 3)),
        ("zero", {"statement": "all_safe"}, 15, (4, 5, 6, 7)),
        ("zero", {"statement": "all_safe"}, 17, (8,)),
    ):
        chosen = [pk for n, pk in enumerate(dues) if n % 10 in places]
        acts = [Act(by=actors[clerk[units[pk]]], case_id=pk, input=given) for pk in chosen]
        with clock.at(day + timedelta(hours=hour)), looked_up({}):
            for start in range(0, len(acts), 2_000):
                apply_many(DUE_FLOW, step, acts[start : start + 2_000])


def _columns(table: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _a_year(connection: Any) -> None:
    """Copy the day's reports and its cells to every other day of the year before it."""
    from anlan.figures.counting import fold

    fold()
    names = _columns("reporting_due")
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM reporting_due")
        highest = cursor.fetchone()[0]
        cursor.execute(
            "SELECT measure_id, area_id, sector_id, grade, n FROM figures_cell WHERE bucket = %s",
            [_bucket(DAY)],
        )
        cells = cursor.fetchall()
        for back in range(1, DAYS):
            day = DAY - timedelta(days=back)
            swapped = {"id": f"id + {back * (highest + 1)}", "day": f"'{day.isoformat()}'"}
            chosen = ", ".join(swapped.get(name, f'"{name}"') for name in names)
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f"INSERT INTO reporting_due ({listed}) SELECT {chosen} FROM reporting_due WHERE day = %s",
                [DAY],
            )
            for bucket in (_bucket(day), _bucket(day) // 100, _bucket(day) // 10_000):
                cursor.executemany(
                    "INSERT INTO figures_cell (measure_id, area_id, sector_id, grade, bucket, n) "
                    "VALUES (%s, %s, %s, %s, %s, %s) "
                    "ON CONFLICT (measure_id, area_id, sector_id, grade, bucket) "
                    "DO UPDATE SET n = figures_cell.n + excluded.n",
                    [(m, a, s, g, bucket, n) for m, a, s, g, n in cells],
                )  # fmt: skip


def _bucket(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _year(now: datetime) -> None:
    from django.db.models import Count, Q

    from anlan.figures.cut import Cut
    from anlan.figures.evaluation import evaluate_all
    from anlan.kernel.period import Period
    from anlan.org.models import Area
    from anlan.reporting.models import Due

    city = Area.objects.get(depth=0)
    cut, period = Cut(city.pk, city.path or ""), Period(DAY - timedelta(days=DAYS - 1), DAY)
    codes = ["reporting.completeness", "reporting.on_time_rate"]

    def rates() -> list[str]:
        return [str(value.count) for value in evaluate_all(codes, cut=cut, period=period).values()]

    def over_rows() -> list[Any]:
        rows = Due.objects.filter(day__range=(period.first, period.last)).exclude(state="excused").order_by()
        return list(
            rows.values_list("organisation").annotate(
                n=Count("id"),
                sent=Count("id", filter=Q(received_at__isnull=False)),
                on_time=Count("id", filter=Q(is_on_time=True)),
            )
        )

    count = Due.objects.count()
    note(f"{count} due reports: {rates()}")
    told(f"completeness and on-time rate of {count} reports, city", rates, YEAR_MOST)
    told("the same for each unit, counted over its rows", over_rows, times=3)
    _by_unit(over_rows)


def _by_unit(over_rows: Callable[[], list[Any]]) -> None:
    """Measure the roll-up by unit and month: made of all rows once, read, and folded after a day of changes."""
    from django.db.models import Q

    from anlan.kernel import clock
    from anlan.reporting.models import Due, UnitMonth
    from anlan.reporting.unit_months import by_unit, differences, fold, month_of, rebuild

    today, first = DAY + timedelta(days=1), month_of(DAY - timedelta(days=DAYS - 1))

    def read() -> Any:
        return by_unit(Q(), form="daily", first=first, last=month_of(DAY), today=today)

    began = clockwork.process_time()
    lines = rebuild(today)
    note(f"{lines} lines made of all rows in {clockwork.process_time() - began:.1f} s of CPU")
    told("completeness and punctuality by unit, 3,000 lines, from the roll-up", read, YEAR_MOST)
    same = {unit: (n, sent, on_time) for unit, n, sent, on_time in over_rows()}
    kept = {unit: (s.due, s.sent, s.on_time) for (unit, _area, _axis), s in read().items()}
    note(f"equal to the rows, unit by unit: {same == kept}")
    with clock.at(clock.day_start(today)):
        late = list(Due.objects.filter(day=DAY, state="owed").values_list("pk", flat=True)[:200])
        _report_late(late)
        told("the same while 200 late reports are not folded yet", read, YEAR_MOST)
        began = clockwork.process_time()
        fold(today)
        note(
            f"folded in {(clockwork.process_time() - began) * 1000:.0f} ms of CPU; {UnitMonth.objects.count()} lines"
        )
        note(f"differences from the rows of the month: {len(differences(month_of(DAY), month_of(DAY)))}")


def _report_late(dues: list[int]) -> None:
    from anlan.kernel import clock
    from anlan.lifecycle.door import Act, apply_many
    from anlan.org.actors import actors_for
    from anlan.org.models import Person, Post
    from anlan.reporting.flow import DUE_FLOW
    from anlan.reporting.models import Due

    clerk = dict(Post.objects.filter(role="area_office").values_list("organisation_id", "person_id"))
    units = dict(Due.objects.filter(pk__in=dues).values_list("pk", "organisation_id"))
    actors = actors_for(Person.objects.filter(pk__in=clerk.values()), at=clock.now())
    given = {"situation": "开展日常检查"}
    apply_many(DUE_FLOW, "report", [Act(by=actors[clerk[units[pk]]], case_id=pk, input=given) for pk in dues])


def _grow(connection: Any) -> None:
    """Let ten times as many owe for the day: the day's rows again, under copies of their units."""
    from anlan.org.models import Organisation

    bodies = list(Organisation.objects.filter(code__startswith="unit-").order_by("id"))
    more = [
        Organisation(
            code=f"{one.code}-{turn}", kind=one.kind, area_id=one.area_id, name=f"{one.name}{turn}", name_en="",
            valid_from=one.valid_from,
        )
        for turn in range(1, UNITS[1] // UNITS[0])
        for one in bodies
    ]  # fmt: skip
    Organisation.objects.bulk_create(more, batch_size=500)
    names = _columns("reporting_due")
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM reporting_due")
        highest = cursor.fetchone()[0]
        swapped = {"id": f"d.id + {highest} * (o.n)", "organisation_id": "o.id"}
        chosen = ", ".join(swapped.get(name, f'd."{name}"') for name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO reporting_due ({listed}) SELECT {chosen} FROM reporting_due d "
            "JOIN org_organisation b ON b.id = d.organisation_id JOIN (SELECT id, substr(code, 1, 10) AS code, "
            "CAST(substr(code, 12) AS integer) AS n FROM org_organisation WHERE code LIKE 'unit-_____-%%') o "
            "ON o.code = b.code WHERE d.day = %s AND length(b.code) = 10",
            [DAY],
        )


def _analyze(connection: Any) -> None:
    with connection.cursor() as cursor:  # what its own housekeeping does within the first minutes
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_board", measure))
