"""Teams: who sets them up, whom they hold from when to when, which visits may name them, their logs and hand-overs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anlan.inspections.tests.factories import qualified
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM
from anlan.teams.daybook import days_told
from anlan.teams.flow import DAY_FLOW, HANDOVER_FLOW, TEAM_VISIT_FLOW
from anlan.teams.models import DayState, HandOver, Team, TeamDay, TeamMember, TeamStop, TeamVisit
from anlan.teams.settling import settle
from anlan.teams.stops import list_of
from anlan.teams.tests.factories import LOG, hand_over, log, name, set_up, take
from anlan.testing import NOON, TODAY, actor, assigned_hazard, person, record_hazard, record_visit

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def refused(code: str, act: Any, *args: Any, **given: Any) -> None:
    before = Entry.objects.count()
    with pytest.raises((Refused, Invalid)) as caught, transaction.atomic():
        act(*args, **given)
    assert caught.value.code == code
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("who", "kind", "area", "code"),
    [
        ("office1", "provincial", "city", ""),
        ("dept1", "stationed", "a", ""),
        ("county1", "comprehensive", "a", ""),
        ("dept1", "comprehensive", "city", "team.office"),
        ("county1", "stationed", "b", "team.set_up"),
        ("station1", "department", "a", "team.set_up"),
        ("inspector1", "department", "a", "team.set_up"),
        ("office1", "stationed", "city", "team.station_area"),
        ("office1", "stationed", "a1", "team.station_area"),
    ],
)
def test_who_sets_up_which_team_where(city, who, kind, area, code):
    if code:
        refused(code, set_up, by=who, kind=kind, area=area)
    else:
        assert set_up(by=who, kind=kind, area=area).organisation_id in actor(who).organisation_ids()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last_day": TODAY - timedelta(days=9)}, "days.order"),
        ({"last_day": TODAY + timedelta(days=500)}, "team.long"),
        ({"leader_title": ""}, "input.required"),
        ({"name": "第1驻守组"}, "team.double"),
    ],
)
def test_what_is_not_in_order_is_refused_and_writes_nothing(city, changes, code):
    set_up()

    refused(code, set_up, **{"name": "第2驻守组", **changes})


def test_members_are_from_the_register_and_valid_on_the_first_day(city):
    expert, officer = qualified(), qualified("李执法", kind="officer", last_day="2022-10-20")
    late = qualified("赵执法", kind="officer", first_day="2022-10-20")
    first = TODAY - timedelta(days=7)

    refused("team.officer", set_up, officers=[expert.pk])
    refused("team.expert", set_up, experts=[officer.pk])
    refused("team.officer_day", set_up, officers=[late.pk])
    team = set_up(experts=[expert.pk], officers=[officer.pk], others="钱成员、station1")

    there = list(team.members.order_by("pk").values_list("role", "name", "first_day"))
    assert there == [
        ("leader", "王组长", first),
        ("expert", expert.name, first),
        ("officer", "李执法", first),
        ("member", "钱成员", first),
        ("member", "station1 name", first),
    ]


def test_members_change_with_day_and_reason_and_their_time_stays_on_record(city):
    expert, team = qualified(), set_up()
    given = {"role": "expert", "qualification": expert.pk, "first_day": YESTERDAY, "reason": "补充专家"}
    take(team, "join", **given)
    refused("team.member_twice", take, team, "join", **given)
    refused("team.before", take, team, "join", **{**given, "first_day": TODAY - timedelta(days=30)})
    refused("team.register", take, team, "join", role="officer", first_day=TODAY, reason="无证人员")
    member = TeamMember.objects.get(role="expert")
    leader = TeamMember.objects.get(role="leader")
    refused("team.leader_leaves", take, team, "leave", member=leader.pk, last_day=TODAY, reason="另有任务")
    take(team, "leave", member=member.pk, last_day=TODAY, reason="另有任务")
    take(team, "lead", leader_name="李组长", leader_title="科长", first_day=TODAY, reason="轮换带队")

    member.refresh_from_db()
    assert (member.last_day, member.why_joined, member.why_left) == (TODAY, "补充专家", "另有任务")
    leaders = team.members.filter(role="leader").order_by("pk").values_list("name", "first_day", "last_day")
    assert list(leaders) == [
        ("王组长", TODAY - timedelta(days=7), YESTERDAY),
        ("李组长", TODAY, None),
    ]
    assert Team.objects.get().leader_name == "李组长"


def test_the_county_does_not_keep_the_team_that_the_city_stations_with_it(city):
    refused("team.keep", take, set_up(), "end", by="county1", last_day=TODAY, summary="驻守工作已经全部结束")


def test_a_visit_names_a_team_only_on_its_days_and_in_its_area(city):
    visit = record_visit()
    early = set_up(name="第2驻守组", first_day=TODAY + timedelta(days=1), last_day=None)
    over = set_up(name="第3驻守组", last_day=YESTERDAY)
    elsewhere = set_up(name="第4驻守组", area="b")
    team = set_up()

    refused("team.before", name, early, visit)
    refused("team.after", name, over, visit)
    refused("team.area", name, elsewhere, visit)
    refused("team.member", name, team, visit, by="dept1")
    refused("team.member", name, team, visit, by="county1")
    name(team, visit)
    refused("team_visit.double", name, team, visit)
    take_out = {"reason": "不是该组检查"}
    link = TeamVisit.objects.get()
    door.apply(TEAM_VISIT_FLOW, link.pk, "take_out", by=actor("office1"), input=take_out)
    assert name(team, visit).pk != link.pk


def test_a_member_names_his_own_visit_and_writes_the_log(city):
    team = set_up(others="dept1")
    refused("team.member", log, team, by="dept2", no_visit="转段休整")
    name(team, record_visit(), by="dept1")

    assert log(team, by="dept1").state == DayState.WRITTEN


def test_a_day_without_a_visit_says_why_and_one_with_a_visit_does_not(city):
    team = set_up()
    refused("team_day.zero", log, team)
    refused("team_day.early", log, set_up(name="第2驻守组", last_day=None), day=TODAY + timedelta(days=1))
    zero = log(team, no_visit="集中会商，未开展检查")
    assert zero.is_zero
    refused("team_day.double", log, team, no_visit="重复填报日志")
    name(team, record_visit())

    assert days_told(team, SYSTEM.scope, TODAY)[0].contradicts
    with pytest.raises(Refused, match="leave the reason for none empty"):
        door.apply(
            DAY_FLOW,
            zero.pk,
            "amend",
            by=actor("office1"),
            input={**LOG, "no_visit": "仍无", "reason": "更正日志"},
        )
    door.apply(DAY_FLOW, zero.pk, "amend", by=actor("office1"), input={**LOG, "reason": "补录检查"})
    zero.refresh_from_db()
    assert (zero.is_zero, zero.no_visit) == (False, "")


def test_days_that_are_over_without_a_log_are_noted_and_dropped_when_the_team_never_was_there(city):
    team = set_up(first_day=TODAY - timedelta(days=2), last_day=None)
    set_up(kind="provincial", name="省第十一综合检查组", area="city")  # keeps its own
    log(team, day=YESTERDAY, no_visit="转段休整")

    assert settle(today=TODAY) == (1, 0)
    assert settle(today=TODAY) == (0, 0)
    missing = TeamDay.objects.get(state=DayState.MISSING)
    assert missing.day == TODAY - timedelta(days=2)
    as_it_is = {"name": team.name, "first_day": YESTERDAY, "reason": "实际进驻日期"}
    take(team, "amend", **as_it_is)
    assert settle([team.pk], today=TODAY) == (0, 1)
    refused("team.outside", take, team, "amend", **{**as_it_is, "first_day": TODAY})


def test_a_missing_log_is_written_afterwards_and_the_clock_alone_notes_it(city):
    team = set_up(first_day=YESTERDAY)
    settle([team.pk], today=TODAY)
    missing = TeamDay.objects.get()

    refused(
        "team_day.clock",
        door.open_case,
        DAY_FLOW,
        "miss",
        by=actor("office1"),
        input={"team": team, "day": TODAY},
    )
    door.apply(DAY_FLOW, missing.pk, "write", by=actor("office1"), input={**LOG, "no_visit": "道路管制"})

    missing.refresh_from_db()
    assert (missing.state, missing.written_on) == (DayState.WRITTEN, TODAY)


def test_the_hazards_and_the_four_haves_of_a_day_are_what_is_on_record(city):
    team, visit = set_up(), record_visit(focus="用电安全")
    name(team, visit)
    record_hazard(visit=visit)
    name(team, record_visit("mill", focus="粉尘防爆", situation=""))

    [today] = [one for one in days_told(team, SYSTEM.scope, TODAY) if one.day == TODAY]

    assert (today.visits, today.hazards, today.outstanding, today.is_four) == (2, 1, 1, False)
    assert dict(today.lacking) == {"an expert": 2, "a checklist": 2, "a result": 1}
    # a reader sees of it what he sees of visits and hazards
    assert [one.visits for one in days_told(team, actor("dept2").scope, TODAY) if one.day == TODAY] == [0]


def test_open_hazards_are_handed_over_and_two_people_sign(city):
    team = set_up()
    hazard = assigned_hazard()
    name(team, hazard.visit)
    passed = hand_over(team, matters="酒店消防设施整改跟踪")
    assert (passed.hazards, passed.from_name, passed.to_name) == ([hazard.pk], "王组长", "李组长")
    refused("team_handover.open", hand_over, team)
    refused("team.handover_open", take, team, "end", last_day=TODAY, summary="驻守工作已经全部结束")

    def over(by: str) -> None:
        door.apply(HANDOVER_FLOW, passed.pk, "take_over", by=actor(by), input={"remark": "已逐项核对"})

    refused("team_handover.own", over, "office1")
    refused("team.member", over, "county1")
    take(team, "join", role="member", person=person("dept1").pk, first_day=TODAY, reason="接替人员")
    over("dept1")
    passed.refresh_from_db()
    assert passed.taken_by_id == person("dept1").pk
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(pk=passed.pk).update(taken_by=passed.handed_by_id)


def test_the_list_of_a_day_is_the_teams_own_and_goes_by_the_nearest_deadline(city):
    team = set_up()
    assigned_hazard("mill")
    refused("team.place", take, team, "plan_day", day=TODAY, places="shop, depot")
    take(team, "plan_day", day=TODAY, places="shop\nmill")

    visit = record_visit()
    name(team, visit)
    stops = list_of(team, TODAY, SYSTEM.scope)
    assert [(one.place.code, one.open_hazards, one.visit) for one in stops] == [
        ("mill", 1, None),
        ("shop", 0, visit.pk),
    ]
    refused("team.member", take, team, "plan_day", by="county1", day=TODAY, places="shop")
    take(team, "plan_day", day=TODAY, places="")
    assert not TeamStop.objects.exists()


def test_a_team_ends_with_a_summary_and_one_with_work_on_record_is_not_voided(city):
    team = set_up()
    name(team, record_visit())
    refused("team.used", take, team, "void", reason="录入有误")
    refused("team.outside", take, team, "end", last_day=YESTERDAY, summary="驻守工作已经全部结束")
    refused("input.short", take, team, "end", last_day=TODAY, summary="结束")
    take(team, "end", last_day=TODAY, summary="驻守八天，发现隐患一处")

    team.refresh_from_db()
    assert (team.state, team.summary) == ("ended", "驻守八天，发现隐患一处")
    with pytest.raises(IntegrityError), transaction.atomic():
        Team.objects.filter(pk=team.pk).update(summary="")
