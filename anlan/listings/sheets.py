"""A list as a file: its columns, how its rows are read in order, how many of them are told at a time.

An app declares a `Sheet` in its `exports.py`, which is found when the apps load; nothing here knows any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.parameters import NEWEST, Order
from anlan.listings.models import LONGEST_QUERY
from anlan.listings.spec import Choices, ListSpec, under
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.search.finding import find, is_short

CHUNK = 2_000
TEXT, CODE, NAME, WIDE, NUMBER, DAY, MOMENT = "text", "code", "name", "wide", "number", "day", "moment"
Cell = str | int | float | date | datetime | None
Line = Sequence[Cell]
Teller = Callable[[list[int]], Iterable[tuple[int, Line]]]
"""From a run of keys to (key, cells) in any order: a bounded number of queries."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. A code stays text whatever its digits; a moment is Shanghai time."""

    label: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list that can be taken as a file.

    `rows` returns what is in the actor's scope and fits the filters, but for the words of a search. With `spec` the
    filters, the order and the search are the list's own; without one the newest key comes first. `door` returns the
    page that stands before the list where its opening is noted, or None where it stands open. Where the words of a row
    depend on what was asked (`by_question`), `teller` takes the actor and the query.
    """

    code: str
    label: str | Promise
    route: str
    permission: Permission | None
    rows: Callable[[Actor, Mapping[str, Any]], QuerySet[Any]]
    columns: Callable[[], list[Column]]
    teller: Callable[..., Teller]
    choices: Callable[[Actor], Mapping[str, Choices]]
    filters: tuple[str, ...] = ()
    spec: ListSpec | None = None
    order: Order = NEWEST
    masked: bool = False
    door: Callable[[HttpRequest], HttpResponse | None] | None = None
    route_args: tuple[str, ...] = ()
    by_question: bool = False

    def __post_init__(self) -> None:
        SHEETS[self.code] = self

    def address(self) -> str:
        """Return the address of the page whose rows these are."""
        return reverse(self.route, args=self.route_args)

    def tell(self, actor: Actor, query: Mapping[str, Any]) -> Teller:
        """Return what tells the rows: of most lists the same whatever was asked."""
        return self.teller(actor, query) if self.by_question else self.teller()

    def kept(self, query: Mapping[str, Any]) -> dict[str, str]:
        """Return what of an address belongs to the list."""
        if self.spec is not None:
            return self.spec.kept(query)
        return {name: str(query[name]).strip() for name in self.filters if str(query.get(name) or "").strip()}

    def canonical(self, query: Mapping[str, Any]) -> str:
        """Return the filters as they are kept. Raises Invalid where they are too long."""
        text = urlencode(sorted(self.kept(query).items()))
        if len(text) > LONGEST_QUERY:
            raise Invalid("export.long", _("These filters are too long to be exported. Take some away."))
        return text

    def told(self, actor: Actor, query: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return filters and order in words: (what, which)."""
        choices, told = self.choices(actor), []
        for name, value in self.kept(query).items():
            label = (
                self._order_told(value) if name == "sort" else dict(choices.get(name, ())).get(value, value)
            )
            told.append((str(parameters.NAMES.get(name, name)), str(label).strip("　 ")))
        return told

    def _order_told(self, value: str) -> str:
        code = value.removeprefix("-")
        label = str(parameters.NAMES.get(code, code))
        return _("%(column)s, turned round") % {"column": label} if value.startswith("-") else label

    def check(self, actor: Actor, query: Mapping[str, Any]) -> QuerySet[Any]:
        """Return the rows asked for. Raises Invalid for filters that cannot be read or answered in full."""
        rows = self.rows(actor, query)
        if self.spec is not None:
            self.spec.chosen(query)
            words = self.spec.searched(query)
            if words and is_short(words):
                raise Invalid(
                    "export.short",
                    _(
                        "A search for one character looks at the newest rows only, so its export would not be whole. "
                        "Search for two characters or more."
                    ),
                    field="q",
                )
        return rows

    def count(self, actor: Actor, query: Mapping[str, Any]) -> int | None:
        """Return how many rows the file will hold; None for a search, which is not counted beforehand."""
        rows = self.check(actor, query)
        return None if self.spec is not None and self.spec.searched(query) else rows.count()

    def keys(self, actor: Actor, query: Mapping[str, Any]) -> Iterator[list[int]]:
        """Yield the keys of all rows in the order of the list, a chunk at a time: each costs the same."""
        rows = self.check(actor, query)
        words = self.spec.searched(query) if self.spec is not None else ""
        if words and self.spec is not None:
            below, last = under(actor.scope, query), None
            while found := find(self.spec.search, words, within=rows, limit=CHUNK, before=last, under=below):
                yield found
                last = found[-1]
            return
        order = self.spec.chosen(query)[1] if self.spec is not None else self.order
        yield from parameters.runs(rows, size=CHUNK, order=order)


def find_sheet(code: str) -> Sheet:
    if code not in SHEETS:
        raise Unknown("list.unknown", _("There is no such list."))
    return SHEETS[code]


def key_column() -> Column:
    """Return the last column of every file: the key over which the digest of the rows runs."""
    return Column(pgettext("export", "Record key"), CODE)


SHEETS: dict[str, Sheet] = {}
"""Every list that can be exported, by its code."""
