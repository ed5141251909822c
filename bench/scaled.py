"""A loaded city made larger by SQL: hazards of its year doubled and trebled, then moved into former years.

Copies have keys after the last one; the journal's head and the fold's watermark follow, so that figures see them. Cells
are multiplied alike: the number of rows and the number that the cells tell stay equal, which `check` proves. Only
hazards grow, and what is counted of them.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

from typing import Any

YEARS_BACK = 40


def grow(wanted: int, *, of_year: int) -> int:
    """Make about `wanted` hazards: up to `of_year` in the city's year, others in years before; return how many."""
    from django.db import connection

    from anlan.hazards.models import Hazard

    have = Hazard.objects.count()
    fields = [str(field.column) for field in Hazard._meta.concrete_fields if field.column != "id"]
    with connection.cursor() as cursor:
        for pragma in (
            "foreign_keys=OFF",
            "synchronous=OFF",
            "ignore_check_constraints=ON",
            "cache_size=-400000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        last = _last(cursor)
        same = max(0, round(min(wanted, of_year) / have) - 1)
        for copy in range(1, same + 1):
            _rows(cursor, fields, copy * last, 0, last)
        _cells_times(cursor, same + 1)
        year = have * (same + 1)
        back = min(YEARS_BACK, max(0, round(wanted / year) - 1))
        last = _last(cursor)
        for years in range(1, back + 1):
            _rows(cursor, fields, years * last, years, last)
            _cells_back(cursor, years)
        top = _last(cursor)
        cursor.execute("UPDATE journal_head SET seq = %s", [top])
        cursor.execute("UPDATE figures_fold SET seq = %s", [top])
        cursor.execute("ANALYZE")
    return Hazard.objects.count()


def _last(cursor: Any) -> int:
    cursor.execute("SELECT MAX((SELECT MAX(id) FROM hazards_hazard), (SELECT seq FROM journal_head))")
    return int(cursor.fetchone()[0])


def _rows(cursor: Any, fields: list[str], shift: int, years: int, upto: int) -> None:
    """Copy every hazard once, its key moved on, its days moved back by years."""
    days = {"found_on": "date", "found_at": "datetime", "due_at": "datetime"}
    told = [
        f"{days[name]}({name}, '-{years} years')" if years and name in days else f'"{name}"'
        for name in fields
    ]
    names = ", ".join(f'"{name}"' for name in fields)
    cursor.execute(
        f"INSERT INTO hazards_hazard (id, {names}) SELECT id + %s, {', '.join(told)} FROM hazards_hazard "
        "WHERE id <= %s ORDER BY id",
        [shift, upto],
    )


_HAZARDS = "measure_id IN (SELECT id FROM figures_measure WHERE code LIKE 'hazards.%%')"


def _cells_times(cursor: Any, times: int) -> None:
    cursor.execute(f"UPDATE figures_cell SET n = n * %s WHERE {_HAZARDS}", [times])


def _cells_back(cursor: Any, years: int) -> None:
    """Copy the cells of the year into a former one: days, months and years."""
    cursor.execute(
        "INSERT INTO figures_cell (measure_id, area_id, sector_id, grade, bucket, n) "
        "SELECT measure_id, area_id, sector_id, grade, bucket - %s * CASE WHEN bucket > 9999999 THEN 10000 "
        "WHEN bucket > 99999 THEN 100 ELSE 1 END, n FROM figures_cell "
        f"WHERE {_HAZARDS} AND bucket IN (SELECT DISTINCT bucket FROM figures_cell WHERE {_HAZARDS} "
        "AND CASE WHEN bucket > 9999999 THEN bucket / 10000 WHEN bucket > 99999 THEN bucket / 100 ELSE bucket END "
        "= 2022)",
        [years],
    )


def check(question: Any) -> None:
    """Stop where the cells and the rows tell another number: nothing may be measured of a city that does not agree."""
    from anlan.figures.evaluation import trace

    value = question.value("hazards.found")
    rows = trace(value).rows
    if rows != value.count:
        raise SystemExit(f"cells tell {value.count:,} hazards, rows {rows:,}")
