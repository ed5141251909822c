"""Duty through the door: rooms, rosters, leave, swaps, hand-overs, and what each refuses."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anlan.duty.flow import HAND_OVER_FLOW, LEAVE_FLOW, ROOM_FLOW, ROSTER_FLOW, SWAP_FLOW
from anlan.duty.models import HandOver, Leave, OpenItem, Roster, Seat, Swap
from anlan.duty.tests.factories import ORDINARY, do, draft, leave, people, published, room, seats
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.lifecycle import door
from anlan.org.actors import actor_for
from anlan.org.models import Person
from anlan.org.scope import SYSTEM
from anlan.testing import TODAY, actor

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date(2022, 10, day), time(hour, minute), tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def today():
    with clock.at(at(TODAY.day)):
        yield


@pytest.fixture
def staff(city: Any) -> list[Person]:
    return people(city)


def by(person: Person | None, day: int = 24, hour: int = 9) -> Any:
    assert person is not None
    return actor_for(person, at=at(day, hour))


def test_a_roster_is_planned_whole_published_and_live(city: Any, staff: list[Person]) -> None:
    place = room(city, staff=staff)

    roster = draft(place, "2022-10-24", "2022-10-30")
    before = Seat.objects.live().count()
    do(ROSTER_FLOW, roster, "publish")

    found = seats(roster)
    assert before == 0
    assert len(found) == 7 * 2 * 2
    assert all(seat.person_id and seat.is_live for seat in found)
    assert {(one.begins_at.astimezone(clock.SHANGHAI).hour) for one in found} == {8, 20}


def test_a_gap_is_named_with_its_reasons_and_publication_refused(city: Any, staff: list[Person]) -> None:
    place = room(city, staff=staff[:2])  # one leader, one member of staff: rest and hours cannot be kept
    roster = draft(place, "2022-10-24", "2022-10-30")
    seqs = Entry.objects.count()

    with pytest.raises(Refused, match=r"seats are empty: 2022-10-24.*rest") as refusal:
        do(ROSTER_FLOW, roster, "publish")

    assert refusal.value.code == "roster.gap"
    assert Entry.objects.count() == seqs
    assert not Seat.objects.live().exists()


def test_live_checking_refuses_leave_both_teams_and_double_duty(city: Any, staff: list[Person]) -> None:
    place = room(city, staff=staff, levels=({"level": "normal", "leaders": 1, "staff": 1, "support": 0,
                 "both_teams": "yes", "leave_cancelled": "no", "days_kept": "no"},))  # fmt: skip
    away = leave(city, staff[9], "2022-10-26", "2022-10-27")
    roster = draft(place, "2022-10-24", "2022-10-28")
    found = seats(roster)
    first = next(seat for seat in found if seat.kind == "staff" and seat.team == "A")
    twin = next(seat for seat in found if seat.kind == "staff" and seat.team == "B")
    on_leave = next(seat for seat in found if seat.day == away.first_day and seat.kind == "staff")

    def why(seat: Seat, person: Person | None) -> str:
        with pytest.raises(Refused) as refusal:
            do(ROSTER_FLOW, roster, "seat", seat=seat.pk, person=person.pk if person else None)
        return refusal.value.code

    assert why(on_leave, staff[9]) == "seat.leave"
    assert why(twin, first.person) in ("seat.overlap", "seat.team")  # B equal to A
    assert why(first, city.people["dept1"]) == "seat.kind"
    assert all(
        seat.person_id != staff[9].pk
        for seat in found
        if seat.day in (date(2022, 10, 26), date(2022, 10, 27))
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=twin.pk).update(person=first.person)


def test_published_shifts_do_not_overlap_and_leave_over_duty_is_refused(
    city: Any, staff: list[Person]
) -> None:
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-10-30")
    on_duty = next(seat for seat in seats(roster) if seat.day == date(2022, 10, 28))

    with pytest.raises(Refused, match="may not overlap"):
        draft(place, "2022-10-30", "2022-11-02")
    with pytest.raises(Refused, match="is on duty on 2022-10-2"):
        leave(city, on_duty.person, "2022-10-27", "2022-10-29")
    with pytest.raises(Refused, match="is on duty on"):
        do(ROOM_FLOW, place, "release", person=on_duty.person_id, reason="调离")
    with pytest.raises(Refused, match="at other hours"):
        do(
            ROOM_FLOW,
            place,
            "amend",
            name="总值班室",
            phone="0370-1234567",
            starts="09:00",
            rest_hours=12,
            week_hours=0,
        )


def test_leave_is_entered_once_by_oneself_or_the_keeper(city: Any, staff: list[Person]) -> None:
    free = leave(city, staff[0], "2022-10-26", "2022-10-27")

    with pytest.raises(Refused, match="is away already"):
        leave(city, staff[0], "2022-10-27", "2022-10-28")
    with pytest.raises(Refused):
        leave(city, staff[1], "2022-10-27", "2022-10-28", by="county1")
    with pytest.raises(Refused, match="before the first"):
        leave(city, staff[1], "2022-10-27", "2022-10-26")
    do(LEAVE_FLOW, free, "cancel", reason="任务取消")
    assert Leave.objects.get(pk=free.pk).state == "cancelled"


@pytest.mark.parametrize("who", ["county1", "dept1", "station1", "leader1"])
def test_strangers_keep_no_roster(city: Any, staff: list[Person], who: str) -> None:
    place = room(city, staff=staff)
    roster = draft(place, "2022-10-24", "2022-10-26")

    with pytest.raises(AnlanError):
        do(ROSTER_FLOW, roster, "publish", by=who)
    assert Roster.objects.within(actor("county1").scope).count() == 0
    assert Roster.objects.within(actor("office1").scope).count() == 1


def test_a_swap_needs_both_and_is_judged_again(city: Any) -> None:
    easy = {**ORDINARY, "days_kept": "no"}
    place = room(city, staff=people(city, count=12), levels=(easy,), rest_hours=0, week_hours=0)
    roster = published(place, "2022-10-25", "2022-11-03")
    mine = [seat for seat in seats(roster) if seat.kind == "staff"]
    one = mine[0]
    other = next(seat for seat in mine[8:] if seat.person_id != one.person_id)
    given = {"one": one.pk, "other": other.pk, "reason": "家中有事"}

    outcome = door.open_case(SWAP_FLOW, "propose", by=by(one.person), input=given)
    swap = Swap.objects.get(pk=outcome.case_id)
    with pytest.raises(Refused, match="agreed already"):
        door.apply(SWAP_FLOW, swap.pk, "agree", by=by(one.person), input={})
    with pytest.raises(Refused, match="Only the two"):
        door.apply(SWAP_FLOW, swap.pk, "agree", by=actor("office1"), input={})
    half = Seat.objects.get(pk=one.pk).person_id
    done = door.apply(SWAP_FLOW, swap.pk, "agree", by=by(other.person), input={})

    assert (half, done.state) == (one.person_id, "done")
    assert Seat.objects.get(pk=one.pk).person_id == other.person_id
    assert Seat.objects.get(pk=other.pk).person_id == one.person_id


def test_a_duty_is_taken_over_now_but_not_by_somebody_on_duty(city: Any, staff: list[Person]) -> None:
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-10-26")
    now = [seat for seat in seats(roster) if seat.begins_at <= at(24) < seat.ends_at]
    staff_seat = next(seat for seat in now if seat.kind == "staff")
    leader = next(seat for seat in now if seat.kind == "leader")
    later = next(seat for seat in seats(roster) if seat.begins_at > at(24))
    spare = next(p for p in staff if p.pk not in {seat.person_id for seat in now})

    with pytest.raises(Refused, match="on duty at the same time"):
        do(ROSTER_FLOW, roster, "take_over", seat=staff_seat.pk, person=leader.person_id, reason="突发疾病")
    with pytest.raises(Refused, match="shift that runs"):
        do(ROSTER_FLOW, roster, "take_over", seat=later.pk, person=spare.pk, reason="突发疾病")
    do(ROSTER_FLOW, roster, "take_over", seat=staff_seat.pk, person=spare.pk, reason="突发疾病")

    assert Seat.objects.get(pk=staff_seat.pk).person_id == spare.pk


def test_ordinary_duty_is_of_no_team(city: Any, staff: list[Person]) -> None:
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-10-26")
    found = seats(roster)
    now = [seat for seat in found if seat.begins_at <= at(24) < seat.ends_at]
    here = next(seat for seat in now if seat.kind == "staff")
    spare = next(p for p in staff if p.pk not in {seat.person_id for seat in now})
    others = {seat.begins_at for seat in found if seat.person_id == spare.pk}
    later = next(seat for seat in found if seat.begins_at > at(24) and seat.begins_at not in others)
    # as a level leaves it: a seat of team B in another shift, where both teams are asked for
    strict = {
        **{f: getattr(later, f) for f in ("roster_id", "room_id", "area_id", "area_path", "day", "kind")}
    }
    Seat.objects.create(
        **strict,
        begins_at=later.begins_at,
        ends_at=later.ends_at,
        team="B",
        number=1,
        level="1",
        person=spare,
        is_live=True,
    )

    do(ROSTER_FLOW, roster, "take_over", seat=here.pk, person=spare.pk, reason="突发疾病")

    assert Seat.objects.get(pk=here.pk).person_id == spare.pk


def test_the_command_line_keeps_rosters_and_leave(city: Any, staff: list[Person]) -> None:
    place = room(city, staff=staff)
    given = {"room": place.pk, "first_day": "2022-10-24", "last_day": "2022-10-25"}
    roster = door.open_case(ROSTER_FLOW, "draft", by=SYSTEM, input=given)
    away = {"organisation": place.organisation_id, "person": staff[0].pk, "kind": "leave"}
    away |= {"first_day": "2022-11-01", "last_day": "2022-11-02", "note": ""}
    entered = door.open_case(LEAVE_FLOW, "enter", by=SYSTEM, input=away)

    assert (roster.state, entered.state) == ("draft", "granted")


SECTIONS = {"weather": "晴", "matters": "无", "instructions": "无", "equipment": "钥匙2把"}


def test_a_hand_over_has_every_section_the_next_signature_and_carries_open_items(
    city: Any, staff: list[Person]
) -> None:
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-10-26")
    found = seats(roster)

    def on(day: int, hour: int) -> Person:
        return next(
            s.person
            for s in found
            if s.person and s.begins_at <= at(day, hour) < s.ends_at and s.kind == "staff"
        )

    def write(day: int, hour: int, **given: Any) -> HandOver:
        with clock.at(at(day, hour)):
            told = {"room": place.pk, **SECTIONS, "pending": "无", **given}
            outcome = door.open_case(HAND_OVER_FLOW, "write", by=by(on(day, hour), day, hour), input=told)
        return HandOver.objects.get(pk=outcome.case_id)

    with pytest.raises(Invalid, match="is required"):
        write(24, 19, instructions="")
    first = write(24, 19, pending="3号泵站停电待复\n等县里续报")
    with pytest.raises(Refused, match="written up already"):
        write(24, 19)
    with clock.at(at(24, 20, 5)):
        with pytest.raises(Refused, match="does not take over"):
            do_sign(first, on(24, 19))
        do_sign(first, on(24, 21))
    items = list(OpenItem.objects.order_by("id"))
    with pytest.raises(Refused, match="No open item"):
        write(25, 7, settled="999 好了")
    second = write(25, 7, settled=f"{items[0].pk} 03:10已恢复供电")

    first.refresh_from_db()
    assert (first.state, first.taken_by, first.open_items) == ("signed", on(24, 21), 2)
    assert second.open_items == 1
    assert [item.settled_in_id for item in OpenItem.objects.order_by("id")] == [second.pk, None]


def do_sign(hand_over: HandOver, person: Person) -> None:
    door.apply(HAND_OVER_FLOW, hand_over.pk, "sign", by=by(person, 24, 20), input={"remark": ""})
