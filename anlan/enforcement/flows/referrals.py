"""Hand-overs: prepared, approved by another and sent, signed for, returned or answered with the outcome."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import duties, inputs, limits, rules, wording
from anlan.enforcement.flows import beginning
from anlan.enforcement.inputs import of, words
from anlan.enforcement.models import WAS_SENT, Referral, ReferralKind, ReferralOutcome, ReferralState
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import ALL, Count, Counted, Flow, Owed, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference
from anlan.obligations.models import Kind
from anlan.org import calendar
from anlan.org.models import Organisation
from anlan.papers import serving

KIND = "referral"
REFERRALS, ANSWERED = "enforcement.referrals", "enforcement.referrals_answered"
BASIS = {
    ReferralKind.DEPARTMENT: "《中华人民共和国安全生产法》第六十九条",
    ReferralKind.PENALTY: "《中华人民共和国行政处罚法》第二十七条",
    ReferralKind.CRIMINAL: "《行政执法机关移送涉嫌犯罪案件的规定》",
    ReferralKind.DISCIPLINE: "《中华人民共和国监察法》第三十四条",
}

PREPARE = Form(
    (
        inputs.PREMISES,
        Choice(name="kind", label=_("To what end"), choices=of(ReferralKind)),
        Reference(
            name="receiver",
            label=_("To whom"),
            find=inputs.find_organisation,
            model=Organisation,
            required=False,
            help=_("An organisation with accounts here; it signs itself."),
        ),
        words(
            "receiver_name",
            _("To whom, by name"),
            120,
            required=False,
            help=_("An authority without accounts here; you enter its receipt."),
        ),
        Reference(name="hazard", label=_("Hazard"), find=inputs.find_hazard, model=Hazard, required=False),
        words("facts", _("Problems found"), 1_000, lines=3, least=4),
        words("reason", _("Why it is handed over"), 500, lines=2, least=4),
        words("basis", _("Law with its article"), 300, required=False),
        words("enclosures", _("Enclosures"), 300, required=False),
    )
)
RECEIVE = Form(
    (
        words("received_by", _("Who signed for it"), 60, least=2),
        words("receipt_number", _("Number of the receipt"), 60, required=False),
    )
)
ANSWER = Form(
    (
        Choice(name="outcome", label=_("Outcome"), choices=of(ReferralOutcome)),
        words("text", _("What was done"), 1_000, lines=3, least=4),
        words("document", _("Number of the document"), 80, required=False),
    )
)

ENTER = Form(
    (
        *PREPARE.inputs,
        Moment(name="received_at", label=_("Signed for at"), required=False),
        words("received_by", _("Who signed for it"), 60, required=False),
        words("receipt_number", _("Number of the receipt"), 60, required=False),
        Choice(name="outcome", label=_("Outcome"), choices=of(ReferralOutcome), required=False),
        words("outcome_text", _("What was done"), 1_000, lines=3, required=False),
        words("outcome_document", _("Number of the document"), 80, required=False),
        Moment(name="answered_at", label=_("Outcome told at"), required=False),
    )
)


def is_sound(_case: None, taken: Taken) -> Decision:
    given = taken.input
    if (given["receiver"] is None) == (not given["receiver_name"]):
        return denied(
            _("Name the receiver once: choose the organisation, or write its name"), code="referral.receiver"
        )
    if given["receiver"] is not None and taken.via and given["receiver"].pk == taken.via.organisation_id:
        return denied(_("Nothing is handed over to one’s own body"), code="referral.own")
    if given["hazard"] is not None and given["hazard"].premises_id != given["premises"].pk:
        return denied(_("The hazard is one of another place"), code="referral.other_place")
    same = Referral.objects.filter(
        premises=given["premises"],
        kind=given["kind"],
        facts=given["facts"],
        state__in=(ReferralState.PREPARED, *WAS_SENT),
    ).exclude(state=ReferralState.RETURNED)
    if same.exists():
        return denied(
            _("The same is handed over already: %(number)s") % {"number": same[0].number},
            code="referral.twice",
        )
    return ALLOWED


def past_is_sound(_case: None, taken: Taken) -> Decision:
    """Tell whether a hand-over of the past can be so: sent, then signed for, then answered, each with its day."""
    given = taken.input
    if not taken.ledger:
        return denied(
            _("Past hand-overs come from a ledger; what is handed over now is prepared and approved"),
            code="referral.ledger",
        )
    received, answered = given["received_at"], given["answered_at"]
    if bool(received) != bool(given["received_by"]):
        return denied(_("Say when it was signed for and by whom, or neither"), code="referral.receipt")
    if bool(answered) != bool(given["outcome"]) or (answered and len(given["outcome_text"]) < 4):
        return denied(_("Say the outcome, what was done and when, or nothing of it"), code="referral.outcome")
    if answered and not received:
        return denied(_("What was not signed for has no outcome yet"), code="referral.outcome")
    moments = [moment for moment in (taken.at, received, answered, taken.now) if moment]
    if moments != sorted(moments):
        return denied(
            _("It was sent, then signed for, then answered, and none of it in the future"),
            code="referral.order",
        )
    return is_sound(None, taken)


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a hand-over that was made outside of this system, as far as the ledger says."""
    given = taken.input
    names = ("received_at", "received_by", "receipt_number", "outcome", "outcome_text", "outcome_document")
    return {
        **referral_of(None, taken),
        **{name: given[name] for name in (*names, "answered_at")},
        "decided_by_id": taken.by.person_id,
        "decided_at": taken.at,
        "is_sent": True,
        "is_answered": given["answered_at"] is not None,
    }


