"""What becomes of a fine's money: paid, put off or in parts, reminded of, enforced by a court, waived, given back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import arrears, duties, inputs, payment_facts, penalty_papers, rules
from anlan.enforcement.flows.payment_forms import ASK_TIME, COURT, PAY, REFUND, WAIVE
from anlan.enforcement.models import PenaltyState
from anlan.kernel import clock
from anlan.lifecycle.flow import STAY, Owed, Step, Taken
from anlan.obligations.models import Kind

DECIDED = frozenset({PenaltyState.DECIDED})
HELD = frozenset({PenaltyState.DECIDED, PenaltyState.ENDED, PenaltyState.REVOKED})
"""States in which money may have to be given back."""


def paid(case: Any, taken: Taken) -> dict[str, Any]:
    """Return a payment's columns: it covers the fine first, then what late payment added to it."""
    on = clock.local_day(taken.at)
    amount = inputs.fen(taken.input["amount"])
    to_fine = min(amount, case.amount_fen - case.paid_fen)
    whole, extra = case.paid_fen + to_fine, case.surcharge_paid_fen + amount - to_fine
    return {
        **arrears.settled(case, on),
        "paid_fen": whole,
        "paid_yuan": arrears.yuan_of(whole),
        "paid_on": on,
        "surcharge_paid_fen": extra,
        "surcharge_paid_yuan": arrears.yuan_of(extra),
        "pay_by_on": arrears.next_day(case, whole) or case.pay_by_on,
    }


def part_is_paid(case: Any, taken: Taken) -> str | None:
    """Discharge the payment that was owed once its part is covered."""
    before = case.paid_fen - inputs.fen(
        taken.input["amount"]
    )  # too low where the fine is covered: then it is paid
    covered = arrears.next_day(case, max(0, before)) != arrears.next_day(case, case.paid_fen)
    return Kind.PAY_PENALTY if case.paid_fen >= case.amount_fen or covered else None


def next_part(case: Any, taken: Taken) -> Owed | None:
    return duties.pay(case, taken) if part_is_paid(case, taken) else None


def asked_for_time(_case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "asked_parts": arrears.stored(payment_facts.parts_asked(_case, taken.input)),
        "asked_reason": taken.input["reason"],
        "asked_by_id": taken.by.person_id,
    }


def time_answered(case: Any, taken: Taken) -> dict[str, Any]:
    """Return the parts that were granted; what late payment added until now stays."""
    done: dict[str, Any] = {"asked_parts": [], "asked_reason": "", "asked_by_id": None}
    if taken.input["decision"] != "approve":
        return done
    paid_in = [[case.pay_by_on.isoformat(), case.paid_fen]] if case.paid_fen else []
    return {
        **done,
        **arrears.settled(case, clock.local_day(taken.at)),
        "schedule": [*paid_in, *case.asked_parts],
        "pay_by_on": date.fromisoformat(case.asked_parts[0][0]),
    }


def reminded(case: Any, taken: Taken) -> dict[str, Any]:
    return {**arrears.settled(case, clock.local_day(taken.at)), "reminded_at": taken.at}


def court_asked(case: Any, taken: Taken) -> dict[str, Any]:
    on = clock.local_day(taken.at)
    return {**arrears.settled(case, on), "court": taken.input["court"], "court_at": taken.at}


def waived(case: Any, taken: Taken) -> dict[str, Any]:
    left = arrears.owing(case, clock.local_day(taken.at)).surcharge
    amount = taken.input["amount"]
    return {
        "surcharge_waived_fen": case.surcharge_waived_fen + (left if amount is None else inputs.fen(amount))
    }


def refunded(case: Any, taken: Taken) -> dict[str, Any]:
    whole = case.refunded_fen + payment_facts.refund_of(case, taken.input)
    return {"refunded_fen": whole, "refunded_yuan": arrears.yuan_of(whole)}


PAYING = [
    Step(
        name="pay",
        label=_("Record a payment"),
        done=_("recorded a payment"),
        sources=DECIDED,
        target=STAY,
        rule=rules.may_act,
        form=PAY,
        applies=payment_facts.is_owed,
        guard=payment_facts.payment_is_sound,
        effect=paid,
        discharges=(part_is_paid,),
        opens=(next_part,),
    ),
    Step(
        name="ask_time",
        label=_("Ask for time to pay"),
        done=_("asked for time to pay"),
        sources=DECIDED,
        target=STAY,
        rule=rules.may_ask,
        form=ASK_TIME,
        applies=payment_facts.time_may_be_asked,
        guard=payment_facts.parts_are_sound,
        effect=asked_for_time,
        opens=(duties.decide(Kind.DECIDE_ENFORCEMENT),),
    ),
    Step(
        name="decide_time",
        label=_("Answer the request for time"),
        done=_("answered the request for time to pay"),
        sources=DECIDED,
        target=STAY,
        rule=rules.may_decide,
        form=inputs.DECIDE,
        applies=payment_facts.time_is_asked,
        guard=payment_facts.time_may_be_granted,
        effect=time_answered,
        discharges=(
            Kind.DECIDE_ENFORCEMENT,
            Kind.SERVE_PAPER,
            lambda _case, taken: Kind.PAY_PENALTY if taken.input["decision"] == "approve" else None,
        ),
        opens=(
            duties.serve,
            lambda case, taken: duties.pay(case, taken) if taken.input["decision"] == "approve" else None,
        ),
        projects=penalty_papers.issue_time_reply,
        looks_up=True,
    ),
    Step(
        name="remind",
        label=_("Send a reminder to pay"),
        done=_("sent a reminder to pay"),
        sources=DECIDED,
        target=STAY,
        rule=rules.may_act,
        form=inputs.NOTHING,
        applies=payment_facts.may_be_reminded,
        guard=payment_facts.is_late,
        effect=reminded,
        discharges=(Kind.SERVE_PAPER,),
        opens=(duties.serve,),
        projects=penalty_papers.issue_reminder,
        looks_up=True,
    ),
    Step(
        name="apply_court",
        label=_("Ask the court to enforce it"),
        done=_("asked the court to enforce it"),
        sources=DECIDED,
        target=STAY,
        rule=rules.may_act,
        form=COURT,
        applies=payment_facts.may_go_to_court,
        guard=payment_facts.court_is_in_time,
        effect=court_asked,
        discharges=(Kind.SERVE_PAPER,),
        opens=(duties.serve,),
        projects=penalty_papers.issue_court_application,
        looks_up=True,
    ),
    Step(
        name="waive",
        label=_("Waive the surcharge"),
        done=_("waived the surcharge"),
        sources=DECIDED,
        target=STAY,
        rule=rules.may_decide,
        form=WAIVE,
        applies=payment_facts.surcharge_may_be_waived,
        guard=payment_facts.waiver_is_sound,
        effect=waived,
    ),
    Step(
        name="refund",
        label=_("Record the refund"),
        done=_("recorded the refund"),
        sources=HELD,
        target=STAY,
        rule=rules.may_act,
        form=REFUND,
        applies=payment_facts.refund_is_due,
        guard=payment_facts.refund_is_sound,
        effect=refunded,
        discharges=(
            lambda case, _taken: Kind.REFUND_PENALTY if case.refunded_fen >= case.refund_fen else None,
        ),
    ),
]
