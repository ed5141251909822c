"""Which cases of enforcement are about a visit, a place or a hazard."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from anlan.enforcement.desks import MEASURES, SITE_PAPERS, Desk
from anlan.enforcement.models import Measure, OrderedHazard, SitePaper
from anlan.hazards.models import Grade, Hazard, State
from anlan.org.scope import Actor


def cases(desk: Desk, what: str, pk: int) -> Q | None:
    """Return the condition on the cases of a register; None where its cases are never about such a thing."""
    if any(field.name == what for field in desk.flow.model._meta.get_fields()):
        return Q(**{what: pk})
    if what != "hazard":
        return None
    if desk is SITE_PAPERS:
        return Q(pk__in=OrderedHazard.objects.filter(hazard=pk).values("paper"))
    if desk is MEASURES:
        return Q(pk__in=_measures_on(pk))
    return None


def _measures_on(hazard: int) -> list[int]:
    """Return the measures that name a hazard among those they rest on. Two queries: those of its place are few."""
    place = Hazard.objects.filter(pk=hazard).values("premises")
    rows = Measure.objects.filter(premises__in=place).values_list("pk", "hazards")
    return [key for key, hazards in rows if hazard in hazards]


def hazards(case: Any, actor: Actor) -> list[tuple[int, str, str, str]]:
    """Return the hazards that a case rests on, as (key, number, words, state), as far as the reader sees them."""
    if isinstance(case, SitePaper):
        keys = list(case.hazards.order_by("hazard").values_list("hazard", flat=True))
    else:
        keys = getattr(case, "hazards", None) or [getattr(case, "hazard_id", None)]
    rows = Hazard.objects.within(actor.scope).filter(pk__in=[key for key in keys if key])
    return [(one.pk, one.number, one.description, str(State(one.state).label)) for one in rows.order_by("pk")]


def is_major(hazard: int) -> bool:
    return Hazard.objects.filter(pk=hazard, grade=Grade.MAJOR).exists()
