"""What pages, ledgers, the API, figures and texts say of teams, and to whom."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate, evaluate_all
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.inspections.models import Visit
from anlan.inspections.tests.factories import answer, enter_leader, qualified
from anlan.inspections.tests.factories import take as take_visit
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.scope import SYSTEM
from anlan.teams import claims
from anlan.teams.flow import TEAM_VISIT_FLOW
from anlan.teams.models import DayState, HandOver, Team, TeamDay, TeamMember, TeamVisit
from anlan.teams.settling import settle
from anlan.teams.tests.factories import LOG, hand_over, log, name, set_up, take
from anlan.testing import NOON, TODAY, actor, place, record_hazard, record_visit, sign_in

pytestmark = pytest.mark.django_db
WEEK = Period(TODAY - timedelta(days=7), TODAY)
TEAM = {
    "name": "第1驻守组", "kind": "蹲点调研组", "leader_name": "王组长", "leader_title": "副局长", "area": "东江县",
    "others": "dept1", "first_day": "2022年10月20日", "last_day": "2022-10-24", "officer": "office1",
}  # fmt: skip
VISIT = {"premises": "shop", "visited_at": "2022-10-22 10:00", "officer": "dept1", "team": "第1驻守组"}
DAY = {"team": "第1驻守组", "day": "2022-10-22", "place": "城关镇", "done": "督促整改", "officer": "office1"}


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def reader(who: str) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), who)


def words(response: Any) -> str:
    return html.unescape(response.content.decode())


def four(visit: Visit) -> Visit:
    """Give a visit what it lacks of the four."""
    take_visit(visit, "attend", leader=enter_leader().pk, experts=[qualified().pk])
    return answer(visit)


# -- ledgers -------------------------------------------------------------------------------------------------------


def test_ledgers_bring_teams_then_their_visits_then_their_logs_and_go_back(city, tmp_path):
    teams, told = taken_in(ledger(tmp_path / "t.xlsx", "teams", TEAM), "teams")
    assert (told["written"], faults(teams)) == (1, {})
    team = Team.objects.get()
    settle([team.pk], today=TODAY)  # after the commit, outside of tests
    visits, told = taken_in(ledger(tmp_path / "v.xlsx", "visits", VISIT), "visits")
    assert (told["written"], faults(visits)) == (1, {})
    assert TeamVisit.objects.get().team_id == team.pk
    zero = DAY | {"day": "2022-10-23", "no_visit": "集中会商"}
    logs, told = taken_in(ledger(tmp_path / "l.xlsx", "team_logs", DAY, zero), "team_logs")
    assert (told["written"], faults(logs)) == (2, {})
    assert dict(TeamDay.objects.values_list("day__day", "state")) == {
        20: "missing", 21: "missing", 22: "written", 23: "written",
    }  # fmt: skip

    undo(teams, by=SYSTEM)
    assert Team.objects.get().state == "standing"  # what it did is on record: it is kept
    undo(logs, by=SYSTEM)
    undo(visits, by=SYSTEM)
    assert not TeamDay.objects.filter(state="written").exists()
    assert not TeamVisit.objects.named().exists()
    take(team, "void", reason="台账作废")


@pytest.mark.parametrize(
    ("kind", "row", "fault"),
    [
        ("teams", TEAM | {"officer": ""}, ("officer", "team.by")),
        ("teams", TEAM | {"officer": "station1"}, ("officer", "person.no_right")),
        ("teams", TEAM | {"area": "火星"}, ("area", "reference.unknown")),
        ("teams", TEAM | {"officers": "无证人员"}, ("officers", "qualification.unknown")),
        ("teams", TEAM | {"kind": "游击队"}, ("kind", "input.choice")),
        ("teams", TEAM | {"area": "城关镇"}, ("", "team.station_area")),
        ("visits", VISIT | {"visited_at": "2022-10-12 10:00"}, ("team", "team.before")),
        ("visits", VISIT | {"premises": "depot", "officer": "dept2"}, ("team", "team.area")),
        ("visits", VISIT | {"team": "第9驻守组"}, ("team", "team.unknown")),
        ("team_logs", DAY | {"day": "2022-10-02"}, ("team", "team.before")),
        ("team_logs", DAY, ("", "team_day.zero")),
    ],
)
def test_faults_stand_at_their_cells_and_nothing_is_written(city, tmp_path, kind, row, fault):
    if kind != "teams":
        taken_in(ledger(tmp_path / "t.xlsx", "teams", TEAM), "teams")
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", kind, row), kind)

    assert told["written"] == 0
    assert fault in faults(batch)[2]
    assert not Visit.objects.exists()


# -- pages ---------------------------------------------------------------------------------------------------------


def test_a_team_is_set_up_by_its_form_and_a_refused_one_keeps_what_was_typed(city):
    given = {
        "kind": "stationed", "name": "第1驻守组", "area": city.areas["city"].pk, "first_day": TODAY.isoformat(),
        "leader_name": "王组长", "leader_title": "副局长", "key": "a-key-of-this-form",
    }  # fmt: skip
    client = reader("office1")

    refused = client.post(reverse("teams:set-up"), given)
    assert (refused.status_code, Team.objects.count()) == (409, 0)
    assert "is for one county, district or functional zone" in words(refused)
    assert 'value="第1驻守组"' in words(refused)
    taken = client.post(reverse("teams:set-up"), {**given, "area": city.areas["a"].pk})

    assert taken.status_code == 302
    assert "第1驻守组" in words(client.get(taken["Location"]))


def test_the_page_of_a_day_logs_it_and_plans_it_for_the_team_alone(city):
    team = set_up()
    address = reverse("teams:day", args=[team.pk, f"{TODAY}"])
    client = reader("office1")
    assert (
        client.post(address, {"step": "plan_day", "places": "shop", "key": "plan-of-today"}).status_code
        == 302
    )
    refused = client.post(address, {**LOG, "key": "log-of-today"})
    assert (refused.status_code, "say why there was none" in words(refused)) == (409, True)
    assert client.post(address, {**LOG, "no_visit": "集中会商", "key": "log-of-today-2"}).status_code == 302

    assert TeamDay.objects.get().is_zero
    own, regulator = words(client.get(address)), words(reader("county1").get(address))
    assert place("shop").name in own
    assert "集中会商" in regulator
    assert place("shop").name not in regulator
    assert reader("county2").get(address).status_code == 404
    assert client.get(reverse("teams:day", args=[team.pk, "2022-13-01"])).status_code == 404


def test_a_visit_is_recorded_with_its_team_or_not_at_all(city):
    early = set_up(name="第2驻守组", first_day=TODAY + timedelta(days=1), last_day=None, others="dept1")
    team = set_up(others="dept1")
    given = {"premises": place("shop").pk, "mode": "announced", "outcome": "inspected"}
    client = reader("dept1")
    page = words(client.get(reverse("inspections:record"), {"premises": place("shop").pk, "team": team.pk}))
    assert f'<option value="{team.pk}" selected' in page
    assert early.name not in page

    refused = client.post(
        reverse("inspections:record"), {**given, "team": early.pk, "key": "visit-of-team-1"}
    )
    assert (refused.status_code, Visit.objects.count()) == (409, 0)
    assert "before the team existed" in words(refused)
    client.post(reverse("inspections:record"), {**given, "team": team.pk, "key": "visit-of-team-2"})
    assert TeamVisit.objects.get().visit_id == Visit.objects.get().pk


def test_the_visits_page_names_its_team_and_takes_it_out(city):
    team, visit = set_up(), record_visit()
    client = reader("office1")
    panel = words(client.get(reverse("teams:of-visit", args=[visit.pk]), headers={"hx-request": "true"}))
    assert team.name in panel
    client.post(reverse("teams:name-visit", args=[visit.pk]), {"team": team.pk, "key": "name-the-team"})
    link = TeamVisit.objects.get()
    again = client.post(
        reverse("teams:name-visit", args=[visit.pk]), {"team": team.pk, "key": "name-it-again"}
    )
    assert (again.status_code, "team’s already" in words(again)) == (409, True)
    gone = {"reason": "不是该组检查", "key": "take-it-out"}
    client.post(reverse("teams:take-visit", args=[link.pk, "take_out"]), gone)

    assert TeamVisit.objects.get().state == "taken_out"


def test_a_hidden_visit_is_nobody_elses_to_see_on_a_teams_page(city):
    team = set_up(others="dept1")
    hidden = record_visit(mode="unannounced", hidden="yes")
    name(team, hidden)

    page = reverse("teams:detail", args=[team.pk])
    assert hidden.number in words(reader("dept1").get(page))
    assert hidden.number not in words(reader("county1").get(page))
    assert evaluate("teams.visits", cut=Cut.of(city.areas["a"]), period=WEEK).count == 0


def test_the_pages_of_lists_and_hand_overs_open_with_few_queries(city, django_assert_max_num_queries):
    team = set_up()
    for day in range(1, 4):
        log(team, day=TODAY - timedelta(days=day), no_visit="集中会商")
    passed = hand_over(team)
    client = reader("office1")
    for address in (
        reverse("teams:list"),
        reverse("teams:days"),
        reverse("teams:handover", args=[passed.pk]),
    ):
        with django_assert_max_num_queries(24):
            assert team.name in words(client.get(address))
    taken = reader("dept1").post(
        reverse("teams:take-handover", args=[passed.pk, "take_over"]), {"remark": "", "key": "take-it-over"}
    )
    assert (taken.status_code, HandOver.objects.get().state) == (403, "handed")


# -- figures and texts ---------------------------------------------------------------------------------------------


def count(city: Any, code: str, area: str = "city", **more: Any) -> int:
    return evaluate(code, cut=Cut.of(city.areas[area]), period=WEEK, **more).count


def test_figures_count_teams_days_visits_and_what_they_found(city):
    team = set_up(first_day=TODAY - timedelta(days=2))
    set_up(kind="provincial", name="省第十一综合检查组", area="city")
    settle([team.pk], today=TODAY)
    good, bad = four(record_visit(focus="消防")), record_visit("mill")
    record_visit("depot")  # of no team
    record_hazard(visit=bad)
    name(team, good)
    link = name(team, bad)
    log(team)
    before = Known.now()
    codes = ("teams.teams", "teams.stationed", "teams.areas_stationed", "teams.areas_without", "teams.days",
             "teams.days_missing", "teams.visits", "teams.four_haves", "teams.hazards", "teams.days_visited",
             "teams.four_days")  # fmt: skip

    values = evaluate_all(list(codes), cut=Cut.of(city.areas["city"]), period=WEEK)
    assert [values[code].count for code in codes] == [2, 1, 1, 2, 1, 2, 2, 1, 1, 1, 0]
    assert evaluate("teams.four_haves_rate", cut=Cut.of(city.areas["city"]), period=WEEK).phrase == "50.0%"
    assert count(city, "teams.stationed", "b") == 0
    door.apply(TEAM_VISIT_FLOW, link.pk, "take_out", by=actor("office1"), input={"reason": "不是该组检查"})
    assert (count(city, "teams.visits"), count(city, "teams.hazards")) == (1, 0)
    assert count(city, "teams.four_days") == 1
    assert count(city, "teams.visits", known=before) == 2  # what was known then is what was known then


def test_claims_hold_when_every_area_has_a_team_all_the_time_and_every_day_its_log(city):
    def ruled(predicate: Any) -> tuple[bool, dict[str, Any]]:
        ruling = predicate(city.areas["city"], WEEK, Known.now())
        return ruling.holds, {fact.code: fact.number for fact in ruling.facts}

    first = TODAY - timedelta(days=1)
    for code in ("a", "b"):
        set_up(area=code, name=f"驻{code}组", first_day=first)
    assert ruled(claims.everywhere) == (
        False,
        {"teams.stationed": 2, "teams.areas_stationed": 2, "teams.reporting_areas": 3, "teams.gaps": 2},
    )
    late = set_up(area="zone", name="驻开发区组", first_day=TODAY)
    assert ruled(claims.everywhere)[0] is False
    take(late, "amend", name=late.name, first_day=first, last_day=TODAY, reason="实际进驻日期")
    assert ruled(claims.everywhere)[0] is True
    for team in Team.objects.all():
        assert ruled(claims.logged)[0] is False
        log(team, day=first, no_visit="集中会商")
    assert ruled(claims.logged)[0] is True  # today is not over


# -- the API -------------------------------------------------------------------------------------------------------


def test_the_api_sets_up_a_team_names_its_visit_and_tells_its_days(city):
    office, county = caller("office1"), caller("county2")
    given = {
        "kind": "stationed", "name": "第1驻守组", "area": city.areas["a"].pk, "first_day": "2022-10-23",
        "leader_name": "王组长", "leader_title": "副局长",
    }  # fmt: skip
    team = office.step("/teams/set_up", **given)["case"]
    visit = record_visit()
    office.step("/team-visits/name", team=team, visit=visit.pk)
    log_id = office.step("/team-days/log", team=team, day="2022-10-24", **LOG)["case"]

    told = office.get(f"/teams/{team}")
    assert [(one["day"], one["log"], one["visits"]) for one in told["days"]] == [
        ("2022-10-24", log_id, 1),
        ("2022-10-23", None, 0),
    ]
    assert told["days"][0]["lacks"] == {"expert": 1, "focus": 1, "checklist": 1}
    assert office.get("/team-days", did="written")["rows"][0]["team"]["id"] == team
    assert office.get("/team-visits", team=team)["rows"][0]["visit"]["id"] == visit.pk
    assert office.get("/team-handovers")["rows"] == []
    county.get(f"/teams/{team}")
    assert county.status == 404
    late = office.step("/team-days/log", team=team, day="2022-10-01", **LOG)
    assert (late["code"], TeamMember.objects.count()) == ("team.before", 1)
    assert TeamDay.objects.get().state == DayState.WRITTEN
