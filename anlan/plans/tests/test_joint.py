"""Joint visits: warned of, proposed, agreed by the other body, held as one visit that both count."""

from __future__ import annotations

import html

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.obligations.models import Obligation
from anlan.plans import closeness, coverage
from anlan.plans.models import JointVisit
from anlan.plans.tests.factories import approved, go_on, propose
from anlan.testing import NOON, TODAY, actor, place, record_visit, sign_in


def own(who: str) -> list[int]:
    return sorted(actor(who).organisation_ids())


def panel(who: str, premises: str) -> str:
    client = sign_in(Client(headers={"accept-language": "en"}), who)
    return html.unescape(client.get(reverse("plans:at-place", args=[place(premises).pk])).content.decode())


def test_another_bodys_visit_and_what_is_due_to_it_are_told_where_one_records_or_plans(city):
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", last_day="2022-10-31",
             sectors=[city.sectors["fire"].pk])  # fmt: skip
    record_visit("mill", by="dept1")

    shop, mill = place("shop").pk, place("mill").pk
    assert [one.organisation for one in closeness.visited_close(mill, own("county1"), TODAY)] == [
        "Fire and Rescue"
    ]
    assert [one.plan for one in closeness.planned_close(shop, own("county1"), TODAY)] == ["冬季消防专项行动"]
    assert not closeness.planned_close(mill, own("county1"), TODAY)  # it was done
    assert not closeness.visited_close(mill, own("dept1"), TODAY)  # one's own
    assert "Propose a joint visit" in panel("county1", "mill")


def test_how_many_days_are_close_by_is_the_installations_to_say(city, settings):
    with clock.at(NOON.replace(day=10)):
        record_visit("mill", by="dept1")
    settings.CLOSE_DAYS = 13
    near = closeness.visited_close(place("mill").pk, own("county1"), TODAY)
    settings.CLOSE_DAYS = 14

    assert not near
    assert closeness.visited_close(place("mill").pk, own("county1"), TODAY)


def test_neither_a_hidden_visit_nor_a_confidential_plan_is_told(city):
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", confidential="yes",
             last_day="2022-10-31", sectors=[city.sectors["fire"].pk])  # fmt: skip
    record_visit("shop", mode="unannounced", hidden="yes")

    assert "No other body was here" in panel("county1", "shop")


def test_a_joint_visit_needs_both_and_counts_for_both_plans_as_one_visit(city):
    fire = approved(by="dept1", approver="office1", doer="issuer", counts="doers",
                    sectors=[city.sectors["fire"].pk])  # fmt: skip
    county = approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers")
    joint = propose("shop", by="dept1", partner="gov-a")
    with pytest.raises(Refused) as alone:
        go_on(joint, "agree", by="dept1")
    joint = go_on(joint, "agree", by="county1", key="agree-once")
    go_on(joint, "agree", by="county1", key="agree-once")
    visit = record_visit("shop", by="dept1", mode="joint")
    before = coverage.whole(county).visited
    joint = go_on(joint, "hold", by="dept1", visit=visit.pk)

    assert alone.value.code == "joint.answer"
    assert (before, joint.state) == (0, "held")
    assert [coverage.whole(plan).visited for plan in (fire, county)] == [1, 1]
    assert Visit.objects.recorded().count() == 1
    with pytest.raises(Refused):
        go_on(joint, "hold", by="county1", visit=visit.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointVisit.objects.filter(pk=joint.pk).update(visit=None)


def test_the_body_that_is_asked_owes_an_answer_and_a_new_day_asks_the_other(city):
    joint = propose("shop", by="dept1", partner="gov-a")
    asked = Obligation.objects.open().get(case_id=joint.pk)
    joint = go_on(joint, "move", by="county1", planned_on="2022-10-28", reason="当日有会议")
    answers = Obligation.objects.open().get(case_id=joint.pk)

    assert asked.owner.code == "gov-a"
    assert (answers.owner.code, joint.partner.code, joint.state) == ("fire", "fire", "proposed")
    assert "has not answered yet" in panel("county1", "shop")
    go_on(joint, "agree", by="dept1")
    assert "agreed on a joint visit" in panel("county1", "shop")
    assert not Obligation.objects.open().filter(case_id=joint.pk).exists()


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"on": "2022-10-23"}, Refused, "joint.past"),
        ({"on": "2023-10-23"}, Refused, "joint.far"),
        ({"partner": "fire"}, Refused, "joint.same"),
        ({"partner": "shop"}, Invalid, "input.reference"),
        ({"by": "dept1", "partner": "gov-b"}, Refused, "joint.partner"),
        ({"by": "dept2"}, Refused, "joint.propose"),
        ({"by": "county2", "partner": "fire"}, Refused, "joint.propose"),
    ],
)
def test_what_cannot_be_proposed_is_refused(city, changes, error, code):
    with pytest.raises(error) as caught:
        propose("shop", **changes)

    assert caught.value.code == code
    assert not JointVisit.objects.exists()


@pytest.mark.parametrize(
    ("premises", "visit", "code"),
    [
        ("mill", {"mode": "joint"}, "joint.place"),
        ("shop", {"mode": "announced"}, "joint.mode"),
        ("shop", {"mode": "joint", "outcome": "nobody"}, "joint.mode"),
        ("shop", {"mode": "joint", "by": "station1"}, "joint.body"),
    ],
)
def test_a_visit_that_is_not_the_one_agreed_on_is_refused(city, premises, visit, code):
    joint = go_on(propose("shop", partner="gov-a"), "agree", by="county1")
    made = record_visit(premises, **visit)

    with pytest.raises(Refused) as caught:
        go_on(joint, "hold", by="dept1", visit=made.pk)

    assert caught.value.code == code


def test_two_proposals_for_one_place_are_one(city):
    propose("shop", by="dept1", partner="gov-a")

    with pytest.raises(Refused) as caught:
        propose("shop", by="county1", partner="fire")

    assert caught.value.code == "joint.waits"


def test_agreed_joint_visits_that_were_held_are_a_figure(city):
    joint = go_on(propose("shop", partner="gov-a", on="2022-10-24"), "agree", by="county1")
    go_on(joint, "hold", by="dept1", visit=record_visit("shop", mode="joint").pk)
    october = Period(TODAY.replace(day=1), TODAY.replace(day=31))

    counted = [evaluate("plans.joint_visits", cut=Cut.of(city.areas[a]), period=october).count for a in "ab"]

    assert counted == [1, 0]
