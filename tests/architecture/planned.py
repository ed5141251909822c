"""A plan, a joint visit and a leader's plan of county a, for the walk over every address and every operation."""

from __future__ import annotations

from typing import Any

from anlan.kernel import clock
from anlan.plans.models import JointVisit, LeaderPlan, Plan
from anlan.plans.tests.factories import approved, enter_leader, leader_plan
from anlan.plans.tests.factories import propose as propose_joint
from anlan.testing import actor, place
from anlan.visiting import acts
from anlan.visiting.asking import read
from anlan.visiting.models import ArrangedVisit
from anlan.visiting.proposal import propose
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
        "joint-visit": propose_joint("shop", by="dept1", partner="gov-a"),
        "leader-plan": leader_plan(
            by="county1",
            account="",
            leader=enter_leader(by="county1", where="a", name="孙县长"),
            parts="城关镇 2",
        ),
        "arranged-visit": arranged_visit(),
    }


def arranged_visit() -> ArrangedVisit:
    """Return a visit to the shop that county a's office arranged for its own plan."""
    days = {"first_day": "2022-10-25", "last_day": "2022-11-10"}
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", title="统筹检查",
             chosen_by="named", codes=place("shop").code, **days)  # fmt: skip
    asked = read({"from": days["first_day"], "to": days["last_day"]}, clock.today())
    found = propose(actor("county1").scope, asked.question, asked.crew)
    visit = next(one for one in found.visits if one.premises == place("shop").pk)
    given = {"premises": visit.premises, "planned_on": visit.on, "checks": visit.codes}
    return ArrangedVisit.objects.get(pk=acts.arrange(given, by=actor("county1")).case_id)


def planned() -> dict[str, Any]:
    """Return the values by which addresses name them."""
    found = plans()
    arranged = found["arranged-visit"]
    joint, leading = found["joint-visit"].pk, found["leader-plan"].pk
    return {
        "plans.pk": found["plan"].pk,
        "plans.step": "close",
        "plans:at-place.pk": found["joint-visit"].premises_id,
        "plans:propose.premises": found["joint-visit"].premises_id,
        "plans:joint.pk": joint,
        "plans:take-joint.pk": joint,
        "plans:take-joint.step": "agree",
        "visiting:place.pk": found["joint-visit"].premises_id,
        "visiting:arranged.pk": arranged.pk,
        "visiting:take.pk": arranged.pk,
        "visiting:take.step": "call_off",
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
        "arranged_visit": ArrangedVisit.objects.get(pk=values["visiting:arranged.pk"]),
        "leader_plan": LeaderPlan.objects.get(pk=values["plans:leader.pk"]),
        **warned_cases(values),
        **filled_cases(values),
    }
