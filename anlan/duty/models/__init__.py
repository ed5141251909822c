"""Tables of duty."""

from anlan.duty.models.checks import CheckState, RoundState, SpotCheck, SpotRound
from anlan.duty.models.levels import LevelChange, LevelState, Readiness, Response
from anlan.duty.models.rooms import DutyRoom, Leave, LeaveState, RoomMember, RoomRule, RoomState
from anlan.duty.models.rosters import Roster, RosterState, Seat, Swap, SwapState
from anlan.duty.models.watches import CalendarFeed, HandOver, HandOverState, OpenItem

__all__ = [
    "CalendarFeed",
    "CheckState",
    "DutyRoom",
    "HandOver",
    "HandOverState",
    "Leave",
    "LeaveState",
    "LevelChange",
    "LevelState",
    "OpenItem",
    "Readiness",
    "Response",
    "RoomMember",
    "RoomRule",
    "RoomState",
    "Roster",
    "RosterState",
    "RoundState",
    "Seat",
    "SpotCheck",
    "SpotRound",
    "Swap",
    "SwapState",
]
