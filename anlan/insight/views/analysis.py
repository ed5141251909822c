"""The pages of the analysis: any figure, the loop, the times, the coverage; each with its file and its fixed link."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from markupsafe import Markup

from anlan.figures.asking import Asked, asked
from anlan.figures.evaluation import records
from anlan.figures.registry import REGISTRY
from anlan.figures.views.listing import choices
from anlan.insight import drawing, files, listing, reach, studying
from anlan.insight.analysis import AGAINST
from anlan.insight.dimensions import DIMENSIONS
from anlan.insight.studying import COVERAGE, LOOP, STUDIES, TABLE, TIMES, Read
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid
from anlan.listings.saved import chips_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

SPECS = {
    TABLE: listing.ANALYSIS,
    LOOP: listing.LOOP,
    TIMES: listing.TIMES,
    COVERAGE: listing.COVERAGE,
}
FIRST_ROWS = 10


@needs(Permission.FIGURE_READ)
def figure(request: ActedRequest) -> HttpResponse:
    """Show a figure cut by one or two dimensions, beside another period; what cannot be cut so says why."""
    return _page(request, TABLE)


@needs(Permission.FIGURE_READ)
def loop(request: ActedRequest) -> HttpResponse:
    """Show how far the hazards of a period have come, and what came back."""
    return _page(request, LOOP)


@needs(Permission.FIGURE_READ)
def times(request: ActedRequest) -> HttpResponse:
    """Show how long it takes to rectify, with those that are still open."""
    return _page(request, TIMES)


@needs(Permission.FIGURE_READ)
def coverage(request: ActedRequest) -> HttpResponse:
    """Show which premises of the register were visited, and the first of those that never were."""
    return _page(request, COVERAGE)


@needs(Permission.FIGURE_READ)
def file(request: ActedRequest) -> HttpResponse:
    """Give a study as a workbook, as CSV or as a picture."""
    form = parameters.choice(request.GET, "format", tuple(files.KINDS)) or "xlsx"
    code = parameters.choice(request.GET, "of", tuple(STUDIES)) or TABLE
    study = studying.read(code, request.GET, request.actor).study
    answer = HttpResponse(files.made(study, form), content_type=files.KINDS[form])
    name = content_disposition_header(as_attachment=True, filename=f"{study.stem}.{form}")
    answer["Content-Disposition"] = name or "attachment"
    return answer


def _page(request: ActedRequest, code: str) -> HttpResponse:
    error, found = None, None
    try:
        found = studying.read(code, request.GET, request.actor)
    except Invalid as refused:
        error = refused
    question = found.question if found else asked({}, request.actor)
    spec = SPECS[code]
    query = urlencode(sorted(spec.kept(request.GET).items()))
    bodies = [post.organisation_id for post in request.actor.posts]
    chips = chips_of(request.actor.person_id, bodies, spec.code, query) if request.actor.person_id else []
    context = {
        "code": code,
        "route": spec.route,
        "found": found,
        "drawn": [(sheet, Markup(drawing.draw(sheet))) for sheet in found.study.sheets] if found else [],  # noqa: S704 -- ours, every word escaped
        "error": error,
        "asked": question,
        "query": request.GET,
        "chosen": found.chosen if found else request.GET,
        "shown": SimpleNamespace(chips=chips, query=query, spec=spec),
        "tabs_shown": _tabs(code, question),
        **_offered(code, question),
        **(_never(found, request) if found and code == COVERAGE else {}),
        **choices(request, question),
    }
    return render(request, "insight/study.html", context, status=error.status if error else 200)


def _tabs(code: str, question: Asked) -> list[dict[str, Any]]:
    """Return the studies side by side, each of the same area and days; and the kinds, a view of the first."""
    kinds = question.link(figure="hazards.found", rows="kind")
    told = [
        {"text": label, "href": f"{reverse(SPECS[one].route)}?{question.link()}", "current": one == code}
        for one, label in STUDIES.items()
    ]
    told.insert(
        1, {"text": _("Kinds of hazards"), "href": f"{reverse('insight:analysis')}?{kinds}", "current": False}
    )
    return told


def _offered(code: str, question: Asked) -> dict[str, Any]:
    if code != TABLE:
        return {"bys": [(name, DIMENSIONS[name]) for name in studying.BY]}
    figures = [one for one in REGISTRY if question.may(one)]
    return {
        "figures": [(one.code, f"{REGISTRY.group_of(one)[1]} · {one.name}") for one in figures],
        "dimensions": list(DIMENSIONS.items()),
        "second": [("", _("none")), *DIMENSIONS.items()],
        "againsts": list(AGAINST.items()),
    }


def _never(found: Read, request: ActedRequest) -> dict[str, Any]:
    """Return the first premises that were never visited, within the reader's scope."""
    value = found.question.value(reach.NEVER)
    rows = list(records(value, scope=request.actor.scope).only("pk").order_by("pk")[:FIRST_ROWS])
    columns, told = value.figure.tell([row.pk for row in rows])
    return {"never": value, "never_code": reach.NEVER, "never_columns": columns, "never_rows": told}
