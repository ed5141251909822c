"""What a cell of a form takes: a figure, a fact of the filling, a fixed text, the lines of a list, a table by area.

A binding is an object of JSON, checked when it is made and again when the form is filled: what it names may be gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.exchange.grids import Grid, Place, check, column_of, place_of, refused
from anlan.figures import parts
from anlan.figures.registry import REGISTRY
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period, month_end
from anlan.listings.sheets import SHEETS, Sheet
from anlan.org.models import Sector

FIGURE, FACT, TEXT, ROWS, AREAS, SUM, HAND = "figure", "fact", "text", "rows", "areas", "sum", "hand"
TAKES: dict[str, str | Promise] = {
    FIGURE: gettext_lazy("a figure"),
    ROWS: gettext_lazy("the lines of a list, from here downwards"),
    AREAS: gettext_lazy("figures by area or sector, from here downwards"),
    SUM: gettext_lazy("the sum of other cells"),
    FACT: gettext_lazy("a fact of the filling"),
    TEXT: gettext_lazy("a fixed text"),
    HAND: gettext_lazy("nothing: entered by hand"),
}
SHOWS: dict[str, str | Promise] = {
    "number": gettext_lazy("number (of a rate: percent)"),
    "count": gettext_lazy("count (of a rate: its numerator)"),
    "base": gettext_lazy("denominator"),
    "share": gettext_lazy("share, for cells that are formatted as percent"),
    "text": gettext_lazy("words as official prose writes them"),
}
OVERS: dict[str, str | Promise] = {
    "period": gettext_lazy("the period"),
    "year": gettext_lazy("from 1 January to the period’s end"),
    "before": gettext_lazy("the period before"),
    "year_before": gettext_lazy("the same period a year before"),
}
FACTS: dict[str, str | Promise] = {
    "area": gettext_lazy("Area"),
    "issuer": gettext_lazy("Organisation that fills it"),
    "receiver": gettext_lazy("Receiver"),
    "period": pgettext_lazy("form", "Period"),
    "first": gettext_lazy("First day"),
    "last": gettext_lazy("Last day"),
    "year": pgettext_lazy("form", "Year"),
    "month": pgettext_lazy("form", "Month"),
    "filled_on": gettext_lazy("Day on which it is filled"),
    "known_at": gettext_lazy("As known at"),
    "filled_by": gettext_lazy("Who fills it"),
}
TOTALS = ("", "first", "last")
BYS = ("area", "sector")
MOST_BINDINGS = 1_000
MOST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What one cell asks of a figure."""

    figure: str
    show: str = "number"
    area: str = ""
    sector: str = ""
    grade: str = ""
    over: str = "period"


def read(text: str) -> list[dict[str, Any]]:
    """Return the bindings as they are kept."""
    return list(json.loads(text or "[]"))


