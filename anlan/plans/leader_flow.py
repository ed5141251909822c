"""The lifecycle of a leader's plan: set by the office, changed by reason, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import LeaderTerm
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import STAY, Counted, Flow, Step, Taken
from anlan.lifecycle.inputs import Day, Form, Reference, Text
from anlan.org.models import Person
from anlan.plans import rules
from anlan.plans.leading import Part, PartsInput
from anlan.plans.models import LeaderPlan, LeaderPlanState, PlanLine

LONGEST_DAYS = 366
SET = frozenset({LeaderPlanState.SET})


def find_leader(key: int) -> LeaderTerm | None:
    return LeaderTerm.objects.standing().filter(pk=key).first()


def find_account(key: int) -> Person | None:
    return Person.objects.filter(pk=key, is_active=True).first()


_TOLD = (
    Day(name="first_day", label=_("First day")),
    Day(name="last_day", label=_("Last day")),
    PartsInput(
        name="parts",
        label=_("Portfolio"),
        help=_("A line for each part: sector or area (or both, with a plus sign), a space, how many visits. For "
               "example: 燃气 4"),
    ),
    Text(
        name="basis",
        label=_("Basis"),
        max_length=200,
        required=False,
        help=_("The document that this rests on, for example 安委办〔2022〕12号."),
    ),
    Reference(
        name="account",
        label=_("Account of the leader"),
        find=find_account,
        model=Person,
        required=False,
        help=_("By it the leader sees the plan; nobody else does but the office."),
    ),
)  # fmt: skip
REASON = Text(name="reason", label=_("Reason"), max_length=300, min_length=4, lines=2)
SET_PLAN = Form((Reference(name="leader", label=_("Leader"), find=find_leader, model=LeaderTerm), *_TOLD))
CHANGE = Form((*_TOLD, REASON))
BECAUSE = Form((REASON,))


def plan_is_sound(plan: Any, taken: Taken) -> Decision:
    given = taken.input
    first, last = given["first_day"], given["last_day"]
    leader = given["leader"] if plan is None else LeaderTerm.objects.get(pk=plan.leader_id)
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if last - first >= timedelta(days=LONGEST_DAYS):
        return denied(_("A plan has a year at most: make another for what follows"), code="plan.long")
    if last < leader.first_day or (leader.last_day is not None and first > leader.last_day):
        return denied(_("The leader did not hold this post in these days"), code="leader_plan.term")
    outside = _outside(given["parts"], leader.area_path)
    if outside:
        return denied(
            _("“%(area)s” lies outside the leader’s area") % {"area": outside}, code="leader_plan.area"
        )
    same = LeaderPlan.objects.standing().filter(leader=leader.pk, first_day=first, last_day=last)
    if same.exclude(pk=plan.id if plan else 0).exists():
        return denied(_("There is a plan of this leader for these days already"), code="leader_plan.double")
    return ALLOWED


def _outside(parts: Sequence[Part], area_path: str) -> str:
    for part in parts:
        if part.area is not None and not (part.area.path or "").startswith(area_path):
            return str(part.area.label)
    return ""


def set_of(_plan: None, taken: Taken) -> dict[str, Any]:
    assert taken.via is not None
    leader = taken.input["leader"]
    return {
        **_told(taken),
        "leader_id": leader.pk,
        "area_id": leader.area_id,
        "area_path": leader.area_path,
        "organisation_id": taken.via.organisation_id,
        "set_by_id": taken.by.person_id,
        "is_from_ledger": taken.ledger,
    }


def changed(_plan: Any, taken: Taken) -> dict[str, Any]:
    return _told(taken)


def _told(taken: Taken) -> dict[str, Any]:
    given = taken.input
    return {
        "first_day": given["first_day"],
        "last_day": given["last_day"],
        "basis": given["basis"],
        "account_id": given["account"].pk if given["account"] else None,
        "visits_due": sum(part.visits for part in given["parts"]),
    }


def write_lines(plan: Any, taken: Taken, _seq: int) -> None:
    """Write the parts of the portfolio in place of those that stood there; two plans at once for the same days: one."""
    same = LeaderPlan.objects.standing().filter(
        leader=plan.leader_id, first_day=plan.first_day, last_day=plan.last_day
    )
    if same.exclude(pk=plan.id).exists():
        raise Conflict("leader_plan.double", _("There is a plan of this leader for these days already"))
    PlanLine.objects.filter(plan=plan.id).delete()
    PlanLine.objects.bulk_create(
        PlanLine(plan_id=plan.id, position=n, sector=part.sector, area=part.area, visits=part.visits)
        for n, part in enumerate(taken.input["parts"])
    )


LEADER_PLAN_FLOW = Flow(
    "leader_plan",
    model=LeaderPlan,
    name=_("leader’s plan"),
    states={state.value: state.label for state in LeaderPlanState},
    counted=Counted(day="first_day", sector=""),
    steps=[
        Step(
            name="set",
            label=_("Set a leader’s plan"),
            done=_("set the leader’s plan"),
            target=LeaderPlanState.SET,
            rule=rules.may_set,
            form=SET_PLAN,
            guard=plan_is_sound,
            effect=set_of,
            projects=write_lines,
        ),
        Step(
            name="change",
            label=_("Change the plan"),
            done=_("changed the plan"),
            sources=SET,
            target=STAY,
            rule=rules.may_move,
            form=CHANGE,
            guard=plan_is_sound,
            effect=changed,
            projects=write_lines,
        ),
        Step(
            name="withdraw",
            label=_("Withdraw"),
            done=_("withdrew the plan"),
            sources=SET,
            target=LeaderPlanState.WITHDRAWN,
            rule=rules.may_move,
            form=BECAUSE,
        ),
    ],
)
