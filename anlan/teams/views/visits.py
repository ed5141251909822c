"""Whose visit it was: a panel on the visit's page, by which it is named a team's or taken out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.inspections import desk
from anlan.inspections.models import Visit
from anlan.kernel import parameters
from anlan.kernel.errors import Invalid, Refused, Unknown
from anlan.kernel.identity import uuid7
from anlan.lifecycle import asking, door
from anlan.lifecycle.pages import StepForm, step_forms
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.teams.flow import TEAM_VISIT_FLOW
from anlan.teams.models import TeamVisit


def _visit(request: ActedRequest, pk: int) -> Visit:
    rows = Visit.objects.within(request.actor.scope).recorded()
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("visit.unknown", _("There is no visit with this number in your area and sector."))
    return found


def _offered(request: ActedRequest, visit: Visit) -> list[tuple[int, str]]:
    """Return the teams that the reader may name for a visit."""
    return [
        choice
        for one in desk.DESKS
        for choice in one.offered(request.actor, visit.visited_on, visit.area_path)
    ]


@needs(Permission.VISIT_READ)
def panel(request: ActedRequest, visit: int) -> HttpResponse:
    """Show whose the visit was, and the teams that the reader may name: a fragment, a page by itself."""
    return _show(request, _visit(request, visit))


def _show(
    request: ActedRequest, visit: Visit, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    links = TeamVisit.objects.within(request.actor.scope).named().filter(visit=visit.pk)
    link = links.select_related("team").first()
    step = TEAM_VISIT_FLOW.steps["name"]
    forms, form = [], None
    if link is not None:
        forms = step_forms(TEAM_VISIT_FLOW, link, request.actor, refused=refused)
    else:
        offered = _offered(request, visit)
        if refused is not None:
            form = refused
        elif offered:
            form = StepForm.of(step, {}, options={"team": offered})
    context = {
        "visit": visit,
        "link": link,
        "form": form,
        "forms": [one for one in forms if one.decision or one.error],
    }
    whole = "teams/_of_visit.html" if request.headers.get("HX-Request") else "teams/of_visit.html"
    return render(request, whole, context, status=status)


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def name(request: ActedRequest, visit: int) -> HttpResponse:
    """Name the visit a team's; a refusal shows the panel as a page with the reason."""
    found = _visit(request, visit)
    if request.method != "POST":
        return redirect("inspections:detail", pk=visit)
    step = TEAM_VISIT_FLOW.steps["name"]
    options = {"team": _offered(request, found)}
    key = request.POST.get("key") or uuid7()
    raw = {"team": request.POST.get("team", ""), "visit": found}
    try:
        outcome = door.open_case(TEAM_VISIT_FLOW, "name", by=request.actor, input=raw, key=key)
    except (Invalid, Refused) as error:
        form = StepForm.refused("name", raw, error, key, step, options=options)
        return _show(request, found, form, error.status)
    messages.success(request, asking.recorded(step, outcome))
    return redirect("inspections:detail", pk=visit)


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take a visit out of its team; a refusal shows the panel as a page."""
    rows = TeamVisit.objects.within(request.actor.scope).select_related("visit")
    link = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if link is None:
        raise Unknown("team_visit.unknown", _("There is no such visit of a team in your area."))
    visit = link.visit_id
    return asking.take(
        request,
        TEAM_VISIT_FLOW,
        pk,
        step,
        back=redirect("inspections:detail", pk=visit),
        again=lambda form, status: _show(request, _visit(request, visit), form, status),
    )
