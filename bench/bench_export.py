"""T7: the export of 250 thousand hazards with every column, against the raw writer of the same cells.

The rows are copies of a small demo city's hazards. Raw means: the very cells, ready in memory, handed to XlsxWriter (or
the csv module) one by one, no database, no digest. Memory is the peak of a process of its own for some rows and for
all, read from VmHWM: ru_maxrss begins at what the starting process held.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bench.ground import ENGINE, Watch, note, on_engines, size, tell

MOST_SECONDS = 60.0
MOST_TIMES = 2.0
MOST_GROWTH_MB = 24.0
FORMATS = ("xlsx", "csv")


def measure() -> None:
    from django.db import connection

    wanted = size(250_000, 10_000)
    count = _fill(connection, wanted)
    note(f"{count:,} hazards, {len(_columns())} columns")
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        sample = _sample()
        for form in FORMATS:
            target = Path(folder) / f"ledger.{form.partition('-')[0]}"
            backend = _backend(connection)
            with Watch(*backend) as whole:
                _export(form, target, count)
            note(f"{form}: {target.stat().st_size / 1e6:.0f} MB")
            with Watch() as raw:
                (_raw_xlsx if form == "xlsx" else _raw_csv)(target, sample, count)
            cpu = whole.cpu + whole.backend
            tell("T7", f"{form}: export, by the clock", whole.wall, "s", most=MOST_SECONDS)
            tell("T7", f"{form}: export, CPU (with the database's)", cpu, "s")
            tell("T7", f"{form}: raw writer, CPU", raw.cpu, "s")
            tell("T7", f"{form}: export / raw writer, CPU", cpu / raw.cpu, "x", most=MOST_TIMES)
        (few, small), (many, large) = (_peak(folder, days) for days in (36, 100_000))
        tell("T7", f"xlsx: peak memory of {few:,} rows", small, "MB")
        tell("T7", f"xlsx: what {many:,} rows take more", large - small, "MB", most=MOST_GROWTH_MB)


def _backend(connection: Any) -> tuple[int, ...]:
    if ENGINE == "sqlite":
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return (int(cursor.fetchone()[0]),)


def _fill(connection: Any, wanted: int) -> int:
    """Load a hundredth of the demo city and copy its hazards until there are enough; return how many there are."""
    from anlan.demo.load import load

    load(scale=0.01, password="bench-only", progress=lambda *_: None)
    from anlan.hazards.models import Hazard

    have = Hazard.objects.count()
    last = Hazard.objects.order_by("-pk").values_list("pk", flat=True)[0]
    columns = [field.column for field in Hazard._meta.concrete_fields if field.column != "id"]
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %s) "
            f"INSERT INTO hazards_hazard (id, {names}) "
            f"SELECT h.id + n.k * {last}, {names} FROM n CROSS JOIN hazards_hazard h WHERE h.id <= {last}",
            [wanted // have],
        )
        cursor.execute("ANALYZE")
    return Hazard.objects.count()


def _columns() -> list[Any]:
    from anlan.listings.sheets import SHEETS, key_column

    return [*SHEETS["hazards"].columns(), key_column()]


def _export(form: str, target: Path, count: int, query: dict[str, str] | None = None) -> int:
    from anlan.kernel import clock
    from anlan.listings.models import Format
    from anlan.listings.sheets import SHEETS
    from anlan.listings.writing import Wish, write
    from anlan.org.scope import SYSTEM

    wish = Wish(SHEETS["hazards"], SYSTEM, query or {}, Format(form), clock.now(), "bench")
    written = write(wish, target)
    if count and written.rows != count:
        sys.exit(f"{written.rows} rows of {count} were exported")
    return written.rows


def _sample() -> list[tuple[Any, ...]]:
    """Return the cells of two thousand rows, ready to be written again and again."""
    from anlan.listings.sheets import SHEETS
    from anlan.org.scope import SYSTEM

    sheet = SHEETS["hazards"]
    keys = next(sheet.keys(SYSTEM, {}))
    return [(*line, str(key)) for key, line in sheet.teller()(keys)]


def _raw_xlsx(target: Path, sample: list[tuple[Any, ...]], count: int) -> None:
    from xlsxwriter import Workbook

    from anlan.kernel import clock

    ready = [
        [
            value.astimezone(clock.SHANGHAI).replace(tzinfo=None) if isinstance(value, datetime) else value
            for value in line
        ]
        for line in sample
    ]
    book = Workbook(str(target), {"constant_memory": True, "tmpdir": str(target.parent)})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    for row in range(count):
        for column, value in enumerate(ready[row % len(ready)]):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, moment)
            else:
                sheet.write_number(row, column, value)
    book.close()


def _raw_csv(target: Path, sample: list[tuple[Any, ...]], count: int) -> None:
    ready = [["" if value is None else str(value) for value in line] for line in sample]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in range(count):
            writer.writerow(ready[row % len(ready)])


def _peak(folder: str, days: int) -> tuple[int, float]:
    """Return rows and peak memory in MB of a process that exports the hazards found in the last `days`."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.bench_export", str(days), folder],
        env=os.environ, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    rows, peak = told.split()[-2:]
    return int(rows), float(peak)


def _alone(days: int, folder: str) -> int:
    from datetime import timedelta

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "anlan.config.settings"
    django.setup()
    from anlan.hazards.models import Hazard

    newest = Hazard.objects.order_by("-found_on").values_list("found_on", flat=True)[0]
    first = max(date(2000, 1, 1), newest - timedelta(days=days))
    rows = _export("xlsx", Path(folder) / "alone.xlsx", 0, {"from": first.isoformat()})
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    print(rows, int(peak.split()[1]) / 1024)
    return 0


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(_alone(int(sys.argv[1]), sys.argv[2]))
    sys.exit(on_engines("bench.bench_export", measure))
