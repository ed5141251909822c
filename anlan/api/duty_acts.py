"""The lifecycles of duty as the API offers them: path, rights, whose cases, and acts of several passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anlan.duty.acts import READINESS_ACTS, RESPONSE_ACTS, ROUND_ACTS
from anlan.duty.flow import (
    CHECK_FLOW,
    HAND_OVER_FLOW,
    LEAVE_FLOW,
    READINESS_FLOW,
    RESPONSE_FLOW,
    ROOM_FLOW,
    ROSTER_FLOW,
    ROUND_FLOW,
    SWAP_FLOW,
)
from anlan.duty.models import DutyRoom, Seat
from anlan.duty.rows import KINDS
from anlan.org.roles import Permission

_READ, _KEEP, _ORDER = Permission.DUTY_READ, Permission.DUTY_KEEP, Permission.DUTY_ORDER
_NONE: frozenset[str] = frozenset()

DUTY: Sequence[tuple[Any, ...]] = tuple(
    (flow, path, _READ, KINDS[flow.kind].model.objects.within, opening, without, actions)
    for flow, path, opening, without, actions in (
        (READINESS_FLOW, "readiness", _ORDER, _NONE, READINESS_ACTS),
        (RESPONSE_FLOW, "responses", _ORDER, _NONE, RESPONSE_ACTS),
        (ROOM_FLOW, "duty-rooms", _KEEP, _NONE, {}),
        (LEAVE_FLOW, "leave", _READ, _NONE, {}),
        (ROSTER_FLOW, "rosters", _KEEP, _NONE, {}),
        (SWAP_FLOW, "swaps", _READ, _NONE, {}),
        (HAND_OVER_FLOW, "hand-overs", _READ, _NONE, {}),
        (ROUND_FLOW, "spot-rounds", _ORDER, _NONE, ROUND_ACTS),
        (CHECK_FLOW, "spot-checks", _ORDER, frozenset({"be_drawn"}), {}),  # with the draw of its round
    )
)

DUTY_NAMED: Mapping[type[Any], Any] = {
    DutyRoom: lambda scope, keys: DutyRoom.objects.within(scope).filter(state="open").in_bulk(list(keys)),
    Seat: lambda scope, keys: (
        Seat.objects.within(scope).filter(is_out=False).select_related("roster", "room").in_bulk(list(keys))
    ),
}
"""Records of duty that only some may see, as the inputs that name them find them."""
