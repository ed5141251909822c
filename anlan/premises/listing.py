"""The ledger of premises as a list: its filters, orders and search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor

PREMISES = ListSpec(
    code="premises",
    label=_("Premises"),
    route="premises:list",
    filters=("area", "sector"),
    sorts=(Sort("code", Order(("code",), descending=False), index="premises_premises.code"),),
    search="premises",
)


def choices(actor: Actor) -> dict[str, Choices]:
    """Return what each filter offers to a reader."""
    return {
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }
