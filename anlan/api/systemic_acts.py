"""The lifecycle of systemic problems as the API offers it."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.org.roles import Permission
from anlan.systemic import acts
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.models import SystemicProblem

SYSTEMIC = (
    Offered(
        SYSTEMIC_FLOW,
        "systemic-problems",
        Permission.SYSTEMIC_READ,
        SystemicProblem.objects.within,
        Permission.SYSTEMIC_PROPOSE,
        without=frozenset({"take_back"}),
        actions={"take_up": lambda _case, given, by, key, _seen: acts.take_up(given, by=by, key=key)},
    ),
)
