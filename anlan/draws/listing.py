"""The list of draws: filters and orders."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.draws.models import DrawQuerySet, DrawState
from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor

DRAWS = ListSpec(
    code="draws",
    label=_("Draws"),
    route="draws:list",
    filters=("state", "area", "from", "to"),
    sorts=(Sort("day", Order(("prepared_on",)), index="draw_by_day"),),
)


def filtered(draws: DrawQuerySet, query: Any) -> DrawQuerySet:
    """Return what the filters of an address leave; voided ones only if asked for."""
    state = parameters.choice(query, "state", DrawState.values)
    draws = draws.filter(state=state) if state else draws.exclude(state=DrawState.VOIDED)
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return draws.filter(where_and_when(place, "prepared_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *DrawState.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
