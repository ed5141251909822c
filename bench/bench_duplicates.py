"""The duplicate hint: its time among 250 thousand hazards, and what it finds of a labelled set (C37).

The hazards are copies of one that went through the door, with the demo's words, on as many places as a city has; the
place asked about has far more than any of a city. The time is that of `alike` alone, as entry on a page and the API ask
it: the median and the slowest of many questions, CPU of this process and the database. What it finds: see
`bench.duplicates_set`; the rule as it was first written is measured on the same pairs.
"""
# ruff: noqa: PLC0415 -- what needs Django is imported once it is set up

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable

from bench.bench_search import _copy_premises, _names, _texts
from bench.duplicates_set import SEED, Pair, labelled
from bench.ground import ENGINE, median, note, on_engines, size, tell

MOST_MS = 50.0
CROWDED = 2_000


def measure() -> None:
    from django.db import connection

    rows = size(250_000, 12_500)
    began = time.perf_counter()
    crowded, places = _write(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    note(f"{rows:,} hazards written in {time.perf_counter() - began:.0f} s")
    for name, keys in (("any place", places), (f"a place with {CROWDED:,} of them", [crowded])):
        _ask(name, keys, rows)
    if ENGINE == "sqlite":
        _found()


def _write(rows: int) -> tuple[int, list[int]]:
    """Write premises and hazards; return the crowded place and some others."""
    from django.db import connection, transaction

    from anlan.hazards.models import Hazard
    from anlan.premises.models import Premises
    from anlan.testing import record_hazard, small_city

    small_city()
    pattern = record_hazard("shop")
    rng = random.Random(12)
    texts, names = _texts(rng, min(rows, 40_000)), _names(rng, size(12_000, 600))
    columns = [
        str(field.column)
        for field in Hazard._meta.concrete_fields
        if field.column not in ("id", "description", "premises_id", "found_on")
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        if ENGINE == "postgresql":  # the copies' references are those of the row that is copied
            cursor.execute("SET session_replication_role = replica")
        _copy_premises(cursor, Premises, pattern.premises_id, names)
        places = list(
            Premises.objects.filter(code__startswith="4111").order_by("pk").values_list("pk", flat=True)
        )
        given = [
            (
                pattern.pk + 9 * (n + 1),
                texts[n % len(texts)],
                places[0] if n < CROWDED else rng.choice(places),
                f"2022-{10 - n % 9:02d}-{1 + n % 24:02d}",
                pattern.pk,
            )
            for n in range(rows)
        ]
        for start in range(0, rows, 10_000):
            cursor.executemany(
                f"INSERT INTO hazards_hazard (id, description, premises_id, found_on, {', '.join(columns)}) "
                f"SELECT %s, %s, %s, %s, {', '.join(columns)} FROM hazards_hazard WHERE id = %s",
                given[start : start + 10_000],
            )
        if ENGINE == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
    return places[0], rng.sample(places[1:], 40)


def _ask(name: str, places: list[int], rows: int) -> None:
    from anlan.hazards.likeness import alike
    from anlan.testing import TODAY

    rng = random.Random(5)
    words = _texts(rng, 60)
    times = []
    for number in range(120):
        began = time.perf_counter()
        alike(words[number % len(words)], premises_id=places[number % len(places)], on=TODAY)
        times.append(1_000 * (time.perf_counter() - began))
    tell("C37", f"{rows:,} hazards, {name}: the hint, median", median(times), "ms", most=MOST_MS)
    tell("C37", f"{rows:,} hazards, {name}: the hint, slowest of 120", max(times), "ms", most=MOST_MS)


def _found() -> None:
    """Tell recall and precision on the labelled set, of the rule and of the one that was there before it."""
    from anlan.hazards.likeness import may_be_one

    pairs = labelled(size(3_000, 600), seed=SEED)
    for name, rule in (("first written", _as_first_written), ("now", lambda p: may_be_one(p.one, p.other))):
        _score(name, pairs, rule)


def _as_first_written(pair: Pair) -> bool:
    """Tell by the share of all pairs of characters alone, more of it where the categories differ."""
    from anlan.hazards.likeness import likeness

    unknown = {"", "other"}
    same = pair.category == pair.other_category or {pair.category, pair.other_category} & unknown
    return likeness(pair.one, pair.other) >= (0.55 if same else 0.7)


def _score(name: str, pairs: list[Pair], rule: Callable[[Pair], bool]) -> None:
    seen = Counter((pair.kind, rule(pair)) for pair in pairs)
    hits, near, other = seen["copy", True], seen["near", True], seen["other", True]
    tell("C37", f"{name}: recall", hits / (hits + seen["copy", False]))
    tell("C37", f"{name}: precision among findings of one place", hits / (hits + other))
    tell("C37", f"{name}: precision, with the same kind at another spot", hits / (hits + other + near))
    tell("C37", f"{name}: hinted at, of the same kind at another spot", near / (near + seen["near", False]))


if __name__ == "__main__":
    sys.exit(on_engines("bench.bench_duplicates", measure))