def as_entered(_case: Any, taken: Taken) -> str:
    if taken.input["answered_at"]:
        return ReferralState.ANSWERED
    return ReferralState.RECEIVED if taken.input["received_at"] else ReferralState.SENT


def referral_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    receiver = given["receiver"]
    return {
        **beginning.of_premises(given["premises"], taken),
        **{name: given[name] for name in ("kind", "facts", "reason", "enclosures")},
        "basis": given["basis"] or BASIS[ReferralKind(given["kind"])],
        "receiver_id": receiver.pk if receiver else None,
        "receiver_name": receiver.name if receiver else given["receiver_name"],
        "hazard_id": given["hazard"].pk if given["hazard"] else None,
    }


def approved(_case: Any, taken: Taken) -> dict[str, Any]:
    if taken.input["decision"] != "approve":
        return {}
    return {
        "decided_by_id": taken.by.person_id,
        "decided_at": taken.at,
        "counted_on": clock.local_day(taken.at),
        "is_sent": True,
    }


def after_approval(_case: Any, taken: Taken) -> str:
    return ReferralState.SENT if taken.input["decision"] == "approve" else ReferralState.REFUSED


def refusal_says_why(_case: Any, taken: Taken) -> Decision:
    if taken.input["decision"] != "approve" and len(taken.input["note"]) < 4:
        return denied(_("Say why it is not approved"), code="enforcement.reason")
    return ALLOWED


def received(_case: Any, taken: Taken) -> dict[str, Any]:
    names = ("received_by", "receipt_number")
    return {"received_at": taken.at, **{name: taken.input[name] for name in names}}


def answered(_case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "outcome": given["outcome"],
        "outcome_text": given["text"],
        "outcome_document": given["document"],
        "answered_at": taken.at,
        "is_answered": True,
    }


def _by_receiver(kind: Kind, code: str) -> Any:
    """Return a duty of the receiver; one without an account here is reminded by the sender."""
    clock_ = calendar.in_working_days if code.endswith("working_days") else calendar.in_days

    def duty(case: Any, taken: Taken) -> Owed | None:
        if case.state not in WAS_SENT:
            return None
        deadline = clock_(taken.at, limits.number(code, clock.local_day(taken.at)))
        return Owed(kind, case.receiver_id or case.organisation_id, deadline.due_at, deadline.computation)

    return duty


def _while(states: frozenset[Any], duty: Any) -> Any:
    """Return a duty that is owed in some states alone."""

    def owed(case: Any, taken: Taken) -> Owed | None:
        found: Owed | None = duty(case, taken) if case.state in states else None
        return found

    return owed


def issue_letter(case: Any, taken: Taken, seq: int) -> None:
    if case.state != ReferralState.SENT:
        return
    on = clock.local_day(taken.at)
    receipt = calendar.in_working_days(taken.at, limits.number("referral_receive_working_days", on))
    answer = calendar.in_days(taken.at, limits.number("referral_answer_days", on))
    hazard = Hazard.objects.filter(pk=case.hazard_id).first() if case.hazard_id else None
    values = {
        **wording.of_place(case.premises_id),
        "receiver": case.receiver_name,
        "facts": wording.sentence(case.facts),
        "reason": wording.sentence(case.reason),
        "basis": case.basis,
        "enclosures": case.enclosures,
        "hazard": f"{hazard.description}（{hazard.number}）" if hazard else "",
        "receive": wording.day(clock.local_day(receipt.due_at)),
        "answer": wording.day(clock.local_day(answer.due_at)),
    }
    to = case.receiver_id or 0
    wording.issue("transfer_letter", case, case_kind=KIND, seq=seq, at=taken.at, values=values, to=to)


