"""The planner: what is proposed for the days asked for, why at one place, as a workbook; a person accepts it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.documents.formats import FORMATS
from anlan.documents.model import Bulletin, Cell, Composition, Paragraph, Table, Text
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Unknown
from anlan.kernel.identity import uuid7
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.plans.models import JointVisit
from anlan.premises.models import Premises
from anlan.visiting import acts, asking, explaining
from anlan.visiting.gathering import labels
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit
from anlan.visiting.proposal import Proposal, Proposed, at_place, names_of, propose
from anlan.visiting.rows import check_columns, proposed_columns, short, tell_checks, tell_proposed
from anlan.visiting.warned import warned

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kept(query: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(query[name]) for name in asking.FILTERS if query.get(name)}


@needs(Permission.PLAN_READ)
@require_GET
def planner(request: ActedRequest) -> HttpResponse:
    """Show the proposal: 50 visits a page, by day and team, with what merging saves. Nothing is written."""
    asked, proposal = _proposed(request)
    visits = asking.shown(proposal, asked.show)
    number = parameters.whole(request.GET, "page") or 1
    shown = visits[(number - 1) * A_PAGE : number * A_PAGE]
    places, names = names_of(shown), labels(check.body for visit in shown for check in visit.checks)
    query = kept(request.GET)
    context = {
        "proposal": proposal,
        "asked": asked,
        "columns": proposed_columns(),
        "rows": _selectable(shown, tell_proposed(shown, proposal, places, names, urlencode(query))),
        "may": any(Permission.PLAN_MAKE in post.permissions for post in request.actor.posts),
        "key": uuid7(),
        "kept": urlencode(query),
        "newer": urlencode({**query, "page": number - 1}) if number > 1 else "",
        "older": urlencode({**query, "page": number + 1}) if number * A_PAGE < len(visits) else "",
        "count": len(visits),
        "query": request.GET,
        "choices": asking.choices(request.actor),
        "warned": warned(request.actor.scope, proposal),
    }
    return render(request, "visiting/planner.html", context)


def _proposed(request: ActedRequest) -> tuple[asking.Asked, Proposal]:
    asked = asking.read(request.GET, clock.today())
    with snapshot():
        return asked, propose(request.actor.scope, asked.question, asked.crew)


def _selectable(visits: Sequence[Proposed], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row that has a day the value of its box: what is sent when it is accepted."""
    for visit, row in zip(visits, rows, strict=True):
        if visit.on:
            row["key"] = value_of(visit)
    return rows


def value_of(visit: Proposed) -> str:
    return f"{visit.premises}|{visit.on}|{visit.team}|{visit.turn}|{visit.codes}"


@needs(Permission.PLAN_MAKE)
@require_POST
def accept(request: ActedRequest) -> HttpResponse:
    """Arrange the visits that were chosen, each by itself; say what dropped out and what was refused, and why."""
    chosen = request.POST.getlist("case")
    back = redirect(f"{reverse('visiting:planner')}?{urlencode(kept(request.POST))}")
    if not chosen:
        messages.error(request, _("Choose the visits that are to be arranged."))
        return back
    if len(chosen) > A_PAGE:
        raise Invalid("planner.chosen", _("At most %(most)s visits are arranged at once.") % {"most": A_PAGE})
    key = request.POST.get("key") or uuid7()
    done: list[int] = []
    for value in chosen:
        given = given_of(value)
        try:
            outcome = acts.arrange(
                given, by=request.actor, key=f"{key[:40]}-{given['premises']}-{given['planned_on']}"
            )
            done.append(outcome.case_id)
        except AnlanError as no:
            messages.error(request, f"{_place_name(request, given)}：{no.message}")
    _tell(request, done)
    return back


def _place_name(request: ActedRequest, given: Mapping[str, str]) -> str:
    key = parameters.whole(given, "premises") or 0
    place = Premises.objects.within(request.actor.scope).filter(pk=key).first()
    return place.name if place else given["premises"]


def given_of(value: str) -> dict[str, str]:
    """Return what a box says. Raises Invalid for what no page of ours sent."""
    parts = value.split("|")
    if len(parts) != 5 or not parts[0].isdigit():
        raise Invalid(
            "planner.chosen", _("What was chosen cannot be read: load the page again."), field="case"
        )
    return dict(zip(("premises", "planned_on", "team", "turn", "checks"), parts, strict=True))


