"""The ledger of premises as a list: its filters, orders and search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.parameters import Order
from anlan.listings.spec import ListSpec, Sort

PREMISES = ListSpec(
    code="premises",
    label=_("Premises"),
    route="premises:list",
    filters=("area", "sector"),
    sorts=(Sort("code", Order(("code",), descending=False), index="premises_premises.code"),),
    search="premises",
)
