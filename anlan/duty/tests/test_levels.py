"""Readiness and responses: what one act brings, and that lifting takes it back; the history has no gap."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anlan.duty import levels
from anlan.duty.acts import activate_response, change_readiness, lift_readiness, raise_readiness
from anlan.duty.flow import ROOM_FLOW
from anlan.duty.models import LevelChange, Readiness, Roster, Seat
from anlan.duty.tests.factories import ORDINARY, STRICT, do, leave, people, published, room, seats
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Refused
from anlan.notifications.models import Event, Notice
from anlan.periods.models import SpecialPeriod
from anlan.reporting.models import Demand
from anlan.testing import TODAY, actor

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9) -> datetime:
    return datetime.combine(date(2022, 10, day), time(hour), tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def today():
    with clock.at(at(TODAY.day)):
        yield


def order(
    city: Any, *, by: str = "office1", key: str | None = None, on: str = "city", **changes: Any
) -> Readiness:
    given = {
        "level": "1", "area": city.areas[on].pk, "expected_to": "2022-10-28", "ordered_by": "市长 张某", **changes,
    }  # fmt: skip
    outcome = raise_readiness(0, given, actor(by), key)
    return Readiness.objects.get(pk=outcome.case_id)


def test_raising_seats_both_teams_calls_leave_off_and_lifting_restores(city: Any) -> None:
    staff = people(city, count=16)
    place = room(city, staff=staff)
    roster = published(place, "2022-10-24", "2022-11-02")
    away = leave(
        city,
        next(
            p
            for p in staff
            if not Seat.objects.live()
            .filter(person=p, day__gte=date(2022, 10, 26), day__lte=date(2022, 10, 28))
            .exists()
        ),
        "2022-10-26",
        "2022-10-28",
    )
    ordinary = {(s.begins_at, s.kind): s.person_id for s in seats(roster)}

    one = order(city)
    raised = seats(roster)
    with clock.at(at(25, 12)):
        lift_readiness(one.pk, {"reason": "任务结束"}, actor("office1"), None, None)
    lifted = seats(roster)

    in_force = [s for s in raised if s.day == date(2022, 10, 26)]
    assert len(in_force) == 2 * 2 * 3  # two shifts, two teams, a leader and two of staff
    assert all(s.person_id and s.is_live for s in raised)
    assert len([s for s in raised if s.day == date(2022, 10, 30)]) == 2 * 2  # beyond the day it is planned to
    teams: dict[int, set[str]] = {}
    both = {s.begins_at for s in raised if s.team == "B"}
    for s in raised:
        if s.begins_at not in both:
            continue
        teams.setdefault(s.person_id or 0, set()).add(s.team)
    assert all(len(found) == 1 for found in teams.values())
    assert Notice.objects.filter(event=Event.DUTY_LEVEL, organisation=city.organisations["office"]).exists()
    assert away.state == "granted"
    later = {(s.begins_at, s.kind): s.person_id for s in lifted if s.begins_at > at(25, 12)}
    assert later == {place_: who for place_, who in ordinary.items() if place_[0] > at(25, 12)}
    assert any(s.team == "B" for s in lifted if s.begins_at < at(25, 12))  # what was served stays


def test_a_room_that_only_a_level_calls_to_duty_gets_a_roster_with_it(city: Any) -> None:
    staff = people(city, body="gov-a", area="a", count=14)
    room(city, body="gov-a", by="county1", staff=staff, levels=(STRICT,))
    short = room(
        city,
        body="gov-b",
        by="county2",
        staff=people(city, body="gov-b", area="b", count=3),
        levels=(STRICT,),
    )

    order(city)

    made = Roster.objects.order_by("pk")
    assert [one.state for one in made] == ["published", "draft"]
    assert made[1].room_id == short.pk
    assert Seat.objects.at(at(24, 13)).count() == 6


def test_a_report_more_is_asked_for_while_the_level_is_in_force(city: Any) -> None:
    one = order(city, reports_at="09:30")
    period = SpecialPeriod.objects.get()
    demand = Demand.objects.get()

    with clock.at(at(26)):
        lift_readiness(one.pk, {"reason": "任务结束"}, actor("office1"), None, None)
    period.refresh_from_db()

    assert (one.period_id, demand.period_id) == (period.pk, period.pk)
    assert period.last_day == date(2022, 10, 26)


def test_an_order_is_one_act_done_once_or_not_at_all(city: Any) -> None:
    one = order(city, key="k" * 20, reports_at="09:30")
    again = order(city, key="k" * 20, reports_at="09:30")
    seqs = Entry.objects.count()

    with pytest.raises(Refused, match="in force here already"):
        order(city, reports_at="10:00")  # its period was declared ahead: taken back with it

    assert one == again
    assert Entry.objects.count() == seqs
    assert SpecialPeriod.objects.count() == 1


@pytest.mark.parametrize("who", ["county1", "dept1", "station1", "leader1", "business1"])
def test_only_the_office_of_the_area_or_above_orders(city: Any, who: str) -> None:
    with pytest.raises(AnlanError):
        order(city, by=who)


def test_the_history_of_an_area_is_a_row_of_moments_without_gap_or_overlap(city: Any) -> None:
    one = order(city, level="2")
    with clock.at(at(25)):
        change_readiness(
            one.pk,
            {"level": "1", "expected_to": "2022-10-28", "reason": "升级"},
            actor("office1"),
            None,
            None,
        )
    with clock.at(at(26)):
        lift_readiness(one.pk, {"reason": "结束"}, actor("office1"), None, None)
    path = city.areas["a1"].path

    assert [levels.now_in(path, at(day, 13)) for day in (23, 24, 25, 26)] == ["normal", "2", "1", "normal"]
    with pytest.raises(Refused, match="a change lies after it"), clock.at(at(25, 12)):
        order(city)
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelChange.objects.create(
            area=city.areas["city"], at=at(25), level="3", readiness_id=one.pk, seq=10**9
        )


def test_a_response_is_another_object_and_the_strictest_holds(city: Any) -> None:
    order(city, level="3")
    given = {
        "event": "化工企业泄漏", "level": "1", "area": city.areas["a"].pk, "expected_to": "2022-10-25",
        "ordered_by": "县长",
    }  # fmt: skip
    with clock.at(at(24, 13)):
        activate_response(0, given, actor("county1"), None)

    def told(area: str) -> str:
        return levels.now_in(city.areas[area].path, at(24, 14))

    assert (told("a1"), told("b1"), told("city")) == ("1", "3", "3")
    assert Readiness.objects.get().level == "3"


def test_a_rule_of_a_room_holds_from_its_level_on(city: Any) -> None:
    place = room(city, levels=(ORDINARY, STRICT))
    rules = {rule.level: rule for rule in place.rules.all()}

    found = [levels.rule_for(rules, level) for level in ("normal", "3", "1")]

    assert [rule.level for rule in found if rule] == ["normal", "normal", "1"]
    with pytest.raises(Refused, match="A shift has a leader"):
        do(ROOM_FLOW, place, "demand", **{**STRICT, "leaders": 0})
