"""Which cases of enforcement are about a visit, a place or a hazard."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from anlan.enforcement.desks import MEASURES, PENALTIES, SITE_PAPERS, Desk, chosen
from anlan.enforcement.models import Measure, OrderedHazard, Penalty, SitePaper
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


def others(case: Any, actor: Actor) -> list[tuple[str, int, str, str]]:
    """Return the other cases that a case rests on, and those that rest on it, as far as the reader sees them.

    As (route, key, number, state). Three queries at most.
    """
    found: list[Any] = []
    seen = actor.scope
    if isinstance(case, Penalty):
        fines = Penalty.objects.within(seen).filter(Q(pk=case.daily_of_id or 0) | Q(daily_of=case.pk))
        found += fines.order_by("pk")
        found += SitePaper.objects.within(seen).filter(pk=case.daily_order_id or 0)
        found += Measure.objects.within(seen).filter(penalty=case.pk).order_by("pk")
    if isinstance(case, Measure):
        found += Penalty.objects.within(seen).filter(pk=case.penalty_id or 0)
        measures = Measure.objects.within(seen).filter(Q(pk=case.after_id or 0) | Q(after=case.pk))
        found += measures.order_by("pk")
    desks = {desk.flow.model: desk for desk in (MEASURES, PENALTIES, SITE_PAPERS)}
    return [
        (desks[type(one)].route, one.pk, one.number, chosen(desks[type(one)].states, one.state))
        for one in found
    ]


def is_major(hazard: int) -> bool:
    return Hazard.objects.filter(pk=hazard, grade=Grade.MAJOR).exists()
