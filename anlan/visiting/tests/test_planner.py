"""What is due at a place in one proposal, accepted by a person, made as one visit; owner, superior and stranger."""

from __future__ import annotations

import html
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from anlan.api.tests.callers import caller
from anlan.enforcement.flow import LIMIT_FLOW
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.plans.tests.factories import approved
from anlan.testing import NOON, TODAY, actor, claimed_hazard, place, record_visit, sign_in
from anlan.visiting import explaining
from anlan.visiting.asking import read
from anlan.visiting.gathering import labels
from anlan.visiting.models import ArrangedVisit
from anlan.visiting.tests.factories import arranged, at, proposed, two_plans

KEY = "arranged-once-key"


# -- the proposal ------------------------------------------------------------------------------------------------------


def test_checks_of_two_bodies_at_one_place_are_one_visit_with_its_reasons(city):
    two_plans(city)

    proposal = proposed()

    (visit,) = at(proposal, "shop")
    names = labels(visit.bodies)
    assert [check.title for check in visit.checks] == ["消防专项", "县区计划"]
    assert visit.bodies[0] == Organisation.objects.get(code="fire").pk
    assert (visit.separate, visit.first, visit.last) == (2, TODAY, date(2022, 11, 10))
    assert visit.on is not None
    assert TODAY <= visit.on <= visit.last
    assert "2022-11-10, 2022-11-18" in explaining.told(visit, proposal, names)[0]
    # kitchen is on the county's plan alone, the plant on the fire brigade's alone
    assert (proposal.checks, proposal.separate, len(proposal.visits)) == (6, 6, 4)


def test_what_may_not_be_done_on_one_day_stays_apart_and_says_why(city):
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", last_day="2022-10-28",
             sectors=[city.sectors["fire"].pk])  # fmt: skip
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", first_day="2022-11-01",
             last_day="2022-11-18")  # fmt: skip

    proposal = proposed()

    first, second = at(proposal, "shop")
    assert first.on is not None
    assert second.on is not None
    assert first.on <= date(2022, 10, 28) < date(2022, 11, 1) <= second.on
    assert "Not merged" in " ".join(explaining.told(second, proposal, {}))


def test_confidential_plans_and_hazards_accepted_by_photographs_are_left_out_and_duties_at_a_place_are_not(
    city,
):
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", confidential="yes",
             sectors=[city.sectors["fire"].pk], last_day="2022-11-10")  # fmt: skip
    pictured, bare = claimed_hazard("shop"), claimed_hazard("mill")
    Hazard.objects.filter(pk=pictured.pk).update(is_pictured=True)
    Hazard.objects.filter(pk=bare.pk).update(is_pictured=False)

    found = [(visit.premises, check.source) for visit in proposed().visits for check in visit.checks]

    assert found == [(place("mill").pk, "accept")]


def test_of_a_plan_with_a_share_only_so_many_places_are_proposed_and_those_visited_anyway_first(city):
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", last_day="2022-11-10",
             chosen_by="named", codes=place("mill").code)  # fmt: skip
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", last_day="2022-11-18",
             target_percent=30)  # fmt: skip

    proposal = proposed()

    # of three places in the county one is wanted: the mill, where the fire brigade goes anyway
    assert [visit.premises for visit in proposal.visits] == [place("mill").pk]
    assert len(proposal.visits[0].bodies) == 2


def test_what_is_due_later_joins_a_visit_and_sets_none(city):
    two_plans(city)
    approved(by="dept2", approver="office1", doer="issuer", counts="doers", title="年末", last_day="2022-12-31",
             sectors=[city.sectors["gas"].pk])  # fmt: skip

    proposal = proposed(to="2022-11-20")

    (kitchen,) = at(proposal, "kitchen")
    assert [check.title for check in kitchen.checks] == ["县区计划", "年末"]
    assert not at(proposal, "depot")  # only the later plan asks for it
    assert "brought forward" in " ".join(explaining.told(kitchen, proposal, {}))


def test_a_body_does_not_come_again_too_soon_where_its_deadline_allows_it(city):
    record_visit("shop", by="county1")
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", last_day="2022-12-18",
             first_day="2022-10-25")  # fmt: skip

    (visit,) = at(proposed(to="2022-12-20"), "shop")

    assert visit.first >= TODAY + timedelta(days=15)


def test_over_inspection_is_told_with_the_term_and_the_visits_that_cause_it(city):
    door.open_case(LIMIT_FLOW, "lay_down", by=actor("office1"), input={
        "code": "unit_visits_year", "number": 2, "first_day": "2022-01-01", "basis": "安委办〔2022〕9号"})  # fmt: skip
    for day in (3, 5):
        with clock.at(NOON.replace(month=9, day=day)):
            record_visit("shop", by="county1" if day == 3 else "dept1")
    two_plans(city)

    proposal = proposed()

    (visit,) = at(proposal, "shop")
    assert (proposal.made[visit.premises], proposal.reaches(visit), proposal.over) == (2, 3, 1)
    page = planner_page("office1", "visiting:place", visit.premises)
    assert "the term is 2" in page
    assert "2022-09-05" in page


