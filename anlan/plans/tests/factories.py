"""Plans of the small city, joint visits and leaders' plans, made and taken through the door."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.assignments.tests.factories import leader as enter_leader
from anlan.inspections.flow import VISIT_FLOW
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area, Organisation
from anlan.plans.flow import JOINT_FLOW, LEADER_PLAN_FLOW, PLAN_FLOW
from anlan.plans.models import JointVisit, LeaderPlan, Plan, PlanItem
from anlan.testing import actor, person, place

__all__ = ["VISIT_FLOW", "enter_leader"]


def draft(*, by: str = "office1", where: str = "city", **changes: Any) -> Plan:
    given = {
        "kind": "special",
        "title": "冬季消防专项行动",
        "area": Area.objects.get(code=where),
        "first_day": "2022-10-01",
        "last_day": "2022-12-31",
        "chosen_by": "attributes",
        "doer": "regulator",
        "counts": "anyone",
        "target_percent": 100,
        "visits_each": 1,
        **changes,
    }
    outcome = door.open_case(PLAN_FLOW, "draft", by=actor(by), input=given)
    return Plan.objects.get(pk=outcome.case_id)


def take(plan: Plan, step: str, *, by: str = "office1", key: str | None = None, **given: Any) -> Outcome:
    return door.apply(PLAN_FLOW, plan.pk, step, by=actor(by), input=given, key=key)


def approved(*, by: str = "office1", approver: str = "leader1", **changes: Any) -> Plan:
    plan = draft(by=by, **changes)
    take(plan, "submit", by=by)
    take(plan, "approve", by=approver)
    return Plan.objects.get(pk=plan.pk)


def items(plan: Plan) -> dict[str, PlanItem]:
    rows = PlanItem.objects.standing().filter(plan=plan).select_related("premises", "organisation")
    return {item.premises.code: item for item in rows}


def propose(
    premises: str = "shop", *, by: str = "dept1", partner: str = "gas", on: Any = "2022-10-26", **changes: Any
) -> JointVisit:
    given = {
        "premises": place(premises).pk,
        "partner": Organisation.objects.get(code=partner).pk,
        "planned_on": on,
        **changes,
    }
    outcome = door.open_case(JOINT_FLOW, "propose", by=actor(by), input=given)
    return JointVisit.objects.get(pk=outcome.case_id)


def go_on(
    joint: JointVisit, step: str, *, by: str = "dept2", key: str | None = None, **given: Any
) -> JointVisit:
    door.apply(JOINT_FLOW, joint.pk, step, by=actor(by), input=given, key=key)
    return JointVisit.objects.get(pk=joint.pk)


def leader_plan(*, by: str = "office1", account: str = "leader1", **changes: Any) -> LeaderPlan:
    term = changes.pop("leader", None) or enter_leader()
    given = {
        "leader": term.pk,
        "first_day": date(2022, 10, 1),
        "last_day": date(2022, 12, 31),
        "parts": "消防 2\n东江县 1",
        **({"account": person(account).pk} if account else {}),
        **changes,
    }
    outcome = door.open_case(LEADER_PLAN_FLOW, "set", by=actor(by), input=given)
    return LeaderPlan.objects.get(pk=outcome.case_id)
