"""What lower apps are told of incidents: how a recommendation becomes a task, and when a call happened."""

from __future__ import annotations

from anlan.assignments.acts import HAPPENS
from anlan.assignments.kinds import Source
from anlan.assignments.origins import ORIGINS, Arising
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


ORIGINS[KIND_OF_RECOMMENDATION] = arising
HAPPENS["incident"] = "received_at"
