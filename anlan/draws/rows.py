"""Draws as rows of tables, and one draw's pools and result as lines for a page and for a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.draws import pools
from anlan.draws.models import Draw, DrawState
from anlan.evidence.access import VISIBLE
from anlan.kernel.tellers import TELLERS, CaseWords
from anlan.listings.workbook import risky

TONES: dict[str, str] = {
    DrawState.PREPARED: "warn",
    DrawState.DRAWN: "info",
    DrawState.PUBLISHED: "good",
    DrawState.VOIDED: "neutral",
}
HEAVY = ("object_pool", "officer_pool", "result", "excluded")
"""What a list does not read: up to megabytes."""


def columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Number"), "kind": "code"},
        {"label": _("Title"), "kind": "wide"},
        {"label": _("State")},
        {"label": _("Area")},
        {"label": _("Places drawn"), "kind": "num"},
        {"label": _("Out of"), "kind": "num"},
        {"label": _("Prepared on"), "kind": "date", "sort": "day"},
    ]


def tell_draws(keys: list[int]) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Return the table of the draws with these keys, in their order. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    states = dict(DrawState.choices)
    rows: dict[int, list[Any]] = {}
    for key, title, state, area, area_en, wanted, there, on in Draw.objects.filter(pk__in=keys).values_list(
        "pk", "title", "state", "area__short_name", "area__name_en", "wanted", "objects_in", "prepared_on"
    ):
        rows[key] = [
            {"text": number(key, on), "href": reverse("draws:detail", args=[key])},
            title,
            {"text": states[state], "tone": TONES[state]},
            area if chinese else area_en,
            f"{wanted:,}",
            f"{there:,}",
            f"{on}",
        ]
    return columns(), [rows[key] for key in keys if key in rows]


def number(key: int, on: Any) -> str:
    return f"CQ{on:%Y}-{key:07d}"


def tell_cases(keys: list[int]) -> dict[int, CaseWords]:
    """Return the words by which to-do lists and notices tell draws. One query."""
    chinese = (get_language() or "zh").startswith("zh")
    rows = Draw.objects.filter(pk__in=keys).values_list(
        "pk", "title", "prepared_on", "area__short_name", "area__name_en"
    )
    return {
        key: CaseWords(
            title, area if chinese else area_en, reverse("draws:detail", args=[key]), number(key, on)
        )
        for key, title, on, area, area_en in rows
    }


TELLERS["draw"] = tell_cases
VISIBLE["draw"] = lambda actor, pk: Draw.objects.within(actor.scope).filter(pk=pk).exists()


def pairs_of(draw: Draw) -> list[dict[str, Any]]:
    """Return what was drawn, place by place, with the names that the pools had when they were prepared."""
    places = {member.key: member for member in pools.read(draw.object_pool)}
    officers = {member.key: member.name for member in pools.read(draw.officer_pool)}
    return [
        {
            "rank": pair.rank,
            "key": pair.key,
            "name": places[pair.key].name,
            "group": places[pair.key].group,
            "lot": pair.lot,
            "officers": [officers[key] for key in pair.officers],
        }
        for pair in pools.result(draw.result)
    ]


def excluded_of(draw: Draw) -> list[dict[str, str]]:
    """Return who is excluded from which pool, and why."""
    names = {
        "o": {member.key: member.name for member in pools.read(draw.object_pool)},
        "p": {member.key: member.name for member in pools.read(draw.officer_pool)},
    }
    labels = {"o": _("Places"), "p": _("Officers")}
    return [
        {"pool": labels[mark[0]], "key": mark[2:], "name": names[mark[0]][mark[2:]], "reason": reason}
        for mark, reason in pools.reasons(draw.excluded).items()
    ]


POOLS = ("objects", "officers", "excluded-objects", "excluded-officers", "result")


def file_of(draw: Draw, what: str) -> Iterator[tuple[Any, ...]]:
    """Return the lines of one of a draw's files, the header first; `anlan draw` takes them as they are.

    Names and reasons, which it does not draw by, are marked where a spreadsheet would take them for a formula.
    """
    if what == "result":
        yield "rank", "key", "name", "group", "lot", "officers"
        for pair in pairs_of(draw):
            told = "; ".join(pair["officers"])
            yield pair["rank"], pair["key"], _words(pair["name"]), pair["group"], pair["lot"], _words(told)
    elif what.startswith("excluded-"):
        yield "key", "reason"
        mark = "o:" if what.endswith("objects") else "p:"
        for key, reason in pools.reasons(draw.excluded).items():
            if key.startswith(mark):
                yield key[2:], _words(reason)
    else:
        yield "key", "group", "name"
        for member in pools.read(draw.object_pool if what == "objects" else draw.officer_pool):
            yield member.key, member.group, _words(member.name)


def _words(text: str) -> str:
    return f"'{text}" if risky(text) else text
