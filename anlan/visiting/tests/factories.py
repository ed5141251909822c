"""Proposals for the small city, plans of two bodies that meet at the shop, and visits arranged out of them."""

from __future__ import annotations

from typing import Any

from anlan.plans.tests.factories import approved
from anlan.testing import TODAY, actor, place
from anlan.visiting import acts
from anlan.visiting.asking import read
from anlan.visiting.models import ArrangedVisit
from anlan.visiting.proposal import Proposal, Proposed, propose


def proposed(who: str = "office1", **query: Any) -> Proposal:
    asked = read(query, TODAY)
    return propose(actor(who).scope, asked.question, asked.crew)


def at(proposal: Proposal, code: str) -> list[Proposed]:
    return [visit for visit in proposal.visits if visit.premises == place(code).pk]


def two_plans(city: Any, **changes: Any) -> None:
    """The fire brigade's plan and the county's, both due at the shop within the month."""
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", title="消防专项", last_day="2022-11-10",
             sectors=[city.sectors["fire"].pk])  # fmt: skip
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", title="县区计划",
             last_day="2022-11-18", **changes)  # fmt: skip


def given(visit: Proposed, **changes: Any) -> dict[str, Any]:
    return {
        "premises": visit.premises,
        "planned_on": visit.on,
        "team": visit.team,
        "turn": visit.turn,
        "checks": visit.codes,
        **changes,
    }


def arranged(
    visit: Proposed, *, by: str = "office1", key: str | None = None, **changes: Any
) -> ArrangedVisit:
    outcome = acts.arrange(given(visit, **changes), by=actor(by), key=key)
    return ArrangedVisit.objects.get(pk=outcome.case_id)
