"""Pages of figures: all of them, and one with its definition, cuts, rows and proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.figures.counting import tabulate
from anlan.figures.cut import GRADES, Cut, Known, find_area, find_sector
from anlan.figures.evaluation import Value, evaluate, evaluate_all, prose, records, trace
from anlan.figures.registry import REGISTRY, Figure
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.numerals import interval
from anlan.kernel.period import Period, month_end
from anlan.org.choices import area_choices, areas_of, sector_choices
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@dataclass(frozen=True)
class Asked:
    """What a page's address asks: area, sectors and grade within the reader's posts, and the period."""

    area: Area
    cut: Cut
    period: Period
    known_at: Any
    query: dict[str, str]

    def cut_of(self, figure: Figure) -> Cut:
        """Return the cut for a figure. What has no sector is not cut by the sectors of the reader's posts, which
        nobody asked for; by a sector that was asked for it is refused when it is evaluated."""
        return self.cut if figure.sectored or "sector" in self.query else replace(self.cut, sector_ids=())

    def values(self, figures: Iterable[Figure]) -> dict[str, Value]:
        """Return those of the figures that can be told of this cut. One statement, or two where sectors are cut."""
        cuts: dict[Cut, list[str]] = {}
        order = [figure for figure in figures if figure.answers(self.cut_of(figure))]
        for figure in order:
            cuts.setdefault(self.cut_of(figure), []).append(figure.code)
        found: dict[str, Value] = {}
        known = Known.by(self.known_at)
        for cut, codes in cuts.items():
            found |= evaluate_all(codes, cut=cut, period=self.period, known=known)
        return {figure.code: found[figure.code] for figure in order}

    def link(self, **changes: str) -> str:
        """Return the query string with some of it changed; an empty value takes a part away."""
        return urlencode({name: value for name, value in {**self.query, **changes}.items() if value})


def asked(query: QueryDict, actor: Actor) -> Asked:
    """Return what the address asks, never more than the reader's posts reach. Raises Invalid or Unknown."""
    root = _root(actor)
    sector_text = parameters.words(query, "sector")
    own = _own_sectors(actor)
    sectors: tuple[Sector, ...] = (find_sector(sector_text),) if sector_text else ()
    if own is not None:
        if any(sector.pk not in own for sector in sectors):
            raise Refused(
                "figure.sector", _("Your posts do not reach this sector."), field="sector", http=403
            )
        sectors = sectors or tuple(Sector.objects.filter(pk__in=own))
    last = parameters.day(query, "to") or clock.today()
    first = parameters.day(query, "from") or last.replace(month=1, day=1)
    if first > last:
        raise Invalid("period.order", _("The period ends before it begins."), field="from")
    area_text = parameters.words(query, "area")
    area = find_area(area_text or None, among=below(root, "path"), during=(first, last))
    kept = {
        name: str(query[name])
        for name in ("area", "sector", "grade", "from", "to", "known_at")
        if query.get(name)
    }
    return Asked(
        area,
        Cut.of(area, sectors=sectors, grade=parameters.choice(query, "grade", GRADES)),
        Period(first, last),
        parameters.moment(query, "known_at"),
        kept,
    )


def _root(actor: Actor) -> str:
    """Return the highest area path that the reader's posts may read figures of."""
    paths = [post.area_path for post in actor.posts if Permission.FIGURE_READ in post.permissions]
    return min(paths, key=lambda path: path.count("/"))


def _own_sectors(actor: Actor) -> set[int] | None:
    """Return the sectors that every figure post of the reader is limited to, or None for all."""
    limited: set[int] = set()
    for post in actor.posts:
        if Permission.FIGURE_READ in post.permissions:
            if post.sector_ids is None:
                return None
            limited |= post.sector_ids
    return limited


