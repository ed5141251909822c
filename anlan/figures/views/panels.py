"""A figure taken apart, as tables that stand for themselves and as the charts that are drawn from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.figures import parts
from anlan.figures.asking import Asked, asked
from anlan.figures.evaluation import Value
from anlan.figures.parts import Grid, Part, weight
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission

GRADE_NAMES = {"general": lambda: _("General hazard"), "major": lambda: _("Major hazard")}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: as written, as a number for a chart (None: nothing), and the question that it answers."""

    text: str
    number: float | None
    weight: float
    query: str = ""


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One month, week or day: its value, its general and major part where told apart, and the year before."""

    label: str
    short: str
    cells: tuple[Cell, ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """The rows of a trend; `series` are (heading, kind, tone) of the columns of numbers."""

    unit: str
    rows: tuple[TimeRow, ...]
    series: tuple[tuple[str, str, str], ...]
    total: tuple[Cell, ...]
    percent: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """An area in the ranking. `share` is of the greatest, in thousandths, for the bar."""

    place: int
    area: str
    cell: Cell
    former: str
    share: int


def breakdown(value: Value, question: Asked) -> dict[str, Any]:
    """Return trend, ranking and heat table of a value, prepared. Five statements for a counted figure."""
    grid = parts.grid(value, question.area)
    return {
        "parts": True,
        "trend": _trend(value),
        "ranking": _ranking(value, question, grid),
        "heat": heat(grid, question) if grid and (grid.sectors or len(grid.grades) > 1) else None,
        "adds_up": value.figure.adds_up,
    }


def _cell(value: Value, query: str = "") -> Cell:
    number = value.number
    text = value.text if value.figure.is_mean or value.figure.is_rate else f"{value.count:,}"
    return Cell(text, None if number is None else float(number), weight(value), query)


# -- by time -------------------------------------------------------------------------------------------------------


def _trend(value: Value) -> Trend:
    unit = parts.unit_of(value.period)
    whole = parts.by_time(value, unit)
    columns: list[list[Part]] = [whole]
    names = [(str(value.figure.name), "line" if value.figure.is_rate else "bar", "1")]
    if value.figure.graded and value.figure.is_counted and not value.figure.is_rate and not value.cut.grade:
        columns += [parts.by_time(_graded(value, grade), unit) for grade in ("general", "major")]
        names = [
            (_("Total"), "", ""),
            (GRADE_NAMES["general"](), "stack", "1"),
            (GRADE_NAMES["major"](), "stack", "major"),
        ]
    former = _year_before(value, unit, len(whole))
    if former:
        columns.append(former)
        names.append((_("Year before"), "line", "2"))
    rows = [
        TimeRow(
            part.label, _short(part, unit), tuple(_cell(column[at].value) for column in columns), part.partial
        )
        for at, part in enumerate(whole)
    ]
    return Trend(
        unit, tuple(rows), tuple(names), tuple(_totals(value, columns, bool(former))), value.figure.is_rate
    )


def _graded(value: Value, grade: str) -> Value:
    return replace(value, cut=replace(value.cut, grade=grade))


def _year_before(value: Value, unit: str, length: int) -> list[Part]:
    """Return the same months (or days) of the year before; nothing where weeks would not lie on one another."""
    if unit not in (parts.MONTHS, parts.DAYS) or not value.figure.is_counted:
        return []
    period = parts.year_before(value.period)
    if period.first.year < 2000:
        return []
    former = parts.by_time(replace(value, period=period), unit)
    told = any(part.value.count or part.value.base for part in former)
    return former[:length] if told and len(former) >= length else []


def _totals(value: Value, columns: list[list[Part]], with_former: bool) -> list[Cell]:
    """Return the foot of the table: the sums of the columns, or the value itself where its parts do not add up."""
    if not value.figure.adds_up:
        found = [_cell(value)]
        if with_former:
            found.append(_cell(parts.before(value)))
        return found
    sums = [sum(part.value.count for part in column) for column in columns]
    return [Cell(f"{n:,}", float(n), n) for n in sums]


def _short(part: Part, unit: str) -> str:
    """Return what stands under a bar: 3, 10-24."""
    if unit == parts.MONTHS:
        return part.label if part.label.endswith("-01") else str(int(part.label[-2:]))
    return part.label[:5] if unit == parts.WEEKS else part.label[5:] if unit == parts.DAYS else part.label


# -- by area, sector, grade ------------------------------------------------------------------------------------------


def _ranking(value: Value, question: Asked, grid: Grid | None) -> list[Rank]:
    found = parts.by_area(value, question.area, grid)
    most = max((abs(weight(part.value)) for part in found), default=0) or 1
    ranks: list[Rank] = []
    for at, part in enumerate(found):
        tied = ranks and ranks[-1].cell.weight == weight(part.value)
        place = ranks[-1].place if tied else at + 1
        cell = _cell(part.value, question.link(area=part.key))
        ranks.append(Rank(place, part.label, cell, "", round(1000 * abs(weight(part.value)) / most)))
    rest = value.count - sum(part.value.count for part in found)
    if found and rest > 0 and value.figure.adds_up:  # of the area itself: a city's own publicity
        own = _cell(replace(value, count=rest), question.link(area=question.area.code))
        ranks.append(
            Rank(len(found) + 1, _("At its own level"), own, "", min(round(1000 * rest / most), 1000))
        )
    return ranks


def heat(grid: Grid, question: Asked) -> dict[str, Any]:
    """Return the table of areas by grade and by sector, with the area's own totals; each number leads to its cut."""
    grades = grid.grades if len(grid.grades) > 1 else ()

    def line(area: Area) -> dict[str, Any]:
        own = {"area": area.code}
        return {
            "label": area.short_label,
            "total": _cell(grid.at(area=area), question.link(**own)),
            "grades": [
                _cell(grid.at(area=area, grade=grade), question.link(**own, grade=grade)) for grade in grades
            ],
            "sectors": [
                _cell(grid.at(area=area, sector=sector), question.link(**own, sector=sector.code))
                for sector in grid.sectors
            ],
        }

    rows = [line(area) for area in grid.areas]
    return {
        "rows": rows,
        "total": line(grid.area),
        "grades": [GRADE_NAMES[grade]() for grade in grades],
        "sectors": [sector.label for sector in grid.sectors],
        "most": _most([cell for row in rows or [line(grid.area)] for cell in row["sectors"]]),
        "most_by_grade": [_most([row["grades"][at] for row in rows]) for at in range(len(grades))],
        "most_total": _most([row["total"] for row in rows]),
    }


def _most(cells: list[Cell]) -> float:
    return max((cell.weight for cell in cells), default=0)


@needs(Permission.FIGURE_READ)
def taken_apart(request: ActedRequest, code: str) -> HttpResponse:
    """Show the parts of a figure that is counted over its rows: a panel of its page, or a page."""
    figure = REGISTRY[code]
    question = asked(request.GET, request.actor)
    with snapshot():
        value = question.value(figure.code)
        context = {"figure": figure, "value": value, "asked": question, **breakdown(value, question)}
    part = "HX-Request" in request.headers
    return render(request, "figures/_parts.html" if part else "figures/parts.html", context)
