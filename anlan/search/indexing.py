"""Filling the index, a block at a time, outside the steps: a step's transaction never pays for it.

The job (anlan/listings/jobs.py) takes in what lies above the mark of each kind. Words are cut before the transaction
begins, so that a writer on SQLite waits only for the rows to be written.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import OperationalError, connection, transaction

from anlan.search.models import Block, Mark, Posting, Touched
from anlan.search.postings import BLOCK, merge, pack_keys, unpack_keys
from anlan.search.registry import SOURCES, Source
from anlan.search.texts import pairs_of, place_tokens, token

Fresh = dict[int, list[int]]
_ASKED = 5_000
_PUT = (
    "INSERT INTO search_posting (token, block, docs) VALUES (%s, %s, %s) "
    "ON CONFLICT (token, block) DO UPDATE SET docs = excluded.docs"
)
_PUT_ALL = (
    "INSERT INTO search_posting (token, block, docs) SELECT p.token, %s, p.docs "
    "FROM unnest(%s::bigint[], %s::bytea[]) AS p (token, docs) "
    "ON CONFLICT (token, block) DO UPDATE SET docs = excluded.docs"
)


def touch(kind: str, ids: Iterable[int]) -> None:
    """Say, in the transaction that changes them, that the words of these things change (a place is renamed).

    They, and what takes words from them, are found by the new words at once and indexed anew within a minute.
    """
    number = SOURCES[kind].number
    Touched.objects.bulk_create(Touched(kind=number, thing_id=thing) for thing in ids)


def catch_up(seconds: float = 20.0) -> int:
    """Index what is not indexed yet, touched things first, for so many seconds; return how many things."""
    until = time.monotonic() + seconds
    done = 0
    for source in SOURCES.values():
        while time.monotonic() < until and (count := _refresh(source)):
            done += count
    for source in SOURCES.values():
        while time.monotonic() < until and (count := extend(source)):
            done += count
    return done


def extend(source: Source) -> int:
    """Index the next rows above the mark, at most what fills a block; return how many."""
    mark, _made = Mark.objects.get_or_create(kind=source.number)
    edge = _edge(source)
    if edge is None or edge <= mark.indexed_to:
        return 0
    number, start = divmod(mark.docs, BLOCK)
    rows = list(
        source.model._default_manager.filter(pk__gt=mark.indexed_to, pk__lte=edge)
        .order_by("pk")
        .values_list("pk", *_columns(source))[: BLOCK - start]
    )
    fresh = _cut(source, ((row[1:], place) for place, row in enumerate(rows, start)))
    keys = [row[0] for row in rows]
    with transaction.atomic():
        held = Mark.objects.select_for_update().get(pk=source.number)
        if (held.docs, held.indexed_to) != (mark.docs, mark.indexed_to):
            return 0  # another process was first
        _add(number, fresh, known=start > 0)
        if start:
            block = Block.objects.get(kind=source.number, number=number)
            keys = [*unpack_keys(bytes(block.ids)), *keys]
            Block.objects.filter(kind=source.number, number=number).update(ids=pack_keys(keys))
        elif keys:
            Block.objects.create(kind=source.number, number=number, first_id=keys[0], ids=pack_keys(keys))
        held.docs += len(rows)
        held.indexed_to = edge if len(rows) < BLOCK - start else keys[-1]
        held.save(update_fields=["docs", "indexed_to"])
    return len(rows)


def _edge(source: Source) -> int | None:
    """Return the highest key below which every row is committed and seen, or None when it cannot be told now.

    Keys of a PostgreSQL sequence are given out before the commit. A share lock waits for those who are writing, and
    whoever comes after it gets higher keys; it is given up after half a second rather than to hold writers up.
    """
    rows = source.model._default_manager.order_by("-pk").values_list("pk", flat=True)
    if source.in_commit_order or connection.vendor == "sqlite":
        return int(rows.first() or 0)
    table = connection.ops.quote_name(source.model._meta.db_table)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            return int(rows.first() or 0)
    except OperationalError:
        return None


def _cut(source: Source, rows: Iterable[tuple[tuple[Any, ...], int]]) -> Fresh:
    """Return for each token the places of the rows that hold it."""
    by_pair: dict[str, list[int]] = defaultdict(list)
    by_area: Fresh = defaultdict(list)
    for values, place in rows:
        for pair in pairs_of(*source.split(values[: len(source.columns)])):
            by_pair[pair].append(place)
        if source.place:
            for area in place_tokens(source.number, values[-1]):
                by_area[area].append(place)
    return {token(source.number, pair): places for pair, places in by_pair.items()} | by_area


def _columns(source: Source) -> tuple[str, ...]:
    return (*source.columns, *((source.place,) if source.place else ()))


def _add(number: int, fresh: Fresh, *, known: bool) -> None:
    """Write the places into a block's postings; `known` when the block may hold some already."""
    asked = sorted(fresh)
    with connection.cursor() as cursor:
        for first in range(0, len(asked), _ASKED):
            some = asked[first : first + _ASKED]
            held: dict[int, bytes] = {}
            if known:
                rows = Posting.objects.filter(token__in=some, block=number).values_list("token", "docs")
                held = {pair: bytes(docs) for pair, docs in rows}
            packed = [merge(held.get(pair), fresh[pair]) for pair in some]
            if connection.vendor == "postgresql":  # a statement a row takes eight times as long
                cursor.execute(_PUT_ALL, [number, some, packed])
            else:
                cursor.executemany(
                    _PUT, [(pair, number, docs) for pair, docs in zip(some, packed, strict=True)]
                )