@needs(Permission.FIGURE_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show every figure with its value for the reader's area this year."""
    question = asked(request.GET, request.actor)
    with snapshot():
        values = question.values(REGISTRY)
    return render(request, "figures/list.html", {"values": list(values.values()), "asked": question})


@needs(Permission.FIGURE_READ)
def detail(request: ActedRequest, code: str) -> HttpResponse:
    """Show one figure: its value, definition, trend, cuts by area and sector, and the rows behind it."""
    with snapshot():
        return _detail(request, REGISTRY[code])


def _detail(request: ActedRequest, figure: Figure) -> HttpResponse:
    question = asked(request.GET, request.actor)
    value = evaluate(
        figure.code, cut=question.cut_of(figure), period=question.period, known_at=question.known_at
    )
    page = parameters.page(records(value, scope=request.actor.scope).only("pk"), request.GET)
    columns, rows = figure.tell([row.pk for row in page.rows])
    return render(
        request,
        "figures/detail.html",
        {
            "figure": figure,
            "value": value,
            "asked": question,
            "query": request.GET,
            "trend": _trend(value) if figure.is_counted else [],
            "heat": _heat(value, question) if figure.is_counted else None,
            "columns": columns,
            "rows": rows,
            "page": page,
            "interval": None if figure.kind != "count" else interval(value.text, step=figure.step),
            "areas": area_choices(areas_of(request.actor.scope)),
            "sectors": [("", _("All sectors")), *sector_choices()],
            "grades": [("", _("All grades")), ("general", _("General hazard")), ("major", _("Major hazard"))],
        },
    )


@needs(Permission.FIGURE_READ)
def proof(request: ActedRequest, code: str) -> HttpResponse:
    """Show the trace of a value: rows counted anew, and the digest over their keys."""
    question = asked(request.GET, request.actor)
    with snapshot():
        cut = question.cut_of(REGISTRY[code])
        value = evaluate(code, cut=cut, period=question.period, known_at=question.known_at)
        counted = trace(value)
    template = "figures/_proof.html" if request.headers.get("HX-Request") else "figures/proof.html"
    return render(
        request, template, {"value": value, "proof": counted, "asked": question, "figure": value.figure}
    )


def _told(figure: Figure, sums: dict[str, int]) -> tuple[str, int]:
    """Return a cell's text and the number that its colour goes by."""
    if figure.is_rate:
        done, base = figure.value(sums), figure.base(sums)
        return prose(figure, done, base), base - done
    return str(figure.value(sums)), figure.value(sums)


def _trend(value: Value) -> list[dict[str, Any]]:
    """Return the months of the period with the figure's value for what was found (or visited) in each."""
    table = tabulate(value.figure.measures, value.cut, value.period, value.known, by=("month",))
    months: list[dict[str, Any]] = []
    for part in value.period.months():
        bucket = part.first.year * 100 + part.first.month
        sums = {measure: table.get((measure, bucket), 0) for measure in value.figure.measures}
        text, size = _told(value.figure, sums)
        if value.figure.is_rate:
            base = value.figure.base(sums)
            size = round(1000 * value.figure.value(sums) / base) if base else 0
        partial = part.first.day != 1 or part.last != month_end(part.last)
        months.append({"month": f"{part.first:%Y-%m}", "text": text, "size": size, "partial": partial})
    most = 1000 if value.figure.is_rate else max((m["size"] for m in months), default=0)
    return [{**m, "most": most or 1} for m in months]


def _own_level(
    value: Value, table: dict[tuple[Any, ...], int], children: list[Area], question: Asked
) -> list[dict[str, Any]]:
    """Return the row of what was counted in the area itself and in none below it, if there is any."""
    sums = {m: table.get((m, question.area.pk), 0) for m in value.figure.measures}
    below_it = [area.pk for area in children if area.pk != question.area.pk]
    if below_it:
        sums = {m: n - sum(table.get((m, pk), 0) for pk in below_it) for m, n in sums.items()}
    if not below_it or not any(sums.values()):
        return []
    text, size = _told(value.figure, sums)
    total = {"text": text, "size": size, "href": f"?{question.link(area=question.area.code)}"}
    return [{"area": {"short_label": _("At its own level")}, "cells": [], "total": total}]


def _heat(value: Value, question: Asked) -> dict[str, Any]:
    """Return the table of the area's children by sector with the area's own totals; each number leads to its cut."""
    children = list(Area.objects.filter(parent=question.area, valid_to=None).order_by("path")) or [
        question.area
    ]
    sectors = list(Sector.objects.order_by("position", "code")) if value.figure.sectored else []
    if value.cut.sector_ids:
        sectors = [s for s in sectors if s.pk in value.cut.sector_ids]
    table = tabulate(
        value.figure.measures,
        value.cut,
        value.period,
        value.known,
        by=("area", "sector") if sectors else ("area",),
        areas=list({area.pk for area in (*children, question.area)}),
        sectors=[sector.pk for sector in sectors],
    )
    measures = value.figure.measures

    def cell(area: Area, *columns: Sector) -> dict[str, Any]:
        keys = [(area.pk, sector.pk) for sector in columns] if sectors else [(area.pk,)]
        sums = {m: sum(table.get((m, *key), 0) for key in keys) for m in measures}
        text, size = _told(value.figure, sums)
        one = columns[0].code if len(columns) == 1 else ""
        query = question.link(area=area.code, sector=one) if one else question.link(area=area.code)
        return {"text": text, "size": size, "href": f"?{query}"}

    rows: list[dict[str, Any]] = [
        {"area": area, "cells": [cell(area, sector) for sector in sectors], "total": cell(area, *sectors)}
        for area in children
    ]
    return {
        "sectors": sectors,
        "rows": rows + ([] if sectors else _own_level(value, table, children, question)),
        "most": max((one["size"] for row in rows for one in row["cells"]), default=0),
        "totals": [cell(question.area, sector) for sector in sectors],
        "total": cell(question.area, *sectors),
        "area": question.area,
    }
