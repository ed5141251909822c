"""The lifecycle of sets of borders as the API offers it."""

from __future__ import annotations

from anlan.api.offered import Offered
from anlan.maps import acts
from anlan.maps.flow import BOUNDARY_FLOW
from anlan.maps.models import BoundarySet
from anlan.org.roles import Permission

MAPS = (
    Offered(
        BOUNDARY_FLOW,
        "boundaries",
        Permission.ORG_MANAGE,
        BoundarySet.objects.within,
        Permission.ORG_MANAGE,
        without=frozenset({"supersede"}),  # it goes with loading the next
        actions={"load": lambda _case, given, by, key, _seen: acts.load(given, by=by, key=key)},
    ),
)