def _refresh(source: Source) -> int:
    """Index a touched thing and what takes words from it anew; return how many things that was."""
    first = Touched.objects.filter(kind=source.number).order_by("pk").first()
    if first is None:
        return 0
    same = list(
        Touched.objects.filter(kind=source.number, thing_id=first.thing_id).values_list("pk", flat=True)
    )
    done = 0
    with transaction.atomic():
        for other in SOURCES.values():
            column = "pk" if other is source else other.follows.get(source.kind)
            if column is not None:
                done += _reindex(other, {column: first.thing_id})
        Touched.objects.filter(pk__in=same).delete()  # a later one stays
    return max(done, 1)


def _reindex(source: Source, which: dict[str, Any]) -> int:
    mark = Mark.objects.select_for_update().filter(pk=source.number).first()
    if mark is None:
        return 0
    rows = source.model._default_manager.filter(pk__lte=mark.indexed_to, **which).order_by("pk")
    by_block: dict[int, list[tuple[tuple[Any, ...], int]]] = defaultdict(list)
    blocks = _Blocks(source.number)
    for key, *values in rows.values_list("pk", *_columns(source)):
        number, place = blocks.place(key)
        by_block[number].append((tuple(values), place))
    for number, some in by_block.items():
        _add(number, _cut(source, some), known=True)
    return sum(map(len, by_block.values()))


class _Blocks:
    """Where a key stands."""

    def __init__(self, kind: int) -> None:
        self.kind = kind
        known = Block.objects.filter(kind=kind).order_by("number").values_list("first_id", flat=True)
        self.firsts = list(known)
        self.keys: dict[int, Sequence[int]] = {}

    def place(self, key: int) -> tuple[int, int]:
        number = bisect_left(self.firsts, key + 1) - 1
        if number not in self.keys:
            self.keys[number] = unpack_keys(bytes(Block.objects.get(kind=self.kind, number=number).ids))
        return number, bisect_left(self.keys[number], key)


def rebuild(kind: str) -> None:
    """Forget what is indexed of a kind; the next `catch_up` begins anew."""
    number = SOURCES[kind].number
    low, high = number << 42, (number + 1) << 42
    with transaction.atomic():
        Mark.objects.filter(pk=number).delete()
        Block.objects.filter(kind=number).delete()
        Posting.objects.filter(token__gte=low, token__lt=high).delete()
