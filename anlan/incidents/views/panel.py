"""The open incidents with their next clock, as a part of the duty room's screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.incidents import telling
from anlan.incidents.kinds import IncidentGrade, IncidentState
from anlan.incidents.models import Incident
from anlan.incidents.rows import GRADE_TONES
from anlan.kernel import clock
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

SHOWN = 12


@needs(Permission.INCIDENT_READ)
@require_GET
def panel(request: ActedRequest) -> HttpResponse:
    """Show what is still open and real, the latest call first. Two queries."""
    now = clock.now()
    rows = Incident.objects.within(request.actor.scope).filter(
        is_real=True, state__in=(IncidentState.ACTIVE, IncidentState.ENDED)
    )
    context: dict[str, Any] = {
        "count": rows.count(),
        "lines": [
            (one, IncidentGrade(one.grade).label, GRADE_TONES[one.grade], telling.next_clock(one, now))
            for one in rows.select_related("area").order_by("-received_at", "-pk")[:SHOWN]
        ],
        "now": now,
        "wall": request.GET.get("wall") == "1",
    }
    return render(request, "incidents/_panel.html", context)
