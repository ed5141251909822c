"""The list of visits: its filters, orders and search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.parameters import Order
from anlan.listings.spec import ListSpec, Sort

VISITS = ListSpec(
    code="visits",
    label=_("Inspections"),
    route="inspections:list",
    filters=("mode", "area", "sector", "from", "to"),
    sorts=(Sort("day", Order(("visited_on",)), index="visit_by_day"),),
    search="visit",
)
