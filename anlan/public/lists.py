"""Lists that law makes public. An app declares each in its `public_lists.py`, which is found when the apps load.

Strangers see what is declared and nothing else of a table: `rows` returns what was made public, `tell` says which of
its columns. No personal data: a public list names enterprises and bodies, people only where the law itself says so
([0068](docs/adr/0068-public-lists-are-declared.md)).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from anlan.kernel.parameters import NEWEST, Order

Cell = Any
"""Text, a number, a day, or {text, href} with an address that is public too."""


@dataclass(frozen=True, slots=True)
class PublicList:
    """A list for everybody: `rows()` returns what was made public, `columns()` their heads as {label, kind}, and
    `tell(keys)` the rows with these keys, in their order, as {key: cells}: a bounded number of queries."""

    code: str
    label: str | Promise
    basis: str | Promise  # the law or rule that makes it public
    rows: Callable[[], Any]
    columns: Callable[[], list[dict[str, Any]]]
    tell: Callable[[list[int]], dict[int, Sequence[Cell]]]
    order: Order = NEWEST
    icon: str = "file-text"


PUBLIC_LISTS: dict[str, PublicList] = {}


def public_list(one: PublicList) -> None:
    """Declare a list; its code is its address: /public/<code>/."""
    PUBLIC_LISTS[one.code] = one
