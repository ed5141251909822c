"""What an address may carry: whole numbers and days, read strictly, with an error that names the field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "premises": gettext_lazy("Premises"),
    "on": gettext_lazy("Day"),
    "from": gettext_lazy("First day"),
    "to": gettext_lazy("Last day"),
    "known_at": gettext_lazy("As known at"),
    "before": gettext_lazy("Page"),
    "after": gettext_lazy("Page"),
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


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows, newest first, and the query strings of its neighbours ("" where there is none)."""

    rows: list[Any]
    newer: str
    older: str


def page(rows: Any, query: Mapping[str, Any], *, size: int = PAGE) -> Slice:
    """Return a page of a QuerySet by key, descending: any page costs the same, however deep."""
    before, after = whole(query, "before"), whole(query, "after")
    kept = {name: query[name] for name in query if name not in ("before", "after") and query[name]}
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more_new, found = len(found) > size, found[:size][::-1]
        more_old = True
    else:
        if before is not None:
            rows = rows.filter(pk__lt=before)
        found = list(rows.order_by("-pk")[: size + 1])
        more_old, found = len(found) > size, found[:size]
        more_new = before is not None
    newer = urlencode({**kept, "after": found[0].pk}) if found and more_new else ""
    older = urlencode({**kept, "before": found[-1].pk}) if found and more_old else ""
    return Slice(found, newer, older)
