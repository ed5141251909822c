"""What the wall board shows: lines of figures, each of the registry and as the bulletin tells it.

A tile is one line here: the code of a figure and whether it is told of the year or of the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.boards.tiles import Block, Tile, blocks
from anlan.figures import parts
from anlan.figures.asking import Asked, asked, may_ask
from anlan.figures.cut import where_and_when
from anlan.figures.evaluation import Value, records
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.views.panels import heat
from anlan.insight import wall_map
from anlan.kernel import clock
from anlan.org.models import Area
from anlan.org.scope import Actor
from anlan.reporting import board as reports
from anlan.reporting.board import Line

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
READINESS = (
    "duty.hand_overs",
    "duty.checks",
    "duty.checks_failed",
    "forces.teams_positioned",
    "forces.people_positioned",
    "forces.experts_positioned",
)
WARNINGS = (
    "advisories.warnings",
    "advisories.acknowledged_in_time",
    "incidents.received",
    "incidents.deaths",
)
NAMED = 4
"""Units and warnings that the wall names; the others are behind the number."""
WARNED = "advisories.warnings"
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
        "up": _above(actor, year.area),
        "due": due_state(actor, area, daily),
        "issued": issued(actor, area),
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


def _above(actor: Actor, area: Area) -> Area | None:
    """Return the area right above one, where the reader's posts reach it."""
    above = area.parent
    if above is None or not may_ask(actor, area_path=above.path or "", sector_ids=()):
        return None
    return above


@dataclass(frozen=True, slots=True)
class DueState:
    """Where the reports of the day stand: their deadline, how long until then, who is not in."""

    at: str
    words: str
    tone: str
    lines: tuple[Line, ...]
    more: int


def due_state(actor: Actor, area: str, told: Mapping[str, Value]) -> DueState | None:
    """Return the state of the day's reports (16:00) in the reader's scope; None where none are due. Three queries."""
    now = clock.now()
    dues = reports.dues_of(clock.today(), actor.scope).filter(where_and_when({"area": area}))
    _first, last = reports.deadlines(dues)
    if last is None:
        return None
    missing = reports.chosen(dues, reports.Asked(clock.today(), standing=reports.NOT_IN), now)
    lines = tuple(reports.lines(missing, now, most=NAMED + 1))
    owed = told.get("reporting.not_received")
    left = int((last - now).total_seconds() // 60)
    words = (
        _("%(hours)s h %(minutes)s min left") % {"hours": left // 60, "minutes": f"{left % 60:02}"}
        if left >= 0
        else _("deadline passed")
    )
    return DueState(
        f"{last.astimezone(clock.SHANGHAI):%H:%M}",
        words if lines else _("everything is in"),
        "bad" if lines and left < 0 else "",
        lines[:NAMED],
        max(0, (owed.count if owed else len(lines)) - NAMED),
    )


def issued(actor: Actor, area: str) -> dict[str, Any]:
    """Return the newest warnings of the last three days, told as their figure tells them, within the reader's scope."""
    today = clock.today()
    query = {"area": area, "from": f"{today - timedelta(days=2)}", "to": f"{today}"}
    question = asked({name: value for name, value in query.items() if value}, actor)
    value = values(question, (WARNED,)).get(WARNED)
    if value is None:
        return {"rows": [], "href": ""}
    rows = records(value, scope=actor.scope).only("pk").order_by("-pk")[:NAMED]
    told = value.figure.tell([row.pk for row in rows])[1]
    return {
        "rows": [[cell if isinstance(cell, dict) else {"text": cell} for cell in row[:3]] for row in told],
        "href": reverse("figures:rows", args=[WARNED]) + f"?{question.link()}",
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
