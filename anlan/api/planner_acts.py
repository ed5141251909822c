"""Joint and arranged visits as the API offers them."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.org.roles import Permission
from anlan.plans.flow import JOINT_FLOW
from anlan.plans.models import JointVisit
from anlan.visiting import acts
from anlan.visiting.flow import ARRANGED_FLOW
from anlan.visiting.models import ArrangedVisit

PLANNER = (
    Offered(
        JOINT_FLOW,
        "joint-visits",
        Permission.PLAN_READ,
        JointVisit.objects.within,
        Permission.PLAN_READ,
        without=frozenset({"arrange"}),  # with an arranged visit
    ),
    Offered(
        ARRANGED_FLOW,
        "arranged-visits",
        Permission.PLAN_READ,
        ArrangedVisit.objects.within,
        Permission.PLAN_MAKE,
        without=frozenset({"lapse"}),  # by the clock
        actions={
            "arrange": lambda _case, given, by, key, _seen: acts.arrange(given, by=by, key=key),
            **acts.ARRANGED_ACTS,
        },
    ),
)
