"""Measures: proposed, decided by another, served, asked to be lifted, re-inspected, lifted by a third; or closed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import duties, inputs, measure_facts, measure_papers, rules
from anlan.enforcement.flows import beginning
from anlan.enforcement.flows.measure_forms import ASK, CLOSE, CONSENT, ENTER, PROPOSE, REVIEW
from anlan.enforcement.models import DECIDED, HOLDING, STOPS, Measure, MeasureKind, MeasureState
from anlan.kernel import clock
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind

KIND = "measure"
SUSPENSIONS, SEALS = "enforcement.suspensions", "enforcement.seals"
CLOSURES, CLOSURE_REQUESTS = "enforcement.closures", "enforcement.closure_requests"
LIFTED = "enforcement.lifted"
ASKED_FOR = frozenset({MeasureState.REQUESTED, MeasureState.CLOSED})


def measure_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a measure's columns; where a visit is named the place is its place."""
    given = taken.input
    kind = MeasureKind(given["kind"])
    return {
        **beginning.of_premises(given["premises"], taken),
        **{name: given[name] for name in ("covers", "facts", "until_on", "counterpart", "ground")},
        "basis": measure_facts.basis_of(kind, given["basis"]),
        "kind": kind.value,
        "visit_id": given["visit"].pk if given["visit"] else None,
        "after_id": given["after"].pk if given["after"] else None,
        "penalty_id": given["penalty"].pk if given["penalty"] else None,
        "is_stop": kind in STOPS,
        "is_close": kind == MeasureKind.CLOSE,
        "hazards": [hazard.pk for hazard in given["hazards"]],
        "is_emergency": given["emergency"] == "yes",
    }


def decided(case: Any, taken: Taken) -> dict[str, Any]:
    """Return who decided; what is approved counts from this day on."""
    stamp = {"decision_note": taken.input["note"]}
    if taken.input["decision"] != "approve":
        return stamp
    stamp |= {
        "decided_by_id": taken.by.person_id,
        "decided_at": taken.at,
        "counted_on": clock.local_day(taken.at),
    }
    if case.kind not in (MeasureKind.CUT, MeasureKind.CLOSE):
        stamp["effective_at"] = taken.at
    return stamp


def after_decision(case: Any, taken: Taken) -> str:
    if taken.input["decision"] != "approve":
        return MeasureState.REFUSED
    special = {MeasureKind.CUT: MeasureState.NOTIFIED, MeasureKind.CLOSE: MeasureState.REQUESTED}
    return special.get(MeasureKind(case.kind), MeasureState.IN_FORCE)


def served(case: Any, taken: Taken) -> dict[str, Any]:
    """Return when the first paper, the decision or the notice of a cut, reached whom it concerns."""
    if case.served_at is not None:
        return {}
    return {"served_at": taken.at, "notified_at": taken.at if case.kind == MeasureKind.CUT else None}


def was_cut(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"effective_at": taken.at}


def was_closed(_case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "closed_at": taken.at,
        "closed_by_document": taken.input["document"],
        "counted_on": clock.local_day(taken.at),
        "effective_at": taken.at,
    }


def asked(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"resume_asked_at": taken.at, "resume_reason": taken.input["reason"]}


def reviewed(_case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "review_visit_id": given["visit"].pk,
        "reviewed_by_id": taken.by.person_id,
        "reviewed_at": taken.at,
        "is_fit": given["fit"] == "yes",
        "review_note": given["note"],
    }


def after_review(case: Any, _taken: Taken) -> str:
    """A place that is not fit stays stopped; a new application is needed."""
    return MeasureState.REVIEWED if case.is_fit else MeasureState.IN_FORCE


def consented(_case: Any, taken: Taken) -> dict[str, Any]:
    if taken.input["decision"] != "approve":
        return {}
    return {"lifted_by_id": taken.by.person_id, "lifted_at": taken.at}