def written(bindings: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(list(bindings), ensure_ascii=False, sort_keys=True)


def asked_of(binding: Mapping[str, Any]) -> Asked:
    names = ("show", "area", "sector", "grade", "over")
    return Asked(str(binding["figure"]), **{name: str(binding[name]) for name in names if binding.get(name)})


def sound(raw: Any, grids: dict[str, Grid]) -> dict[str, Any]:
    """Return a binding in its one form. Raises Invalid, naming the cell and what is wrong."""
    if not isinstance(raw, Mapping):
        raise refused(
            "binding", _("A binding is an object: {“at”: “Sheet1!B7”, “take”: “figure”, …}."), "binding"
        )
    place = place_of(str(raw.get("at") or ""))
    grid = check(grids, place)
    take = str(raw.get("take") or "")
    if take not in TAKES:
        raise refused("take", _("%(place)s: choose what the cell takes.") % {"place": place}, "take")
    made = {"at": str(place), "take": take, **_READERS[take](raw, place, grids, grid)}
    return {name: value for name, value in made.items() if value not in ("", None, [])}


def fault_of(binding: Mapping[str, Any], grids: dict[str, Grid]) -> str:
    """Return what has become wrong with a binding since it was made, or ""."""
    try:
        sound(binding, grids)
    except AnlanError as error:
        return str(error)
    return ""


def _figure(raw: Mapping[str, Any], place: Place, _grids: dict[str, Grid], _grid: Grid) -> dict[str, Any]:
    code = str(raw.get("figure") or "")
    found = REGISTRY.find(code)
    told = {"place": str(place), "figure": code[:60] or "—"}
    if found is None:
        raise refused(
            "figure",
            _("%(place)s is bound to “%(figure)s”, which is no figure (any more): bind it anew.") % told,
            "figure",
        )
    if found.reserved is not None:
        raise refused("reserved", _("%(place)s: “%(figure)s” is for the office alone.") % told, "figure")
    made = {
        "figure": code,
        "show": _one_of(raw, "show", SHOWS, place) or "number",
        "over": _one_of(raw, "over", OVERS, place) or "period",
        "area": str(raw.get("area") or "")[:80],
        "sector": str(raw.get("sector") or "")[:80],
        "grade": _one_of(raw, "grade", ("general", "major"), place),
    }
    if made["sector"] and not found.sectored:
        raise refused("sector", _("%(place)s: “%(figure)s” is not told apart by sector.") % told, "sector")
    if made["sector"] and not Sector.objects.filter(code=made["sector"]).exists():
        told["sector"] = made["sector"]
        raise refused("sector", _("%(place)s: there is no sector “%(sector)s”.") % told, "sector")
    if made["grade"] and not found.graded:
        raise refused("grade", _("%(place)s: “%(figure)s” is not told apart by grade.") % told, "grade")
    if made["show"] in ("base", "share") and not (found.is_rate or found.is_mean):
        raise refused("show", _("%(place)s: “%(figure)s” has no denominator.") % told, "show")
    return made


def _one_of(raw: Mapping[str, Any], name: str, known: Any, place: Place) -> str:
    value = str(raw.get(name) or "")
    if value and value not in known:
        raise refused(
            name,
            _("%(place)s: “%(value)s” is no choice. There are: %(known)s.")
            % {"place": place, "value": value[:40], "known": ", ".join(one for one in known if one)},
            name,
        )
    return value


def _fact(raw: Mapping[str, Any], place: Place, _grids: dict[str, Grid], _grid: Grid) -> dict[str, Any]:
    fact = _one_of(raw, "fact", FACTS, place)
    if not fact:
        raise refused("fact", _("%(place)s: choose which fact.") % {"place": place}, "fact")
    return {"fact": fact}


def _text(raw: Mapping[str, Any], place: Place, _grids: dict[str, Grid], _grid: Grid) -> dict[str, Any]:
    text = str(raw.get("text") or "").strip()
    if not text or len(text) > MOST_TEXT:
        raise refused(
            "text",
            _("%(place)s: write a text of 1 to %(most)s characters.") % {"place": place, "most": MOST_TEXT},
            "text",
        )
    return {"text": text}


def _hand(raw: Mapping[str, Any], _place: Place, _grids: dict[str, Grid], _grid: Grid) -> dict[str, Any]:
    return {"text": str(raw.get("text") or "").strip()[:MOST_TEXT]}


def _sum(raw: Mapping[str, Any], place: Place, grids: dict[str, Grid], _grid: Grid) -> dict[str, Any]:
    cells = raw.get("cells") or ""
    found = [
        place_of(one)
        for one in (cells if isinstance(cells, list) else str(cells).replace("，", ",").split(","))
        if str(one).strip()
    ]
    if not 2 <= len(found) <= MOST_BINDINGS:
        raise refused(
            "cells", _("%(place)s: name two cells or more, with commas.") % {"place": place}, "cells"
        )
    for one in found:
        check(grids, one)
        if one == place:
            raise refused("cells", _("%(place)s cannot be a part of itself.") % {"place": place}, "cells")
    return {"cells": [str(one) for one in found]}


def sheet_of(code: str) -> Sheet | None:
    """Return a list that a form may take lines from: the records of a figure, or rows made for exchange."""
    sheet = SHEETS.get(code)
    return sheet if sheet is not None and {"from", "to"} <= set(sheet.filters) else None


def _rows(raw: Mapping[str, Any], place: Place, _grids: dict[str, Grid], grid: Grid) -> dict[str, Any]:
    code = str(raw.get("list") or "")
    sheet = sheet_of(code)
    if sheet is None:
        raise refused(
            "list",
            _(
                "%(place)s: “%(list)s” is no list (any more) that a form takes lines from. Choose a figure’s records."
            )
            % {"place": place, "list": code[:60] or "—"},
            "list",
        )
    labels = [column.label for column in sheet.columns()]
    columns = raw.get("columns") or list(range(1, len(labels) + 1))
    if isinstance(columns, str):
        columns = [one.strip() for one in columns.replace("，", ",").split(",")]
    numbers: list[int] = []
    for one in columns:
        text = str(one)
        if text == "-":
            numbers.append(-1)
            continue
        number = labels.index(text) + 1 if text in labels else int(text) if text.isdigit() else -2
        if not 0 <= number <= len(labels):
            raise refused(
                "columns",
                _("%(place)s: the list has no column “%(column)s”. It has: %(known)s.")
                % {
                    "place": place,
                    "column": text[:40],
                    "known": ", ".join(f"{n} {label}" for n, label in enumerate(labels, 1)),
                },
                "columns",
            )
        numbers.append(number)
    if place.column + len(numbers) - 1 > grid.columns + grid.beyond:
        raise refused(
            "columns",
            _("%(place)s: %(n)s columns do not fit into the form to the right of it.")
            % {"place": place, "n": len(numbers)},
            "columns",
        )
    return {
        "list": code,
        "columns": numbers,
        "over": _one_of(raw, "over", OVERS, place) or "period",
        "sector": str(raw.get("sector") or "")[:80],
        "grade": _one_of(raw, "grade", ("general", "major"), place),
    }


def _areas(raw: Mapping[str, Any], place: Place, grids: dict[str, Grid], grid: Grid) -> dict[str, Any]:
    figures = raw.get("figures")
    if not isinstance(figures, list) or not figures:
        raise refused(
            "figures", _("%(place)s: give figures with their columns.") % {"place": place}, "figures"
        )
    made = []
    for one in figures:
        column = column_of(str(one.get("column") or ""))
        if column > grid.columns + grid.beyond or column == place.column:
            raise refused(
                "column",
                _("%(place)s: column %(column)s lies outside of the form.")
                % {"place": place, "column": one["column"]},
                "column",
            )
        asked = _figure(one, place.beside(column), grids, grid)
        made.append({"column": str(one["column"]).strip().upper(), **{k: v for k, v in asked.items() if v}})
    by = _one_of(raw, "by", BYS, place) or "area"
    for one in made:
        if by == "sector" and not REGISTRY[one["figure"]].sectored:
            told = {"place": place, "figure": one["figure"]}
            raise refused(
                "sector", _("%(place)s: “%(figure)s” is not told apart by sector.") % told, "figures"
            )
    return {"figures": made, "total": _one_of(raw, "total", TOTALS, place), "by": by}


_READERS = {FIGURE: _figure, FACT: _fact, TEXT: _text, HAND: _hand, SUM: _sum, ROWS: _rows, AREAS: _areas}


def over(period: Period, code: str) -> Period:
    """Return the days that a binding asks about."""
    match code:
        case "year":
            return Period(date(period.last.year, 1, 1), period.last)
        case "year_before":
            return parts.year_before(period)
        case "before":
            return before(period)
    return period


def before(period: Period) -> Period:
    """Return the period before: the month before a month, the quarter before a quarter, else as many days."""
    last = period.first - timedelta(days=1)
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    if period.first.day == 1 and period.last == month_end(period.last):
        year, month = divmod(period.first.year * 12 + period.first.month - 1 - months, 12)
        return Period(date(year, month + 1, 1), last)
    return Period(period.first - timedelta(days=period.days()), last)
