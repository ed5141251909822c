"""The lifecycles of enforcement that the API offers."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.enforcement.desks import DESKS
from anlan.enforcement.flow import LIMIT_FLOW
from anlan.enforcement.models import Limit
from anlan.org.roles import Permission

ENFORCEMENT = (
    *(
        Offered(
            desk.flow,
            desk.path,
            Permission.ENFORCEMENT_READ,
            desk.rows().within,
            Permission.ENFORCEMENT_ACT,
            without=frozenset({"enter"}) & desk.flow.steps.keys(),  # of ledgers
        )
        for desk in DESKS.values()
    ),
    Offered(
        LIMIT_FLOW,
        "limits",
        Permission.ENFORCEMENT_READ,
        Limit.objects.within,
        Permission.LISTING_ORDER,
    ),
)