def test_quiet_days_take_no_visit(city):
    for code, number in (("quiet_first", 1), ("quiet_last", 24)):
        door.open_case(LIMIT_FLOW, "lay_down", by=actor("office1"), input={
            "code": code, "number": number, "first_day": "2022-01-01", "basis": "企业宁静日"})  # fmt: skip
    two_plans(city)

    proposal = proposed()

    assert {visit.on.day > 24 for visit in proposal.visits if visit.on} == {True}
    with pytest.raises(Invalid, match="No day for a visit"):
        proposed(**{"from": "2022-11-02", "to": "2022-11-10"})
    (visit,) = at(proposal, "shop")
    with pytest.raises(Refused, match="quiet day"):
        arranged(visit, planned_on="2022-11-09")


def test_a_bad_question_is_refused_with_the_field(city):
    for query, field in (
        ({"to": "2022-10-01"}, "to"),
        ({"to": "2023-10-01"}, "to"),
        ({"teams": "0"}, "teams"),
        ({"hours": "25"}, "hours"),
        ({"body": "a;b"}, "body"),
        ({"body": "999999"}, "body"),
        ({"show": "all"}, "show"),
    ):
        with pytest.raises(Invalid) as fault:
            read(query, TODAY)
        assert fault.value.field == field, query


# -- pages -------------------------------------------------------------------------------------------------------------


def planner_page(who: str, route: str, *args: Any, **query: Any) -> str:
    client = sign_in(Client(headers={"accept-language": "en"}), who)
    return html.unescape(client.get(reverse(route, args=args), query).content.decode())


def test_the_page_shows_the_counts_and_what_is_chosen_is_arranged(city):
    two_plans(city)
    client = sign_in(Client(headers={"accept-language": "en"}), "office1")
    (visit,) = at(proposed(), "shop")
    value = f"{visit.premises}|{visit.on}|{visit.team}|{visit.turn}|{visit.codes}"

    page = html.unescape(client.get(reverse("visiting:planner")).content.decode())
    answer = client.post(reverse("visiting:accept"), {"key": KEY, "case": value}, follow=True)

    assert value in page
    assert "Visits if each body plans for itself" in page
    told = html.unescape(answer.content.decode())
    assert "1 visit is arranged. 1 body is asked to come along." in told
    case = ArrangedVisit.objects.get()
    detail = planner_page("county1", "visiting:arranged", case.pk)
    assert "Bodies asked to come along" in detail
    assert planner_page("office1", "visiting:list").count(case.number) >= 1


def test_the_cost_of_the_page_does_not_grow_with_the_places(city):
    two_plans(city)
    client = sign_in(Client(headers={"accept-language": "en"}), "office1")
    client.get(reverse("visiting:planner"))

    with CaptureQueriesContext(connection) as few:
        client.get(reverse("visiting:planner"), {"show": "joint"})
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(reverse("visiting:planner"))

    assert len(all_of_them) <= len(few) + 1


def test_a_stranger_sees_nothing_of_an_arranged_visit(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])

    for who, seen in (
        ("county1", True),
        ("dept1", True),
        ("office1", True),
        ("county2", False),
        ("dept2", False),
    ):
        assert ArrangedVisit.objects.within(actor(who).scope).filter(pk=case.pk).exists() == seen, who


def test_programmes_ask_for_the_proposal_arrange_and_follow_it(city):
    two_plans(city)
    office = caller("office1")

    asked = office.get("/visit-planner")
    (visit,) = [one for one in asked["visits"] if one["premises"]["id"] == place("shop").pk]
    given = {"premises": visit["premises"]["id"], "planned_on": visit["planned_on"],
             "checks": ",".join(check["code"] for check in visit["checks"])}  # fmt: skip
    done = office.step("/arranged-visits/arrange", key="programme-key-1", **given)
    again = office.step("/arranged-visits/arrange", key="programme-key-1", **given)

    assert (asked["checks"], asked["separate"], asked["merged"]) == (6, 6, 4)
    assert "消防专项" in {check["title"] for check in visit["checks"]}
    assert done["case"] == again["case"] == ArrangedVisit.objects.get().pk
    told = office.get(f"/arranged-visits/{done['case']}")
    assert (told["saved"], len(told["parts"]), len(told["joint_visits"])) == (1, 2, 1)
    assert {step["step"] for step in told["available"]} == {"put_down", "call_off"}
    at_shop = office.get(f"/visit-planner/places/{place('shop').pk}")
    assert (at_shop["visits"], at_shop["arranged"]) == ([], [done["case"]])
    stranger = caller("county2")
    stranger.get(f"/arranged-visits/{done['case']}")
    assert stranger.status == 404


def test_the_workbook_holds_the_proposal(city):
    two_plans(city)
    client = sign_in(Client(headers={"accept-language": "zh"}), "office1")

    answer = client.get(reverse("visiting:file"))

    book = load_workbook(BytesIO(answer.content))
    rows = [row for sheet in book.worksheets for row in sheet.values if row and row[0] == place("shop").code]
    assert [(row[8], "消防救援支队" in str(row[7])) for row in rows] == [
        ("专项行动 11-10、专项行动 11-18", True)
    ]
