"""The list of incidents, and the one screen on which a call is taken or a drill begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anlan.incidents.flow import INCIDENT_FLOW
from anlan.incidents.forms import TAKE
from anlan.incidents.listing import INCIDENTS, choices, filtered
from anlan.incidents.models import Incident
from anlan.incidents.rows import tell_incidents
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.lifecycle import asking
from anlan.org.choices import areas_of
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.premises.models import Premises

FEW = 300
"""Premises that a list offers; of more the place is written, and the premises are named later."""


@needs(Permission.INCIDENT_READ)
def listing(request: ActedRequest) -> HttpResponse:
    """Show the incidents of the reader's area, the latest first; drills only where they are asked for."""
    rows = filtered(Incident.objects.within(request.actor.scope), request.GET)
    shown = INCIDENTS.show(request, rows)
    columns, told = tell_incidents(shown.keys)
    is_drill = request.GET.get("mode") == "drill"
    return shown.render(
        "incidents/list.html", columns=columns, rows=told, choices=choices(request.actor), is_drill=is_drill
    )


@needs(Permission.INCIDENT_TAKE)
@require_http_methods(["GET", "POST"])
def take_call(request: ActedRequest) -> HttpResponse:
    return _begin(request, "take")


@needs(Permission.INCIDENT_TAKE)
@require_http_methods(["GET", "POST"])
def begin_drill(request: ActedRequest) -> HttpResponse:
    return _begin(request, "drill")


def _begin(request: ActedRequest, step: str) -> HttpResponse:
    """Take a call on one screen; a refused form keeps what was typed."""
    own = next((p.area_id for p in request.actor.posts if Permission.INCIDENT_TAKE in p.permissions), "")
    start = {"area": own, "received_at": clock.now()}
    begun = asking.begin(request, INCIDENT_FLOW, step, start, options=options(request.actor), at=received)
    if begun.outcome:
        messages.success(request, _("It is on record: journal entry %(seq)s.") % {"seq": begun.outcome.seq})
        return redirect("incidents:detail", pk=begun.outcome.case_id)
    context = {"form": begun.form, "is_drill": step == "drill", "step": step}
    return render(request, "incidents/take.html", context, status=begun.status)


def received(raw: Mapping[str, Any]) -> datetime | None:
    """Return when the call came: then the step happened. None (now) where the door is to say what is wrong."""
    field = next(item for item in TAKE.inputs if item.name == "received_at")
    try:
        at: datetime | None = field.clean(raw.get("received_at"))
    except Invalid:
        return None
    return at if at is None or at <= clock.now() else None


def options(actor: Actor) -> dict[str, Any]:
    """Return the areas and, where they are few, the premises that somebody may name. Two queries."""
    areas = areas_of(actor.scope, deepest=3)
    least = min((area.depth for area in areas), default=0)
    places = Premises.objects.within(actor.scope).filter(is_active=True).order_by("name", "pk")
    found = list(places.values_list("pk", "name")[: FEW + 1])
    return {
        "area": [(area.pk, "　" * (area.depth - least) + area.short_label) for area in areas],
        "premises": found if len(found) <= FEW else [],
    }
