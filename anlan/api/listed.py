"""Lists as pages of rows by key: the filters and orders of the page's own list, bounded, never counted beyond a cap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Choices, QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.api.answers import answer
from anlan.api.gate import ApiRequest
from anlan.kernel import parameters
from anlan.kernel.compiled import Compiled
from anlan.kernel.errors import Invalid
from anlan.kernel.parameters import Order, Slice
from anlan.listings.counts import Count, capped
from anlan.listings.spec import ListSpec
from anlan.org.scope import EVERYTHING, Scope

USUAL, MOST = 50, 200
Tell = Callable[[list[Any]], Sequence[Any]]
Parameters = list[dict[str, Any]]

DAY = {"type": "string", "format": "date"}
WORDS = {"type": "string", "maxLength": 60}


def parameter(name: str, schema: Mapping[str, Any], told: str = "") -> dict[str, Any]:
    """Return the description of a parameter of the query."""
    described = {"in": "query", "name": name, "required": False, "schema": dict(schema)}
    return {**described, "description": told} if told else described


def choice(name: str, codes: Sequence[str]) -> dict[str, Any]:
    return parameter(name, {"type": "string", "enum": list(codes)})


PAGING: Parameters = [
    parameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "rows on a page"
    ),
    parameter("before", {"type": "string", "maxLength": 600}, "from `next`; the place of a page"),
    parameter("after", {"type": "string", "maxLength": 600}, "from `previous`; the place of a page"),
]
COUNT = parameter(
    "count", {"type": "string", "enum": ["1"]}, "count the rows, up to 10 000, on the first page"
)
PLACE: Parameters = [
    parameter("area", WORDS, "code or name of an area, with everything below it"),
    parameter("sector", WORDS, "code or name of a sector"),
]
DAYS: Parameters = [
    parameter("from", DAY, "first day, in Shanghai"),
    parameter("to", DAY, "last day, inclusive"),
]


def of_spec(spec: ListSpec, *filters: dict[str, Any]) -> Parameters:
    """Return the parameters of a list that a page shows too."""
    orders = [f"{sign}{sort.code}" for sort in spec.sorts for sign in ("", "-")]
    searched = [parameter("q", WORDS, "words to search for")] if spec.search else []
    return [*searched, *filters, choice("sort", orders), COUNT, *PAGING]


def limit(query: Mapping[str, Any]) -> int:
    """Return how many rows a page shall have. Raises Invalid beyond the bound."""
    size = parameters.whole(query, "limit")
    if size is None:
        return USUAL
    if not 1 <= size <= MOST:
        raise Invalid("parameter.limit", _("A page has 1 to %(most)s rows.") % {"most": MOST}, field="limit")
    return size


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where the rows of a list come from: those that a scope shows, what the filters leave of them, their columns.

    The first column is the key. `tell` makes data of rows, `read` reads the rows of some keys.
    """

    spec: ListSpec
    rows: Callable[[Scope], Any]
    filtered: Callable[[Any, Mapping[str, Any]], Any]
    columns: tuple[str, ...]
    tell: Callable[[list[Any]], list[dict[str, Any]]]

    def told(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return the records with these keys as data, in their order. One query, made once a process."""
        size = next(size for size in (1, USUAL, MOST) if len(keys) <= size)
        found = {row[0]: row for row in _by_key(self, size).rows(keys)}
        return self.tell([found[key] for key in keys if key in found])


@lru_cache(maxsize=64)
def _by_key(source: Source, size: int) -> Compiled:
    model = source.rows(EVERYTHING).model
    return Compiled(lambda keys: model.objects.filter(pk__in=keys).values_list(*source.columns), size=size)


@lru_cache(maxsize=1024)
def _newest(source: Source, scope: Scope, size: int) -> Compiled:
    """Return the query for a page of everything that a scope shows, newest first: what most programmes read."""
    return Compiled(
        lambda keys: (
            source.rows(scope).filter(pk__lt=keys[0]).order_by("-pk").values_list(*source.columns)[: size + 1]
        )
    )


def listed(request: ApiRequest, source: Source) -> HttpResponse:
    """Answer with the page of a list that the address asks for."""
    query, scope, spec = request.GET, request.auth.actor.scope, source.spec
    size = limit(query)
    if not (spec.kept(query) or query.get("after") or _counts(request)):
        return _plain_page(request, source, size)
    rows = source.filtered(source.rows(scope), query)
    page = spec.slice(rows, query, scope=scope, size=size)
    count = spec.count(rows, page, query, size=size) if _counts(request) else None
    return _page(request, page, source.told(page.keys), count)


def _plain_page(request: ApiRequest, source: Source, size: int) -> HttpResponse:
    """Answer with a page without filters, in one query whose text is made once for a scope."""
    before = parameters.whole(request.GET, "before")
    mark = parameters.BIGGEST if before is None else before
    found = _newest(source, request.auth.actor.scope, size).rows([mark])
    shown = found[:size]
    newer = urlencode({"after": shown[0][0]}) if shown and before is not None else ""
    older = urlencode({"before": shown[-1][0]}) if len(found) > size else ""
    return _page(request, Slice([], newer, older), source.tell(shown), None)


def ordered(request: ApiRequest, rows: QuerySet[Any], tell: Tell, *, order: Order) -> HttpResponse:
    """Answer with a page of rows that no page lists; `tell` is given the rows themselves."""
    size = limit(request.GET)
    page = parameters.page(rows, request.GET, size=size, order=order)
    first = not (request.GET.get("before") or request.GET.get("after"))
    return _page(request, page, tell(page.rows), capped(rows) if first and _counts(request) else None)


def _counts(request: ApiRequest) -> bool:
    return bool(parameters.choice(request.GET, "count", ("1",)))


def _page(request: ApiRequest, page: Slice, rows: Sequence[Any], count: Count | None) -> HttpResponse:
    return answer(
        {
            "rows": rows,
            "next": _address(request, page.older),
            "previous": _address(request, page.newer),
            "count": None if count is None else {"n": count.n, "more": count.more},
        }
    )


def _address(request: ApiRequest, query: str) -> str | None:
    """Return the address of a neighbouring page: the place, and everything else as it was asked."""
    if not query:
        return None
    place = {name: value for name, value in parse_qsl(query) if name in ("before", "after")}
    kept = {name: value for name, value in request.GET.items() if name not in ("before", "after", "count")}
    return f"{request.path}?{urlencode({**kept, **place})}"


# -- words -----------------------------------------------------------------------------------------------------------


def in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def spoken(codes: type[Choices]) -> dict[str, dict[str, str]]:
    """Return {code, label} by code in the language of the answer."""
    return _spoken(codes, get_language() or "")


@lru_cache(maxsize=256)
def _spoken(codes: type[Choices], _language: str) -> dict[str, dict[str, str]]:
    return {code: {"code": code, "label": str(label)} for code, label in codes.choices}


def labelled(labels: Mapping[str, Any], code: str) -> dict[str, str]:
    return {"code": code, "label": str(labels.get(code, code))}