def after_consent(_case: Any, taken: Taken) -> str:
    return MeasureState.LIFTED if taken.input["decision"] == "approve" else MeasureState.IN_FORCE


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a measure that was decided outside of this system, and lifted or closed if the ledger says so."""
    given, kind = taken.input, MeasureKind(taken.input["kind"])
    by, at = taken.by.person_id, taken.at
    lifted_at = given["lifted_at"]
    lifted = {
        "reviewed_by_id": by,
        "reviewed_at": lifted_at,
        "is_fit": True,
        "lifted_by_id": by,
        "lifted_at": lifted_at,
    }
    return {
        **beginning.of_premises(given["premises"], taken),
        **{name: given[name] for name in ("covers", "facts", "until_on", "ground", "counterpart")},
        "basis": measure_facts.basis_of(kind, given["basis"]),
        "kind": kind.value,
        "is_stop": kind in STOPS,
        "is_close": kind == MeasureKind.CLOSE,
        "decided_by_id": by,
        "decided_at": at,
        "effective_at": at,
        "served_at": at,
        "is_from_ledger": True,
        "decision_note": given["document"],
        **({"closed_at": at, "closed_by_document": given["document"]} if kind == MeasureKind.CLOSE else {}),
        **(lifted if lifted_at else {}),
    }


def entered_as(case: Any, _taken: Taken) -> str:
    if case.is_close:
        return MeasureState.CLOSED
    return MeasureState.LIFTED if case.lifted_at else MeasureState.IN_FORCE


def decide_or_serve(case: Any, taken: Taken) -> Owed | None:
    """Owe the service of what was decided; what was not approved owes nothing."""
    return duties.serve(case, taken) if taken.input["decision"] == "approve" else None


def end_if_held(case: Any, taken: Taken) -> Owed | None:
    return duties.end_measure(case, taken) if case.state in HOLDING else None


def serve_consent(case: Any, taken: Taken) -> Owed | None:
    return duties.serve(case, taken) if case.state == MeasureState.LIFTED else None


def consent_if_fit(case: Any, taken: Taken) -> Owed | None:
    return duties.decide(Kind.CONSENT_RESUMPTION)(case, taken) if case.is_fit else None


def end_if_lifted(_case: Any, taken: Taken) -> str | None:
    return Kind.END_MEASURE if taken.input["decision"] == "approve" else None


OPENING = [
    Step(
        name="propose",
        label=_("Propose a measure"),
        done=_("proposed a measure"),
        target=MeasureState.PROPOSED,
        rule=rules.may_begin,
        form=PROPOSE,
        guard=measure_facts.measure_is_sound,
        effect=measure_of,
        opens=(duties.decide(Kind.DECIDE_ENFORCEMENT),),
        projects=measure_facts.not_proposed_meanwhile,
        looks_up=True,
    ),
    Step(
        name="enter",
        label=_("Enter a past measure"),
        done=_("entered a past measure"),
        target=entered_as,
        targets=frozenset({MeasureState.IN_FORCE, MeasureState.LIFTED, MeasureState.CLOSED}),
        rule=rules.may_enter,
        form=ENTER,
        guard=measure_facts.past_is_sound,
        effect=entered,
        opens=(end_if_held,),
        looks_up=True,
    ),
]
DECIDING = [
    Step(
        name="decide",
        label=_("Decide"),
        done=_("decided on the measure"),
        sources=frozenset({MeasureState.PROPOSED}),
        target=after_decision,
        targets=frozenset(
            {MeasureState.IN_FORCE, MeasureState.NOTIFIED, MeasureState.REQUESTED, MeasureState.REFUSED}
        ),
        rule=rules.may_decide,
        form=inputs.DECIDE,
        guard=measure_facts.still_legal,
        effect=decided,
        discharges=(Kind.DECIDE_ENFORCEMENT,),
        opens=(decide_or_serve, end_if_held),
        projects=measure_papers.issue_decision,
        looks_up=True,
    ),
    Step(
        name="serve",
        label=_("Record the service"),
        done=_("recorded the service"),
        sources=DECIDED | ASKED_FOR,
        target=STAY,
        rule=rules.may_act,
        form=inputs.SERVE,
        applies=measure_facts.something_to_serve,
        guard=measure_facts.service_is_sound,
        effect=served,
        discharges=(Kind.SERVE_PAPER,),
        projects=measure_papers.serve,
        looks_up=True,
    ),
    Step(
        name="cut",
        label=_("Record the cut"),
        done=_("recorded the cut of power or supply"),
        sources=frozenset({MeasureState.NOTIFIED}),
        target=MeasureState.IN_FORCE,
        rule=rules.may_act,
        form=inputs.NOTHING,
        guard=measure_facts.notice_has_run,
        effect=was_cut,
        opens=(end_if_held,),
        looks_up=True,
    ),
    Step(
        name="close",
        label=_("Record the closure"),
        done=_("recorded the closure by the government"),
        sources=frozenset({MeasureState.REQUESTED}),
        target=MeasureState.CLOSED,
        rule=rules.may_decide,
        form=CLOSE,
        effect=was_closed,
    ),
]
RESUMING = [
    Step(
        name="ask_resume",
        label=_("Ask to resume"),
        done=_("asked to resume"),
        sources=frozenset({MeasureState.IN_FORCE}),
        target=MeasureState.RESUMING,
        rule=rules.may_ask,
        form=ASK,
        effect=asked,
        opens=(duties.within(Kind.REVIEW_RESUMPTION, "review_days"),),
        looks_up=True,
    ),
    Step(
        name="review",
        label=_("Re-inspect"),
        done=_("re-inspected"),
        sources=frozenset({MeasureState.RESUMING}),
        target=after_review,
        targets=frozenset({MeasureState.REVIEWED, MeasureState.IN_FORCE}),
        rule=rules.may_act,
        form=REVIEW,
        guard=measure_facts.review_is_sound,
        effect=reviewed,
        discharges=(Kind.REVIEW_RESUMPTION, Kind.SERVE_PAPER),
        opens=(duties.serve, consent_if_fit),
        projects=measure_papers.issue_review,
        looks_up=True,
    ),
    Step(
        name="consent",
        label=_("Consent to resuming"),
        done=_("decided on resuming"),
        sources=frozenset({MeasureState.REVIEWED}),
        target=after_consent,
        targets=frozenset({MeasureState.LIFTED, MeasureState.IN_FORCE}),
        rule=rules.may_consent,
        form=CONSENT,
        guard=measure_facts.hazards_are_cured,
        effect=consented,
        discharges=(Kind.CONSENT_RESUMPTION, Kind.SERVE_PAPER, end_if_lifted),
        opens=(serve_consent,),
        projects=measure_papers.issue_consent,
        looks_up=True,
    ),
]
CORRECTING = [
    Step(
        name="void",
        label=_("Void"),
        done=_("voided the measure"),
        sources=frozenset({MeasureState.PROPOSED}) | DECIDED | ASKED_FOR,
        target=MeasureState.VOIDED,
        rule=rules.may_decide,
        form=inputs.BECAUSE,
        discharges=(ALL,),
        corrects=True,
    ),
    Step(
        name="take_back",
        label=_("Take back"),
        done=_("took back what was entered from a ledger"),
        sources=frozenset({MeasureState.IN_FORCE, MeasureState.LIFTED, MeasureState.CLOSED}),
        target=MeasureState.VOIDED,
        rule=rules.may_take_back,
        applies=rules.is_from_ledger,
        discharges=(ALL,),
        corrects=True,
    ),
]

MEASURE_FLOW = Flow(
    KIND,
    model=Measure,
    name=_("measure"),
    states={s.value: s.label for s in MeasureState},
    counted=Counted(day="counted_on"),
    counts=(
        Count(SUSPENSIONS, DECIDED, when="is_stop"),
        Count(SEALS, DECIDED, when="kind", equals=MeasureKind.SEAL.value),
        Count(CLOSURE_REQUESTS, ASKED_FOR, when="is_close"),
        Count(CLOSURES, frozenset({MeasureState.CLOSED}), when="is_close"),
        Count(LIFTED, frozenset({MeasureState.LIFTED})),
    ),
    steps=[*OPENING, *DECIDING, *RESUMING, *CORRECTING],
)
