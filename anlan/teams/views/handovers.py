"""Hand-overs: signing as the side that goes, and as the side that comes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.hazards.models import Hazard
from anlan.hazards.rows import tell_hazards
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.lifecycle import asking
from anlan.lifecycle.pages import StepForm, step_forms, trail
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.teams.day_effects import open_hazards_of
from anlan.teams.flow import HANDOVER_FLOW
from anlan.teams.models import HandOver, HandOverState, Team
from anlan.teams.views.teams import visible

TONES = {HandOverState.HANDED: "warn", HandOverState.TAKEN: "good", HandOverState.WITHDRAWN: "neutral"}


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def hand_over(request: ActedRequest, pk: int) -> HttpResponse:
    """Hand a team over: to the next people of it, or to another team of the same area."""
    team, today = visible(request, pk), clock.today()
    others = [
        one
        for one in Team.objects.within(request.actor.scope).between(today, today).filter(state="standing")
        if one.pk != team.pk
        and (one.area_path.startswith(team.area_path) or team.area_path.startswith(one.area_path))
    ]
    options = {
        "team": [(team.pk, team.name)],
        "to_team": [(team.pk, _("%(name)s itself: others go on with it") % {"name": team.name})]
        + [(one.pk, f"{one.name} · {one.leader_name}") for one in others],
    }
    start = {"team": team.pk, "to_team": team.pk, "day": today}
    begun = asking.begin(request, HANDOVER_FLOW, "hand_over", start, options=options)
    if begun.outcome:
        messages.success(request, asking.recorded(HANDOVER_FLOW.steps["hand_over"], begun.outcome))
        return redirect("teams:handover", pk=begun.outcome.case_id)
    context = {"team": team, "form": begun.form, "open": len(open_hazards_of(team.pk))}
    return render(request, "teams/hand_over.html", context, status=begun.status)


def _visible(request: ActedRequest, pk: int) -> HandOver:
    rows = HandOver.objects.within(request.actor.scope).select_related(
        "team", "to_team", "handed_by", "taken_by"
    )
    found = rows.filter(pk=pk).first() if pk <= parameters.BIGGEST else None
    if found is None:
        raise Unknown("team_handover.unknown", _("There is no hand-over with this number in your area."))
    return found


@needs(Permission.VISIT_READ)
def detail(request: ActedRequest, pk: int) -> HttpResponse:
    return _show(request, _visible(request, pk))


def _show(
    request: ActedRequest, handover: HandOver, refused: StepForm | None = None, status: int = 200
) -> HttpResponse:
    forms = step_forms(HANDOVER_FLOW, handover, request.actor, refused=refused)
    carried = (
        Hazard.objects.within(request.actor.scope).filter(pk__in=handover.hazards).order_by("due_at", "pk")
    )
    columns, rows = tell_hazards(list(carried.values_list("pk", flat=True)))
    context: dict[str, Any] = {
        "handover": handover,
        "state": HandOverState(handover.state).label,
        "tone": TONES[HandOverState(handover.state)],
        "columns": columns,
        "rows": rows,
        "forms": [form for form in forms if form.decision or form.error],
        "closed_forms": [form for form in forms if not form.decision and not form.error],
        "entries": trail(HANDOVER_FLOW, handover),
    }
    return render(request, "teams/handover.html", context, status=status)


@needs(Permission.VISIT_READ)
@require_http_methods(["GET", "POST"])
def take(request: ActedRequest, pk: int, step: str) -> HttpResponse:
    """Take over, or withdraw; a refusal shows the page again."""
    _visible(request, pk)
    return asking.take(
        request,
        HANDOVER_FLOW,
        pk,
        step,
        back=redirect("teams:handover", pk=pk),
        again=lambda form, status: _show(request, _visible(request, pk), form, status),
    )
