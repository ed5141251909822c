"""The list of special periods: its filters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor
from anlan.periods.models import Level, SpecialPeriodQuerySet

PERIODS = ListSpec(
    code="periods",
    label=_("Special periods"),
    route="periods:list",
    filters=("level", "area", "from", "to"),
)


def filtered(periods: SpecialPeriodQuerySet, query: Any) -> SpecialPeriodQuerySet:
    """Return what the filters of an address leave; days ask for the periods that touch them."""
    if level := parameters.choice(query, "level", Level.values):
        periods = periods.filter(level=level)
    if query.get("area"):
        periods = periods.filter(where_and_when({"area": query["area"]}, "first_day"))
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(last_day__gte=first)
    if last := parameters.day(query, "to"):
        days &= Q(first_day__lte=last)
    return periods.filter(days)


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "level": [("", _("Every level")), *Level.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
