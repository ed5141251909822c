"""The problems of which a hazard, or a place's hazards, are part: a fragment for their pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.hazards.models import Hazard
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission
from anlan.systemic.kinds import ProblemState
from anlan.systemic.models import Link, SystemicProblem
from anlan.systemic.rows import TONES, kind_words

MOST = 20


@needs(Permission.SYSTEMIC_READ)
def of(request: ActedRequest, kind: str, subject: int) -> HttpResponse:
    """Show the problems of a hazard or a place, as far as the reader sees both."""
    if kind not in ("hazard", "premises") or subject > parameters.BIGGEST:
        raise Unknown("systemic.kind", _("There is nothing of this kind."))
    actor = request.actor
    column = "pk" if kind == "hazard" else "premises"
    hazards = Hazard.objects.within(actor.scope).filter(**{column: subject}).values("pk")
    rows = SystemicProblem.objects.within(actor.scope).exclude(state=ProblemState.DISMISSED)
    rows = rows.filter(pk__in=Link.objects.filter(hazard__in=hazards).values("problem"))
    told = [
        {
            "pk": one.pk,
            "number": one.number,
            "title": one.title,
            "kind": kind_words(one),
            "state": ProblemState(one.state).label,
            "tone": TONES[one.state],
        }
        for one in rows.order_by("-pk")[:MOST]
    ]
    part = request.headers.get("HX-Request")
    template = "systemic/_panel.html" if part else "systemic/panel.html"
    return render(request, template, {"problems": told})
