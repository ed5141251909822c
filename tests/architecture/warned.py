"""A warning of county a with the shop's receipt, for the walk over every address and every operation."""

from __future__ import annotations

from typing import Any

from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.tests.factories import issued, receipt
from anlan.org.models import Sector

_AREA = "a warning has an area and no sector: a department limited to sectors sees those of its whole area"
WARNINGS = {
    "advisories:detail": _AREA,
    "advisories:take": "the same; what it may do, its steps say",
    "advisories:cap": "the same",
    "advisories:calls": "the same; whom to call, as far as the reader may",
    "advisories:receipt": "the same of a receipt",
    "advisories:take-receipt": "the same; what it may do, its steps say",
}
"""Why a stranger to the shop may open them."""
WARNED = {"advisories_get": _AREA, "advisory_receipts_get": "the same of a receipt"}
OPEN_WARNINGS = {
    "advisories:feed": "what was issued to the public and is in force, as the public list",
    "advisories:public-cap": "one of them as CAP; what was not issued to the public is not there",
}
"""Why anybody may open them."""


def warned() -> dict[str, Any]:
    """Return a warning of county a to the operators of its fire sector, and the shop's receipt, by their paths."""
    one = issued(by="county1", area="a", to_offices="no", sectors=[Sector.objects.get(code="fire").pk])
    return {"advisorie": one, "advisory-receipt": receipt(one, "shop")}


def warned_keys() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    made = warned()
    return {
        "advisories.pk": made["advisorie"].pk,
        "advisories.step": "lift",
        "advisories:receipt.pk": made["advisory-receipt"].pk,
        "advisories:take-receipt.pk": made["advisory-receipt"].pk,
        "advisories:take-receipt.step": "acknowledge",
    }


def warned_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "advisory": Advisory.objects.get(pk=values["advisories.pk"]),
        "advisory_receipt": Receipt.objects.get(pk=values["advisories:receipt.pk"]),
    }
