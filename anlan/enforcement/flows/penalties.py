"""Penalties: filed, told beforehand, heard, decided by another, served, paid, appealed, made public, closed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import duties, facts, inputs, penalty_facts, penalty_papers, rules
from anlan.enforcement.flows import beginning
from anlan.enforcement.flows.penalty_forms import APPEAL, APPEAL_END, DECIDE, ENTER, FILE, HEAR, PAY, WEIGH
from anlan.enforcement.models import STANDS, Appeal, Penalty, PenaltyState, Punished
from anlan.kernel import clock
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind

KIND = "penalty"
PENALTIES, FINES, COLLECTED = "enforcement.penalties", "enforcement.fines", "enforcement.fines_collected"
PUBLISHED, LATE, REPEATED = (
    "enforcement.published",
    "enforcement.published_late",
    "enforcement.closure_flags",
)
OPEN = frozenset({PenaltyState.FILED, PenaltyState.TOLD})
_TOLD = ("kind", "punished", "person_name", "facts", "violates", "basis")


def penalty_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        **beginning.of_premises(given["premises"], taken),
        **{name: given[name] for name in _TOLD},
        **_amount(given["amount"]),
        "visit_id": given["visit"].pk if given["visit"] else None,
        "is_summary": given["summary"] == "yes",
    }


def _amount(amount: Any) -> dict[str, int]:
    return {"amount_fen": inputs.fen(amount), "amount_yuan": inputs.whole_yuan(amount)}


def was_told(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"told_at": taken.at}


def heard(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"statement": taken.input["statement"], "has_hearing": taken.input["hearing"] == "yes"}


def decided(case: Any, taken: Taken) -> dict[str, Any]:
    """Return who decided what; a lower amount than was told may be decided."""
    if taken.input["decision"] != "approve":
        return {}
    on = clock.local_day(taken.at)
    amount = taken.input["amount"]
    return {
        **({} if amount is None else _amount(amount)),
        "decided_by_id": taken.by.person_id,
        "decided_at": taken.at,
        "counted_on": on,
        "publish_by_on": penalty_facts.publish_by(on),
        "is_repeated": case.punished == Punished.UNIT and facts.is_repeated(case.operator_id, on, more=1),
    }


def after_decision(_case: Any, taken: Taken) -> str:
    return PenaltyState.DECIDED if taken.input["decision"] == "approve" else PenaltyState.DROPPED


def served(case: Any, taken: Taken) -> dict[str, Any]:
    """Return when the decision was served, from which the days of payment run."""
    if case.state != PenaltyState.DECIDED or case.served_at is not None:
        return {}
    return {"served_at": taken.at, "pay_by_on": penalty_facts.pay_by(clock.local_day(taken.at))}


def paid(case: Any, taken: Taken) -> dict[str, Any]:
    whole = case.paid_fen + inputs.fen(taken.input["amount"])
    return {
        "paid_fen": whole,
        "paid_yuan": penalty_facts.yuan_of(whole),
        "paid_on": clock.local_day(taken.at),
    }


def appealed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"appeal": taken.input["kind"], "appeal_note": taken.input["note"]}


def appeal_ended(case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    told = {"appeal": given["result"], "appeal_note": given["note"]}
    if given["result"] == Appeal.CHANGED and given["amount"] is not None:
        told |= _amount(given["amount"])
    return told


def after_appeal(_case: Any, taken: Taken) -> str:
    return PenaltyState.REVOKED if taken.input["result"] == Appeal.REVOKED else STAY


def published(case: Any, taken: Taken) -> dict[str, Any]:
    late = clock.local_day(taken.at) > case.publish_by_on
    return {"published_at": taken.at, "is_published": True, "is_published_late": late}


def taken_off(_case: Any, _taken: Taken) -> dict[str, Any]:
    return {"published_at": None, "is_published": False, "is_published_late": False}


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a penalty that was decided outside of this system, paid and published as far as the ledger says."""
    given, on = taken.input, clock.local_day(taken.at)
    public = given["published_at"]
    by_on = penalty_facts.publish_by(on)
    return {
        **beginning.of_premises(given["premises"], taken),
        **{name: given[name] for name in _TOLD},
        **_amount(given["amount"]),
        "file_number": given["document"],
        "decided_by_id": taken.by.person_id,
        "decided_at": taken.at,
        "served_at": taken.at,
        "pay_by_on": penalty_facts.pay_by(on),
        "publish_by_on": by_on,
        "paid_fen": inputs.fen(given["paid"]),
        "paid_yuan": inputs.whole_yuan(given["paid"]),
        "appeal": given["appeal"],
        "published_at": public,
        "is_published": public is not None,
        "is_published_late": public is not None and clock.local_day(public) > by_on,
        "is_repeated": given["punished"] == Punished.UNIT
        and facts.is_repeated(given["premises"].operator_id, on, more=1),
        "is_from_ledger": True,
    }


def serve_if_decided(case: Any, taken: Taken) -> Owed | None:
    return duties.serve(case, taken) if case.state == PenaltyState.DECIDED else None


def publish_if_decided(case: Any, taken: Taken) -> Owed | None:
    return duties.publish(case, taken) if case.state == PenaltyState.DECIDED else None


def weigh_if_decided(case: Any, taken: Taken) -> Owed | None:
    return duties.weigh_closure(case, taken) if case.state == PenaltyState.DECIDED else None


def paid_up(case: Any, _taken: Taken) -> str | None:
    return Kind.PAY_PENALTY if case.paid_fen >= case.amount_fen else None


def pay_after_service(case: Any, taken: Taken) -> Owed | None:
    """Owe the fine once its decision is served; the service of the notice before it owes nothing."""
    if case.state != PenaltyState.DECIDED or case.served_at != taken.at:
        return None
    return duties.pay(case, taken)


FILING = [
    Step(
        name="file",
        label=_("File a penalty case"),
        done=_("filed a penalty case"),
        target=PenaltyState.FILED,
        rule=rules.may_begin,
        form=FILE,
        guard=penalty_facts.case_is_sound,
        effect=penalty_of,
        opens=(duties.within(Kind.DECIDE_PENALTY, "penalty_days"),),
        projects=penalty_facts.not_filed_meanwhile,
        looks_up=True,
    ),
    Step(
        name="enter",
        label=_("Enter a past penalty"),
        done=_("entered a past penalty"),
        target=PenaltyState.DECIDED,
        rule=rules.may_enter,
        form=ENTER,
        guard=penalty_facts.past_is_sound,
        effect=entered,
        opens=(duties.pay, duties.publish, duties.weigh_closure),
        looks_up=True,
    ),
    Step(
        name="tell",
        label=_("Tell beforehand"),
        done=_("told the party beforehand"),
        sources=frozenset({PenaltyState.FILED}),
        target=PenaltyState.TOLD,
        rule=rules.may_act,
        form=inputs.NOTHING,
        applies=penalty_facts.is_ordinary,
        effect=was_told,
        opens=(duties.serve,),
        projects=penalty_papers.issue_notice,
        looks_up=True,
    ),
    Step(
        name="hear",
        label=_("Record statement or hearing"),
        done=_("recorded statement or hearing"),
        sources=frozenset({PenaltyState.TOLD}),
        target=STAY,
        rule=rules.may_act,
        form=HEAR,
        effect=heard,
    ),
    Step(
        name="decide",
        label=_("Decide on the penalty"),
        done=_("decided on the penalty"),
        sources=OPEN,
        target=after_decision,
        targets=frozenset({PenaltyState.DECIDED, PenaltyState.DROPPED}),
        rule=rules.may_decide,
        form=DECIDE,
        guard=penalty_facts.decision_is_sound,
        effect=decided,
        discharges=(Kind.DECIDE_PENALTY, Kind.SERVE_PAPER),
        opens=(serve_if_decided, publish_if_decided, weigh_if_decided),
        projects=penalty_papers.issue_decision,
        looks_up=True,
    ),
]
FOLLOWING = [
    Step(
        name="serve",
        label=_("Record the service"),
        done=_("recorded the service"),
        sources=frozenset({PenaltyState.TOLD, PenaltyState.DECIDED}),
        target=STAY,
        rule=rules.may_act,
        form=inputs.SERVE,
        applies=penalty_facts.something_to_serve,
        guard=penalty_facts.service_is_sound,
        effect=served,
        discharges=(Kind.SERVE_PAPER,),
        opens=(pay_after_service,),
        projects=penalty_papers.serve,
        looks_up=True,
    ),
    Step(
        name="pay",
        label=_("Record a payment"),
        done=_("recorded a payment"),
        sources=frozenset({PenaltyState.DECIDED}),
        target=STAY,
        rule=rules.may_act,
        form=PAY,
        applies=penalty_facts.is_owed,
        guard=penalty_facts.payment_is_sound,
        effect=paid,
        discharges=(paid_up,),
    ),
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
        discharges=(lambda _case, taken: ALL if taken.input["result"] == Appeal.REVOKED else None,),
    ),
    Step(
        name="publish",
        label=_("Make public"),
        done=_("made the penalty public"),
        sources=STANDS,
        target=STAY,
        rule=rules.may_act,
        form=inputs.NOTHING,
        applies=penalty_facts.is_not_public,
        effect=published,
        discharges=(Kind.PUBLISH_PENALTY,),
    ),
    Step(
        name="take_off",
        label=_("Take off the public list"),
        done=_("took the penalty off the public list"),
        sources=STANDS,
        target=STAY,
        rule=rules.may_decide,
        form=inputs.BECAUSE,
        applies=penalty_facts.is_public,
        effect=taken_off,
    ),
    Step(
        name="weigh_closure",
        label=_("Decide on asking for the closure"),
        done=_("decided on asking for the closure"),
        sources=STANDS,
        target=STAY,
        rule=rules.may_decide,
        form=WEIGH,
        applies=penalty_facts.is_repeated,
        guard=penalty_facts.weighing_is_sound,
        discharges=(Kind.WEIGH_CLOSURE,),
        looks_up=True,
    ),
    Step(
        name="end",
        label=_("Close the case"),
        done=_("closed the case"),
        sources=frozenset({PenaltyState.DECIDED}),
        target=PenaltyState.ENDED,
        rule=rules.may_act,
        form=inputs.NOTHING,
        guard=penalty_facts.may_be_ended,
        looks_up=True,
    ),
    Step(
        name="void",
        label=_("Void"),
        done=_("voided the penalty"),
        sources=OPEN | STANDS,
        target=PenaltyState.VOIDED,
        rule=rules.may_decide,
        form=inputs.BECAUSE,
        effect=taken_off,
        discharges=(ALL,),
        corrects=True,
    ),
    Step(
        name="take_back",
        label=_("Take back"),
        done=_("took back what was entered from a ledger"),
        sources=frozenset({PenaltyState.DECIDED}),
        target=PenaltyState.VOIDED,
        rule=rules.may_take_back,
        applies=rules.is_from_ledger,
        effect=taken_off,
        discharges=(ALL,),
        corrects=True,
    ),
]

PENALTY_FLOW = Flow(
    KIND,
    model=Penalty,
    name=_("penalty"),
    states={s.value: s.label for s in PenaltyState},
    counted=Counted(day="counted_on"),
    counts=(
        Count(PENALTIES, STANDS),
        Count(FINES, STANDS, amount="amount_yuan"),
        Count(COLLECTED, STANDS, amount="paid_yuan"),
        Count(PUBLISHED, STANDS, when="is_published"),
        Count(LATE, STANDS, when="is_published_late"),
        Count(REPEATED, STANDS, when="is_repeated"),
    ),
    steps=[*FILING, *FOLLOWING],
)
