"""T12: the newest 50 of 810 thousand hazards that hold some Chinese words, against a plain LIKE over the same rows.

The texts are those of the demo city (40 thousand different ones, 4 thousand premises). Each question is asked through
the product's own `find`, in the scope of the whole city, of one county in eight, of one township in fifty-eight and of
one business; what it finds is compared with what the database finds by reading everything. CPU time of this process
and of the database's, the median of several runs.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.copies import backend_of
from bench.ground import ENGINE, Watch, median, note, on_engines, size, tell

MOST_MS = 20.0
PAGE = 50
EVERY = 9  # a hazard's number is that of its opening entry: others lie between
# what is asked → how often it is met; the last ones hold pairs that are common and a whole that is rare or not there
ASKED = (
    "消防",
    "配电箱",
    "安全出口",
    "灭火器压力",
    "可燃气体报警器",
    "同利餐馆",
    "羊肉 灭火器",
    "tlcg",
    "通箱",
    "压力容器出口",
)


def measure() -> None:
    from django.db import connection

    rows = size(810_000, 40_500)
    began = time.perf_counter()
    _write(rows)
    _settle(connection)
    note(f"{rows:,} hazards written in {time.perf_counter() - began:.0f} s")
    _index(rows)
    _settle(connection)
    worst = 0.0
    for text in ASKED:
        for place, path in (
            ("city", ""),
            ("county", "/1/3/"),
            ("township", "/1/3/19/"),
            ("business", "mill"),
        ):
            worst = max(worst, _ask(text, place, path))
    tell("T12", f"{rows:,} hazards: the slowest question", worst, "ms", most=MOST_MS)
    _page_deep(rows)
    _tail(rows)


# -- rows ------------------------------------------------------------------------------------------------------


def _write(rows: int) -> None:
    """Write premises and hazards that are copies of one which went through the door, with words of their own."""
    from django.db import connection

    from anlan.hazards.models import Hazard
    from anlan.premises.models import Premises
    from anlan.testing import record_hazard, small_city

    small_city()
    pattern = record_hazard("shop")
    rng = random.Random(12)
    texts, names = _texts(rng, min(rows, 40_000)), _names(rng, 4_000)
    with connection.cursor() as cursor:
        if ENGINE == "postgresql":  # the copies' references are those of the row that is copied
            cursor.execute("SET session_replication_role = replica")
        _copy_premises(cursor, Premises, pattern.premises_id, names)
        first = (
            Premises.objects.order_by("pk").exclude(code__regex="^[a-z]").values_list("pk", flat=True).first()
        )
        cursor.execute("CREATE TABLE bench_text (k integer PRIMARY KEY, words varchar(500))")
        cursor.executemany("INSERT INTO bench_text VALUES (%s, %s)", list(enumerate(texts)))
        _copy_hazards(cursor, Hazard, pattern.pk, rows, len(texts), first, len(names))
        if ENGINE == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def _texts(rng: random.Random, count: int) -> list[str]:
    from anlan.demo.content.hazards import hazard
    from anlan.demo.content.kinds import SECTOR_KINDS

    kinds = [(sector, kind) for sector, several in SECTOR_KINDS.items() for kind in several]
    return [hazard(rng, sector=sector, kind=kind).description for sector, kind in rng.choices(kinds, k=count)]


def _names(rng: random.Random, count: int) -> list[str]:
    from anlan.demo.content.kinds import SECTOR_KINDS
    from anlan.demo.content.premises import premises

    sectors = list(SECTOR_KINDS)
    return [
        premises(rng, sector=rng.choice(sectors), area_name="源汇区", place_name="大刘镇", serial=n).name
        for n in range(count)
    ]


def _copy_premises(cursor: Any, model: Any, pattern: int, names: list[str]) -> None:
    columns = [
        field.column for field in model._meta.concrete_fields if field.column not in ("id", "code", "name")
    ]
    cursor.executemany(
        f"INSERT INTO premises_premises (code, name, {', '.join(columns)}) "
        f"SELECT %s, %s, {', '.join(columns)} FROM premises_premises WHERE id = %s",
        [(f"4111{n:06d}", name, pattern) for n, name in enumerate(names)],
    )


def _copy_hazards(
    cursor: Any, model: Any, pattern: int, rows: int, texts: int, first: Any, names: int
) -> None:
    sqlite = ENGINE == "sqlite"
    series = (
        f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) SELECT i FROM n)"
        if sqlite
        else f"(SELECT generate_series(1, {rows}::bigint) AS i)"
    )
    from anlan.org.models import Organisation

    other = Organisation.objects.get(code="mill").pk
    own = {
        "id": f"{pattern} + n.i * {EVERY}",
        "description": "t.words",
        "premises_id": f"{first} + n.i * 31 %% {names}",
        "area_path": "'/1/' || (n.i %% 58 %% 8 + 2) || '/' || (n.i %% 58 + 10) || '/'",
        "operator_id": f"CASE WHEN n.i * 31 %% {names} = 7 THEN {other} ELSE h.operator_id END",
    }
    columns = [field.column for field in model._meta.concrete_fields]
    values = [own.get(column, f"h.{column}") for column in columns]
    cursor.execute(
        f"INSERT INTO hazards_hazard ({', '.join(columns)}) SELECT {', '.join(values)} FROM {series} n "
        f"JOIN bench_text t ON t.k = n.i * 7919 %% {texts} CROSS JOIN hazards_hazard h WHERE h.id = %s ORDER BY n.i",
        [pattern],
    )


def _settle(connection: Any) -> None:
    """Let the engine know its tables, as it does by itself in the long run."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# -- the index -------------------------------------------------------------------------------------------------