def _tell(request: ActedRequest, done: list[int]) -> None:
    if done:
        joint = JointVisit.objects.within(request.actor.scope).filter(arranged__in=done).count()
        told = ngettext("%(n)s visit is arranged.", "%(n)s visits are arranged.", len(done)) % {
            "n": len(done)
        }
        if joint:
            told += " " + ngettext(
                "%(n)s body is asked to come along.", "%(n)s bodies are asked to come along.", joint
            ) % {"n": joint}
        messages.success(request, told)
    dropped = (
        ArrangedCheck.objects.filter(visit__in=done).exclude(dropped="").select_related("visit__premises")
    )
    for part in dropped:
        messages.warning(
            request,
            _("%(place)s: a check dropped out: %(why)s %(note)s")
            % {"place": part.visit.premises.name, "why": part.get_dropped_display(), "note": part.note},
        )


@needs(Permission.PLAN_READ)
@require_GET
def place(request: ActedRequest, pk: int) -> HttpResponse:
    """Show why visits to one place are proposed as they are, what is arranged there, and its visits of the year."""
    rows = Premises.objects.within(request.actor.scope).select_related("reporting_area", "sector")
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("premises.unknown", _("There are no such premises in your area and sector."))
    asked = asking.read(request.GET, clock.today())
    with snapshot():
        proposal = at_place(request.actor.scope, asked.question, pk, asked.crew)
    names = labels(check.body for visit in proposal.visits for check in visit.checks)
    year = proposal.question.begin.year
    context = {
        "place": found,
        "proposal": proposal,
        "columns": check_columns(),
        "visits": [
            {
                "visit": visit,
                "value": value_of(visit),
                "rows": tell_checks(visit.checks, names),
                "told": explaining.told(visit, proposal, names),
            }
            for visit in proposal.visits
        ],
        "may": any(Permission.PLAN_MAKE in post.permissions for post in request.actor.posts),
        "key": uuid7(),
        "arranged": ArrangedVisit.objects.within(request.actor.scope).filter(
            premises=pk, state=ArrangedState.ARRANGED
        ).select_related("lead"),
        "made": explaining.visits_of_year(pk, year, request.actor.scope),
        "year": year,
        "kept": urlencode(kept(request.GET)),
        "hidden": kept(request.GET),
    }  # fmt: skip
    return render(request, "visiting/place.html", context)


@needs(Permission.PLAN_READ)
@require_GET
def workbook(request: ActedRequest) -> HttpResponse:
    """Give the proposal as a workbook: a row for each visit, with its reasons; the question and the counts on top."""
    asked, proposal = _proposed(request)
    visits = asking.shown(proposal, asked.show)
    places, names = names_of(visits), labels(check.body for visit in visits for check in visit.checks)
    rows = []
    for visit in visits:
        premises = places[visit.premises]
        cells = (
            premises.code, premises.name, premises.address, premises.reporting_area.label,
            visit.on.isoformat() if visit.on else "", str(visit.team or ""), str(visit.turn or ""),
            _(", ").join(names.get(body, "?") for body in visit.bodies), short(visit),
            " ".join(explaining.told(visit, proposal, names)),
        )  # fmt: skip
        rows.append(tuple(Cell(text) for text in cells))
    heads = (
        _("Code of the premises"), _("Premises"), _("Address"), _("Area"), _("Day"), pgettext("planner", "Team"),
        _("Turn of the day"), pgettext("planner", "Bodies"), pgettext("planner", "Checks"), _("Why"),
    )  # fmt: skip
    question = proposal.question
    counts = {
        "first": question.begin, "last": question.last, "checks": proposal.checks, "apart": proposal.separate,
        "n": len(proposal.visits),
    }  # fmt: skip
    told = (
        _(
            "%(first)s – %(last)s: %(checks)s checks, %(apart)s visits if each body plans for itself, %(n)s merged"
        )
        % counts
    )
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    frame = Bulletin(masthead=_("Visit planner"), day=f"{question.begin} – {question.last}")
    content = FORMATS["xlsx"](
        Composition(frame, (Paragraph((Text(f"{told} ({len(rows)})"),)), Table(heads, tuple(rows))), language)
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="visits-{question.begin}-{question.last}.xlsx"'
    return response
