"""An alert: forces ordered at once, its report, what other pages show of it, and the call list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from anlan.forces.acts import call_out
from anlan.forces.kinds import AlertState, ForceState
from anlan.forces.models import Alert, CallOut, Positioning, RescueForce
from anlan.forces.reviewing import review
from anlan.forces.views.cases import visible
from anlan.forces.views.extras import line, lines_of
from anlan.incidents.models import Incident
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Unknown
from anlan.kernel.identity import uuid7
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

MOST_AT_ONCE = 400


@needs(Permission.FORCE_CALL)
@require_POST
def order(request: ActedRequest, pk: int) -> HttpResponse:
    """Call out the forces that were ticked; each that is refused is named with its reason."""
    alert = visible(request, "alert", pk)
    back = redirect("forces:case", kind="alert", pk=pk)
    wanted = [int(text) for text in request.POST.getlist("force")[:MOST_AT_ONCE] if _is_key(text)]
    known = RescueForce.objects.within(request.actor.scope).select_related("area").in_bulk(wanted)
    forces = [known[key] for key in dict.fromkeys(wanted) if key in known]
    if not forces:
        messages.error(request, _("Choose the forces that are to be called out."))
        return back
    key = (request.POST.get("key") or uuid7())[:50]
    taken = 0
    for result in call_out(alert, forces, by=request.actor, key=key):
        if isinstance(result, AnlanError):
            messages.error(request, str(result.message))
        else:
            taken += 1
    if taken:
        told = ngettext("%(n)s force is called out.", "%(n)s forces are called out.", taken)
        messages.success(request, told % {"n": taken})
    return back


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@needs(Permission.FORCE_READ)
def report(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the after-action report of an alert, to read and to print."""
    alert = visible(request, "alert", pk)
    rows = CallOut.objects.within(request.actor.scope).filter(alert=alert.pk).select_related("force")
    calls = list(rows.order_by("id"))
    context = {
        "alert": alert,
        "is_drill": not alert.is_real,
        "lines": [line(call, request.actor) for call in calls],
        "review": review(alert, calls),
        "at": clock.now(),
    }
    return render(request, "forces/report.html", context)


@needs(Permission.FORCE_READ)
def live(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the part of an alert's page that changes while it runs."""
    alert = visible(request, "alert", pk)
    context = {"case": alert, "lines": lines_of(alert, request.actor), "now": clock.now(), "runs": True}
    context["runs"] = alert.state == AlertState.RUNNING
    return render(request, "forces/_lines.html", context)


@needs(Permission.FORCE_READ)
def panel(request: ActedRequest) -> HttpResponse:
    """Show the call-outs that run and the phones to reach them, for the duty room's screen."""
    return render(request, "forces/_panel.html", _running(request))


def _running(request: ActedRequest) -> dict[str, Any]:
    """Return the alerts that run, those of drills after the real ones. Three queries."""
    scope = request.actor.scope
    alerts = list(
        Alert.objects.within(scope).filter(state=AlertState.RUNNING).order_by("-is_real", "-id")[:20]
    )
    rows = CallOut.objects.within(scope).filter(alert__in=[alert.pk for alert in alerts])
    by_alert: dict[int, list[dict[str, Any]]] = {alert.pk: [] for alert in alerts}
    for call in rows.select_related("force").order_by("id"):
        by_alert[call.alert_id].append(line(call, request.actor))
    return {
        "alerts": [(alert, by_alert[alert.pk]) for alert in alerts],
        "now": clock.now(),
        "wall": request.GET.get("wall") == "1",
    }


@needs(Permission.FORCE_READ)
def of_incident(request: ActedRequest, pk: int) -> HttpResponse:
    """Show the alerts of an incident or drill, on its page."""
    scope = request.actor.scope
    incident = None
    if pk <= parameters.BIGGEST:
        incident = Incident.objects.within(scope).filter(pk=pk).first()
    if incident is None:
        raise Unknown("incident.unknown", _("There is no incident with this number in your area."))
    alerts = list(Alert.objects.within(scope).filter(incident=pk).order_by("-id"))
    told = [(alert, lines_of(alert, request.actor)) for alert in alerts]
    may = request.actor.holds_in(Permission.FORCE_CALL, area_path=incident.area_path) is not None
    context = {"incident": incident, "alerts": told, "may": may and incident.state == "active"}
    return render(request, "forces/_of_incident.html", context)


@needs(Permission.FORCE_READ)
def call_list(request: ActedRequest) -> HttpResponse:
    """Show the phones of all forces that can be called now, those that are out and positioned first; it prints."""
    scope = request.actor.scope
    skill = parameters.words(request.GET, "skill")
    rows = (
        RescueForce.objects.within(scope)
        .filter(state=ForceState.READY)
        .select_related("area", "organisation")
    )
    if skill:
        rows = rows.filter(skills__contains=skill)
    forces = list(rows.order_by("area_path", "id")[:MOST_AT_ONCE])
    out = {call.force_id: call for call in CallOut.objects.within(scope).running().order_by("id")}
    today = clock.today()
    places = dict(Positioning.objects.within(scope).on(today).values_list("force_id", "place"))
    lines = [
        {
            "force": force,
            "call": out.get(force.pk),
            "place": places.get(force.pk, ""),
            "is_stale": force.is_stale(today),
        }
        for force in forces
    ]
    lines.sort(key=lambda one: (one["call"] is None, not one["place"]))  # stable: by area within
    return render(request, "forces/call_list.html", {"lines": lines, "at": clock.now()})
