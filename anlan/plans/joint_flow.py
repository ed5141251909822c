"""The lifecycle of a joint visit: proposed by one body, agreed by the other, held as one visit that both count."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.imports.inputs import Number
from anlan.inspections.models import Mode, Visit
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.parameters import BIGGEST
from anlan.lifecycle.flow import ALL, Count, Counted, Flow, Owed, Step, Taken
from anlan.lifecycle.inputs import Day, Form, Reference, Text
from anlan.obligations.models import Kind
from anlan.org.calendar import in_working_days
from anlan.org.models import Organisation, OrganisationKind
from anlan.plans import rules
from anlan.plans.models import JointState, JointVisit
from anlan.premises.models import Premises

JOINT_VISITS = "plans.joint_visits"
FARTHEST_DAYS = 92
ANSWER_WORKING_DAYS = 3
PROPOSED = frozenset({JointState.PROPOSED})
AGREED = frozenset({JointState.AGREED})
WAITING = PROPOSED | AGREED


def find_premises(key: int) -> Premises | None:
    return Premises.objects.filter(pk=key, is_active=True).first()


def find_body(key: int) -> Organisation | None:
    return (
        Organisation.objects.select_related("area")
        .filter(pk=key, valid_to=None)
        .exclude(kind=OrganisationKind.BUSINESS)
        .first()
    )


def find_visit(key: int) -> Visit | None:
    """Return a visit that is no secret: a hidden one is released first."""
    return Visit.objects.recorded().filter(pk=key, is_masked=False).first()


DAY = Day(name="planned_on", label=_("Day of the joint visit"))
FOCUS = Text(name="focus", label=_("Focus"), max_length=200, required=False)
REASON = Text(name="reason", label=_("Reason"), max_length=300, min_length=2, lines=2)
PROPOSE = Form(
    (
        Reference(name="premises", label=_("Premises"), find=find_premises, model=Premises),
        Reference(name="partner", label=_("The other body"), find=find_body, model=Organisation),
        DAY,
        FOCUS,
    )
)
ARRANGE = Form(
    (
        *PROPOSE.inputs,
        Reference(name="lead", label=_("Leading body"), find=find_body, model=Organisation),
        Number(name="arranged", label=_("Arranged visit"), least=1, most=BIGGEST),
    )
)
MOVE = Form((DAY, REASON))
BECAUSE = Form((REASON,))
HOLD = Form(
    (
        Reference(
            name="visit",
            label=_("The visit"),
            find=find_visit,
            model=Visit,
            help=_("Recorded once, by either of the two bodies, in the mode “Joint”."),
        ),
    )
)


# -- facts -------------------------------------------------------------------------------------------------------------


def _day_is_sound(day: Any, taken: Taken) -> Decision:
    today = clock.local_day(taken.now or taken.at)
    if day < today:
        return denied(_("A joint visit is agreed for today or a day to come"), code="joint.past")
    if day - today > timedelta(days=FARTHEST_DAYS):
        return denied(
            _("A joint visit is agreed for the next %(days)s days") % {"days": FARTHEST_DAYS},
            code="joint.far",
        )
    return ALLOWED


def proposal_is_sound(_joint: None, taken: Taken) -> Decision:
    assert taken.via is not None
    return _pair_is_sound(taken.via.organisation_id, taken)


def arrangement_is_sound(_joint: None, taken: Taken) -> Decision:
    lead, premises = taken.input["lead"], taken.input["premises"]
    if not goes_there(lead, premises):
        return denied(
            _("%(body)s has no duties at this place: it lies in another area") % {"body": lead.label},
            code="joint.partner",
        )
    return _pair_is_sound(lead.pk, taken)


def _pair_is_sound(proposer: int, taken: Taken) -> Decision:
    given = taken.input
    if given["partner"].pk == proposer:
        return denied(_("A joint visit is made by two bodies"), code="joint.same")
    if not goes_there(given["partner"], given["premises"]):
        return denied(
            _("%(body)s has no duties at this place: it lies in another area")
            % {"body": given["partner"].label},
            code="joint.partner",
        )
    bodies = (proposer, given["partner"].pk)
    waiting = JointVisit.objects.waiting().filter(premises=given["premises"])
    if waiting.filter(proposer__in=bodies, partner__in=bodies).exists():
        return denied(_("A joint visit of these two bodies to this place waits already"), code="joint.waits")
    return _day_is_sound(given["planned_on"], taken)


def goes_there(body: Organisation, premises: Any) -> bool:
    """Tell whether a place lies in the area of a body: of its town, its county or the city."""
    return bool(body.area.path) and premises.area_path.startswith(body.area.path)


def day_is_sound(_joint: Any, taken: Taken) -> Decision:
    return _day_is_sound(taken.input["planned_on"], taken)


def day_has_not_passed(joint: Any, taken: Taken) -> Decision:
    if joint.planned_on < clock.local_day(taken.now or taken.at):
        return denied(_("Its day has passed: another day is to be proposed"), code="joint.past")
    return ALLOWED


def visit_fits(joint: Any, taken: Taken) -> Decision:
    """Tell whether a visit is the one agreed on: there, joint, by one of the two, not before it was proposed."""
    visit = taken.input["visit"]
    if visit.premises_id != joint.premises_id:
        return denied(_("That visit was made to another place"), code="joint.place")
    if visit.organisation_id not in _bodies(joint):
        return denied(_("That visit was made by neither of the two bodies"), code="joint.body")
    if visit.mode != Mode.JOINT or not visit.is_counted:
        return denied(_("That is no joint visit on which an inspection was made"), code="joint.mode")
    if visit.visited_on < joint.proposed_on:
        return denied(_("That visit was made before the joint visit was proposed"), code="joint.before")
    others = JointVisit.objects.filter(visit=visit.pk)
    if joint.arranged is not None:
        others = others.exclude(arranged=joint.arranged)
    if others.exists():
        return denied(_("That visit is another joint visit already"), code="joint.twice")
    return ALLOWED


def _bodies(joint: Any) -> set[int]:
    """Return the bodies of a joint visit; of an arranged one all that agreed to it, pair by pair."""
    bodies = {joint.proposer_id, joint.partner_id}
    if joint.arranged is not None:
        pairs = JointVisit.objects.filter(arranged=joint.arranged, agreed_by__isnull=False)
        bodies |= {body for pair in pairs.values_list("proposer", "partner") for body in pair}
    return bodies


# -- effects -----------------------------------------------------------------------------------------------------------


def joint_of(_joint: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    return _columns(taken.via.organisation_id, taken)


def arranged_of(_joint_visit: None, taken: Taken) -> dict[str, Any]:
    """One pair of bodies of an arranged visit: the leading one proposes, in whose name it was arranged."""
    return {**_columns(taken.input["lead"].pk, taken), "arranged": taken.input["arranged"]}


def _columns(proposer: int, taken: Taken) -> dict[str, Any]:
    given = taken.input
    premises = given["premises"]
    return {
        "premises_id": premises.pk,
        "area_id": premises.reporting_area_id,
        "area_path": premises.area_path,
        "sector_id": premises.sector_id,
        "proposer_id": proposer,
        "partner_id": given["partner"].pk,
        "proposed_by_id": taken.by.person_id,
        "proposed_on": clock.local_day(taken.now or taken.at),
        "planned_on": given["planned_on"],
        "focus": given["focus"],
    }


def agreed(_joint: Any, taken: Taken) -> dict[str, Any]:
    return {"agreed_by_id": taken.by.person_id, "agreed_at": taken.at}


def refused(_joint: Any, taken: Taken) -> dict[str, Any]:
    return {"reason": taken.input["reason"]}


def moved(joint: Any, taken: Taken) -> dict[str, Any]:
    """Another day is a new proposal, by whoever names it: the other body agrees anew."""
    assert taken.via is not None
    mine = taken.via.organisation_id
    other = joint.partner_id if mine == joint.proposer_id else joint.proposer_id
    return {
        "planned_on": taken.input["planned_on"],
        "proposer_id": mine,
        "partner_id": other,
        "proposed_by_id": taken.by.person_id,
        "agreed_by_id": None,
        "agreed_at": None,
    }


def held(_joint: Any, taken: Taken) -> dict[str, Any]:
    visit = taken.input["visit"].pk
    return {"visit_id": visit, "is_first": not JointVisit.objects.filter(visit=visit).exists()}


def answer(joint: Any, taken: Taken) -> Owed:
    """The body that was asked answers within three working days, and before the day."""
    due = in_working_days(taken.now or taken.at, ANSWER_WORKING_DAYS)
    return Owed(Kind.ANSWER_JOINT_VISIT, joint.partner_id, due.due_at, due.computation)


JOINT_FLOW = Flow(
    "joint_visit",
    model=JointVisit,
    name=_("joint visit"),
    states={state.value: state.label for state in JointState},
    counted=Counted(day="planned_on"),
    counts=(Count(JOINT_VISITS, frozenset({JointState.HELD}), when="is_first"),),
    steps=[
        Step(
            name="propose",
            label=_("Propose a joint visit"),
            done=_("proposed a joint visit"),
            target=JointState.PROPOSED,
            rule=rules.may_propose,
            form=PROPOSE,
            guard=proposal_is_sound,
            effect=joint_of,
            opens=(answer,),
            looks_up=True,
        ),
        Step(
            name="arrange",
            label=_("Arrange with another body"),
            done=_("arranged a joint visit"),
            target=JointState.PROPOSED,
            rule=rules.may_arrange,
            form=ARRANGE,
            guard=arrangement_is_sound,
            effect=arranged_of,
            opens=(answer,),
            looks_up=True,
        ),
        Step(
            name="agree",
            label=_("Agree"),
            done=_("agreed to the joint visit"),
            sources=PROPOSED,
            target=JointState.AGREED,
            rule=rules.may_answer,
            guard=day_has_not_passed,
            effect=agreed,
            discharges=(ALL,),
        ),
        Step(
            name="decline",
            label=_("Decline"),
            done=_("declined the joint visit"),
            sources=PROPOSED,
            target=JointState.DECLINED,
            rule=rules.may_answer,
            form=BECAUSE,
            effect=refused,
            discharges=(ALL,),
        ),
        Step(
            name="move",
            label=_("Propose another day"),
            done=_("proposed another day"),
            sources=WAITING,
            target=JointState.PROPOSED,
            rule=rules.may_go_on,
            form=MOVE,
            guard=day_is_sound,
            effect=moved,
            discharges=(ALL,),
            opens=(answer,),
        ),
        Step(
            name="hold",
            label=_("Put down the visit"),
            done=_("put down the visit that was made"),
            sources=AGREED,
            target=JointState.HELD,
            rule=rules.may_hold,
            form=HOLD,
            guard=visit_fits,
            effect=held,
            looks_up=True,
        ),
        Step(
            name="call_off",
            label=_("Call off"),
            done=_("called the joint visit off"),
            sources=WAITING,
            target=JointState.CALLED_OFF,
            rule=rules.may_go_on,
            form=BECAUSE,
            effect=refused,
            discharges=(ALL,),
        ),
    ],
)
