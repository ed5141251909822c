"""What must be so for the steps of a roster and of a swap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anlan.duty import planning
from anlan.duty.models import DutyRoom, Seat
from anlan.duty.rostering import Book, breaches, shifts, why_empty
from anlan.duty.words import hour_words, reasons_words, rule_words, seat_words, shift_words
from anlan.kernel import clock
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.flow import Taken

MOST_DAYS = 93
NAMED = 3
"""How many gaps or faults a refusal names; the page of the roster shows all."""


def seats_of(roster: Any) -> list[Seat]:
    """Return the seats of a roster in order, with the people. One query."""
    rows = Seat.objects.filter(roster=roster.id, is_out=False).select_related("person")
    return list(rows.order_by("begins_at", "team", "kind", "number"))


def book_of(case: Any) -> Book:
    return Book(DutyRoom.objects.get(pk=case.room_id))


def may_be_drafted(_case: None, taken: Taken) -> Decision:
    room, first, last = taken.input["room"], taken.input["first_day"], taken.input["last_day"]
    if last < first:
        return denied(_("The last day lies before the first"), code="days.order")
    if (last - first).days >= MOST_DAYS:
        return denied(
            _("A roster has %(most)s days at most: divide it") % {"most": MOST_DAYS}, code="roster.long"
        )
    if not room.rules.exists():
        return denied(_("Lay down the seats of the room first"), code="roster.rules")
    book = Book(room)
    if not any(book.rule(shift) for shift in shifts(room, first, last)):
        return denied(_("No rule of the room asks for duty on these days"), code="roster.nothing")
    return _not_twice(room.pk, first, last, without=None)


def _not_twice(room: int, first: date, last: date, *, without: int | None) -> Decision:
    live = Seat.objects.live().filter(room=room, day__range=(first, last)).exclude(roster=without)
    there = live.select_related("roster").order_by("begins_at").first()
    if there is None:
        return ALLOWED
    return denied(
        _("Roster %(number)s has shifts of this room from %(when)s on already: shifts may not overlap")
        % {"number": there.roster.number, "when": hour_words(there.begins_at)},
        code="roster.overlap",
    )


def _named(told: Sequence[str]) -> str:
    """Return the first few, and how many more there are."""
    text = _("; ").join(told[:NAMED])
    more = len(told) - NAMED
    return text if more <= 0 else _("%(first)s; and %(count)s more") % {"first": text, "count": more}


def faults_of(roster: Any, book: Book, seats: Sequence[Seat]) -> list[tuple[Seat, str]]:
    """Return what stands against a roster: seats that break a rule, with the reason in words."""
    return [
        (seat, f"{seat.person.name if seat.person else ''} {rule_words(rule)}")
        for seat, rule in breaches(book, seats, roster=roster.id)
    ]


def may_be_published(roster: Any, taken: Taken) -> Decision:
    """Every seat filled, no rule broken, no shift that the level asks for left out, nothing published there yet."""
    seats = seats_of(roster)
    book = book_of(roster)
    empty = [seat for seat in seats if seat.person_id is None]
    if empty:
        reasons = why_empty(book, seats, roster=roster.id)
        places = {seat.pk: number for number, seat in enumerate(seats)}
        told = [
            _("%(seat)s (%(why)s)")
            % {"seat": seat_words(seat), "why": reasons_words(reasons[places[seat.pk]])}
            for seat in empty
        ]
        return denied(
            _("%(count)s seats are empty: %(seats)s") % {"count": len(empty), "seats": _named(told)},
            code="roster.gap",
        )
    missing = _missing_shifts(roster, book, seats)
    if missing:
        return denied(
            _(
                "%(count)s shifts lack seats that the level asks for: %(shifts)s. Let the roster follow the level."
            )
            % {"count": len(missing), "shifts": _named(missing)},
            code="roster.gap",
        )
    if faults := faults_of(roster, book, seats):
        told = [f"{seat_words(seat)}: {why}" for seat, why in faults]
        return denied(
            _("%(count)s seats break a rule: %(seats)s") % {"count": len(faults), "seats": _named(told)},
            code="roster.rule",
        )
    return _not_twice(roster.room_id, roster.first_day, roster.last_day, without=roster.id)


def _missing_shifts(roster: Any, book: Book, seats: Sequence[Seat]) -> list[str]:
    there = {(seat.begins_at, seat.team, seat.kind, seat.number) for seat in seats}
    days = shifts(book.room, roster.first_day, roster.last_day)
    wanted = book.seats(roster, days)
    short = {
        (seat.begins_at, seat.ends_at)
        for seat in wanted
        if (seat.begins_at, seat.team, seat.kind, seat.number) not in there
    }
    return [shift_words(begin, end) for begin, end in sorted(short)]


def may_be_seated(roster: Any, taken: Taken) -> Decision:
    """Live checking: somebody sits only where no rule is broken; what has passed stays."""
    seat, person = taken.input["seat"], taken.input["person"]
    if seat.roster_id != roster.id:
        return denied(_("The seat belongs to another roster"), code="seat.other")
    if roster.state == "published":
        if seat.ends_at <= taken.at:
            return denied(_("The shift is over: what has passed stays"), code="seat.past")
        if person is None:
            return denied(_("A published roster keeps no seat empty: seat somebody else"), code="roster.gap")
    return ALLOWED if person is None else _fits(roster, {seat.pk: person.pk}, {person.pk: person.name})


def _fits(roster: Any, changes: dict[int, int], names: dict[int, str]) -> Decision:
    """Tell whether people may sit in seats of a roster, all changes made at once."""
    seats = seats_of(roster)
    book = book_of(roster)
    before = {(seat.pk, rule) for seat, rule in breaches(book, seats, roster=roster.id)}
    for seat in seats:
        if seat.pk in changes:
            seat.person_id = changes[seat.pk]
    for seat, rule in breaches(book, seats, roster=roster.id):
        if seat.pk in changes or (seat.person_id in names and (seat.pk, rule) not in before):
            return denied(
                _("%(name)s %(why)s (%(seat)s)")
                % {
                    "name": names.get(seat.person_id or 0, ""),
                    "why": rule_words(rule),
                    "seat": seat_words(seat),
                },
                code=f"seat.{rule}",
            )
    return ALLOWED


def may_be_taken_over(roster: Any, taken: Taken) -> Decision:
    """Only the shift that runs: at once, so rest and hours do not hold it up; twice at a time nobody is."""
    seat, person = taken.input["seat"], taken.input["person"]
    if seat.roster_id != roster.id:
        return denied(_("The seat belongs to another roster"), code="seat.other")
    if not seat.begins_at <= taken.at < seat.ends_at:
        return denied(
            _("Only a duty of the shift that runs is taken over at once: seat somebody else for a later one"),
            code="seat.not_now",
        )
    if person.pk == seat.person_id:
        return denied(_("%(name)s sits there already") % {"name": person.name}, code="seat.same")
    other = (
        Seat.objects.live().filter(person=person.pk, begins_at__lt=seat.ends_at, ends_at__gt=taken.at).first()
    )
    if other is not None:
        return denied(
            _("%(name)s is on duty at the same time (%(seat)s)")
            % {"name": person.name, "seat": seat_words(other)},
            code="seat.overlap",
        )
    if _is_of_other_team(roster, seat, person):
        return denied(
            _("%(name)s %(why)s") % {"name": person.name, "why": rule_words(planning.TEAM)}, code="seat.team"
        )
    return _is_member(roster, seat, person)


def _is_of_other_team(roster: Any, seat: Seat, person: Any) -> bool:
    """Tell whether somebody sits in the other team, where the shift has two: ordinary duty is of no team."""
    seats = seats_of(roster)
    slots = book_of(roster).slots(seats)
    own = next(slot.team for slot, one in zip(slots, seats, strict=True) if one.pk == seat.pk)
    return bool(own) and any(
        slot.team not in ("", own)
        for slot, one in zip(slots, seats, strict=True)
        if one.person_id == person.pk
    )


def _is_member(roster: Any, seat: Seat, person: Any) -> Decision:
    member = next((one for one in book_of(roster).members if one.person_id == person.pk), None)
    if member is None or seat.kind not in member.kinds.split(","):
        return denied(
            _("%(name)s %(why)s") % {"name": person.name, "why": rule_words(planning.KIND)}, code="seat.kind"
        )
    return ALLOWED


def has_days_left(roster: Any, taken: Taken) -> Decision:
    if roster.last_day < clock.local_day(taken.at):
        return denied(_("The roster is over: what has passed stays"), code="roster.over")
    return ALLOWED


def may_be_swapped(_case: None, taken: Taken) -> Decision:
    one, other = taken.input["one"], taken.input["other"]
    if one.pk == other.pk or one.person_id == other.person_id:
        return denied(_("A swap is between two people"), code="swap.same")
    return _swap_fits(one, other, taken)


def may_still_be_swapped(swap: Any, taken: Taken) -> Decision:
    seats = Seat.objects.filter(pk__in=(swap.one_id, swap.other_id)).select_related("roster").in_bulk()
    one, other = seats[swap.one_id], seats[swap.other_id]
    if (one.person_id, other.person_id) != (swap.first_person_id, swap.second_person_id):
        return denied(_("Somebody else sits there by now: propose it anew"), code="swap.moved_on")
    agreed = swap.first_agreed_at if taken.by.person_id == swap.first_person_id else swap.second_agreed_at
    if agreed is not None:
        return denied(_("You have agreed already"), code="swap.agreed")
    return _swap_fits(one, other, taken)


def _swap_fits(one: Seat, other: Seat, taken: Taken) -> Decision:
    if one.room_id != other.room_id or one.roster_id != other.roster_id:
        return denied(_("Seats of one roster are swapped"), code="swap.rosters")
    if not (one.is_live and other.is_live) or min(one.begins_at, other.begins_at) <= taken.at:
        return denied(
            _("Only shifts of a published roster that have not begun are swapped"), code="swap.begun"
        )
    if one.person is None or other.person is None:
        return denied(_("Nobody sits there"), code="swap.empty")
    return _fits(
        one.roster,
        {one.pk: other.person.pk, other.pk: one.person.pk},
        {one.person.pk: one.person.name, other.person.pk: other.person.name},
    )
