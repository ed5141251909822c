"""Papers of a visit: issued, served, withdrawn."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import duties, facts, inputs, rules, wording
from anlan.enforcement.flows import beginning
from anlan.enforcement.models import Cured, Measure, OrderedHazard, SitePaper, SitePaperKind, SitePaperState
from anlan.inspections.models import Visit
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.lifecycle.inputs import Day, Form, Reference
from anlan.obligations.models import Kind
from anlan.papers import serving

RECORDS, ORDERS, RECHECKS = "enforcement.records", "enforcement.orders", "enforcement.rechecks"
KIND = "site_paper"
STANDING = frozenset({SitePaperState.ISSUED, SitePaperState.SERVED, SitePaperState.RECHECKED})

REMARK = inputs.words("remark", _("Further demands"), 500, lines=2, required=False)
ISSUE_RECORD = Form((inputs.VISIT,))
ISSUE_ORDER = Form(
    (
        inputs.VISIT,
        inputs.HAZARDS,
        Day(
            name="due_on",
            label=_("Deadline"),
            required=False,
            help=_("Empty: each hazard keeps the deadline with which it was assigned."),
        ),
        REMARK,
    )
)
RECHECK = Form(
    (
        Reference(name="visit", label=_("Visit of the re-check"), find=inputs.find_visit, model=Visit),
        REMARK,
    )
)


def record_of(_case: None, taken: Taken) -> dict[str, Any]:
    visit = taken.input["visit"]
    return {**beginning.of_visit(visit, taken), "kind": SitePaperKind.RECORD.value, "visit_id": visit.pk}


def order_of(_case: None, taken: Taken) -> dict[str, Any]:
    visit, hazards = taken.input["visit"], taken.input["hazards"]
    days = [day for hazard in hazards if (day := facts.deadline_of(hazard, taken.input["due_on"]))]
    return {
        **beginning.of_visit(visit, taken),
        "kind": SitePaperKind.ORDER.value,
        "visit_id": visit.pk,
        "items": len(hazards),
        "due_on": max(days),
        "remark": taken.input["remark"],
    }


def rechecked(order: Any, taken: Taken) -> dict[str, Any]:
    """Return what became of an order: told by its hazards as they stand, not typed."""
    cured = list(facts.cured_of(order.id).values())
    done = sum(cured)
    result = Cured.ALL if done == len(cured) else Cured.PART if done else Cured.NONE
    return {
        "recheck_visit_id": taken.input["visit"].pk,
        "rechecks": order.rechecks + 1,
        "cured": done,
        "result": result.value,
    }


def after_recheck(order: Any, _taken: Taken) -> str:
    return SitePaperState.RECHECKED if order.result == Cured.ALL else STAY


def served(case: Any, taken: Taken) -> dict[str, Any]:
    return {} if case.served_at else {"served_at": taken.at}


def after_service(case: Any, _taken: Taken) -> str:
    return SitePaperState.SERVED if case.state == SitePaperState.ISSUED else STAY


def issue_record(case: Any, taken: Taken, seq: int) -> None:
    """Issue the record. That a visit has one only, its table says where somebody else was first a moment ago."""
    visit = Visit.objects.select_related("checklist").get(pk=case.visit_id)
    values = wording.of_visit(visit)
    wording.issue("inspection_record", case, case_kind=KIND, seq=seq, at=taken.at, values=values)


def issue_order(case: Any, taken: Taken, seq: int) -> None:
    facts.again(facts.order_is_sound)(None, taken)
    OrderedHazard.objects.bulk_create(
        OrderedHazard(paper_id=case.id, hazard=hazard, due_on=due)
        for hazard in taken.input["hazards"]
        if (due := facts.deadline_of(hazard, taken.input["due_on"]))
    )
    values = wording.of_order(case)
    wording.issue("rectification_order", case, case_kind=KIND, seq=seq, at=taken.at, values=values)


def issue_recheck(case: Any, taken: Taken, seq: int) -> None:
    values = wording.of_recheck(case, facts.cured_of(case.id), taken.input["remark"])
    wording.issue("recheck_opinion", case, case_kind=KIND, seq=seq, at=taken.at, values=values)


def serve(case: Any, taken: Taken, seq: int) -> None:
    serving.serve(KIND, case.id, seq, taken.input, at=taken.at)


def is_not_rested_on(case: Any, _taken: Taken) -> Decision:
    """Tell whether nothing rests on a paper: on a record its visit's orders and measures, on an order its re-check."""
    if case.kind == SitePaperKind.RECORD:
        others = SitePaper.objects.standing().filter(visit=case.visit_id).exclude(pk=case.id)
        if others.exists() or Measure.objects.standing().filter(visit=case.visit_id).exists():
            return denied(_("Other papers rest on this record: withdraw them first"), code="paper.rested_on")
    if case.rechecks:
        return denied(_("A re-check opinion rests on this order"), code="paper.rested_on")
    return ALLOWED


