"""T6: a ledger of hazards with whole histories taken in, against reading it and writing the same resulting rows raw.

The ledger is an xlsx with one faulty row in a hundred. The other side reads the same file and writes the very rows that
the import left behind (journal, cases, obligations, contributions) into an empty copy of the same tables and indexes:
`executemany` on SQLite, COPY on PostgreSQL, in transactions of ten thousand rows.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.ground import Watch, note, on_engines, size, small_world, tell

MOST = 3.0
TABLES = (
    "journal_entry",
    "inspections_visit",
    "hazards_hazard",
    "obligations_obligation",
    "figures_contribution",
)
TEXTS = (
    "配电箱未接地，导线裸露",
    "灭火器压力不足",
    "安全出口堆放杂物",
    "可燃气体报警器未检定",
    "操作规程未上墙",
)
FIRST = date(2022, 1, 3)


def measure() -> None:
    from django.db import connection

    from anlan.imports.models import Batch
    from anlan.imports.receiving import receive
    from anlan.imports.running import take
    from anlan.kernel import clock
    from anlan.org.scope import SYSTEM

    small_world()
    count = size(100_000, 3_000)
    with tempfile.TemporaryDirectory() as folder:
        path = _ledger(Path(folder) / "ledger.xlsx", count)
        before = _copy(connection, Path(folder))
        longest, last = 0.0, time.perf_counter()

        def tell_chunk(_work: Any) -> None:
            nonlocal longest, last
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()

        with Watch() as taking:
            batch = receive(path, ledger="hazards", name="ledger.xlsx", by=SYSTEM, at=clock.now())
            staged = time.perf_counter()
            last = staged
            told = take(batch, by=SYSTEM, dry=False, options=["with-visits"], tell=tell_chunk)
        assert told["written"] + told["faulty"] == count, told
        assert told["faulty"] == count // 100, told
        note(
            f"{count:,} rows, {told['faulty']:,} faulty; {Batch.objects.get(pk=batch.pk).written:,} taken in"
        )
        with Watch() as raw:
            rows = _read(path)
            written = _write(connection, before)
        note(f"the other side read {rows:,} rows and wrote {written:,}")
    tell("T6", "taking in, by the clock", taking.wall, "s")
    tell("T6", "rows a second", count / taking.wall, "/s")
    tell("T6", "reading and raw writing, by the clock", raw.wall, "s")
    tell("T6", "taking in / reading and raw writing, by the clock", taking.wall / raw.wall, "×", most=MOST)
    tell("T6", "taking in / reading and raw writing, by CPU of this process", taking.cpu / raw.cpu, "×")
    tell("T6", "the longest chunk (one transaction)", longest * 1e3, "ms", most=500)


def _ledger(path: Path, count: int) -> Path:
    """Write the ledger: found by a station's officer, rectified by a second, accepted and closed by its head."""
    import xlsxwriter

    from anlan.hazards.ledger_columns import COLUMNS
    from anlan.premises.models import Premises

    places = list(Premises.objects.select_related("reporting_area").order_by("pk"))
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, [column.header for column in COLUMNS])
        for number in range(1, count + 1):
            place = places[number * 7919 % len(places)]
            station = f"{place.reporting_area.code.lower()}-s"
            day = FIRST + timedelta(days=number % 250)
            row = {
                "number": f"N-{number:07d}",
                "premises": place.code,
                "found_at": f"{day}",
                "found_by": f"{station}2" if number % 100 else "nobody-of-this-name",
                "description": f"{TEXTS[number % 5]}（{number}号点位）",
                "grade": "一般隐患",
                "assigned_by": f"{station}1",
                "due_at": f"{day + timedelta(days=7)}",
                "rectified_at": f"{day + timedelta(days=3)}",
                "rectified_by": f"{station}3",
                "rectification": "已按要求整改到位",
                "accepted_at": f"{day + timedelta(days=4)}",
                "accepted_by": f"{station}1",
                "closed_at": f"{day + timedelta(days=5)}",
            }
            sheet.write_row(number, 0, [row.get(column.name, "") for column in COLUMNS])
    return path


def _read(path: Path) -> int:
    from anlan.imports.sheets import read

    return sum(1 for sheet in read(path, path.name).sheets for _row in sheet.rows)


def _copy(connection: Any, folder: Path) -> Any:
    """Return an empty copy of the tables with their indexes: a file on SQLite, nothing yet on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    copy = sqlite3.connect(folder / "copy.sqlite3", isolation_level=None)
    connection.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.execute("PRAGMA synchronous=NORMAL")
    for table in TABLES:
        copy.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
    return copy


def _write(connection: Any, copy: Any) -> int:
    written = 0
    with connection.cursor() as cursor:
        for table in TABLES:
            if copy is None:
                cursor.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
                with cursor.copy(f"COPY {table} TO STDOUT") as out:
                    data = list(out)
                with cursor.copy(f"COPY raw_{table} FROM STDIN") as into:
                    for piece in data:
                        into.write(piece)
                cursor.execute(f"SELECT count(*) FROM raw_{table}")
                written += cursor.fetchone()[0]
                continue
            cursor.execute(f"SELECT * FROM {table}")
            marks = ", ".join(["?"] * len(cursor.description))
            known = {row[0] for row in copy.execute(f"SELECT rowid FROM {table}")}
            rows = [row for row in cursor.fetchall() if row[0] not in known]
            for start in range(0, len(rows), 10_000):
                copy.execute("BEGIN")
                copy.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[start : start + 10_000])
                copy.execute("COMMIT")
            written += len(rows)
    return written


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_import", measure))