def _index(rows: int) -> None:
    from anlan.search.indexing import catch_up
    from anlan.search.models import Block, Posting

    began = time.perf_counter()
    count = 0
    while done := catch_up(60):
        count += done
    took = time.perf_counter() - began
    tell("T12", f"indexing {count:,} things, by the job in chunks", took, "s")
    kept = sum(len(bytes(docs)) + 24 for docs in Posting.objects.values_list("docs", flat=True).iterator())
    kept += 8 * BLOCK_KEYS * Block.objects.count()
    tell("T12", "bytes of index a hazard (rows' own cost of about 24 bytes included)", kept / rows, "bytes")


BLOCK_KEYS = 16_384


# -- the questions ---------------------------------------------------------------------------------------------


def _within(path: str) -> Any:
    from anlan.hazards.models import Hazard
    from anlan.org.models.areas import below

    if path == "mill":
        return Hazard.objects.filter(operator__code=path)
    return Hazard.objects.filter(below(path)) if path else Hazard.objects.all()


def _ask(text: str, place: str, path: str) -> float:
    from django.db.models import Q

    from anlan.search.finding import find

    rows = _within(path)
    under = [path] if path.startswith("/") else []
    condition = Q()
    for word in text.split():
        condition &= Q(description__icontains=word) | Q(premises__name__icontains=word)
    newest = rows.filter(condition).order_by("-pk").values_list("pk", flat=True)[:PAGE]
    found, ms = _timed(lambda: find("hazard", text, within=rows, limit=PAGE, under=under))
    read, plain = _timed(lambda: list(newest), runs=1)
    if not text.isascii() and found != read:
        sys.exit(f"“{text}” in the {place}: the search and LIKE differ")
    tell(
        "T12",
        f"“{text}” in the {place}: {len(found)} found; LIKE {plain:,.1f} ms",
        ms,
        "ms",
        most=MOST_MS,
    )
    return ms


def _page_deep(rows: int) -> None:
    from anlan.search.finding import find

    middle = rows // 2 * EVERY
    _found, first = _timed(lambda: find("hazard", "消防", within=_within(""), limit=PAGE))
    _found, deep = _timed(lambda: find("hazard", "消防", within=_within(""), limit=PAGE, before=middle))
    tell("T12", "a page in the middle against the first", deep / first, "×", most=1.5)


def _tail(rows: int) -> None:
    """Ask while what the last minutes brought is not indexed yet, and index it."""
    from django.db import connection

    from anlan.hazards.models import Hazard
    from anlan.search.finding import find
    from anlan.search.indexing import catch_up

    columns = [field.column for field in Hazard._meta.concrete_fields if field.column != "id"]
    for count in (100, 5_000):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO hazards_hazard (id, {', '.join(columns)}) SELECT id + {rows * EVERY}, "
                f"{', '.join(columns)} FROM hazards_hazard WHERE id <= (SELECT MIN(id) FROM hazards_hazard) + "
                f"{count * EVERY} AND NOT EXISTS (SELECT 1 FROM hazards_hazard o WHERE o.id = hazards_hazard.id + "
                f"{rows * EVERY})"
            )
        _found, ms = _timed(lambda: find("hazard", "同利餐馆", within=_within(""), limit=PAGE))
        tell("T12", f"a rare name while {count:,} newest hazards are not indexed", ms, "ms")
        began = time.perf_counter()
        done = catch_up()
        tell("T12", f"indexing these {done:,}", (time.perf_counter() - began) * 1000, "ms")


def _timed(ask: Callable[[], Any], runs: int = 7) -> tuple[Any, float]:
    from django.db import connection

    times, answer = [], None
    for _run in range(runs):
        with Watch(*backend_of(connection)) as watch:
            answer = ask()
        times.append((watch.cpu + watch.backend) * 1000)
    return answer, median(times)


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_search", measure))
