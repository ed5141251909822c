"""What a case is called where others show it: a to-do list, a notice, a supervision paper.

Obligations, notices and papers hold the kind and key of a case and know nothing of its tables; the app that owns the
kind registers here how to tell it: `TELLERS["hazard"] = told`, once, when it loads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseWords:
    """A case in words: what it is, where it is, its page and its number."""

    text: str
    place: str = ""
    href: str = ""
    number: str = ""


Teller = Callable[[list[int]], dict[int, CaseWords]]
TELLERS: dict[str, Teller] = {}
"""Kind of case → the function that tells many of them in one query."""

NOTHING = CaseWords("")


def tell(cases: Iterable[tuple[str, int]]) -> dict[tuple[str, int], CaseWords]:
    """Return the words of cases by (kind, key): one query a kind. What nobody can tell has no words."""
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, key in cases:
        keys[kind].add(key)
    words: dict[tuple[str, int], CaseWords] = {}
    for kind, wanted in keys.items():
        told = TELLERS[kind](sorted(wanted)) if kind in TELLERS else {}
        words |= {(kind, key): told.get(key, NOTHING) for key in wanted}
    return words
