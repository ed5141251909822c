"""What an address may carry, read strictly, with an error that names the field: numbers, days, words, places.

Pages of a list go by key: any page costs the same, however deep, in any order that an index serves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.errors import Invalid

PAGE = 50
_STORABLE = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*\Z")
BIGGEST = 2**63 - 1


NAMES = {
    "q": gettext_lazy("Search"),
    "state": gettext_lazy("State"),
    "area": gettext_lazy("Area"),
    "sector": gettext_lazy("Sector"),
    "grade": gettext_lazy("Grade"),
    "mode": gettext_lazy("Mode"),
    "kind": gettext_lazy("Kind"),
    "case": gettext_lazy("Case"),
    "seal": gettext_lazy("Seal"),
    "premises": gettext_lazy("Premises"),
    "on": gettext_lazy("Day"),
    "from": gettext_lazy("First day"),
    "to": gettext_lazy("Last day"),
    "known_at": gettext_lazy("As known at"),
    "before": gettext_lazy("Page"),
    "after": gettext_lazy("Page"),
    "sort": gettext_lazy("Order"),
    "role": gettext_lazy("Role"),
    "age": gettext_lazy("Age"),
    "department": gettext_lazy("Responsible department"),
    "list": gettext_lazy("List"),
    "found": gettext_lazy("Found on"),
    "due": gettext_lazy("Deadline"),
    "code": gettext_lazy("Code"),
    "did": gettext_lazy("What happened"),
    "since": gettext_lazy("Since"),
    "by": gettext_lazy("Taken apart"),
    "figure": gettext_lazy("Figure"),
    "rows": pgettext_lazy("analysis", "Rows"),
    "columns": pgettext_lazy("analysis", "Columns"),
    "against": gettext_lazy("Compared with"),
    "then_from": gettext_lazy("First day compared with"),
    "then_to": gettext_lazy("Last day compared with"),
}
"""What a page calls the keys of its address."""


def _named(name: str) -> str:
    return str(NAMES.get(name, name))


def storable(text: str) -> bool:
    """Tell whether every engine can hold the text: no NUL or other control character, no half of a pair."""
    return bool(_STORABLE.match(text))


def whole(query: Mapping[str, Any], name: str) -> int | None:
    """Return a key of the query as a whole number from 0 to 2^63-1, or None where it is absent."""
    text = str(query.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or int(text) > BIGGEST:
        raise Invalid(
            "parameter.number",
            _("“%(value)s” is not a usable number for “%(field)s”.")
            % {"value": text[:40].replace("\x00", ""), "field": _named(name)},
            field=name,
        )
    return int(text)


def day(query: Mapping[str, Any], name: str) -> date | None:
    """Return a key of the query as a day written 2022-10-24, or None where it is absent."""
    text = str(query.get(name) or "").strip()
    if not text:
        return None
    try:
        value = date.fromisoformat(text)
    except ValueError:
        value = date.min
    if not 2000 <= value.year <= 2099:
        raise Invalid(
            "parameter.day",
            _("“%(value)s” is not a day for “%(field)s”. Write it like 2022-10-24, from 2000 to 2099.")
            % {"value": text[:40].replace("\x00", ""), "field": _named(name)},
            field=name,
        )
    return value


def moment(query: Mapping[str, Any], name: str) -> datetime | None:
    """Return a key of the query as a moment; without a zone it is Shanghai time."""
    text = str(query.get(name) or "").strip()
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
        if value.tzinfo is None:
            value = value.replace(tzinfo=clock.SHANGHAI)
        if not 2000 <= value.year <= 2099:
            raise ValueError
    except ValueError:
        raise Invalid(
            "parameter.moment",
            _("“%(value)s” is not a moment for “%(field)s”. Write it like 2022-10-24T15:40.")
            % {"value": text[:40].replace("\x00", ""), "field": _named(name)},
            field=name,
        ) from None
    return value.astimezone(UTC)


def choice(query: Mapping[str, Any], name: str, choices: Sequence[str]) -> str:
    """Return a key of the query if it is one of the choices, "" where it is absent."""
    text = str(query.get(name) or "").strip()
    if text and text not in choices:
        raise Invalid(
            "parameter.choice",
            _("“%(value)s” is not a choice for “%(field)s”.")
            % {"value": text[:40].replace("\x00", ""), "field": _named(name)},
            field=name,
        )
    return text


def words(query: Mapping[str, Any], name: str, *, most: int = 60) -> str:
    """Return a key of the query as search words: trimmed, at most `most` characters, nothing unprintable."""
    text = str(query.get(name) or "").strip()
    if len(text) > most or not storable(text) or not text.isprintable():
        raise Invalid(
            "parameter.words",
            _("“%(field)s” takes at most %(most)s printable characters.")
            % {"field": _named(name), "most": most},
            field=name,
        )
    return text


# -- pages ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows: columns, then the key, all in one direction. With `nulls` the first may be null: then last.

    An index over the columns and the key serves it in both directions.
    """

    fields: tuple[str, ...] = ()
    descending: bool = True
    nulls: bool = False

    def turned(self) -> Order:
        return Order(self.fields, not self.descending, self.nulls)


