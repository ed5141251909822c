"""What can be searched. An app names its source in `searching.py`, which is found when the apps load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def _no_number(_text: str) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of thing and the columns by which it is found, as a QuerySet's `values_list` names them.

    `number` (1 to 255) stands in the index and never changes. `texts` are found by any part of theirs, `names` (among
    the texts) by their initials too, and `key` reads a number that people write (YH2022-0000123) as the key.
    `follows` names the column by which it takes words from another kind: {"premises": "premises"}. `place` names a
    column with an area path that never changes once written: the lists then know the areas too. `in_commit_order`: a
    row with a lower key is never committed after one with a higher key (cases; others are asked for with a lock).
    """

    kind: str
    number: int
    model: Any
    texts: tuple[str, ...]
    names: tuple[str, ...] = ()
    key: Callable[[str], int | None] = _no_number
    follows: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    in_commit_order: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.texts, *(name for name in self.names if name not in self.texts))

    def split(self, values: tuple[Any, ...]) -> tuple[list[str], list[str]]:
        """Return (texts, names) from the values of `columns`."""
        by_column = dict(zip(self.columns, (str(value or "") for value in values), strict=True))
        return [by_column[name] for name in self.texts], [by_column[name] for name in self.names]


SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Let a kind be searched. Raises ValueError when its number belongs to another."""
    taken = {other.number: kind for kind, other in SOURCES.items() if kind != source.kind}
    if source.number in taken or not 0 < source.number < 256:
        raise ValueError(f"search number {source.number} of {source.kind} is taken or out of range")
    SOURCES[source.kind] = source
    return source
