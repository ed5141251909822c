"""The list of arranged visits: filters and order."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor
from anlan.visiting.models import ArrangedState, ArrangedVisitQuerySet

ARRANGED = ListSpec(
    code="arranged-visits",
    label=_("Arranged visits"),
    route="visiting:list",
    filters=("state", "area", "sector", "from", "to"),
    sorts=(Sort("day", Order(("planned_on",)), index="arranged_by_day"),),
)


def filtered(rows: ArrangedVisitQuerySet, query: Any) -> ArrangedVisitQuerySet:
    if state := parameters.choice(query, "state", ArrangedState.values):
        rows = rows.filter(state=state)
    return rows.filter(where_and_when(query, "planned_on"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *ArrangedState.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }
