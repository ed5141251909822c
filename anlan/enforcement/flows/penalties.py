"""Penalties: filed, told beforehand, heard, decided by another, served, paid, appealed, made public, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import (
    arrears,
    daily_fines,
    duties,
    facts,
    inputs,
    penalty_facts,
    penalty_papers,
    rules,
)
from anlan.enforcement.flows import beginning
from anlan.enforcement.flows.appeals import APPEALING
from anlan.enforcement.flows.payments import PAYING
from anlan.enforcement.flows.penalty_forms import DECIDE, ENTER, FILE, FILE_DAILY, HEAR, WEIGH
from anlan.enforcement.models import STANDS, Penalty, PenaltyKind, PenaltyState, Punished
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
SURCHARGES, SURCHARGES_PAID = "enforcement.surcharges", "enforcement.surcharges_collected"
DAILY, REVOKED, REFUNDED = "enforcement.daily_fines", "enforcement.penalties_revoked", "enforcement.refunded"
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


def daily_of(_case: None, taken: Taken) -> dict[str, Any]:
    fine, order = taken.input["penalty"], taken.input["order"]
    return {**beginning.of_case(fine, taken), **daily_fines.columns(fine, order)}


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
        **daily_fines.fewer_days(case, amount),
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
    by_on = penalty_facts.pay_by(clock.local_day(taken.at))
    return {"served_at": taken.at, "pay_by_on": by_on, **penalty_facts.late_after(case.kind, by_on)}


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
    served_at = given["served_at"] or taken.at
    return {
        **beginning.of_premises(given["premises"], taken),
        **{name: given[name] for name in _TOLD},
        **_amount(given["amount"]),
        "file_number": given["document"],
        "decided_by_id": taken.by.person_id,
        "decided_at": taken.at,
        "served_at": served_at,
        "publish_by_on": by_on,
        **_as_paid(given, taken, penalty_facts.pay_by(clock.local_day(served_at))),
        "appeal": given["appeal"],
        "published_at": public,
        "is_published": public is not None,
        "is_published_late": public is not None and clock.local_day(public) > by_on,
        "is_repeated": given["punished"] == Punished.UNIT
        and facts.is_repeated(given["premises"].operator_id, on, more=1),
        "is_from_ledger": True,
    }


def _as_paid(given: Any, taken: Taken, by_on: date) -> dict[str, Any]:
    """Return what a ledger says was paid. What it calls the surcharge is so up to now; without it, it is worked out."""
    told = {
        "pay_by_on": by_on,
        "paid_fen": inputs.fen(given["paid"]),
        "paid_yuan": inputs.whole_yuan(given["paid"]),
        "paid_on": given["paid_on"],
        "surcharge_paid_fen": inputs.fen(given["surcharge_paid"]),
        "surcharge_paid_yuan": inputs.whole_yuan(given["surcharge_paid"]),
    }
    if given["kind"] != PenaltyKind.FINE:
        return told
    surcharge = max(inputs.fen(given["surcharge"]), told["surcharge_paid_fen"])
    today = clock.local_day(taken.now or taken.at)
    return {
        **told,
        **penalty_facts.late_after(given["kind"], max(by_on, today) if surcharge else by_on),
        "surcharge_fen": surcharge,
        "surcharge_yuan": arrears.yuan_of(surcharge),
    }


def serve_if_decided(case: Any, taken: Taken) -> Owed | None:
    return duties.serve(case, taken) if case.state == PenaltyState.DECIDED else None


def publish_if_decided(case: Any, taken: Taken) -> Owed | None:
    return duties.publish(case, taken) if case.state == PenaltyState.DECIDED else None


def weigh_if_decided(case: Any, taken: Taken) -> Owed | None:
    return duties.weigh_closure(case, taken) if case.state == PenaltyState.DECIDED else None


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
        name="file_daily",
        label=_("File a daily fine"),
        done=_("filed a daily fine"),
        target=PenaltyState.FILED,
        rule=rules.may_begin_of_penalty,
        form=FILE_DAILY,
        guard=daily_fines.is_sound,
        effect=daily_of,
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
SERVING = [
    Step(
        name="serve",
        label=_("Record the service"),
        done=_("recorded the service"),
        sources=frozenset({PenaltyState.TOLD, PenaltyState.DECIDED, PenaltyState.REVOKED}),
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
]
FOLLOWING = [
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
        guard=penalty_facts.may_be_voided,
        effect=taken_off,
        discharges=(ALL,),
        corrects=True,
        looks_up=True,
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
        Count(DAILY, STANDS, when="is_daily"),
        Count(SURCHARGES, STANDS, amount="surcharge_yuan"),
        Count(SURCHARGES_PAID, STANDS, amount="surcharge_paid_yuan"),
        Count(REVOKED, frozenset({PenaltyState.REVOKED})),
        Count(REFUNDED, STANDS | {PenaltyState.REVOKED}, amount="refunded_yuan"),
    ),
    steps=[*FILING, *SERVING, *PAYING, *APPEALING, *FOLLOWING],
)
