"""The lifecycles of rescue forces as the API offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.api.offered import Offered
from anlan.forces.acts import ALERT_ACTS
from anlan.forces.flow import ALERT_FLOW, CALL_FLOW, FORCE_FLOW, POSITION_FLOW
from anlan.forces.levels import BY_LEVEL
from anlan.forces.models import Alert, CallOut, Positioning, RescueForce
from anlan.org.roles import Permission

_READ, _CALL = Permission.FORCE_READ, Permission.FORCE_CALL

FORCES = (
    Offered(FORCE_FLOW, "forces", _READ, RescueForce.objects.within, Permission.FORCE_KEEP),
    Offered(
        POSITION_FLOW,
        "positionings",
        _READ,
        Positioning.objects.within,
        Permission.FORCE_KEEP,
        without=BY_LEVEL,  # with the level, in its act
    ),
    Offered(ALERT_FLOW, "alerts", _READ, Alert.objects.within, _CALL, actions=ALERT_ACTS),
    Offered(
        CALL_FLOW,
        "call-outs",
        _READ,
        CallOut.objects.within,
        _CALL,
        without=frozenset({"escalate"}),  # by the clock
    ),
)

FORCES_NAMED: Mapping[type[Any], Any] = {
    RescueForce: lambda scope, keys: (
        RescueForce.objects.within(scope).exclude(state="retired").select_related("area").in_bulk(list(keys))
    ),
    Alert: lambda scope, keys: Alert.objects.within(scope).in_bulk(list(keys)),
}
"""Records that only some may see, as the inputs that name them find them."""
