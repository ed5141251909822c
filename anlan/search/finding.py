"""The search itself: newest first, in pages, exact. It reads the lists of pairs, and the words once more.

Truth is what `matches` says of a row: all words are in its texts, or are initials of its names. The lists only say
where to look; a list may name too many rows, never too few.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from anlan.search.models import Block, Mark, Posting, Touched
from anlan.search.postings import common, either, unpack_keys
from anlan.search.registry import SOURCES, Source
from anlan.search.texts import fold, may_be_initials, pairs_of, place_tokens, sounds_like, token, words

SCANNED = 2_000
"""Rows that a search for one character looks at: no list of pairs can help it."""
_BIGGEST = 2**63 - 1
_MOST_AT_ONCE = 4_096
_MOST_AREAS = 8
_MANY, _FEW = 512, 1_024


def is_short(text: str) -> bool:
    """Tell whether no word has two characters: then only the newest SCANNED rows are looked at."""
    return not any(len(word) > 1 for word in words(text))


def find(
    kind: str,
    text: str,
    *,
    within: QuerySet[Any],
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
    under: Sequence[str] = (),
) -> list[int]:
    """Return the keys of the rows of `within` that hold all words of `text`, newest first, at most `limit`.

    `under` may say that all rows of `within` lie below one of these area paths: a narrow scope is then found as fast as
    the whole. `before` and `after` bound the keys; with `after` it is the `limit` nearest above it. Six statements, and
    one for every further batch of rows that are looked at.
    """
    search = _Search(SOURCES[kind], text, within.order_by(), before, after, limit)
    search.lie_under(under)
    return search.keys()


class _Search:
    def __init__(
        self,
        source: Source,
        text: str,
        within: QuerySet[Any],
        before: int | None,
        after: int | None,
        limit: int,
    ) -> None:
        self.source = source
        self.words = words(text)
        self.number = source.key(fold(text.strip()))
        self.within = within
        self.low = after if after is not None else -1
        self.high = before if before is not None else _BIGGEST
        self.rising = after is not None and before is None
        self.limit = limit
        self.size = max(limit + 16, 64)
        self.looked = self.hits = 0
        self.asked_scope = False
        self.areas: list[int] = []

    def lie_under(self, paths: Sequence[str]) -> None:
        """Take the lists of these areas into account; the top of the tree, or very many, would say nothing."""
        areas = [place_tokens(self.source.number, path) for path in paths]
        if self.source.place and len(areas) <= _MOST_AREAS and all(len(area) > 1 for area in areas):
            self.areas = sorted({area[-1] for area in areas})

    # -- truth ---------------------------------------------------------------------------------------------

    def matches(self, row: tuple[Any, ...]) -> bool:
        if row[0] == self.number:
            return True
        texts, names = self.source.split(row[1:])
        folded = [fold(text) for text in texts]
        return all(self._holds(word, folded, names) for word in self.words)

    def _holds(self, word: str, folded: list[str], names: list[str]) -> bool:
        if any(word in text for text in folded):
            return True
        return may_be_initials(word) and any(sounds_like(name, word) for name in names)

    def _seldom(self) -> bool:
        """Tell whether the lists name many rows that lie outside the scope: then its size is asked for, once."""
        return not self.asked_scope and self.looked > _MANY and self.hits * 50 < self.looked

    # -- the way -------------------------------------------------------------------------------------------

    def keys(self) -> list[int]:
        if not self.words or self.limit < 1:
            return []
        long = [word for word in self.words if len(word) > 1]
        # in this order: what the job indexes meanwhile is then seen twice, never missed
        extra = self._touched()
        mark = Mark.objects.filter(pk=self.source.number).first()
        reach = mark.indexed_to if mark else 0
        if not long:
            found = self._scan(-1, most=SCANNED)
            extra = [self.number] if self.number is not None else []
        else:
            ways = [self._scan(reach), self._listed(long, reach)]
            found = self._taken(ways[::-1] if self.rising else ways)
        extra = [key for key in set(extra) if self.low < key < self.high]
        hits = {*self._first(found), *(key for rows in self._batches(extra) for key in rows)}
        nearest = sorted(hits, reverse=not self.rising)[: self.limit]
        return sorted(nearest, reverse=True)

    def _first(self, found: Iterator[list[int]]) -> list[int]:
        hits: list[int] = []
        for some in found:
            hits += some
            if len(hits) >= self.limit:
                break
        return hits

    @staticmethod
    def _taken(ways: Sequence[Iterator[list[int]]]) -> Iterator[list[int]]:
        for way in ways:
            yield from way

    def _rows(self, keys: Sequence[int]) -> QuerySet[Any, tuple[Any, ...]]:
        """Return the rows with these keys; the keys go as one value, a parameter each would cost more than the rows."""
        if connection.vendor == "postgresql":
            some = RawSQL("SELECT unnest(%s::bigint[])", (list(keys),))
        else:
            some = RawSQL("SELECT value FROM json_each(%s)", (json.dumps(list(keys)),))
        return self.within.filter(pk__in=some).values_list("pk", *self.source.columns)

    def _scan(self, above: int, *, most: int | None = None) -> Iterator[list[int]]:
        """Look at the rows with keys above one, as they are, nearest first; at `most` the newest so many."""
        if most is not None:
            newest = self.within.order_by("-pk").values_list("pk", flat=True)[most - 1 : most].first()
            above = newest - 1 if newest else -1
        # one bound on each side: of two, SQLite's planner may take the one that bounds nothing
        above, below, size = max(above, self.low), self.high, 256
        rows = self.within.order_by("pk" if self.rising else "-pk").values_list("pk", *self.source.columns)
        while above < below:
            batch = list(rows.filter(pk__gt=above, pk__lt=below)[:size])
            yield [row[0] for row in batch if self.matches(row)]
            if len(batch) < size:
                return
            above, below = (batch[-1][0], below) if self.rising else (above, batch[-1][0])
            size = min(size * 2, _MOST_AT_ONCE)

    def _touched(self) -> list[int]:
        """Return the keys of rows whose words changed since they were indexed, and the row with that number."""
        kinds = {
            SOURCES[kind].number: column for kind, column in self.source.follows.items() if kind in SOURCES
        }
        followed: dict[str, list[int]] = defaultdict(list)
        keys = [] if self.number is None else [self.number]
        rows = Touched.objects.filter(kind__in=[self.source.number, *kinds]).values_list("kind", "thing_id")
        for kind, thing in rows:
            if kind == self.source.number:
                keys.append(thing)
            else:
                followed[kinds[kind]].append(thing)
        for column, things in followed.items():
            keys += self.within.filter(**{f"{column}__in": things}).values_list("pk", flat=True)
        return keys

    def _batches(self, keys: Sequence[int]) -> Iterator[list[int]]:
        """Look at the rows with these keys, few at first: a page is often full after the first."""
        first = 0
        while first < len(keys):
            some = keys[first : first + self.size]
            hits = [row[0] for row in self._rows(some) if self.matches(row)]
            self.looked += len(some)
            self.hits += len(hits)
            yield hits
            first, self.size = first + self.size, min(self.size * 4, _MOST_AT_ONCE)

    def _narrow(self) -> list[int] | None:
        """Return all hits of a scope that holds few rows; None if it holds more. Its own index finds them."""
        self.asked_scope = True
        few = list(self.within.values_list("pk", flat=True)[: _FEW + 1])
        if len(few) > _FEW:
            return None
        keys = [key for key in few if self.low < key < self.high]
        return [row[0] for row in self._rows(keys) if self.matches(row)]

    def _listed(self, long: list[str], reach: int) -> Iterator[list[int]]:
        """Look at the rows that the lists name, a few blocks at a time."""
        wanted = sorted(token(self.source.number, pair) for pair in pairs_of(long, ()))
        blocks = Block.objects.filter(kind=self.source.number, first_id__lt=self.high)
        order = "number" if self.rising else "-number"
        firsts = list(blocks.order_by(order).values_list("number", "first_id"))
        if self.rising:  # a block is of use if the next one begins above `after`
            firsts = [
                row
                for row, nxt in zip(firsts, [*firsts[1:], (0, _BIGGEST)], strict=True)
                if nxt[1] > self.low
            ]
        start, size = 0, 2
        while start < len(firsts):
            window = [number for number, _first in firsts[start : start + size]]
            for keys in self._window(wanted, window, reach):
                yield from self._batches(keys)
                if self._seldom() and (rest := self._narrow()) is not None:
                    yield rest
                    return
            start, size = start + size, size * 4

    def _window(self, wanted: list[int], numbers: list[int], reach: int) -> Iterator[list[int]]:
        """Return, block by block, the keys that stand in the lists of all pairs."""
        lists: dict[int, list[bytes]] = defaultdict(list)
        areas: dict[int, list[bytes]] = defaultdict(list)
        rows = Posting.objects.filter(
            token__in=[*wanted, *self.areas], block__gte=min(numbers), block__lte=max(numbers)
        ).values_list("token", "block", "docs")
        for pair, block, docs in rows:
            (areas if pair in self.areas else lists)[block].append(bytes(docs))
        if self.areas:
            numbers = [number for number in numbers if number in areas]
            for number in numbers:  # only where every pair stands: its list makes one more
                if len(lists[number]) == len(wanted):
                    lists[number].append(either(areas[number]))
            wanted = [*wanted, 0]
        places = {n: common(lists[n]) for n in numbers if len(lists[n]) == len(wanted)}
        full = [number for number in numbers if places.get(number)]
        held = Block.objects.filter(kind=self.source.number, number__in=full).values_list("number", "ids")
        keys_of = {number: unpack_keys(bytes(ids)) for number, ids in held} if full else {}
        for number in full:
            keys = keys_of[number]
            named = [keys[place] for place in places[number] if place < len(keys)]
            named = [key for key in named if key <= reach and self.low < key < self.high]
            yield named if self.rising else named[::-1]
