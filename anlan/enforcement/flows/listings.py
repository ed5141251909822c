"""Listed supervision: proposed, listed by another, made public, planned, reported on, extended, accepted, delisted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.enforcement import duties, inputs, limits, listing_facts, listing_papers, rules
from anlan.enforcement.flows import beginning
from anlan.enforcement.flows.listing_forms import (
    ACCEPT,
    ASK_ACCEPTANCE,
    DELIST,
    ENTER,
    EXTEND,
    LOOK_BACK,
    PLAN,
    PROPOSE,
    REPORT,
)
from anlan.enforcement.models import ON_LIST, WAS_LISTED, Listing, ListingState
from anlan.kernel import clock
from anlan.lifecycle.flow import ALL, STAY, Count, Counted, Flow, Owed, Step, Taken
from anlan.obligations.models import Kind
from anlan.org import calendar

KIND = "listing"
LISTED, DELISTED, LATE = "enforcement.listed", "enforcement.delisted", "enforcement.listed_published_late"
BEING_TREATED = frozenset({ListingState.LISTED})


def listing_of(_case: None, taken: Taken) -> dict[str, Any]:
    given = taken.input
    hazard, leader = given["hazard"], given["leader"]
    return {
        **beginning.of_hazard(hazard, taken),
        "hazard_id": hazard.pk,
        "level": given["level"],
        "issuer_path": listing_facts.issuer_path(given["level"], hazard.area_path),
        "leader_name": leader.name if leader else given["leader_name"],
        "leader_title": leader.title if leader else given["leader_title"],
        "demands": given["demands"],
        "basis": given["basis"] or listing_facts.BASIS,
        "due_on": given["due_on"],
    }


def ordered(_case: Any, taken: Taken) -> dict[str, Any]:
    if taken.input["decision"] != "approve":
        return {}
    on = clock.local_day(taken.at)
    return {
        "ordered_by_id": taken.by.person_id,
        "listed_at": taken.at,
        "is_listed": True,
        "counted_on": on,
        "publish_by_on": calendar.add_working_days(on, limits.number("listing_publish_working_days", on)),
        "plan_by_on": clock.local_day(
            calendar.in_days(taken.at, limits.number("listing_plan_days", on)).due_at
        ),
    }


def after_order(_case: Any, taken: Taken) -> str:
    return ListingState.LISTED if taken.input["decision"] == "approve" else ListingState.REFUSED


def published(case: Any, taken: Taken) -> dict[str, Any]:
    late = case.publish_by_on is not None and clock.local_day(taken.at) > case.publish_by_on
    return {"published_at": taken.at, "is_published_late": late}


def planned(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"plan": taken.input["plan"], "plan_at": taken.at}


def reported(_case: Any, taken: Taken) -> dict[str, Any]:
    return {
        "progress": taken.input["progress"],
        "percent": taken.input["percent"],
        "progress_at": taken.at,
    }


def asked(_case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "asked_until_on": given["until_on"],
        "asked_reason": given["reason"],
        "asked_by_id": taken.by.person_id,
    }


def answered(case: Any, taken: Taken) -> dict[str, Any]:
    done = {"asked_until_on": None, "asked_reason": "", "asked_by_id": None}
    if taken.input["decision"] != "approve":
        return done
    return done | {"due_on": case.asked_until_on, "extensions": case.extensions + 1}


def acceptance_asked(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"progress": taken.input["reason"], "progress_at": taken.at, "percent": 100}


def accepted(_case: Any, taken: Taken) -> dict[str, Any]:
    given = taken.input
    told = {"experts": [one.pk for one in given["experts"]], "acceptance": given["opinion"]}
    if given["fit"] == "yes":
        told |= {"accepted_by_id": taken.by.person_id, "accepted_at": taken.at}
    return told


def after_acceptance(_case: Any, taken: Taken) -> str:
    return ListingState.ACCEPTED if taken.input["fit"] == "yes" else ListingState.LISTED


def delisted(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"delisted_by_id": taken.by.person_id, "delisted_at": taken.at}


def end_published(_case: Any, taken: Taken) -> dict[str, Any]:
    return {"end_published_at": taken.at}


def looked_back(case: Any, _taken: Taken) -> dict[str, Any]:
    return {"looked_back": case.looked_back + 1}


def entered(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a listing that was ordered outside of this system, made public then."""
    return {
        **listing_of(None, taken),
        "listed_at": taken.at,
        "is_listed": True,
        "ordered_by_id": taken.by.person_id,
        "published_at": taken.at,
        "plan_by_on": None,
        "is_from_ledger": True,
    }


