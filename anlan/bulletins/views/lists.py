"""The archive, and the draft that the section files would give for a day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from anlan.bulletins import archive, composing, series
from anlan.bulletins.listing import ISSUES, choices, columns, filtered, tell_issues
from anlan.bulletins.models import Issue, Series
from anlan.bulletins.paper import paper
from anlan.bulletins.sources import annex, sources
from anlan.documents.formats import FORMATS
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor


@needs(Permission.BULLETIN_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the issues that the reader may see, newest first, searched through their whole text."""
    actor = request.actor
    shown = ISSUES.show(request, filtered(Issue.objects.within(actor.scope), request.GET))
    rows = tell_issues(shown.keys)
    return shown.render("bulletins/list.html", columns=columns(), rows=rows, choices=choices(actor))


@needs(Permission.BULLETIN_READ)
def day(request: ActedRequest) -> HttpResponse:
    """Show what an issue of a day would say if it were drafted now; `format=pdf` gives it as a file."""
    on = parameters.day(request.GET, "on") or clock.today()
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    form = parameters.choice(request.GET, "format", tuple(FORMATS))
    area = own_area(request.actor, Permission.BULLETIN_READ)
    offered = _offered(area)
    code = parameters.choice(request.GET, "series", [one for one, _label in offered]) or series.BULLETIN
    with snapshot():
        written = composing.of_day(_series(area, code), on=on, language=language)
        proofs = annex(written.composed) if form else ()
    if form:
        document = replace(written.document, annex=proofs)
        return as_file(FORMATS[form](document), f"{code}-{on.isoformat()}", form)
    told, rows = sources(written.composed)
    context: dict[str, Any] = {
        "paper": paper(written.document),
        "on": on,
        "query": request.GET,
        "series": offered,
        "chosen": code,
        "sources_columns": told,
        "sources": rows,
        "known_at": written.composed.setting.known.at,
    }
    return render(request, "bulletins/day.html", context)


def _offered(area: Area) -> list[tuple[str, str]]:
    """Return the series of an area by code: those that every area may have, and those that it opened itself."""
    own = {one.code: one for one in Series.objects.filter(area=area).order_by("position", "id")}
    kinds = [
        (kind.code, (own.get(kind.code) or composing.unfounded(area, kind.code)).label)
        for kind in series.KINDS
        if kind.code not in own or own[kind.code].closed_on is None
    ]
    known = {kind.code for kind in series.KINDS}
    return kinds + [(c, one.label) for c, one in own.items() if c not in known and one.closed_on is None]


def _series(area: Area, code: str) -> Series:
    found = (
        Series.objects.select_related("area", "issuer").filter(area=area, code=code, closed_on=None).first()
    )
    return found or composing.unfounded(area, code)


def own_area(actor: Actor, permission: Permission) -> Area:
    """Return the widest area over which one of the reader's posts grants a permission."""
    posts = [post for post in actor.posts if permission in post.permissions]
    return Area.objects.get(path=min((post.area_path for post in posts), key=lambda path: path.count("/")))


TYPES = {
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_file(content: bytes, name: str, form: str) -> HttpResponse:
    """Return a file of an issue; that by the city's own template (`own`) is a DOCX with a name of its own."""
    name, ending = (f"{name}-own", "docx") if form == archive.OWN else (name, form)
    response = HttpResponse(content, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
