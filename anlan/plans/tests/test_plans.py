"""Plans: which places they hold, who approves them, what was visited of them, and what stays hidden."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from anlan.inspections.flow import VISIT_FLOW
from anlan.kernel.errors import Invalid, Refused
from anlan.lifecycle import door
from anlan.plans import coverage
from anlan.plans.models import Plan, PlanItem
from anlan.plans.tests.factories import approved, draft, items, take
from anlan.premises.models import Premises
from anlan.testing import actor, record_visit, sign_in


def words(answer) -> str:
    return html.unescape(answer.content.decode())


def reader(who: str) -> Client:
    return sign_in(Client(headers={"accept-language": "en"}), who)


def reached(plan: Plan) -> tuple[int, int, int, int]:
    whole = coverage.whole(plan)
    return whole.units, whole.visited, whole.met, whole.visits


# -- which places ------------------------------------------------------------------------------------------------------


def test_a_plan_holds_the_places_of_its_area_and_sectors_each_with_whom_it_falls_to(city):
    plan = draft(where="a", sectors=[city.sectors["fire"].pk])

    assert set(items(plan)) == {"shop", "mill"}
    assert (plan.units, plan.visits_due) == (2, 2)


@pytest.mark.parametrize(
    ("doer", "shop", "plant"),
    [("issuer", "office", "office"), ("area", "gov-a", "gov-zone"), ("station", "station-a1", "gov-zone")],
)
def test_places_fall_to_whom_the_plan_says(city, doer, shop, plant):
    found = items(draft(doer=doer))

    assert (found["shop"].organisation.code, found["plant"].organisation.code) == (shop, plant)


def test_a_place_falls_to_the_department_that_answers_for_it_else_to_the_maker(city):
    Premises.objects.filter(code="shop").update(department=city.organisations["fire"])

    found = items(draft())

    assert (found["shop"].organisation.code, found["mill"].organisation.code) == ("fire", "office")


def test_tags_kinds_and_size_choose_and_the_first_class_that_fits_says_how_often(city):
    Premises.objects.filter(code__in=["shop", "mill"]).update(tags=["九小场所", "液氨制冷"])
    Premises.objects.filter(code="mill").update(kind="面粉厂", tags=["粉尘"])

    tagged = items(draft(tags="液氨制冷，粉尘"))
    sized = items(draft(least_staff=4))
    classed = items(draft(classes="面粉厂 6\n液氨制冷：4次 条例第二十条\n燃气 2", tags=""))

    assert set(tagged) == {"shop", "mill"}
    assert set(sized) == {"depot", "plant"}
    assert {code: item.visits_due for code, item in classed.items()} == {
        "shop": 4, "mill": 6, "kitchen": 2, "depot": 2, "plant": 1,
    }  # fmt: skip


def test_a_list_is_named_by_codes_or_by_rows_with_their_own_terms(city):
    by_codes = draft(chosen_by="named", codes="shop, mill\nshop")
    rows = [
        {"premises": "shop", "visits": 3, "due_on": "2022-11-30", "organisation": "消防救援支队"},
        {"premises": "depot"},
    ]
    by_rows = items(draft(chosen_by="named", places=rows))

    assert set(items(by_codes)) == {"shop", "mill"}
    shop = by_rows["shop"]
    assert (shop.visits_due, f"{shop.due_on}", shop.organisation.code) == (3, "2022-11-30", "fire")
    assert by_rows["depot"].visits_due == 1


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"where": "a", "tags": "没有的标签"}, Invalid, "plan.unknown"),
        ({"last_day": "2022-09-01"}, Refused, "days.order"),
        ({"first_day": "2022-01-01", "last_day": "2022-09-01"}, Refused, "plan.past"),
        ({"last_day": "2024-01-01"}, Refused, "plan.long"),
        ({"classes": "液氨制冷 许多"}, Invalid, "input.class"),
        ({"classes": "液氨致冷 4"}, Invalid, "plan.class_unknown"),
        ({"chosen_by": "named", "codes": "shop", "classes": "燃气 4"}, Invalid, "plan.class_unknown"),
        ({"chosen_by": "named", "codes": "shop nowhere"}, Invalid, "input.places"),
        ({"chosen_by": "named", "where": "a", "codes": "depot"}, Invalid, "plan.outside"),
        (
            {"chosen_by": "named", "places": [{"premises": "shop"}, {"premises": "shop"}]},
            Invalid,
            "plan.place",
        ),
        ({"chosen_by": "draw"}, Refused, "plan.draw"),
        ({"codes": "shop"}, Refused, "plan.named"),
        ({"confidential": "yes"}, Refused, "plan.confidential"),
        ({"by": "dept1"}, Refused, "plan.make"),
        ({"by": "county1"}, Refused, "plan.make"),
        ({"by": "station1", "where": "a1"}, Refused, "plan.make"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_reason_and_writes_nothing(city, changes, error, code):
    with pytest.raises(error) as caught:
        draft(**changes)

    assert caught.value.code == code
    assert not Plan.objects.exists()
    assert not PlanItem.objects.exists()


def test_a_department_plans_for_its_own_sectors_only(city):
    plan = draft(by="dept1", doer="issuer", sectors=[city.sectors["fire"].pk])

    assert set(items(plan)) == {"shop", "mill", "plant"}
    with pytest.raises(Invalid, match="sectors"):
        draft(by="dept1", doer="issuer", chosen_by="named", codes="depot")


# -- the lifecycle -----------------------------------------------------------------------------------------------------


def test_another_person_approves_and_a_double_click_approves_once(city):
    plan = draft()
    take(plan, "submit")
    with pytest.raises(Refused) as caught:
        take(plan, "approve")
    first = take(plan, "approve", by="leader1", key="approve-once")
    again = take(plan, "approve", by="leader1", key="approve-once")

    assert caught.value.code == "plan.own"
    assert (again.seq, again.replayed) == (first.seq, True)
    with pytest.raises(Refused):
        take(plan, "approve", by="leader1")


def test_a_list_changes_by_reason_and_what_was_taken_off_a_running_plan_is_kept(city):
    plan = approved(where="a")
    take(plan, "remove", codes="shop", reason="已停业，转入注销")
    with pytest.raises(Invalid, match="not on the plan"):
        take(plan, "remove", codes="shop", reason="已停业，转入注销")
    with pytest.raises(Invalid, match="already"):
        take(plan, "add", codes="mill", reason="重复添加")
    plan.refresh_from_db()

    assert set(items(plan)) == {"kitchen", "mill"}
    assert (plan.units, plan.visits_due) == (2, 2)
    assert PlanItem.objects.filter(plan=plan).exclude(out_seq=None).count() == 1
    take(plan, "add", codes="shop", visits=2, reason="复工后补列")
    assert items(plan)["shop"].visits_due == 2


def test_days_change_by_reason_but_what_has_passed_stays(city):
    plan = approved()
    told = {"title": plan.title, "target_percent": 90, "reason": "按上级部署延长"}
    with pytest.raises(Refused) as caught:
        take(plan, "change", first_day="2022-10-05", last_day="2022-12-31", **told)
    take(plan, "change", first_day="2022-10-01", last_day="2023-01-31", **told)

    assert caught.value.code == "plan.past"
    assert {f"{item.due_on}" for item in items(plan).values()} == {"2023-01-31"}


def test_a_plan_is_closed_with_what_was_reached_and_not_before_its_end(city):
    plan = approved(where="a")
    record_visit("shop")
    with pytest.raises(Refused) as caught:
        take(plan, "close", summary="三家中已检查一家，其余转入下一计划")
    for code in ("kitchen", "mill"):
        record_visit(code)
    take(plan, "close", summary="全部检查完毕，问题均已交办整改")
    plan.refresh_from_db()

    assert caught.value.code == "plan.runs"
    assert (plan.state, plan.units_visited, plan.units_met, plan.visits_made) == ("closed", 3, 3, 3)


# -- what was visited --------------------------------------------------------------------------------------------------


def test_places_and_visits_are_counted_apart_and_who_was_not_met_is_still_to_be_visited(city):
    plan = approved(where="a", classes="消防 2")
    record_visit("shop")
    record_visit("shop")
    record_visit("mill")
    record_visit("kitchen", outcome="nobody")

    assert reached(plan) == (3, 2, 1, 3)
    parts = coverage.reached(plan, PlanItem.objects.all())
    assert sum(one.visits_due for one in parts.values()) == 5


def test_visits_before_the_plan_and_of_others_do_not_meet_a_plan_of_bodies(city):
    plan = approved(by="dept1", approver="office1", doer="issuer", counts="doers",
                    sectors=[city.sectors["fire"].pk])  # fmt: skip
    record_visit("shop", by="station1")
    assert reached(plan) == (3, 0, 0, 0)

    record_visit("shop")
    assert reached(plan) == (3, 1, 1, 1)


def test_a_hidden_visit_counts_nowhere_on_the_plan_until_it_is_released(city):
    plan = approved(where="a")
    visit = record_visit("shop", mode="unannounced", hidden="yes")
    before = reached(plan)
    page = words(reader("dept1").get(reverse("plans:places", args=[plan.pk]), {"reached": "visited"}))
    door.apply(VISIT_FLOW, visit.pk, "release", by=actor("dept1"))

    assert before == (3, 0, 0, 0)
    assert "惠民超市" not in page
    assert reached(plan) == (3, 1, 1, 1)


def test_a_confidential_plan_is_seen_by_its_maker_and_the_office_alone_until_it_is_closed(city):
    plan = draft(by="dept1", doer="issuer", counts="doers", confidential="yes",
                 sectors=[city.sectors["fire"].pk])  # fmt: skip
    take(plan, "submit", by="dept1")
    take(plan, "approve", by="office1")
    page = reverse("plans:detail", args=[plan.pk])

    assert [reader(who).get(page).status_code for who in ("dept1", "office1", "dept2", "county1")] == [
        200, 200, 404, 404,
    ]  # fmt: skip
    for code in ("shop", "mill", "plant"):
        record_visit(code)
    take(plan, "close", by="dept1", summary="暗访全部完成，情况已通报")
    assert reader("county1").get(page).status_code == 200


# -- pages -------------------------------------------------------------------------------------------------------------


def test_every_number_of_a_plan_opens_its_rows_in_the_readers_scope(city):
    plan = approved()
    record_visit("shop")
    page = words(reader("station1").get(reverse("plans:detail", args=[plan.pk])))
    visited = words(reader("station1").get(reverse("plans:places", args=[plan.pk]), {"reached": "visited"}))
    unvisited = words(
        reader("office1").get(reverse("plans:places", args=[plan.pk]), {"reached": "unvisited"})
    )

    visits = words(reader("office1").get(reverse("plans:visits", args=[plan.pk])))
    others = words(reader("office1").get(reverse("plans:visits", args=[plan.pk]), {"area": "b"}))

    assert "You see 2 of its places" in page
    assert "惠民超市" in visits
    assert "惠民超市" not in others
    assert "惠民超市" in visited
    assert "老街饭店" not in visited
    assert "惠民超市" not in unvisited
    assert "石桥燃气站" in unvisited


def test_a_plan_is_drafted_on_its_page_and_a_refusal_keeps_what_was_typed(city):
    office, address = reader("office1"), reverse("plans:draft")
    given = {
        "key": "0190c0de-0000-7000-8000-000000000001",
        "kind": "annual",
        "title": "二〇二二年度执法检查计划",
        "area": city.areas["city"].pk,
        "first_day": "2022-01-01",
        "last_day": "2022-12-31",
        "chosen_by": "attributes",
        "doer": "regulator",
        "counts": "anyone",
        "target_percent": "60",
        "visits_each": "0",
    }
    refused = office.post(address, given)
    done = office.post(address, {**given, "visits_each": "1"})
    again = office.post(address, {**given, "visits_each": "1"})

    assert refused.status_code == 422
    assert "二〇二二年度执法检查计划" in words(refused)
    assert done.status_code == again.status_code == 302
    assert Plan.objects.count() == 1
    shown = words(office.get(done["Location"]))
    assert "target: 3 (60%)" in shown
    assert words(office.get(reverse("plans:list"))).count("二〇二二年度执法检查计划") == 1


def test_places_are_handed_out_to_an_officer_of_the_own_body_alone(city):
    plan = approved(doer="station")
    with pytest.raises(Refused) as caught:
        take(plan, "hand_out", by="station1", officer=actor("dept1").person_id)
    take(plan, "hand_out", by="station1", officer=actor("station2").person_id)

    assert caught.value.code == "plan.officer"
    assert {code for code, item in items(plan).items() if item.officer_id} == {"shop", "kitchen"}