def if_listed(duty: Any) -> Any:
    """Return a duty that is owed once it is listed."""

    def owed(case: Any, taken: Taken) -> Owed | None:
        return duty(case, taken) if case.state in ON_LIST else None

    return owed


def finish_again(case: Any, taken: Taken) -> Owed | None:
    return duties.finish_listing(case, taken) if taken.input["decision"] == "approve" else None


def finish_if_unfit(case: Any, taken: Taken) -> Owed | None:
    return duties.finish_listing(case, taken) if case.state == ListingState.LISTED else None


OPENING = [
    Step(
        name="propose",
        label=_("Propose a listing"),
        done=_("proposed a listing"),
        target=ListingState.PROPOSED,
        rule=rules.may_begin_of_hazard,
        form=PROPOSE,
        guard=listing_facts.listing_is_sound,
        effect=listing_of,
        opens=(duties.within(Kind.DECIDE_ENFORCEMENT, "listing_order_working_days"),),
        looks_up=True,
    ),
    Step(
        name="enter",
        label=_("Enter a past listing"),
        done=_("entered a past listing"),
        target=ListingState.LISTED,
        rule=rules.may_begin_of_hazard,
        form=ENTER,
        guard=listing_facts.past_is_sound,
        effect=entered,
        opens=(duties.finish_listing,),
        looks_up=True,
    ),
]
RUNNING = [
    Step(
        name="order",
        label=_("Decide on the listing"),
        done=_("decided on the listing"),
        sources=frozenset({ListingState.PROPOSED}),
        target=after_order,
        targets=frozenset({ListingState.LISTED, ListingState.REFUSED}),
        rule=rules.may_order_listing,
        form=inputs.DECIDE,
        guard=listing_facts.order_is_sound,
        effect=ordered,
        discharges=(Kind.DECIDE_ENFORCEMENT,),
        opens=(
            if_listed(duties.serve),
            if_listed(duties.within(Kind.PUBLISH_LISTING, "listing_publish_working_days")),
            if_listed(duties.within(Kind.PLAN_LISTING, "listing_plan_days", owner="operator_id")),
            if_listed(duties.within(Kind.REPORT_LISTING, "listing_progress_days", owner="operator_id")),
            if_listed(duties.finish_listing),
        ),
        projects=listing_papers.issue_notice,
        looks_up=True,
    ),
    Step(
        name="serve",
        label=_("Record the service"),
        done=_("recorded the service"),
        sources=WAS_LISTED,
        target=STAY,
        rule=rules.may_act,
        form=inputs.SERVE,
        applies=listing_facts.something_to_serve,
        guard=listing_facts.service_is_sound,
        discharges=(Kind.SERVE_PAPER,),
        projects=listing_papers.serve,
        looks_up=True,
    ),
    Step(
        name="publish",
        label=_("Make public"),
        done=_("made the listing public"),
        sources=ON_LIST,
        target=STAY,
        rule=rules.may_of_level,
        form=inputs.NOTHING,
        applies=listing_facts.is_not_public,
        effect=published,
        discharges=(Kind.PUBLISH_LISTING,),
    ),
    Step(
        name="plan",
        label=_("Send the treatment plan"),
        done=_("sent the treatment plan"),
        sources=BEING_TREATED,
        target=STAY,
        rule=rules.may_report,
        form=PLAN,
        effect=planned,
        discharges=(Kind.PLAN_LISTING,),
    ),
    Step(
        name="report",
        label=_("Report progress"),
        done=_("reported progress"),
        sources=BEING_TREATED,
        target=STAY,
        rule=rules.may_report,
        form=REPORT,
        effect=reported,
        discharges=(Kind.REPORT_LISTING,),
        opens=(duties.within(Kind.REPORT_LISTING, "listing_progress_days", owner="operator_id"),),
        looks_up=True,
    ),
    Step(
        name="ask_extension",
        label=_("Ask for an extension"),
        done=_("asked for an extension"),
        sources=BEING_TREATED,
        target=STAY,
        rule=rules.may_report,
        form=EXTEND,
        applies=listing_facts.extension_is_not_asked,
        guard=listing_facts.extension_is_in_time,
        effect=asked,
        opens=(duties.within(Kind.DECIDE_LISTING_EXTENSION, "extension_answer_working_days"),),
        looks_up=True,
    ),
    Step(
        name="decide_extension",
        label=_("Answer the extension"),
        done=_("answered the extension"),
        sources=BEING_TREATED,
        target=STAY,
        rule=rules.may_of_level,
        form=inputs.DECIDE,
        applies=listing_facts.extension_is_asked,
        guard=listing_facts.extension_may_be_granted,
        effect=answered,
        discharges=(
            Kind.DECIDE_LISTING_EXTENSION,
            Kind.SERVE_PAPER,
            lambda _case, taken: Kind.FINISH_LISTING if taken.input["decision"] == "approve" else None,
        ),
        opens=(duties.serve, finish_again),
        projects=listing_papers.issue_reply,
        looks_up=True,
    ),
    Step(
        name="ask_acceptance",
        label=_("Ask for acceptance"),
        done=_("asked for acceptance"),
        sources=BEING_TREATED,
        target=ListingState.ACCEPTING,
        rule=rules.may_report,
        form=ASK_ACCEPTANCE,
        applies=listing_facts.extension_is_not_asked,
        effect=acceptance_asked,
        discharges=(Kind.FINISH_LISTING, Kind.REPORT_LISTING, Kind.PLAN_LISTING),
        opens=(duties.within(Kind.ACCEPT_LISTING, "review_days"),),
        looks_up=True,
    ),
    Step(
        name="accept",
        label=_("Record the experts’ acceptance"),
        done=_("recorded the experts’ acceptance"),
        sources=frozenset({ListingState.ACCEPTING}),
        target=after_acceptance,
        targets=frozenset({ListingState.ACCEPTED, ListingState.LISTED}),
        rule=rules.may_act,
        form=ACCEPT,
        guard=listing_facts.acceptance_is_sound,
        effect=accepted,
        discharges=(Kind.ACCEPT_LISTING,),
        opens=(finish_if_unfit,),
        looks_up=True,
    ),
    Step(
        name="delist",
        label=_("Delist"),
        done=_("delisted the hazard"),
        sources=frozenset({ListingState.ACCEPTED}),
        target=ListingState.DELISTED,
        rule=rules.may_of_level,
        form=DELIST,
        guard=listing_facts.delisting_is_sound,
        effect=delisted,
        discharges=(ALL,),
        opens=(
            duties.serve,
            duties.within(Kind.PUBLISH_DELISTING, "delisting_publish_working_days"),
            duties.look_back,
        ),
        projects=listing_papers.issue_delisting,
        looks_up=True,
    ),
    Step(
        name="publish_end",
        label=_("Make the delisting public"),
        done=_("made the delisting public"),
        sources=frozenset({ListingState.DELISTED}),
        target=STAY,
        rule=rules.may_of_level,
        form=inputs.NOTHING,
        applies=listing_facts.end_is_not_public,
        effect=end_published,
        discharges=(Kind.PUBLISH_DELISTING,),
    ),
    Step(
        name="look_back",
        label=_("Look back after the delisting"),
        done=_("looked back after the delisting"),
        sources=frozenset({ListingState.DELISTED}),
        target=STAY,
        rule=rules.may_act,
        form=LOOK_BACK,
        applies=listing_facts.look_back_is_left,
        effect=looked_back,
        discharges=(Kind.LOOK_BACK_LISTING,),
        opens=(duties.look_back,),
        looks_up=True,
    ),
    Step(
        name="void",
        label=_("Void"),
        done=_("voided the listing"),
        sources=frozenset({ListingState.PROPOSED}) | WAS_LISTED,
        target=ListingState.VOIDED,
        rule=rules.may_order_listing,
        form=inputs.BECAUSE,
        effect=lambda _case, _taken: {"is_listed": False},
        discharges=(ALL,),
        corrects=True,
    ),
    Step(
        name="take_back",
        label=_("Take back"),
        done=_("took back what was entered from a ledger"),
        sources=frozenset({ListingState.LISTED}),
        target=ListingState.VOIDED,
        rule=rules.may_take_back,
        applies=rules.is_from_ledger,
        effect=lambda _case, _taken: {"is_listed": False},
        discharges=(ALL,),
        corrects=True,
    ),
]

LISTING_FLOW = Flow(
    KIND,
    model=Listing,
    name=_("listed supervision"),
    states={s.value: s.label for s in ListingState},
    counted=Counted(day="counted_on"),
    counts=(
        Count(LISTED, WAS_LISTED),
        Count(DELISTED, frozenset({ListingState.DELISTED})),
        Count(LATE, WAS_LISTED, when="is_published_late"),
    ),
    steps=[*OPENING, *RUNNING],
)
