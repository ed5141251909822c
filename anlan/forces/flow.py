"""Every lifecycle of rescue forces."""

from anlan.forces.call_flow import ALERT_FLOW, CALL_FLOW
from anlan.forces.position_flow import POSITION_FLOW
from anlan.forces.register_flow import FORCE_FLOW

__all__ = ["ALERT_FLOW", "CALL_FLOW", "FORCE_FLOW", "POSITION_FLOW"]
