"""A tip-off about the shop, assigned to the fire department, for the walk over every address."""

from __future__ import annotations

from typing import Any

from anlan.tipoffs.models import TipOff
from anlan.tipoffs.tests.factories import assigned

OPEN = {
    **dict.fromkeys(("public:index", "public:list", "public:file"), "what apps declared as public by law"),
    "tipoffs:new": "an informant needs no account: bounded by address, a slow token, a trap for programmes",
    **dict.fromkeys(("tipoffs:follow", "tipoffs:follow-take"), "behind the receipt code, guesses bounded"),
}
"""Route → why anybody may open it."""


def opened_up() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    return {
        "tipoffs.pk": assigned(name="举报人").pk,
        "tipoffs.step": "answer",
        "public.code": "draws",
    }


def opened_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {"tip_off": TipOff.objects.get(pk=values["tipoffs.pk"])}
