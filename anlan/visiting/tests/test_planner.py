"""What is due at a place in one proposal, accepted by a person, made as one visit; owner, superior and stranger."""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anlan.enforcement.flow import LIMIT_FLOW
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.inspections.models import Visit
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation
from anlan.plans.flow import JOINT_FLOW
from anlan.plans.models import JointState, JointVisit
from anlan.plans.tests.factories import approved
from anlan.testing import NOON, TODAY, actor, claimed_hazard, place, record_visit, sign_in
from anlan.visiting import acts, explaining
from anlan.visiting.asking import read
from anlan.visiting.gathering import labels
from anlan.visiting.jobs import free_what_passed
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit
from anlan.visiting.proposal import Proposal, Proposed, propose

KEY = "arranged-once-key"


def proposed(who: str = "office1", **query: Any) -> Proposal:
    asked = read(query, TODAY)
    return propose(actor(who).scope, asked.question, asked.crew)


def at(proposal: Proposal, code: str) -> list[Proposed]:
    return [visit for visit in proposal.visits if visit.premises == place(code).pk]


def two_plans(city: Any, **changes: Any) -> None:
    """The fire brigade's plan and the county's, both due at the shop within the month."""
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", title="消防专项", last_day="2022-11-10",
             sectors=[city.sectors["fire"].pk])  # fmt: skip
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", title="县区计划",
             last_day="2022-11-18", **changes)  # fmt: skip


def given(visit: Proposed, **changes: Any) -> dict[str, Any]:
    return {
        "premises": visit.premises,
        "planned_on": visit.on,
        "team": visit.team,
        "turn": visit.turn,
        "checks": visit.codes,
        **changes,
    }


def arranged(visit: Proposed, *, by: str = "office1", key: str | None = None, **changes: Any) -> ArrangedVisit:
    outcome = acts.arrange(given(visit, **changes), by=actor(by), key=key)
    return ArrangedVisit.objects.get(pk=outcome.case_id)


# -- the proposal ------------------------------------------------------------------------------------------------------


def test_checks_of_two_bodies_at_one_place_are_one_visit_with_its_reasons(city):
    two_plans(city)

    proposal = proposed()

    (visit,) = at(proposal, "shop")
    names = labels(visit.bodies)
    assert [check.title for check in visit.checks] == ["消防专项", "县区计划"]
    assert visit.bodies[0] == Organisation.objects.get(code="fire").pk
    assert (visit.separate, visit.first, visit.last) == (2, TODAY, date(2022, 11, 10))
    assert TODAY <= visit.on <= visit.last
    assert "2022-11-10、2022-11-18" in explaining.told(visit, proposal, names)[0]
    # kitchen is on the county's plan alone, the plant on the fire brigade's alone
    assert (proposal.checks, proposal.separate, len(proposal.visits)) == (6, 6, 4)


def test_what_may_not_be_done_on_one_day_stays_apart_and_says_why(city):
    approved(by="dept1", approver="office1", doer="issuer", counts="doers", last_day="2022-10-28",
             sectors=[city.sectors["fire"].pk])  # fmt: skip
    approved(by="county1", approver="office1", where="a", doer="issuer", counts="doers", first_day="2022-11-01",
             last_day="2022-11-18")  # fmt: skip

    proposal = proposed()

    first, second = at(proposal, "shop")
    assert first.on <= date(2022, 10, 28) < date(2022, 11, 1) <= second.on
    assert "Not merged" in " ".join(explaining.told(second, proposal, {}))


def test_confidential_plans_and_hazards_accepted_by_photographs_are_left_out_and_duties_at_a_place_are_not(city):
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
        "code": "unit_visits_year", "number": 2, "first_day": "2022-01-01", "basis": "市安委办〔2022〕9号"})  # fmt: skip
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


# -- accepting ---------------------------------------------------------------------------------------------------------


