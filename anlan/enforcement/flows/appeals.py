"""A penalty that is appealed against, changed or revoked: on appeal, or by the body that imposed it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import arrears, duties, inputs, penalty_facts, penalty_papers, rules
from anlan.enforcement.flows.penalty_forms import APPEAL, APPEAL_END, REVOKE
from anlan.enforcement.models import STANDS, Appeal, PenaltyState
from anlan.kernel import clock
from anlan.lifecycle.flow import ALL, STAY, Owed, Step, Taken
from anlan.obligations.models import Kind


def appealed(case: Any, taken: Taken) -> dict[str, Any]:
    """Return the appeal; from its day on late payment adds nothing until it has ended."""
    eve = clock.local_day(taken.at) - timedelta(days=1)
    return {
        **arrears.settled(case, eve),
        "appeal": taken.input["kind"],
        "appeal_note": taken.input["note"],
    }


def appeal_ended(case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    told = {"appeal": given["result"], "appeal_note": given["note"], **_counts_again(case, taken)}
    if given["result"] == Appeal.REVOKED:
        return told | arrears.lowered(case, 0)
    if given["result"] == Appeal.CHANGED and given["amount"] is not None:
        fen = inputs.fen(given["amount"])
        told |= arrears.lowered(case, fen) | {"amount_fen": fen, "amount_yuan": arrears.yuan_of(fen)}
    return told


def _counts_again(case: Any, taken: Taken) -> dict[str, Any]:
    """Return from when late payment adds again: the day after the appeal ended."""
    if case.surcharge_on is None:
        return {}
    return {"surcharge_on": max(case.surcharge_on, clock.local_day(taken.at))}


def after_appeal(_case: Any, taken: Taken) -> str:
    return PenaltyState.REVOKED if taken.input["result"] == Appeal.REVOKED else STAY


def discharged_by_appeal(case: Any, taken: Taken) -> str | None:
    if taken.input["result"] == Appeal.REVOKED:
        return ALL
    return Kind.PAY_PENALTY if case.paid_fen >= case.amount_fen else None


def refund_anew(case: Any, taken: Taken) -> str | None:
    return Kind.REFUND_PENALTY if case.refund_fen > case.refunded_fen else None


def revoked(case: Any, _taken: Taken) -> dict[str, Any]:
    return arrears.lowered(case, 0)


def give_back(case: Any, taken: Taken) -> Owed | None:
    return duties.refund(case, taken)


APPEALING = [
    Step(
        name="appeal",
        label=_("Record an appeal"),
        done=_("recorded an appeal"),
        sources=STANDS,
        target=STAY,
        rule=rules.may_act,
        form=APPEAL,
        applies=penalty_facts.is_not_appealed,
        effect=appealed,
    ),
    Step(
        name="end_appeal",
        label=_("Record the end of the appeal"),
        done=_("recorded the end of the appeal"),
        sources=STANDS,
        target=after_appeal,
        targets=frozenset({PenaltyState.REVOKED, STAY}),
        rule=rules.may_act,
        form=APPEAL_END,
        applies=penalty_facts.is_appealed,
        guard=penalty_facts.change_is_sound,
        effect=appeal_ended,
        discharges=(discharged_by_appeal, refund_anew),
        opens=(give_back,),
        looks_up=True,
    ),
    Step(
        name="revoke",
        label=_("Revoke the decision"),
        done=_("revoked the decision"),
        sources=STANDS,
        target=PenaltyState.REVOKED,
        rule=rules.may_decide,
        form=REVOKE,
        applies=penalty_facts.is_not_appealed,
        guard=penalty_facts.nothing_rests_on_it,
        effect=revoked,
        discharges=(ALL,),
        opens=(duties.serve, give_back),
        projects=penalty_papers.issue_revocation,
        looks_up=True,
    ),
]
