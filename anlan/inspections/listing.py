"""The list of visits: its filters, orders and search."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.inspections.models import Mode, VisitQuerySet
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor

VISITS = ListSpec(
    code="visits",
    label=_("Inspections"),
    route="inspections:list",
    filters=("mode", "area", "sector", "from", "to"),
    sorts=(Sort("day", Order(("visited_on",)), index="visit_by_day"),),
    search="visit",
)


def filtered(visits: VisitQuerySet, query: Any) -> VisitQuerySet:
    """Return what the filters of an address leave, without the words searched for."""
    if mode := parameters.choice(query, "mode", Mode.values):
        visits = visits.filter(mode=mode)
    return visits.filter(where_and_when(query, "visited_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what each filter offers to a reader."""
    return {
        "mode": [("", _("All modes")), *Mode.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }
