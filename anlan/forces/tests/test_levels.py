"""A level positions rescue forces with its rosters and reports, in one act; lifting sends them home."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.urls import reverse

from anlan.duty.acts import change_readiness, lift_readiness, raise_readiness
from anlan.duty.kinds import Level
from anlan.duty.models import LevelChange, Readiness, Roster
from anlan.duty.tests.factories import people, published, room
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.forces.flow import FORCE_FLOW
from anlan.forces.levels import wanted
from anlan.forces.models import Positioning, RescueForce, Stand
from anlan.forces.tests.factories import do, force, position
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.periods.models import SpecialPeriod
from anlan.testing import actor, sign_in, written


def at(day: int, hour: int = 9) -> datetime:
    return datetime.combine(date(2022, 10, day), time(hour), tzinfo=clock.SHANGHAI)


def stands_by(one: RescueForce, level: str, place: str, heads: int, **given: Any) -> None:
    do(FORCE_FLOW, one, "stand_by", level=level, place=place, heads=heads, **given)


def order(city: Any, level: str = "1", **given: Any) -> Readiness:
    base = {"level": level, "area": city.areas["city"].pk, "expected_to": "2022-10-28", "ordered_by": "市长"}
    outcome = raise_readiness(0, base | given, actor("office1"), None)
    return Readiness.objects.get(pk=outcome.case_id)


def heads_on(city: Any, day: int) -> tuple[int, int]:
    cut, period = Cut.of(city.areas["city"]), Period(date(2022, 10, day), date(2022, 10, day))
    codes = ("forces.teams_positioned", "forces.people_positioned")
    return tuple(evaluate(code, cut=cut, period=period).count for code in codes)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("held", "level"),
    [
        ([], None),
        ([("3", 28)], None),  # the stand for level 3 is not laid down, nor one below
        ([("2", 28)], ("2", 28)),
        ([("1", 26)], ("1", 26)),
        ([("1", 26), ("2", 30)], ("1", 26)),  # the strictest, and as long as what is as strict
        ([("1", 20), ("2", 30)], ("2", 30)),  # what is over asks for nothing
    ],
)
def test_the_strictest_stand_that_the_levels_reach_is_taken_up(held: Any, level: Any) -> None:
    stands = [Stand(level="1", place="会展中心"), Stand(level="2", place="消防站")]
    days = [(one, date(2022, 10, day)) for one, day in held]

    found = wanted(stands, days, date(2022, 10, 24))

    assert (found and (found[0].level, found[1].day)) == level


def test_raising_plans_rosters_reports_and_positions_as_one_act_and_lifting_restores(city: Any) -> None:
    with clock.at(at(24)):
        roster = published(room(city, staff=people(city, count=16)), "2022-10-24", "2022-11-02")
        teams = [force("甲队"), force("乙队", head_count=20), force("丙队"), force("丁队")]
        for team in teams[:3]:
            stands_by(team, "1", "会展中心", 15)
        stands_by(teams[0], "2", "城东消防站", 10)
        by_hand = position(teams[2], "2022-10-20", "2022-10-30", place="南湖")

        one = order(city, reports_at="09:00")
        raised = {
            p.force_id: (p.place, p.heads, p.first_day.day, p.last_day.day) for p in Positioning.objects.all()
        }
        level = Roster.objects.get(pk=roster.pk).level
        counted = heads_on(city, 24)
    with clock.at(at(26)):
        change_readiness(
            one.pk,
            {"level": "2", "expected_to": "2022-10-29", "reason": "降级"},
            actor("office1"),
            None,
            None,
        )
        moved = {
            p.place: (p.first_day.day, p.last_day.day, p.level, p.state)
            for p in Positioning.objects.filter(force=teams[0])
        }
    with clock.at(at(27, 15)):
        lift_readiness(one.pk, {"reason": "任务结束"}, actor("office1"), None, None)
    with clock.at(at(29)):
        one.refresh_from_db()
        by_hand.refresh_from_db()
        days = [heads_on(city, day) for day in (24, 25, 26, 27, 28)]

    assert raised == {
        teams[0].pk: ("会展中心", 15, 24, 28),
        teams[1].pk: ("会展中心", 15, 24, 28),
        teams[2].pk: ("南湖", 30, 20, 30),
    }
    assert level == "1"
    assert counted == (3, 60)
    assert moved == {"会展中心": (24, 25, "1", "recalled"), "城东消防站": (26, 29, "2", "standing")}
    assert Positioning.objects.get(force=teams[1]).last_day.day == 26  # level 2 asks nothing of it
    assert Positioning.objects.get(place="城东消防站").last_day.day == 27
    assert (by_hand.state, by_hand.last_day.day) == ("standing", 30)
    assert days == [(3, 60), (3, 60), (3, 55), (2, 40), (1, 30)]
    assert Roster.objects.get(pk=roster.pk).level == "normal"
    assert SpecialPeriod.objects.get(pk=one.period_id).last_day.day == 27
    changes = list(
        LevelChange.objects.filter(area=city.areas["city"]).order_by("at").values_list("level", "at")
    )
    assert changes == [
        ("1", at(24)),
        ("2", at(26)),
        ("", at(27, 15)),
    ]  # each begins where the one before ends


def test_a_level_that_is_refused_positions_nobody_and_one_longer_keeps_them(city: Any) -> None:
    with clock.at(at(24)):
        team, away = force("甲队"), force("乙队")
        stands_by(team, "1", "会展中心", 15)
        stands_by(away, "1", "会展中心", 15)
        do(FORCE_FLOW, away, "stand_off", reason="装备检修")
        before = written()
        with pytest.raises(AnlanError):
            order(city, expected_to="2022-10-20")
        assert written() == before

        one = order(city)
    with clock.at(at(25)):
        change_readiness(
            one.pk,
            {"level": "1", "expected_to": "2022-11-05", "reason": "延长"},
            actor("office1"),
            None,
            None,
        )

    stood = Positioning.objects.get()
    assert (stood.force_id, stood.first_day, stood.last_day) == (
        team.pk,
        date(2022, 10, 24),
        date(2022, 11, 5),
    )
    assert stood.versions.count() == 2


def test_the_page_of_the_level_names_who_stands_and_who_does_not(city: Any, client: Any) -> None:
    with clock.at(at(24)):
        stands_by(force("甲队"), "1", "会展中心", 15)
        away = force("乙队")
        stands_by(away, "1", "会展中心", 15)
        do(FORCE_FLOW, away, "stand_off", reason="装备检修")
        one = order(city)
        sign_in(client, "office1")
        page = client.get(reverse("duty:case", args=["readiness", one.pk])).content.decode()
        panel = client.get(reverse("forces:of-level", args=[one.pk])).content.decode()
        own = client.get(reverse("forces:case", args=["force", away.pk])).content.decode()

    assert reverse("forces:of-level", args=[one.pk]) in page
    assert "甲队" in panel
    assert "乙队" in panel.split("会展中心")[-2]
    assert str(Level.ONE.label) in own or "一级" in own


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"heads": 99, "place": "会展中心"}, "30"), ({"heads": 5, "place": ""}, "Say where")],
)
def test_a_stand_that_cannot_be_is_refused(city: Any, given: Any, reason: str) -> None:
    with clock.at(at(24)):
        one = force()
        with pytest.raises(AnlanError, match=reason):
            stands_by(one, "1", **given)

    assert not Stand.objects.exists()
