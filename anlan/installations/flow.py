"""Every lifecycle of major hazard installations."""

from anlan.installations.alarm_flow import ALARM_FLOW, SOURCE_FLOW
from anlan.installations.park_flow import PARK_FLOW
from anlan.installations.post_flow import POST_FLOW
from anlan.installations.register_flow import INSTALLATION_FLOW
from anlan.installations.station_flow import LOG_FLOW, STATIONING_FLOW
from anlan.installations.task_flow import TASK_FLOW

__all__ = [
    "ALARM_FLOW",
    "INSTALLATION_FLOW",
    "LOG_FLOW",
    "PARK_FLOW",
    "POST_FLOW",
    "SOURCE_FLOW",
    "STATIONING_FLOW",
    "TASK_FLOW",
]
