"""The wall board, polled by its screens, and the analysis of a figure with its file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from anlan.boards import live as shared
from anlan.figures.asking import Asked, asked
from anlan.figures.cut import Known
from anlan.figures.evaluation import Value
from anlan.figures.registry import REGISTRY
from anlan.figures.views.listing import choices
from anlan.insight import analysis, board
from anlan.insight.analysis import AGAINST, DIMENSIONS, Table
from anlan.insight.listing import ANALYSIS
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.listings.saved import chips_of
from anlan.listings.workbook import risky
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor

LIVE = shared.Live()
SECONDS = 15
"""How far the board may be behind: it is drawn anew at most so often for all who see the same, and then only when
something was recorded or another minute began, with which deadlines pass."""


@needs(Permission.FIGURE_READ)
def wall(request: ActedRequest) -> HttpResponse:
    """Show the board of an area, dark, for a wall."""
    area = parameters.words(request.GET, "area")
    part = shared.filled(request, _part(request, area).html)
    return render(request, "insight/wall.html", {"part": part, "area": area})


@needs(Permission.FIGURE_READ)
def live(request: ActedRequest) -> HttpResponse:
    """Show the part that changes; 304 while nothing did."""
    return shared.answer(request, _part(request, parameters.words(request.GET, "area")))


def _part(request: ActedRequest, area: str) -> Any:
    now, actor = clock.now(), request.actor
    board.of_year(
        actor, area
    )  # an area beyond the reader's posts is refused before anything shared is looked at

    def draw() -> str:
        with snapshot():
            context = board.content(actor, area)
        query = f"area={area}" if area else ""
        return render_to_string("insight/_wall.html", {**context, "query": query})

    slot = now - timedelta(seconds=now.second % SECONDS, microseconds=now.microsecond)
    key = (area, _sight(actor), get_language(), clock.local_day(now))
    return LIVE.part(key, at=slot, fingerprint=lambda: f"{Known.now().seq} {slot:%H:%M}", render=draw)


def _sight(actor: Actor) -> tuple[Any, ...]:
    """Return what decides which figures somebody sees: who shares it, shares the drawing."""
    posts = sorted(
        (post.area_path, tuple(sorted(post.sector_ids)) if post.sector_ids is not None else None)
        for post in actor.posts
        if Permission.FIGURE_READ in post.permissions
    )
    return tuple(posts), tuple(sorted(actor.permissions)), actor.is_system


# -- analysis --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks to analyse."""

    question: Asked
    value: Value
    rows: str
    columns: str
    against: str
    table: Table


def _read(request: ActedRequest) -> _Asked:
    code = parameters.words(request.GET, "figure", most=80) or "hazards.found"
    rows = parameters.choice(request.GET, "rows", tuple(DIMENSIONS)) or analysis.AREA
    columns = parameters.choice(request.GET, "columns", tuple(DIMENSIONS))
    against = parameters.choice(request.GET, "against", tuple(AGAINST))
    question = asked(request.GET, request.actor)
    with snapshot():
        value = question.value(code)
        found = analysis.table(value, question, rows, columns, against)
    return _Asked(question, value, rows, columns, against, found)


@needs(Permission.FIGURE_READ)
def analyse(request: ActedRequest) -> HttpResponse:
    """Show a figure cut by one or two dimensions, beside another period; what cannot be cut so says why."""
    error, found = None, None
    try:
        found = _read(request)
    except Invalid as refused:
        error = refused
    question = found.question if found else asked({}, request.actor)
    query = urlencode(sorted(ANALYSIS.kept(request.GET).items()))
    bodies = [post.organisation_id for post in request.actor.posts]
    chips = chips_of(request.actor.person_id, bodies, ANALYSIS.code, query) if request.actor.person_id else []
    figures = [one for one in REGISTRY if one.is_counted and question.may(one)]
    context = {
        "found": found,
        "error": error,
        "asked": question,
        "query": request.GET,
        "file_query": _fixed(found) if found else "",
        "shown": SimpleNamespace(chips=chips, query=query, spec=ANALYSIS),
        "figures": [(one.code, f"{REGISTRY.group_of(one)[1]} · {one.name}") for one in figures],
        "dimensions": list(DIMENSIONS.items()),
        "second": [("", _("none")), *DIMENSIONS.items()],
        "againsts": list(AGAINST.items()),
        **choices(request, question),
    }
    return render(request, "insight/analysis.html", context, status=error.status if error else 200)


def _fixed(found: _Asked) -> str:
    """Return the address with its days and its moment written out: whoever opens the link sees the same numbers."""
    more = {
        "figure": found.value.figure.code,
        "rows": found.rows,
        "columns": found.columns,
        "against": found.against,
    }
    days = {"from": f"{found.value.period.first}", "to": f"{found.value.period.last}"}
    return found.question.link(known_at=found.value.known.at.isoformat(), **days, **more)


@needs(Permission.FIGURE_READ)
def file(request: ActedRequest) -> HttpResponse:
    """Give the table as a workbook, or as CSV: figure, area, days and moment stand in it."""
    form = parameters.choice(request.GET, "format", ("xlsx", "csv")) or "xlsx"
    lines = _lines(_read(request))
    if form == "csv":
        text = io.StringIO()
        safe = [
            [f"'{cell}" if isinstance(cell, str) and risky(cell) else cell for cell in line] for line in lines
        ]
        csv.writer(text).writerows(safe)
        content, kind = ("﻿" + text.getvalue()).encode(), "text/csv; charset=utf-8"
    else:
        content, kind = _workbook(lines), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(content, content_type=kind)
    name = content_disposition_header(as_attachment=True, filename=f"analysis.{form}")
    answer["Content-Disposition"] = name or "attachment"
    return answer


def _workbook(lines: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            if isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, str(cell))
    sheet.set_column(0, 0, 24)
    book.close()
    return out.getvalue()


def _lines(found: _Asked) -> list[list[Any]]:
    """Return the table as rows of cells, then what it is of: a programme begins at the header."""
    compared = bool(found.against)

    def cells(numbers: Any) -> list[Any]:
        told: list[Any] = []
        for one in numbers:
            told.append("—" if one.value.number is None else one.value.number)
            if compared:
                told.append("—" if one.former.number is None else one.former.number)
        return told

    def heads(label: str) -> list[str]:
        return [label, _("%(what)s, compared period") % {"what": label}] if compared else [label]

    table = found.table
    head = [str(DIMENSIONS[found.rows])]
    for column in table.columns:
        head += heads(column.label)
    lines: list[list[Any]] = [[*head, *heads(_("Total"))]]
    lines += [[row.member.label, *cells((*row.cells, row.total))] for row in table.rows]
    lines.append([_("Together"), *cells((*table.foot, table.total))])
    period, known = found.value.period, found.value.known
    about = [
        (_("Figure"), f"{found.value.figure.name} ({found.value.figure.code})"),
        (_("Area"), found.question.area.label),
        (_("Period"), f"{period.first} – {period.last}"),
        (_("Compared with"), str(AGAINST[found.against])),
        (_("As known at"), f"{known.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"),
    ]
    return [*lines, [], *([what, which] for what, which in about)]
