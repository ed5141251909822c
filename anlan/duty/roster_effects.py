"""What the steps of a roster and of a swap write."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.duty import levels
from anlan.duty.kinds import NORMAL, RANK
from anlan.duty.models import DutyRoom, RosterState, Seat, SwapState
from anlan.duty.roster_facts import book_of, seats_of
from anlan.duty.rostering import ONE, Book, breaches, fill, shifts
from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.lifecycle.flow import Taken


def roster_of(_case: None, taken: Taken) -> dict[str, Any]:
    room = taken.input["room"]
    return {
        "room_id": room.pk,
        "organisation_id": room.organisation_id,
        "area_id": room.area_id,
        "area_path": room.area_path,
        "first_day": taken.input["first_day"],
        "last_day": taken.input["last_day"],
        "level": levels.now_in(room.area_path, taken.at),
        "published_at": None,
    }


def write_seats(roster: Any, taken: Taken, _seq: int) -> None:
    """Write the seats that the days ask for, filled as fairly as the rules allow."""
    book = Book(taken.input["room"])
    seats = book.seats(roster, shifts(book.room, roster.first_day, roster.last_day))
    fill(book, seats, roster=roster.id)
    Seat.objects.bulk_create(seats, batch_size=500)


def planned(roster: Any, taken: Taken) -> dict[str, Any]:
    return {"level": levels.now_in(roster.area_path, taken.at)}


def fill_seats(roster: Any, taken: Taken, _seq: int) -> None:
    seats = seats_of(roster)
    keep = taken.input["how"] == "empty"
    before = {seat.pk: seat.person_id for seat in seats}
    fill(book_of(roster), seats, roster=roster.id, keep=keep)
    _write_people([seat for seat in seats if seat.person_id != before[seat.pk]])


def _write_people(changed: list[Seat]) -> None:
    """Write who sits where; empty first, so that two who exchange seats of one shift are never there twice."""
    keys = [seat.pk for seat in changed]
    for start in range(0, len(keys), 500):
        Seat.objects.filter(pk__in=keys[start : start + 500]).update(person=None)
    Seat.objects.bulk_update(changed, ["person"], batch_size=200)


def seat_person(_roster: Any, taken: Taken, _seq: int) -> None:
    person = taken.input["person"]
    Seat.objects.filter(pk=taken.input["seat"].pk).update(person=person.pk if person else None)


def published(_roster: Any, taken: Taken) -> dict[str, Any]:
    return {"published_at": taken.at}


def make_live(roster: Any, _taken: Taken, _seq: int) -> None:
    Seat.objects.filter(roster=roster.id, is_out=False).update(is_live=True)


def take_out(roster: Any, taken: Taken, _seq: int) -> None:
    """Take out what has not begun; what was served stays as it was."""
    Seat.objects.filter(roster=roster.id, begins_at__gt=taken.at).update(is_live=False, is_out=True)


def follow_level(roster: Any, taken: Taken, _seq: int) -> None:
    """Bring the shifts that have not ended in line with the level: what it asks for is seated, the rest taken out.

    Shifts to come are seated anew, because teams A and B share nobody; in the one that runs whoever sits there stays.
    A seat that was taken out once comes back with who sat there, if that breaks nothing: so lifting restores.
    """
    book = Book(DutyRoom.objects.get(pk=roster.room_id))
    first = max(roster.first_day, clock.local_day(taken.at) - ONE)
    days = [shift for shift in shifts(book.room, first, roster.last_day) if shift.ends_at > taken.at]
    wanted = book.seats(roster, days)
    rows = list(Seat.objects.filter(roster=roster.id, ends_at__gt=taken.at).order_by("is_out", "-id"))
    _drop(rows, {_place(seat, taken) for seat in wanted}, taken)
    there: dict[tuple[Any, ...], Seat] = {}
    for row in rows:
        there.setdefault(_place(row, taken), row)
    new = [
        seat
        for seat in wanted
        if _place(seat, taken) not in there
        # a shift that runs gets what the level of now asks for, not what one asked for that is lifted with this
        and (seat.begins_at > taken.at or RANK[seat.level] <= RANK[roster.level])
    ]
    back = [row for seat in wanted if (row := there.get(_place(seat, taken))) is not None and row.is_out]
    standing = seats_of(roster)
    for seat in (*new, *back):
        seat.is_out = False
        seat.is_live = roster.state == RosterState.PUBLISHED
    together = sorted([*standing, *new, *back], key=lambda s: (s.begins_at, s.team, s.kind, s.number))
    _free_who_cannot(book, together, back, roster.id)
    empty = [seat for seat in standing if seat.person_id is None]
    fill(book, together, roster=roster.id)
    if roster.level != NORMAL:
        new += _make_room(book, together, standing, roster, taken)
    Seat.objects.bulk_create(new, batch_size=500)
    Seat.objects.bulk_update(back, ["person", "is_live", "is_out"], batch_size=200)
    Seat.objects.bulk_update(empty, ["person"], batch_size=200)


def _make_room(book: Book, seats: list[Seat], standing: list[Seat], roster: Any, taken: Taken) -> list[Seat]:
    """Fill what stayed empty because of who is rostered just before or after: return those seats with others in them.

    Only where fewer seats are empty then. Who sat there is taken out, not overwritten: the seat that takes the place
    belongs to the level, and goes with it when that is lifted.
    """
    empty = [seat for seat in seats if seat.person_id is None]
    if not empty:
        return []
    mine, former = {id(seat) for seat in standing}, [seat.person_id for seat in seats]
    near = timedelta(hours=book.room.rest_hours) + ONE
    begin, end = min(s.begins_at for s in empty) - near, max(s.ends_at for s in empty) + near
    for seat in seats:
        if id(seat) in mine and seat.begins_at > taken.at and begin <= seat.begins_at < end:
            seat.person_id = None
    fill(book, seats, roster=roster.id)
    is_better = sum(seat.person_id is None for seat in seats) < len(empty)
    instead = []
    for seat, person in zip(seats, former, strict=True):
        if id(seat) in mine and person is not None and seat.person_id != person:
            if is_better:
                instead.append(_in_place_of(seat, roster))
            seat.person_id = person
        elif not is_better:
            seat.person_id = person
    keys = [seat.pk for seat in standing if seat.is_out]
    for start in range(0, len(keys), 500):
        Seat.objects.filter(pk__in=keys[start : start + 500]).update(is_live=False, is_out=True)
    return instead


def _in_place_of(seat: Seat, roster: Any) -> Seat:
    """Return a seat of the level for whoever sits there now; the other is taken out."""
    names = (
        "roster_id",
        "room_id",
        "area_id",
        "area_path",
        "day",
        "begins_at",
        "ends_at",
        "team",
        "kind",
        "number",
    )
    other = Seat(
        **{name: getattr(seat, name) for name in names},
        level=roster.level,
        person_id=seat.person_id,
        is_live=seat.is_live,
    )
    seat.is_live, seat.is_out = False, True
    return other


def _place(seat: Seat, taken: Taken) -> tuple[Any, ...]:
    """Return what makes a seat the same: of a shift to come also the rule that asks for it."""
    rule = seat.level if seat.begins_at > taken.at else ""
    return seat.begins_at, seat.team, seat.kind, seat.number, rule


def _drop(rows: list[Seat], wanted: set[tuple[Any, ...]], taken: Taken) -> None:
    """Take out what the level does not ask for any more; the shift that runs is served to its end."""
    gone = [
        row
        for row in rows
        if not row.is_out and row.begins_at > taken.at and _place(row, taken) not in wanted
    ]
    for row in gone:
        row.is_live, row.is_out = False, True
    keys = [row.pk for row in gone]
    for start in range(0, len(keys), 500):
        Seat.objects.filter(pk__in=keys[start : start + 500]).update(is_live=False, is_out=True)


def _free_who_cannot(book: Book, seats: list[Seat], back: list[Seat], roster: int) -> None:
    mine = {id(seat) for seat in back}
    for seat, _rule in breaches(book, seats, roster=roster):
        if id(seat) in mine:
            seat.person_id = None


# -- swaps --------------------------------------------------------------------------------------------------------


def swap_of(_case: None, taken: Taken) -> dict[str, Any]:
    """Return a swap; who proposes it as one of the two has agreed with that."""
    one, other = taken.input["one"], taken.input["other"]
    mine = {seat.person_id: taken.at for seat in (one, other) if seat.person_id == taken.by.person_id}
    return {
        "room_id": one.room_id,
        "organisation_id": one.roster.organisation_id,
        "area_id": one.area_id,
        "area_path": one.area_path,
        "one_id": one.pk,
        "other_id": other.pk,
        "first_person_id": one.person_id,
        "second_person_id": other.person_id,
        "first_agreed_at": mine.get(one.person_id),
        "second_agreed_at": mine.get(other.person_id),
        "proposed_on": clock.local_day(taken.at),
        "reason": taken.input["reason"],
    }


def agreed(swap: Any, taken: Taken) -> dict[str, Any]:
    which = "first_agreed_at" if taken.by.person_id == swap.first_person_id else "second_agreed_at"
    return {which: taken.at}


def done_when_both(swap: Any, _taken: Taken) -> str:
    both = swap.first_agreed_at is not None and swap.second_agreed_at is not None
    return SwapState.DONE if both else SwapState.PROPOSED


def exchange(swap: Any, _taken: Taken, _seq: int) -> None:
    """Exchange the two. Raises Conflict where somebody else was seated meanwhile; then nothing is done."""
    if swap.state != SwapState.DONE:
        return
    freed = Seat.objects.filter(pk=swap.one_id, person=swap.first_person_id).update(person=None)
    given = Seat.objects.filter(pk=swap.other_id, person=swap.second_person_id).update(
        person=swap.first_person_id
    )
    if not freed or not given:
        raise Conflict("swap.moved_on", _("Somebody else sits there by now: propose it anew"))
    Seat.objects.filter(pk=swap.one_id).update(person=swap.second_person_id)
