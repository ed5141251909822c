"""From the tables to a planning problem and back: which seats a room's shifts ask for, who may sit there, who does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from anlan.duty import judging, levels, planning
from anlan.duty.kinds import NORMAL, RECALLED, Team
from anlan.duty.models import Leave, LeaveState, RoomMember, RoomRule, Seat
from anlan.duty.planning import Plan, Rules, Slot, Worker
from anlan.kernel import clock
from anlan.org import calendar

ONE = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LOOKED_BACK = timedelta(days=28)
"""Duty within these days before a roster counts for fairness."""
AROUND = timedelta(days=21)
_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
NIGHT, MORNING = time(18), time(6)


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of a room: the day on which it begins, from when to when."""

    day: date
    begins_at: datetime
    ends_at: datetime


def minute(moment: datetime) -> int:
    return int((moment - _ORIGIN).total_seconds() // 60)


def moment(minutes: int) -> datetime:
    return _ORIGIN + timedelta(minutes=minutes)


def shifts(room: Any, first: date, last: date) -> list[Shift]:
    """Return the shifts of a room that begin on these days: each ends as the next one begins, so there is no gap."""
    hours = [time.fromisoformat(text) for text in room.starts.split(",")]
    begins: list[tuple[date, datetime]] = []
    day = first
    while day <= last + ONE:
        begins += [(day, datetime.combine(day, at, tzinfo=clock.SHANGHAI).astimezone(UTC)) for at in hours]
        day += ONE
    return [Shift(on, begin, following) for (on, begin), (_day, following) in pairwise(begins) if on <= last]


def running_shift(room: Any, at: datetime) -> Shift:
    """Return the shift of a room that runs at a moment."""
    day = clock.local_day(at)
    return next(one for one in shifts(room, day - ONE, day) if one.begins_at <= at < one.ends_at)


class Book:
    """What a room asks for and who belongs to it, read once: four queries, and three for a roster's people."""

    def __init__(self, room: Any) -> None:
        self.room = room
        self.rules = {rule.level: rule for rule in RoomRule.objects.filter(room=room.pk)}
        self.level = levels.of_area(room.area_path)
        self._rules: dict[tuple[datetime, datetime], RoomRule | None] = {}
        members = RoomMember.objects.filter(room=room.pk).select_related("person").order_by("person_id")
        self.members: list[RoomMember] = list(members)

    def rule(self, shift: Any) -> RoomRule | None:
        """Return the rule of a shift (or of a seat's): of the strictest level that holds as it begins or ends.

        So a level that is raised during a shift fills it at once, and one that is lifted is served to its end.
        """
        span = (shift.begins_at, shift.ends_at)
        if span not in self._rules:
            held = (self.level(shift.begins_at), self.level(shift.ends_at - MINUTE))
            self._rules[span] = levels.rule_for(self.rules, levels.strictest(h for h in held if h != NORMAL))
        return self._rules[span]

    def seats(self, roster: Any, days: Iterable[Shift]) -> list[Seat]:
        """Return the seats that the shifts ask for, empty and not saved."""
        wanted = []
        for shift in days:
            rule = self.rule(shift)
            for team, kind, number in rule.seats() if rule else ():
                wanted.append(
                    Seat(
                        roster_id=roster.id,
                        room_id=self.room.pk,
                        area_id=self.room.area_id,
                        area_path=self.room.area_path,
                        day=shift.day,
                        begins_at=shift.begins_at,
                        ends_at=shift.ends_at,
                        team=team,
                        kind=kind,
                        number=number,
                        level=rule.level if rule else NORMAL,
                    )
                )
        return wanted

    # -- the planning problem ---------------------------------------------------------------------------------

    def slots(self, seats: Sequence[Seat]) -> list[Slot]:
        """Return the seats as slots; the key of each is its place in the sequence.

        Teams count in shifts that really have two: not in one for which a level was lifted late, as nobody was called.
        """
        doubled = {seat.begins_at for seat in seats if seat.team == Team.B}
        free: dict[date, planning.Span] = {}
        found = []
        for number, seat in enumerate(seats):
            rule = self.rule(seat)
            off = not calendar.is_working(seat.day)
            freed = None
            if off and rule is not None and rule.days_kept:
                freed = free.get(seat.day) or free.setdefault(seat.day, _next_working_day(seat.day))
            starts = seat.begins_at.astimezone(clock.SHANGHAI).time()
            found.append(
                Slot(
                    number,
                    minute(seat.begins_at),
                    minute(seat.ends_at),
                    seat.kind,
                    seat.team if rule is not None and rule.both_teams and seat.begins_at in doubled else "",
                    off,
                    starts >= NIGHT or starts < MORNING,
                    freed,
                )
            )
        return found

    def workers(self, seats: Sequence[Seat], *, without: int | None = None) -> list[Worker]:
        """Return who may sit there, with leave and duty elsewhere; `without` is the roster that is being planned.

        A shift whose level cancels leave takes its time out of the leave: then nobody is away.
        """
        if not seats:
            return []
        people = [member.person_id for member in self.members]
        first, last = min(seat.day for seat in seats), max(seat.day for seat in seats)
        away = self._away(people, seats, first, last)
        elsewhere, load = self._served(people, first, last, without)
        return [
            Worker(
                member.person_id,
                frozenset(member.kinds.split(",")),
                member.team,
                tuple(away[member.person_id]),
                tuple(elsewhere[member.person_id]),
                load[member.person_id],
            )
            for member in self.members
        ]

    def _away(
        self, people: list[int], seats: Sequence[Seat], first: date, last: date
    ) -> dict[int, list[planning.Span]]:
        recalled = sorted(
            {
                (minute(seat.begins_at), minute(seat.ends_at))
                for seat in seats
                if (rule := self.rule(seat)) is not None and rule.leave_cancelled
            }
        )
        found: dict[int, list[planning.Span]] = defaultdict(list)
        rows = Leave.objects.filter(
            person__in=people, state=LeaveState.GRANTED, last_day__gte=first, first_day__lte=last + ONE
        )
        for leave in rows:
            begin, end = minute(clock.day_start(leave.first_day)), minute(clock.day_end(leave.last_day))
            taken = recalled if leave.kind in RECALLED else []
            found[leave.person_id] += judging.gaps(begin, end, taken)
        return found

    def _served(
        self, people: list[int], first: date, last: date, without: int | None
    ) -> tuple[dict[int, list[Slot]], Counter[int]]:
        rows = list(
            Seat.objects.live()
            .filter(person__in=people, day__range=(first - LOOKED_BACK, last + AROUND))
            .exclude(roster=without)
            .order_by("begins_at", "id")
        )
        load = Counter(row.person_id for row in rows if row.day < first and row.person_id is not None)
        near = [row for row in rows if row.day >= first - AROUND]
        found: dict[int, list[Slot]] = defaultdict(list)
        for slot, row in zip(self.slots(near), near, strict=True):
            away = Slot(
                -1 - slot.key,
                slot.begin,
                slot.end,
                slot.kind,
                slot.team,
                slot.is_off,
                slot.is_night,
                slot.freed,
            )
            found[row.person_id or 0].append(away)
        # only differences between people count, and the least loaded begins with none
        least = min((load[person] for person in people), default=0)
        return found, Counter({person: load[person] - least for person in people})

    @property
    def limits(self) -> Rules:
        return Rules(rest=self.room.rest_hours * 60, week=self.room.week_hours * 60)


def _next_working_day(day: date) -> planning.Span:
    following = day + ONE
    while not calendar.is_working(following):
        following += ONE
    return minute(clock.day_start(following)), minute(clock.day_end(following))


def fill(book: Book, seats: Sequence[Seat], *, roster: int | None, keep: bool = True) -> Plan:
    """Plan who sits in the seats and note it on them; with `keep` whoever sits there stays."""
    slots = book.slots(seats)
    fixed = {n: seat.person_id for n, seat in enumerate(seats) if keep and seat.person_id is not None}
    made = planning.plan(slots, book.workers(seats, without=roster), book.limits, fixed=fixed)
    for number, seat in enumerate(seats):
        seat.person_id = made.seats.get(number)
    return made


def breaches(book: Book, seats: Sequence[Seat], *, roster: int | None) -> list[tuple[Seat, str]]:
    """Return the seats that break a hard rule as they are filled, with the rule."""
    slots = book.slots(seats)
    filled = {n: seat.person_id for n, seat in enumerate(seats) if seat.person_id is not None}
    found = judging.breaches(slots, filled, book.workers(seats, without=roster), book.limits)
    return [(seats[one.slot.key], one.rule) for one in found]


def why_empty(book: Book, seats: Sequence[Seat], *, roster: int | None) -> dict[int, dict[str, int]]:
    """Return, for every empty seat by its place in the sequence, how many members cannot sit there for which reason."""
    slots = book.slots(seats)
    held: Mapping[int, int] = {n: s.person_id for n, s in enumerate(seats) if s.person_id is not None}
    workers = book.workers(seats, without=roster)
    return judging.explain(slots, held, workers, book.limits)
