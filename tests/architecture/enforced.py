"""A case of each register of enforcement at the shop, and a limit, for the walk over every address."""

from __future__ import annotations

from typing import Any

from anlan.enforcement.desks import DESKS
from anlan.enforcement.flow import LIMIT_FLOW
from anlan.enforcement.models import Limit, Listing, Measure, Penalty, Referral, SitePaper
from anlan.enforcement.tests.factories import decided, in_force, listed, record_paper, sent
from anlan.lifecycle import door
from anlan.testing import actor, hazard_after

NOT_OF_THE_SHOP = {
    "enforcement:of": "a panel of the cases in the reader's scope: none is there for a stranger",
    "enforcement:limits": "limits hold for the whole city; who lays one down, its rule says",
    "enforcement:take-limit": "the same",
    **dict.fromkeys(
        (
            "enforcement:begin-site-paper",
            "enforcement:begin-measure",
            "enforcement:begin-penalty",
            "enforcement:begin-listing",
            "enforcement:begin-referral",
        ),
        "an empty form: what it may name lies in the reader's own scope",
    ),
}
"""Why a stranger to the shop may open them."""


def enforced() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    given = {"code": "order_days", "number": 20, "first_day": "2022-11-01", "basis": "安委办〔2022〕12号"}
    limit = door.open_case(LIMIT_FLOW, "lay_down", by=actor("office1"), input=given)
    cases = {
        "site-paper": (record_paper(), "serve"),
        "measure": (in_force(), "ask_resume"),
        "penalty": (decided(), "publish"),
        "listing": (listed(hazard=hazard_after("assign", grade="major")), "plan"),
        "referral": (sent(), "receive"),
    }
    begins = {
        "site-paper": "issue_record",
        "measure": "propose",
        "penalty": "file",
        "listing": "propose",
        "referral": "prepare",
    }
    values: dict[str, Any] = {
        "enforcement.what": "premises",
        "enforcement:take-limit.pk": limit.case_id,
        "enforcement:take-limit.step": "withdraw",
    }
    for name, (case, step) in cases.items():
        values |= {
            f"enforcement:{name}.pk": case.pk,
            f"enforcement:take-{name}.pk": case.pk,
            f"enforcement:take-{name}.step": step,
            f"enforcement:begin-{name}.step": begins[name],
        }
    return values | {"enforcement:of.pk": cases["measure"][0].premises_id}


def enforced_cases(values: dict[str, Any]) -> dict[str, Any]:
    """Return a case of each lifecycle, by kind."""
    models = {
        "site-paper": SitePaper,
        "measure": Measure,
        "penalty": Penalty,
        "listing": Listing,
        "referral": Referral,
    }
    found = {
        name.replace("-", "_"): model._default_manager.get(pk=values[f"enforcement:{name}.pk"])
        for name, model in models.items()
    }
    return found | {"limit": Limit.objects.get(pk=values["enforcement:take-limit.pk"])}


def enforced_things() -> dict[str, Any]:
    """Return them as the walk over the API names them: by the path without its last letter."""
    return {
        DESKS[kind].path.removesuffix("s") if kind in DESKS else "limit": case
        for kind, case in enforced_cases(enforced()).items()
    }
