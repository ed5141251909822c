"""What lower apps are told of incidents: how a recommendation becomes a task, and when a call happened."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.assignments.acts import HAPPENS
from anlan.assignments.kinds import Source
from anlan.assignments.origins import ORIGINS, Arising
from anlan.hazards.origins import ORIGINS as HAZARDS_FROM
from anlan.incidents.facts import KIND_OF_RECOMMENDATION
from anlan.incidents.kinds import RecommendationState
from anlan.incidents.models import Recommendation
from anlan.org.scope import Actor

TITLE = 60


def arising(actor: Actor, pk: int) -> Arising | None:
    """Return what a task takes over; None for a drill's, whose measures never leave it. One query."""
    rows = Recommendation.objects.within(actor.scope).select_related("incident")
    one = rows.filter(pk=pk, is_real=True).exclude(state=RecommendationState.DROPPED).first()
    if one is None:
        return None
    return Arising(
        source=Source.OTHER,
        reference=f"{one.incident.number} {one.number}",
        title=one.text if len(one.text) <= TITLE else f"{one.text[: TITLE - 1]}…",
        content=one.text,
        lead_id=one.unit_id,
    )


def behind(actor: Actor, hazard: Any) -> list[tuple[str, str]]:
    """Return the recommendation that a hazard follows up, with the incident it was made after. One query."""
    rows = Recommendation.objects.within(actor.scope).filter(hazard=hazard.pk).select_related("incident")
    return [
        (f"{one.incident.number} {one.number}", reverse("incidents:recommendation", args=[one.pk]))
        for one in rows.order_by("pk")
    ]


ORIGINS[KIND_OF_RECOMMENDATION] = arising
HAZARDS_FROM.append((_("Recommended after an incident"), behind))
HAPPENS["incident"] = "received_at"
