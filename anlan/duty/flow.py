"""Every lifecycle of duty."""

from anlan.duty.check_flow import CHECK_FLOW, ROUND_FLOW
from anlan.duty.level_flow import READINESS_FLOW, RESPONSE_FLOW
from anlan.duty.room_flow import LEAVE_FLOW, ROOM_FLOW
from anlan.duty.roster_flow import ROSTER_FLOW, SWAP_FLOW
from anlan.duty.watch_flow import HAND_OVER_FLOW

__all__ = [
    "CHECK_FLOW",
    "HAND_OVER_FLOW",
    "LEAVE_FLOW",
    "READINESS_FLOW",
    "RESPONSE_FLOW",
    "ROOM_FLOW",
    "ROSTER_FLOW",
    "ROUND_FLOW",
    "SWAP_FLOW",
]
