"""A plan, a joint visit and a leader's plan of county a, for the walk over every address and every operation."""

from __future__ import annotations

from typing import Any

from anlan.plans.models import JointVisit, LeaderPlan, Plan
from anlan.plans.tests.factories import approved, enter_leader, leader_plan, propose
from tests.architecture.fielded import fielded
from tests.architecture.filled import filled_cases, filled_keys
from tests.architecture.warned import warned_cases, warned_keys

_AREA = "a plan has an area: a department limited to sectors sees those of its whole area, and of its places its own"
PLANS = {
    "plans:detail": _AREA,
    "plans:places": "the same",
    "plans:visits": "the same: visits within the reader's own scope, here none",
    "plans:close-by": "a panel; shows the rows within the reader's own scope, here none",
    "plans:take": "the same; what it may do, its steps say",
}
"""Why a stranger to the shop may open them."""
PLAN_OPERATIONS = {
    "plans_get": _AREA,
    "plans_places": "the same: the places within the reader's own scope, here none",
}


def plans() -> dict[str, Any]:
    """Return a running plan of county a, a joint visit to the shop and a leader's plan, by their paths."""
    return {
        "plan": approved(by="county1", approver="office1", where="a", doer="issuer"),
        "joint-visit": propose("shop", by="dept1", partner="gov-a"),
        "leader-plan": leader_plan(
            by="county1",
            account="",
            leader=enter_leader(by="county1", where="a", name="孙县长"),
            parts="城关镇 2",
        ),
    }


def planned() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    found = plans()
    joint, leading = found["joint-visit"].pk, found["leader-plan"].pk
    return {
        "plans.pk": found["plan"].pk,
        "plans.step": "close",
        "plans:at-place.pk": found["joint-visit"].premises_id,
        "plans:propose.premises": found["joint-visit"].premises_id,
        "plans:joint.pk": joint,
        "plans:take-joint.pk": joint,
        "plans:take-joint.step": "agree",
        "plans:leader.pk": leading,
        "plans:take-leader.pk": leading,
        "plans:take-leader.step": "withdraw",
        **warned_keys(),
        **filled_keys(),
        **fielded(),
    }


def planned_cases(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "plan": Plan.objects.get(pk=values["plans.pk"]),
        "joint_visit": JointVisit.objects.get(pk=values["plans:joint.pk"]),
        "leader_plan": LeaderPlan.objects.get(pk=values["plans:leader.pk"]),
        **warned_cases(values),
        **filled_cases(values),
    }
