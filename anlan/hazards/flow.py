"""The closed loop of a hazard (隐患闭环): the one file to open when a step or its guard changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.hazards import duties, notices, rules
from anlan.hazards.models import Category, Grade, Hazard, State
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Count, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Choice, Form, Moment, Reference, Text
from anlan.obligations.models import Kind

FOUND = "hazards.found"
RECTIFIED = "hazards.rectified"
DEFAULT_DAYS = 7
MOST_DAYS = 365


def find_visit(key: int) -> Visit | None:
    return Visit.objects.select_related("premises", "sector").filter(pk=key).first()


RECORD = Form(
    (
        Reference(name="visit", label=_("Visit"), find=find_visit, model=Visit),
        Text(
            name="description",
            label=_("Hazard"),
            max_length=500,
            min_length=4,
            lines=3,
            help=_("Say what, where and what is wrong with it."),
        ),
        Choice(name="grade", label=_("Grade"), choices=tuple((g.value, g.label) for g in Grade)),
        Choice(name="category", label=_("Category"), choices=tuple((c.value, c.label) for c in Category)),
        Text(
            name="interim_measure",
            label=_("Interim measure"),
            required=False,
            max_length=300,
            lines=2,
            help=_("What keeps people safe until it is rectified."),
        ),
    )
)
ASSIGN = Form(
    (
        Moment(name="due_at", label=_("To be rectified by")),
        Text(name="requirement", label=_("Requirement"), required=False, max_length=300, lines=2),
    )
)
CLAIM = Form((Text(name="rectification", label=_("What was done"), max_length=500, min_length=4, lines=3),))
ACCEPT = Form(
    (Text(name="acceptance", label=_("Opinion of acceptance"), max_length=300, min_length=2, lines=2),)
)
SEND_BACK = Form((Text(name="reason", label=_("Reason"), max_length=300, min_length=4, lines=2),))
CLOSE_OUT = Form()


def hazard_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a hazard's columns; who counts and supervises it is copied from its visit."""
    visit: Visit = taken.input["visit"]
    assert taken.via is not None
    return {
        "premises_id": visit.premises_id,
        "operator_id": visit.premises.operator_id,
        "visit_id": visit.pk,
        "area_id": visit.area_id,
        "area_path": visit.area_path,
        "sector_id": visit.sector_id,
        "department_id": visit.sector.lead_id,
        "supervisor_id": taken.via.organisation_id,
        "grade": taken.input["grade"],
        "category": taken.input["category"],
        "description": taken.input["description"],
        "interim_measure": taken.input["interim_measure"],
        "found_at": taken.at,
        "found_on": clock.local_day(taken.at),
        "found_by_id": taken.by.person_id,
    }


def not_before_the_visit(_case: None, taken: Taken) -> Decision:
    if taken.at < taken.input["visit"].visited_at:
        return denied(_("A hazard cannot be found before its visit began"), code="hazard.before_visit")
    return ALLOWED


def deadline_is_sensible(hazard: Hazard, taken: Taken) -> Decision:
    due_at = taken.input["due_at"]
    if due_at <= taken.at:
        return denied(_("The deadline must lie after the assignment"), code="hazard.due_past")
    if due_at > taken.at + timedelta(days=MOST_DAYS):
        return denied(_("The deadline may lie at most 365 days ahead"), code="hazard.due_far")
    return ALLOWED


def stamp_assigned(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "assigned_at": taken.at,
        "assigned_by_id": taken.by.person_id,
        "due_at": taken.input["due_at"],
        "requirement": taken.input["requirement"],
    }


def stamp_claimed(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "rectified_at": taken.at,
        "rectified_by_id": taken.by.person_id,
        "rectification": taken.input["rectification"],
    }


def stamp_accepted(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {
        "accepted_at": taken.at,
        "accepted_by_id": taken.by.person_id,
        "acceptance": taken.input["acceptance"],
    }


def clear_claim(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    """Take the claim off the hazard; what was claimed and why it came back stay in the journal."""
    return {"rectified_at": None, "rectified_by_id": None, "rectification": ""}


def stamp_closed(hazard: Hazard, taken: Taken) -> dict[str, Any]:
    return {"closed_at": taken.at, "closed_by_id": taken.by.person_id}


HAZARD_FLOW = Flow(
    "hazard",
    model=Hazard,
    name=_("hazard"),
    states={s.value: s.label for s in State},
    counted=Counted(day="found_on", grade="grade"),
    counts=(
        Count(FOUND, frozenset(State.values)),
        Count(RECTIFIED, frozenset({State.ACCEPTED, State.CLOSED})),
    ),
    steps=[
        Step(
            name="record",
            label=_("Record"),
            done=_("found the hazard"),
            target=State.FOUND,
            rule=rules.may_record,
            form=RECORD,
            guard=not_before_the_visit,
            effect=hazard_of,
            opens=(duties.assign,),
        ),
        Step(
            name="assign",
            label=_("Assign"),
            done=_("assigned it for rectification"),
            sources=frozenset({State.FOUND}),
            target=State.ASSIGNED,
            rule=rules.may_assign,
            form=ASSIGN,
            guard=deadline_is_sensible,
            effect=stamp_assigned,
            discharges=(Kind.ASSIGN,),
            opens=(duties.rectify,),
            tells=(notices.assigned,),
        ),
        Step(
            name="claim",
            label=_("Report rectified"),
            done=_("reported it rectified"),
            sources=frozenset({State.ASSIGNED}),
            target=State.CLAIMED,
            rule=rules.may_claim,
            form=CLAIM,
            effect=stamp_claimed,
            discharges=(Kind.RECTIFY,),
            opens=(duties.accept,),
            tells=(notices.claimed,),
        ),
        Step(
            name="accept",
            label=_("Accept"),
            done=_("accepted the rectification"),
            sources=frozenset({State.CLAIMED}),
            target=State.ACCEPTED,
            rule=rules.may_accept,
            form=ACCEPT,
            effect=stamp_accepted,
            discharges=(Kind.ACCEPT,),
            opens=(duties.close_out,),
            tells=(notices.accepted,),
        ),
        Step(
            name="send_back",
            label=_("Send back"),
            done=_("sent the rectification back"),
            sources=frozenset({State.CLAIMED}),
            target=State.ASSIGNED,
            rule=rules.may_accept,
            form=SEND_BACK,
            effect=clear_claim,
            discharges=(Kind.ACCEPT,),
            opens=(duties.rectify,),
            tells=(notices.sent_back,),
        ),
        Step(
            name="close_out",
            label=_("Close out"),
            done=_("closed it out"),
            sources=frozenset({State.ACCEPTED}),
            target=State.CLOSED,
            rule=rules.may_close,
            form=CLOSE_OUT,
            effect=stamp_closed,
            discharges=(Kind.CLOSE_OUT,),
        ),
    ],
)
