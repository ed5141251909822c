"""Hints about the words of a finding or a measure while somebody types them, as a part of the form."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anlan.hazards import hinting
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.kernel import parameters
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs(Permission.HAZARD_READ)
@require_safe
def hints(request: ActedRequest) -> HttpResponse:
    """Answer with the hints; `place` and `hazard` say beside what the words stand, within the reader's scope."""
    rows = Hazard.objects.within(request.actor.scope).exclude(state__in=GONE_STATES)
    place, key = parameters.whole(request.GET, "place"), parameters.whole(request.GET, "hazard")
    finding = rows.filter(pk=key).values_list("description", flat=True).first() if key else None
    told = hinting.told(request.GET, rows.filter(premises=place or 0), finding=finding or "")
    return render(request, "hazards/_hints.html", {"hints": told})