NEWEST = Order()


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows in their order and the query strings of its neighbours ("" where there is none).

    `newer` is the page before it, `older` the page after it.
    """

    rows: list[Any]
    newer: str
    older: str

    @property
    def keys(self) -> list[Any]:
        return [row.pk for row in self.rows]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page begins or ends: the row's values in the columns of the order, and its key."""

    values: tuple[Any, ...]
    key: int


def page(rows: Any, query: Mapping[str, Any], *, size: int = PAGE, order: Order = NEWEST) -> Slice:
    """Return the page of a QuerySet that `before` and `after` of the address ask for; the first without them."""
    before, after = _place(rows, query, "before", order), _place(rows, query, "after", order)
    kept = {name: query[name] for name in query if name not in ("before", "after") and query[name]}
    if after is not None:
        found = _run(rows, order, after, size + 1, forward=False)
        more_new, found = len(found) > size, found[:size][::-1]
        more_old = True
    else:
        found = _run(rows, order, before, size + 1, forward=True)
        more_old, found = len(found) > size, found[:size]
        more_new = before is not None
    newer = urlencode({**kept, "after": _told(found[0], order)}) if found and more_new else ""
    older = urlencode({**kept, "before": _told(found[-1], order)}) if found and more_old else ""
    return Slice(found, newer, older)


def runs(rows: Any, *, size: int, order: Order = NEWEST) -> Iterator[list[int]]:
    """Yield the keys of all rows in their order, `size` at a time; the last costs as much as the first."""
    names = (*order.fields, "pk")
    place = None
    while found := _run(rows.values_list(*names), order, place, size, forward=True):
        yield [row[-1] for row in found]
        if len(found) < size:
            return
        place = _Place(tuple(found[-1][:-1]), found[-1][-1])


def _run(rows: Any, order: Order, place: _Place | None, count: int, *, forward: bool) -> list[Any]:
    """Return `count` rows that follow the place in one direction.

    Rows with and without the first column are read by themselves: an index gives either in order, but the engines do
    not agree where nulls stand in it.
    """
    down = order.descending == forward
    parts: list[bool | None] = [False, True] if order.nulls else [None]
    at_null = place is not None and order.nulls and place.values[0] is None
    found: list[Any] = []
    for null in parts if forward else parts[::-1]:
        some, fields = rows, order.fields
        if null is not None:
            some = some.filter(**{f"{fields[0]}__isnull": null})
            fields = fields[1:] if null else fields
        if place is not None and null in (None, at_null):
            some = some.filter(
                _beyond(fields, place.values[len(order.fields) - len(fields) :], place.key, down)
            )
        elif place is not None and at_null == forward:
            continue  # this part lies behind
        names = [f"-{name}" if down else name for name in (*fields, "pk")]
        found += some.order_by(*names)[: count - len(found)]
        if len(found) == count:
            break
    return found


def _beyond(fields: tuple[str, ...], values: tuple[Any, ...], key: int, down: bool) -> Q:
    """Return the condition that a row follows these values; its first half is a range that an index serves."""
    side = "lt" if down else "gt"
    condition = Q(**{f"pk__{side}": key})
    for name, value in reversed(list(zip(fields, values, strict=True))):
        condition = Q(**{f"{name}__{side}e": value}) & (Q(**{f"{name}__{side}": value}) | condition)
    return condition


# -- the place in the address ------------------------------------------------------------------------------------


def _told(row: Any, order: Order) -> str:
    parts = []
    for name in order.fields:
        value = reduce(getattr, name.split("__"), row)
        parts.append(
            "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)
        )
    return "~".join([*(quote(part, safe=":+ ") for part in parts), str(row.pk)])


def _place(rows: Any, query: Mapping[str, Any], name: str, order: Order) -> _Place | None:
    if not order.fields:
        key = whole(query, name)
        return None if key is None else _Place((), key)
    text = str(query.get(name) or "").strip()
    if not text:
        return None
    *parts, last = text.split("~")
    key = whole({name: last}, name)
    if len(parts) != len(order.fields) or key is None:
        raise _unreadable(name)
    nulls = [order.nulls and not at for at in range(len(parts))]
    values = (
        None if null and not part else _value(rows.model, field, unquote(part), name)
        for field, part, null in zip(order.fields, parts, nulls, strict=True)
    )
    return _Place(tuple(values), key)


def _value(model: Any, path: str, text: str, name: str) -> Any:
    *ways, last = path.split("__")
    for way in ways:
        model = model._meta.get_field(way).related_model
    try:
        value = model._meta.get_field(last).to_python(text)
    except (ValidationError, ValueError, OverflowError):
        raise _unreadable(name) from None
    if isinstance(value, int) and abs(value) > BIGGEST:
        raise _unreadable(name)
    if isinstance(value, str) and (len(value) > 500 or not storable(value)):
        raise _unreadable(name)
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    if value is None or (not isinstance(value, (int, str)) and not 1900 <= value.year <= 2200):
        raise _unreadable(name)
    return value


def _unreadable(name: str) -> Invalid:
    return Invalid(
        "parameter.place",
        _("This address names no place in the list in its present order. Begin with the first page."),
        field=name,
    )
