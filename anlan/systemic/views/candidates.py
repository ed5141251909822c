"""Candidates: cells in which hazards are found more often than chance explains, each one click from being a problem."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Cell, Composition, Paragraph, Table, Text
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.lifecycle.asking import recorded
from anlan.listings.downloads import TYPES
from anlan.org.choices import area_choices, areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.systemic import acts, clusters
from anlan.systemic.candidates import look, question_of
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.gathering import WINDOWS
from anlan.systemic.kinds import ProblemKind
from anlan.systemic.words import rest_words


@needs(Permission.SYSTEMIC_PROPOSE)
def page(request: ActedRequest) -> HttpResponse:
    """Show the candidates with the counts behind each, and those of them that are problems already."""
    return _page(request)


def _page(request: ActedRequest, error: Any = None) -> HttpResponse:
    question = question_of(request.GET, request.actor)
    looked, told = look(question, request.actor.scope)
    context = {
        "asked": question,
        "areas": area_choices(areas_of(request.actor.scope)),
        "query": request.GET.urlencode(),
        "groups": [
            (kind.label, rest_words(kind), [one for one in told if one.cell.kind == kind and not one.settled])
            for kind in ProblemKind
        ],
        "settled": [one for one in told if one.settled],
        "tested": looked.look.tested,
        "since": looked.since,
        "windows": WINDOWS,
        "few": clusters.FEWEST,
        "times": clusters.LEAST_TIMES[ProblemKind.REGIONAL],
        "sector_times": clusters.LEAST_TIMES[ProblemKind.SECTORAL],
        "key": uuid7(),
        "error": error,
    }
    return render(request, "systemic/candidates.html", context, status=error.status if error else 200)


@needs(Permission.SYSTEMIC_PROPOSE)
@require_http_methods(["GET", "POST"])
def take_up(request: ActedRequest) -> HttpResponse:
    """Make a problem of a candidate: one click. Its numbers are worked out anew, its hazards are linked."""
    if request.method != "POST":
        return redirect("systemic:candidates")
    names = ("kind", "area", "sector", "category", "first_day", "last_day", "whole")
    given = {name: request.POST.get(name, "") for name in names}
    key = request.POST.get("key") or uuid7()
    try:
        outcome = acts.take_up(given, by=request.actor, key=key)
    except (Invalid, Refused) as error:
        return _page(request, error)
    messages.success(request, recorded(SYSTEMIC_FLOW.steps["take_up"], outcome))
    return redirect("systemic:detail", outcome.case_id)


@needs(Permission.SYSTEMIC_PROPOSE)
def workbook(request: ActedRequest) -> HttpResponse:
    """Give the candidates as a workbook, with the question that they answer."""
    question = question_of(request.GET, request.actor)
    looked, told = look(question, request.actor.scope)
    period = question.period
    head = (
        _("Kind"), _("Area"), _("Sector"), _("Category"), _("Places"), _("Hazards"), _("Share here"),
        _("Share of the rest"), _("Expected places"), _("Times the rest"), _("By chance, corrected"), _("Problem"),
    )  # fmt: skip
    rows = tuple(
        tuple(Cell(text, align="start") for text in (
            one.kind, one.area.label, one.sector.label, one.category, f"{one.cell.places:,}", f"{one.cell.hazards:,}",
            one.here, one.rest, one.expected, one.times, one.chance, one.became,
        ))
        for one in told
    )  # fmt: skip
    asks = _("%(area)s, %(first)s – %(last)s; compared with the time since %(since)s; %(tested)s cells tested") % {
        "area": question.area.label, "first": period.first, "last": period.last, "since": looked.since,
        "tested": looked.look.tested,
    }  # fmt: skip
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    frame = Bulletin(masthead=_("Candidates for systemic problems"), day=f"{period.first} – {period.last}")
    whole = Composition(frame, (Paragraph((Text(asks),)), Table(tuple(map(str, head)), rows)), language)
    response = HttpResponse(FORMATS["xlsx"](whole), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="candidates-{period.first}-{period.last}.xlsx"'
    return response