def test_accepting_arranges_the_visit_asks_the_other_body_and_takes_the_checks_off_the_proposal(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")

    case = arranged(visit)

    assert (case.state, case.checks, case.bodies, case.separate, case.saved) == ("arranged", 2, 2, 2, 1)
    assert case.lead.code == "fire"
    (pair,) = JointVisit.objects.filter(arranged=case.pk)
    assert (pair.proposer.code, pair.partner.code, pair.planned_on) == ("fire", "gov-a", visit.on)
    assert Obligation.objects.open().get(case_id=pair.pk).kind == Kind.ANSWER_JOINT_VISIT
    after = proposed()
    assert not at(after, "shop")
    assert after.arranged == 2


def test_the_same_key_arranges_once(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")

    first = acts.arrange(given(visit), by=actor("office1"), key=KEY)
    again = acts.arrange(given(visit), by=actor("office1"), key=KEY)

    assert again.case_id == first.case_id and again.replayed
    assert JointVisit.objects.count() == 1


def test_two_planners_at_once_take_a_check_once_and_what_was_done_meanwhile_drops_out_with_a_note(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")
    fire_only, county = visit.checks[0].code, visit.checks[1].code
    first = arranged(visit, by="dept1", checks=fire_only)

    second = arranged(visit)

    assert (second.checks, second.lead.code) == (1, "gov-a")
    (dropped,) = ArrangedCheck.objects.filter(visit=second.pk, dropped="taken")
    assert (dropped.code, first.number in dropped.note) == (fire_only, True)
    with pytest.raises(Refused, match="None of these checks is due"):
        arranged(visit)
    assert ArrangedCheck.objects.filter(code=county, is_live=True).count() == 1


def test_a_check_that_was_made_meanwhile_drops_out(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")
    record_visit("shop", by="county1")

    case = arranged(visit)

    assert (case.checks, case.bodies, case.saved) == (1, 1, 0)
    assert Visit.objects.get().number in ArrangedCheck.objects.get(visit=case.pk, dropped="done").note
    assert not JointVisit.objects.exists()


@pytest.mark.parametrize(
    ("by", "changes", "reason"),
    [
        ("dept2", {}, "no right to plan visits"),
        ("leader1", {}, "no right to plan visits"),
        ("office1", {"planned_on": "2022-11-14"}, "does not meet it"),
        ("office1", {"planned_on": "2022-10-23"}, "one of the next"),
        ("office1", {"lead": "gas"}, "cannot lead"),
        ("dept1", {"lead": "gov-a"}, "leads itself"),
    ],
    ids=["another sector", "leader", "day after a deadline", "yesterday", "a body without a check", "another's lead"],
)
def test_arranging_is_refused_with_a_reason_and_writes_nothing(city, by, changes, reason):
    two_plans(city)
    (visit,) = at(proposed(), "shop")
    if "lead" in changes:
        changes = {"lead": Organisation.objects.get(code=changes["lead"]).pk}
    before = Entry.objects.count()

    with pytest.raises(Refused, match=reason):
        arranged(visit, by=by, **changes)

    assert Entry.objects.count() == before


def test_the_own_body_leads_where_it_has_a_check(city):
    two_plans(city)
    (visit,) = at(proposed(), "shop")

    case = arranged(visit, by="county1")

    assert case.lead.code == "gov-a"
    assert JointVisit.objects.get().partner.code == "fire"


# -- the visit ---------------------------------------------------------------------------------------------------------


def counted(code: str) -> int:
    period = Period(date(2022, 10, 1), date(2022, 11, 30))
    return int(evaluate(code, cut=Cut.of(place("shop").reporting_area), period=period).count or 0)


def agree(case: ArrangedVisit, by: str = "county1") -> None:
    pair = JointVisit.objects.get(arranged=case.pk)
    door.apply(JOINT_FLOW, pair.pk, "agree", by=actor(by))


def made_on(case: ArrangedVisit, by: str = "dept1") -> Visit:
    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=12)):
        return record_visit("shop", by=by, mode="joint")


def test_one_visit_meets_the_checks_of_both_and_is_counted_as_saved(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])
    agree(case)
    visit = made_on(case)

    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=15)):
        acts.put_down(case.pk, {"visit": visit.pk}, actor("dept1"), KEY)

        case.refresh_from_db()
        assert (case.state, case.saved) == (ArrangedState.MADE, 1)
        assert JointVisit.objects.get().state == JointState.HELD
        assert counted("visiting.visits_saved") == 1
        assert not at(proposed(), "shop")
    assert not ArrangedCheck.objects.filter(is_live=True).exists()


def test_nothing_is_saved_where_the_other_body_did_not_come(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])
    visit = made_on(case)

    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=15)):
        acts.put_down(case.pk, {"visit": visit.pk}, actor("dept1"), KEY)

        case.refresh_from_db()
        assert (case.saved, counted("visiting.visits_saved")) == (0, 0)
        (left,) = at(proposed(), "shop")
        assert [check.title for check in left.checks] == ["县区计划"]


def test_three_bodies_are_two_pairs_of_one_visit_that_counts_as_one_joint_visit(city):
    two_plans(city)
    approved(by="office1", approver="leader1", doer="issuer", counts="doers", title="市级督查", last_day="2022-11-18")
    (visit,) = at(proposed(), "shop")
    case = arranged(visit)
    for pair in JointVisit.objects.filter(arranged=case.pk).select_related("partner"):
        who = {"gov-a": "county1", "fire": "dept1"}[pair.partner.code]
        door.apply(JOINT_FLOW, pair.pk, "agree", by=actor(who))
    made = made_on(case)

    with clock.at(clock.day_start(case.planned_on) + timedelta(hours=15)):
        acts.put_down(case.pk, {"visit": made.pk}, actor("dept1"), KEY)

    held = JointVisit.objects.filter(arranged=case.pk, state=JointState.HELD)
    assert sorted(held.values_list("is_first", flat=True)) == [False, True]
    assert counted("plans.joint_visits") == 1
    case.refresh_from_db()
    assert case.saved == 2


def test_calling_off_frees_the_checks_and_calls_off_what_was_asked(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])

    acts.call_off(case.pk, {"reason": "当日有会议"}, actor("dept1"), KEY)

    assert JointVisit.objects.get().state == JointState.CALLED_OFF
    assert len(at(proposed(), "shop")) == 1
    with pytest.raises(Refused, match="Only its bodies"):
        acts.call_off(arranged(at(proposed(), "shop")[0]).pk, {"reason": "不去了"}, actor("dept2"), "another-key")


def test_what_nobody_made_lapses_after_its_day_and_is_due_again(city):
    two_plans(city)
    case = arranged(at(proposed(), "shop")[0])

    with clock.at(clock.day_start(case.planned_on) + timedelta(days=3, hours=12)):
        assert free_what_passed().startswith("0 ")
    with clock.at(clock.day_start(case.planned_on) + timedelta(days=4, hours=12)):
        assert free_what_passed().startswith("1 ")
        case.refresh_from_db()

    assert case.state == ArrangedState.LAPSED
    assert not ArrangedCheck.objects.filter(is_live=True).exists()


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

    for who, seen in (("county1", True), ("dept1", True), ("office1", True), ("county2", False), ("dept2", False)):
        assert ArrangedVisit.objects.within(actor(who).scope).filter(pk=case.pk).exists() == seen, who
