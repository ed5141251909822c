"""The text of an issue as rows: one a paragraph, each with a key that stays and the version that changed it last.

Pure functions: they take rows and return new ones; nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from anlan.documents.passages import Passage, as_data

Row = dict[str, Any]
MOST_PASSAGES = 120
MOST_CHARACTERS = 4_000
_FIELDS = ("key", "text", "first", "second", "section", "fault")


def begun(passages: Iterable[Passage]) -> list[Row]:
    """Return the rows of a first version."""
    return [row | {"at": 1} for row in as_data(passages)]


def passages(rows: Iterable[Row]) -> tuple[Passage, ...]:
    return tuple(Passage(**{name: row[name] for name in _FIELDS if name in row}) for row in rows)


def by_hand(issue: Any) -> frozenset[str]:
    """Return the keys of the paragraphs that a hand wrote or changed since they were drafted."""
    return frozenset(row["key"] for row in issue.passages if row.get("at", 1) > 1)


def find(rows: Sequence[Row], key: str) -> Row | None:
    return next((row for row in rows if row["key"] == key), None)


def written(rows: Sequence[Row], key: str, *, text: str, first: str, second: str, at: int) -> list[Row]:
    """Return the rows with one paragraph's text and headings replaced; a fault of its section is gone with that."""
    return [
        _row(row["key"], text, first, second, row.get("section", ""), at) if row["key"] == key else row
        for row in rows
    ]


def added(rows: Sequence[Row], after: str, *, text: str, first: str, second: str, at: int) -> list[Row]:
    """Return the rows with a new paragraph below `after`, or at the head of the text when that names none."""
    new = _row(f"p{at}", text, first, second, "", at)
    place = next((n for n, row in enumerate(rows, start=1) if row["key"] == after), 0)
    return [*rows[:place], new, *rows[place:]]


def removed(rows: Sequence[Row], key: str) -> list[Row]:
    return [row for row in rows if row["key"] != key]


def moved(rows: Sequence[Row], key: str, steps: int) -> list[Row]:
    """Return the rows with one paragraph moved up (-1) or down (+1); at the edge it stays."""
    order = list(rows)
    place = next(n for n, row in enumerate(order) if row["key"] == key)
    target = min(max(place + steps, 0), len(order) - 1)
    order.insert(target, order.pop(place))
    return order


def _row(key: str, text: str, first: str, second: str, section: str, at: int) -> Row:
    row = {"key": key, "text": text, "first": first, "second": second, "section": section}
    return {name: value for name, value in row.items() if value} | {"at": at}
