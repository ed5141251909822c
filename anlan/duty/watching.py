"""Who is on duty at a moment, where nobody is though the level asks for it, and what the night has to know."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from anlan.duty.kinds import SeatKind, Team
from anlan.duty.models import (
    DutyRoom,
    HandOver,
    HandOverState,
    LevelState,
    OpenItem,
    Readiness,
    Response,
    RoomState,
    Seat,
    SpotCheck,
)
from anlan.duty.rostering import Book, Shift, running_shift, shifts
from anlan.duty.words import shift_words
from anlan.kernel import clock
from anlan.org.scope import Scope


@dataclass(slots=True)
class OnDuty:
    """A room with who sits there now: (kind, names) by team; `gap` says what is missing, "" where nothing is."""

    room: DutyRoom
    shift: str = ""
    leaders: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    standby: list[str] = field(default_factory=list)
    empty: int = 0

    @property
    def is_gap(self) -> bool:
        return bool(self.empty) or not (self.leaders and self.staff)


def on_duty(scope: Scope, at: datetime, *, most: int = 400) -> list[OnDuty]:
    """Return the rooms that are on duty now or have to be, by area. Two queries, and the rules of the rest."""
    rooms = {
        room.pk: OnDuty(room)
        for room in DutyRoom.objects.within(scope)
        .filter(state=RoomState.OPEN)
        .select_related("area", "organisation")
        .order_by("area_path", "id")[:most]
    }
    seated = set()
    seats = Seat.objects.within(scope).at(at).filter(room__in=rooms).select_related("person")
    for seat in seats.order_by("team", "kind", "number"):
        one = rooms[seat.room_id]
        seated.add(seat.room_id)
        one.shift = shift_words(seat.begins_at, seat.ends_at)
        _sit(one, seat)
    return [one for key, one in rooms.items() if key in seated or _is_asked(one.room, at)]


def _sit(one: OnDuty, seat: Seat) -> None:
    if seat.person is None:
        one.empty += 1
    elif seat.team == Team.B:
        one.standby.append(seat.person.name)
    elif seat.kind == SeatKind.LEADER:
        one.leaders.append(seat.person.name)
    else:
        one.staff.append(seat.person.name)


def _is_asked(room: DutyRoom, at: datetime) -> bool:
    rule = Book(room).rule(running_shift(room, at))
    return rule is not None and bool(rule.seats())


@dataclass(frozen=True, slots=True)
class Gap:
    """A room with shifts that the level asks for and nobody, or not everybody, is rostered for: the first, how many."""

    room: DutyRoom
    shift: Shift
    shifts: int
    missing: int

    @property
    def words(self) -> str:
        return shift_words(self.shift.begins_at, self.shift.ends_at)


def gaps_ahead(scope: Scope, at: datetime, last: date) -> list[Gap]:
    """Return the rooms whose shifts up to a day are not whole, by the first of them. A few queries a room."""
    found: list[Gap] = []
    rooms = DutyRoom.objects.within(scope).filter(state=RoomState.OPEN).select_related("organisation")
    filled: dict[int, dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    live = Seat.objects.within(scope).live().filter(ends_at__gt=at, day__lte=last, person__isnull=False)
    for room_id, begins_at in live.values_list("room_id", "begins_at"):
        filled[room_id][begins_at] += 1
    for room in rooms.order_by("area_path", "id"):
        book = Book(room)
        short = []
        for shift in shifts(room, clock.local_day(at) - timedelta(days=1), last):
            rule = book.rule(shift)
            if shift.ends_at <= at or rule is None:
                continue
            missing = len(rule.seats()) - filled[room.pk][shift.begins_at]
            if missing > 0:
                short.append((shift, missing))
        if short:
            found.append(Gap(room, short[0][0], len(short), sum(missing for _shift, missing in short)))
    return sorted(found, key=lambda gap: (gap.shift.begins_at, gap.room.pk))


def night(scope: Scope, at: datetime) -> dict[str, Any]:
    """Return what the duty room's screen shows beside who is on duty. Seven queries."""
    return {
        "readiness": list(
            Readiness.objects.within(scope)
            .filter(state=LevelState.IN_FORCE)
            .select_related("area")
            .order_by("level")
        ),
        "responses": list(
            Response.objects.within(scope)
            .filter(state=LevelState.IN_FORCE)
            .select_related("area")
            .order_by("level")
        ),
        "unsigned": list(
            HandOver.objects.within(scope)
            .filter(state=HandOverState.WRITTEN)
            .select_related("organisation", "written_by")
            .order_by("ends_at", "id")[:12]
        ),
        "items": list(
            OpenItem.objects.filter(room__in=DutyRoom.objects.within(scope), settled_in=None)
            .select_related("room")
            .order_by("id")[:12]
        ),
        "checks": list(
            SpotCheck.objects.within(scope)
            .filter(drawn_on__gte=clock.local_day(at) - timedelta(days=7))
            .select_related("organisation")
            .order_by("-drawn_on", "-id")[:8]
        ),
        "weather": HandOver.objects.within(scope)
        .filter(written_at__gte=at - timedelta(days=2))
        .order_by("area_path", "-written_at", "-id")
        .first(),
    }