def withdraw(case: Any, _taken: Taken, _seq: int) -> None:
    OrderedHazard.objects.filter(paper=case.id).update(is_standing=False)


def recheck_after_service(case: Any, taken: Taken) -> Owed | None:
    """Owe the re-check of an order once the order itself is served."""
    first = case.kind == SitePaperKind.ORDER and case.served_at == taken.at and not case.rechecks
    return duties.recheck(case, taken) if first else None


def recheck_again(case: Any, taken: Taken) -> Owed | None:
    """Owe another re-check of what is not rectified yet."""
    return (
        None if case.result == Cured.ALL else duties.within(Kind.RECHECK_ORDER, "recheck_days")(case, taken)
    )


SITE_PAPER_FLOW = Flow(
    KIND,
    model=SitePaper,
    name=_("on-site paper"),
    states={s.value: s.label for s in SitePaperState},
    counted=Counted(day="counted_on"),
    counts=(
        Count(RECORDS, STANDING, when="kind", equals=SitePaperKind.RECORD.value),
        Count(ORDERS, STANDING, when="kind", equals=SitePaperKind.ORDER.value),
        Count(RECHECKS, STANDING, amount="rechecks"),
    ),
    steps=[
        Step(
            name="issue_record",
            label=_("Issue the on-site inspection record"),
            done=_("issued the on-site inspection record"),
            target=SitePaperState.ISSUED,
            rule=rules.may_begin_of_visit,
            form=ISSUE_RECORD,
            guard=facts.record_is_sound,
            effect=record_of,
            opens=(duties.serve,),
            projects=issue_record,
            looks_up=True,
        ),
        Step(
            name="issue_order",
            label=_("Issue a rectification order"),
            done=_("issued a rectification order"),
            target=SitePaperState.ISSUED,
            rule=rules.may_begin_of_visit,
            form=ISSUE_ORDER,
            guard=facts.order_is_sound,
            effect=order_of,
            opens=(duties.serve,),
            projects=issue_order,
            looks_up=True,
        ),
        Step(
            name="serve",
            label=_("Record the service"),
            done=_("recorded the service"),
            sources=STANDING,
            target=after_service,
            targets=frozenset({SitePaperState.SERVED, STAY}),
            rule=rules.may_act,
            form=inputs.SERVE,
            applies=facts.something_to_serve(KIND),
            guard=facts.service_is_sound(KIND),
            effect=served,
            discharges=(Kind.SERVE_PAPER,),
            opens=(recheck_after_service,),
            projects=serve,
            looks_up=True,
        ),
        Step(
            name="recheck",
            label=_("Issue a re-check opinion"),
            done=_("issued a re-check opinion"),
            sources=frozenset({SitePaperState.ISSUED, SitePaperState.SERVED}),
            target=after_recheck,
            targets=frozenset({SitePaperState.RECHECKED, STAY}),
            rule=rules.may_act,
            form=RECHECK,
            applies=facts.may_be_rechecked,
            guard=facts.recheck_is_sound,
            effect=rechecked,
            discharges=(Kind.RECHECK_ORDER, Kind.SERVE_PAPER),
            opens=(duties.serve, recheck_again),
            projects=issue_recheck,
            looks_up=True,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew the paper"),
            sources=STANDING,
            target=SitePaperState.WITHDRAWN,
            rule=rules.may_act,
            form=inputs.BECAUSE,
            guard=is_not_rested_on,
            discharges=(ALL,),
            projects=withdraw,
            corrects=True,
            looks_up=True,
        ),
    ],
)
