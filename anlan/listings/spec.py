"""A list as data: its filters, the orders that an index serves, its search; and the page that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.kernel import clock, parameters
from anlan.kernel.parameters import NEWEST, Order, Slice
from anlan.listings.counts import Count, capped
from anlan.listings.saved import Chip, chips_of
from anlan.org.doors import ActedRequest
from anlan.org.models import Area
from anlan.org.scope import Scope
from anlan.search.finding import SCANNED, find, is_short

MOST_PRINTED = 1_000
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that a list offers: `sort=code` as declared, `sort=-code` the other way round.

    `index` names the index that serves it (a test reads the plan); `needs` the filters without which it does not:
    {"state": {"outstanding", "overdue"}} for an index over what is open.
    """

    code: str
    order: Order
    index: str
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def offered(self, query: Mapping[str, Any]) -> bool:
        return all(str(query.get(name, "")) in values for name, values in self.needs.items())


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list that people filter, sort, search, save and print. Without `sort` it shows the newest key first."""

    code: str
    label: str | Promise
    route: str
    filters: tuple[str, ...]
    sorts: tuple[Sort, ...] = ()
    search: str = ""
    # columns that the page reads together with the keys, unless words are searched for
    reads: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        LISTS[self.code] = self

    def kept(self, query: Mapping[str, Any]) -> dict[str, str]:
        """Return what of an address belongs to the view of the list: filters, words, order; not the page."""
        names = (*(("q",) if self.search else ()), *self.filters, "sort")
        return {name: str(query[name]).strip() for name in names if str(query.get(name) or "").strip()}

    def chosen(self, query: Mapping[str, Any]) -> tuple[Sort | None, Order]:
        """Return the order asked for; the newest first where none is, or where its filter is not chosen any more."""
        known = [f"{sign}{sort.code}" for sort in self.sorts for sign in ("", "-")]
        text = parameters.choice(query, "sort", known)
        for sort in self.sorts:
            if text.removeprefix("-") == sort.code and sort.offered(query) and not self.searched(query):
                return sort, sort.order.turned() if text.startswith("-") else sort.order
        return None, NEWEST

    def searched(self, query: Mapping[str, Any]) -> str:
        return parameters.words(query, "q") if self.search else ""

    def show(self, request: ActedRequest, rows: QuerySet[Any]) -> Shown:
        """Return the page that the address asks for of the rows, which are in scope and filtered, but for `q`."""
        query = request.GET
        sort, order = self.chosen(query)
        printed = query.get("print") == "1"
        size = MOST_PRINTED if printed else parameters.PAGE
        words = self.searched(query)
        page = self.slice(rows, query, scope=request.actor.scope, size=size)
        count = self.count(rows, page, query, size=size)
        return Shown(self, request, page, sort, order, count, printed, bool(words) and is_short(words))

    def slice(self, rows: QuerySet[Any], query: Mapping[str, Any], *, scope: Scope, size: int) -> Slice:
        """Return the page of at most `size` rows (their keys) that an address asks for, searched words included."""
        if words := self.searched(query):
            return self._found(rows, query, words, size, under(scope, query))
        _sort, order = self.chosen(query)
        if self.reads:  # such a list is ordered by columns of its own table
            names = dict.fromkeys(("pk", *order.fields, *self.reads))
            return parameters.page(rows.values_list(*names, named=True), query, size=size, order=order)
        kept = rows.only("pk", *(n for n in order.fields if "__" not in n))
        return parameters.page(kept, query, size=size, order=order)

    def _found(
        self, rows: QuerySet[Any], query: Mapping[str, Any], words: str, size: int, under: list[str]
    ) -> Slice:
        before, after = parameters.whole(query, "before"), parameters.whole(query, "after")
        bounds = {"after": after} if after is not None else {"before": before}
        keys = find(self.search, words, within=rows, limit=size + 1, under=under, **bounds)
        full = len(keys) > size
        keys = keys[-size:] if after is not None else keys[:size]
        newer = before is not None if after is None else full
        older = full if after is None else True
        kept = self.kept(query)
        return Slice(
            [_Key(key) for key in keys],
            urlencode({**kept, "after": keys[0]}) if keys and newer else "",
            urlencode({**kept, "before": keys[-1]}) if keys and older else "",
        )

    def count(self, rows: QuerySet[Any], page: Slice, query: Mapping[str, Any], *, size: int) -> Count | None:
        """Count on the first page only, and only where the page does not tell already."""
        if query.get("before") or query.get("after"):
            return None
        if not page.older:
            return Count(len(page.rows))
        return Count(size, more=True) if self.searched(query) else capped(rows)


@dataclass(frozen=True, slots=True)
class _Key:
    """A row of which only the key is known."""

    pk: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a list, ready for its template."""

    spec: ListSpec
    request: ActedRequest
    page: Slice
    sort: Sort | None
    order: Order
    count: Count | None
    printed: bool
    short: bool

    @property
    def keys(self) -> list[int]:
        return self.page.keys

    @property
    def read(self) -> bool:
        """Whether the rows of the page carry the columns that the list reads together with the keys."""
        return bool(self.spec.reads) and not self.spec.searched(self.request.GET)

    @property
    def query(self) -> str:
        """The address of this view of the list, without the page."""
        return urlencode(sorted(self.spec.kept(self.request.GET).items()))

    @property
    def note(self) -> str:
        """What stands at the foot: how many rows there are, or how many are on this page."""
        if self.short:
            return _("one character: looked for in the newest %(count)s rows only") % {
                "count": f"{SCANNED:,}"
            }
        if self.count is not None:
            return str(self.count)
        return _("%(count)s rows on this page") % {"count": len(self.page.rows)}

    @property
    def print_query(self) -> str:
        return urlencode({**self.spec.kept(self.request.GET), "print": "1"})

    @property
    def chips(self) -> list[Chip]:
        """The saved views, the chosen one marked. One query."""
        actor = self.request.actor
        return chips_of(actor.person_id, actor.organisation_ids(), self.spec.code, self.query)

    def render(
        self,
        template: str,
        *,
        columns: Sequence[dict[str, Any]],
        rows: Sequence[Any],
        choices: Mapping[str, Choices] | None = None,
        **context: Any,
    ) -> HttpResponse:
        """Answer with the page, or with the print view. `rows` come in the order of `keys`.

        A column that carries `sort` (the code of a Sort) gets its link; `choices` are those of the filters by name, for
        the template as {name}s is free to choose, and for the words of the print view.
        """
        keyed = [_keyed(row, key) for row, key in zip(rows, self.keys, strict=False)]
        whole = {
            **context,
            "shown": self,
            "columns": [self._column(column) for column in columns],
            "rows": keyed,
            "page": self.page,
            "query": self.request.GET,
            "choices": choices or {},
        }
        if self.printed:
            whole |= {
                "conditions": self._conditions(choices or {}),
                "as_of": clock.now(),
                "back": urlencode(self.spec.kept(self.request.GET)),
                "cut": bool(self.page.older),
            }
            return render(self.request, "listings/print.html", whole)
        return render(self.request, template, whole)

    def _column(self, column: dict[str, Any]) -> dict[str, Any]:
        sort = next((sort for sort in self.spec.sorts if sort.code == column.get("sort")), None)
        query = self.request.GET
        if sort is None or not sort.offered(query) or self.spec.searched(query) or self.printed:
            return column
        here = sort is self.sort
        turned = here and self.order == sort.order
        address = urlencode({**self.spec.kept(query), "sort": f"-{sort.code}" if turned else sort.code})
        sorted_ = ("desc" if self.order.descending else "asc") if here else ""
        return {**column, "href": f"?{address}", "sorted": sorted_}

    def _conditions(self, choices: Mapping[str, Choices]) -> list[tuple[str, str]]:
        """Return the filters in words: (what, which)."""
        told = []
        for name, value in self.spec.kept(self.request.GET).items():
            if name == "sort":
                continue
            label = dict(choices.get(name, ())).get(value, value)
            told.append((str(parameters.NAMES.get(name, name)), str(label).strip("　 ")))
        return told


def _keyed(row: Any, key: int) -> dict[str, Any]:
    return {**row, "key": key} if isinstance(row, dict) else {"cells": row, "key": key}


def under(scope: Scope, query: Mapping[str, Any]) -> list[str]:
    """Return area paths below which all rows lie that somebody may see and asks for; none where that cannot be said."""
    if code := str(query.get("area") or "").strip():
        chosen = Area.objects.filter(code=code, valid_to=None).values_list("path", flat=True).first()
        return [chosen] if chosen else []
    if scope.everything or any(post.own_only for post in scope.held):
        return []
    return [post.area_path for post in scope.held]


LISTS: dict[str, ListSpec] = {}
"""Every list by its code; an app declares its own in `listing.py`, which is found when the apps load."""
