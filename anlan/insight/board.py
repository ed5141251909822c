"""What the wall board shows: lines of figures, each of the registry and as the bulletin tells it.

A tile is one line here: the code of a figure and whether it is told of the year or of the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.boards.tiles import Block, Tile, blocks
from anlan.figures import parts
from anlan.figures.asking import Asked, asked
from anlan.figures.evaluation import Value
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.views.panels import heat
from anlan.insight import wall_map
from anlan.kernel import clock
from anlan.org.models import Area
from anlan.org.scope import Actor

HEADLINE = (
    "inspections.visits",
    "hazards.found",
    "hazards.rectification_rate",
    "hazards.outstanding",
    "hazards.overdue",
    "hazards.major_outstanding",
)
LOOP = ("hazards.found", "hazards.rectified", "hazards.closed", "hazards.looked_back", "hazards.relapsed")
AGEING = (
    "hazards.aged_0_7",
    "hazards.aged_8_15",
    "hazards.aged_16_30",
    "hazards.aged_31_90",
    "hazards.aged_91_up",
)
REPORTS = ("reporting.due", "reporting.sent", "reporting.not_received", "reporting.late", "reporting.zero")
READINESS = ("duty.checks", "duty.checks_failed", "forces.teams_positioned", "forces.people_positioned")
WARNINGS = (
    "advisories.warnings",
    "advisories.acknowledged_in_time",
    "incidents.received",
    "incidents.deaths",
)
TREND, MAP, LATE = "hazards.found", "hazards.outstanding", "hazards.overdue"
BAD = frozenset({"hazards.overdue", "hazards.major_outstanding", "reporting.not_received", "reporting.late",
                 "duty.checks_failed", "hazards.relapsed", "hazards.aged_91_up", "incidents.deaths"})  # fmt: skip
"""What asks for something as soon as it is above nothing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on the board: its value, where its records are, and how it compares with the greatest of its group."""

    figure: Figure
    value: Value
    href: str
    tone: str
    share: int = 0

    @property
    def text(self) -> str:
        if self.value.figure.kind != "count":
            return self.value.text
        return f"{self.value.count:,}"


def of_year(actor: Actor, area: str) -> Asked:
    """Return the question of the year to now, of the reader's highest area or the one chosen."""
    today = clock.today()
    query = {"area": area, "from": f"{today.year}-01-01", "to": f"{today}"}
    return asked({name: value for name, value in query.items() if value}, actor)


def of_day(actor: Actor, area: str) -> Asked:
    today = f"{clock.today()}"
    return asked(
        {name: value for name, value in {"area": area, "from": today, "to": today}.items() if value}, actor
    )


def values(question: Asked, *groups: Sequence[str]) -> dict[str, Value]:
    """Return the values of those figures of the groups that the reader may ask, from one statement."""
    codes = dict.fromkeys(code for group in groups for code in group)
    return question.values([figure for code in codes if (figure := REGISTRY.find(code)) is not None])


def shown(question: Asked, told: Mapping[str, Value], codes: Sequence[str]) -> list[Shown]:
    """Return those of the figures that were told, ready to be drawn side by side."""
    found = {code: told[code] for code in codes if code in told}
    most = max((value.count for value in found.values()), default=0)
    return [
        Shown(
            value.figure,
            value,
            reverse("figures:rows", args=[code]) + f"?{question.link()}",
            "bad" if code in BAD and value.count else "",
            round(1000 * value.count / most) if most > 0 else 0,
        )
        for code, value in found.items()
    ]


def glance(question: Asked) -> dict[str, Any]:
    """Return the blocks of the board that stand on a leader's first page too: by area and sector, and by age."""
    told = values(question, AGEING, (MAP,))
    grid = parts.grid(told[MAP], question.area)
    return {
        "figure": told[MAP].figure,
        "heat": heat(grid, question) if grid is not None else None,
        "ageing": shown(question, told, AGEING),
    }


def content(actor: Actor, area: str) -> dict[str, Any]:
    """Return everything that the board shows. To be read in one snapshot."""
    year, day = of_year(actor, area), of_day(actor, area)
    yearly = values(year, HEADLINE, LOOP, AGEING, (MAP, TREND, LATE))
    daily = values(day, REPORTS, READINESS, WARNINGS)
    outstanding, found = yearly[MAP], yearly[TREND]
    grid = parts.grid(outstanding, year.area)
    tiles = _map(year, outstanding, yearly[LATE], grid)
    drawing, undrawn = wall_map.drawing(year.area, tiles, actor)
    return {
        "year": year,
        "day": day,
        "headline": shown(year, yearly, HEADLINE),
        "loop": shown(year, yearly, LOOP),
        "ageing": shown(year, yearly, AGEING),
        "reports": shown(day, daily, REPORTS),
        "readiness": shown(day, daily, READINESS),
        "warnings": shown(day, daily, WARNINGS),
        "figure": outstanding.figure,
        "heat": heat(grid, year) if grid is not None else None,
        "map": tiles,
        "undrawn": undrawn,
        "drawing": drawing,
        "trend_figure": found.figure,
        "trend": _trend(year, found),
        "known": outstanding.known,
    }


def _trend(question: Asked, value: Value) -> list[dict[str, Any]]:
    """Return the months of the year with bars: what was found in each."""
    rows = parts.by_time(value, parts.MONTHS)
    most = max((part.value.count for part in rows), default=0)
    return [
        {
            "label": part.label,
            "count": part.value.count,
            "share": round(1000 * part.value.count / most) if most > 0 else 0,
            "query": question.link(**{"from": f"{period.first}", "to": f"{period.last}"}),
        }
        for part, period in zip(rows, parts.steps_of(value.period, parts.MONTHS), strict=True)
    ]


def _map(question: Asked, value: Value, late: Value, table: parts.Grid | None) -> list[Block]:
    """Return the tiles of the areas right below: a map with boundaries can be drawn from the same blocks."""
    outstanding = {part.key: part.value for part in parts.by_area(value, question.area, table)}
    areas = {area.pk: area for area in parts.children_of(question.area, value.period)}
    overdue = {
        part.key: part.value.count
        for part in parts.by_area(late, question.area, parts.grid(late, question.area))
    }

    def tile(area: Area) -> Tile:
        count, days = outstanding[area.code].count, overdue.get(area.code, 0)
        word = (
            _("%(n)s overdue") % {"n": days}
            if days
            else _("none overdue")
            if count
            else _("nothing outstanding")
        )
        href = reverse("insight:wall") + f"?area={area.code}"
        return Tile(
            area.short_label, f"{count:,}", word, "bad" if days else "info" if count else "good", href
        )

    return blocks(list(areas), tile)