def serve(case: Any, taken: Taken, seq: int) -> None:
    given = {
        "paper": "",
        "method": "in_hand",
        "signature": "signed",
        "receiver": taken.input["received_by"],
        "witness": "",
    }
    if serving.unserved(KIND, case.id):
        serving.serve(KIND, case.id, seq, given, at=taken.at)


SENT = frozenset({ReferralState.SENT})
REFERRAL_FLOW = Flow(
    KIND,
    model=Referral,
    name=_("hand-over to an authority"),
    states={s.value: s.label for s in ReferralState},
    counted=Counted(day="counted_on"),
    counts=(Count(REFERRALS, WAS_SENT), Count(ANSWERED, WAS_SENT, when="is_answered")),
    steps=[
        Step(
            name="prepare",
            label=_("Prepare a hand-over"),
            done=_("prepared a hand-over"),
            target=ReferralState.PREPARED,
            rule=rules.may_begin,
            form=PREPARE,
            guard=is_sound,
            effect=referral_of,
            opens=(duties.decide(Kind.DECIDE_ENFORCEMENT),),
            looks_up=True,
        ),
        Step(
            name="enter",
            label=_("Enter a past hand-over"),
            done=_("entered a past hand-over"),
            target=as_entered,
            targets=frozenset({ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ANSWERED}),
            rule=rules.may_enter,
            form=ENTER,
            guard=past_is_sound,
            effect=entered,
            opens=(
                _while(SENT, _by_receiver(Kind.RECEIVE_REFERRAL, "referral_receive_working_days")),
                _while(
                    SENT | {ReferralState.RECEIVED},
                    _by_receiver(Kind.ANSWER_REFERRAL, "referral_answer_days"),
                ),
            ),
            looks_up=True,
        ),
        Step(
            name="approve",
            label=_("Decide on the hand-over"),
            done=_("decided on the hand-over"),
            sources=frozenset({ReferralState.PREPARED}),
            target=after_approval,
            targets=frozenset({ReferralState.SENT, ReferralState.REFUSED}),
            rule=rules.may_decide,
            form=inputs.DECIDE,
            guard=refusal_says_why,
            effect=approved,
            discharges=(Kind.DECIDE_ENFORCEMENT,),
            opens=(
                _by_receiver(Kind.RECEIVE_REFERRAL, "referral_receive_working_days"),
                _by_receiver(Kind.ANSWER_REFERRAL, "referral_answer_days"),
            ),
            projects=issue_letter,
            looks_up=True,
        ),
        Step(
            name="receive",
            label=_("Sign for the hand-over"),
            done=_("signed for the hand-over"),
            sources=SENT,
            target=ReferralState.RECEIVED,
            rule=rules.may_receive,
            form=RECEIVE,
            effect=received,
            discharges=(Kind.RECEIVE_REFERRAL,),
            projects=serve,
        ),
        Step(
            name="return",
            label=_("Return the hand-over"),
            done=_("returned the hand-over"),
            sources=SENT | {ReferralState.RECEIVED},
            target=ReferralState.RETURNED,
            rule=rules.may_receive,
            form=inputs.BECAUSE,
            discharges=(ALL,),
        ),
        Step(
            name="answer",
            label=_("Tell the outcome"),
            done=_("told the outcome"),
            sources=frozenset({ReferralState.RECEIVED}),
            target=ReferralState.ANSWERED,
            rule=rules.may_receive,
            form=ANSWER,
            effect=answered,
            discharges=(Kind.ANSWER_REFERRAL,),
        ),
        Step(
            name="void",
            label=_("Void"),
            done=_("voided the hand-over"),
            sources=frozenset({ReferralState.PREPARED}) | WAS_SENT,
            target=ReferralState.VOIDED,
            rule=rules.may_decide,
            form=inputs.BECAUSE,
            effect=lambda _case, _taken: {"is_sent": False},
            discharges=(ALL,),
            corrects=True,
        ),
        Step(
            name="take_back",
            label=_("Take back"),
            done=_("took back what was entered from a ledger"),
            sources=WAS_SENT,
            target=ReferralState.VOIDED,
            rule=rules.may_take_back,
            applies=rules.is_from_ledger,
            effect=lambda _case, _taken: {"is_sent": False},
            discharges=(ALL,),
            corrects=True,
        ),
    ],
)
