"""What a visit says beyond its recording: team, answers, outcome, signature, the four haves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anlan.checklists.models import ChecklistItem
from anlan.checklists.tests.factories import issued
from anlan.checklists.tests.test_flow import withdraw
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate, records
from anlan.figures.verification import verify
from anlan.hazards.flow import HAZARD_FLOW
from anlan.inspections.flow import QUALIFICATION_FLOW
from anlan.inspections.models import Answer, Qualification, Visit, VisitMember
from anlan.inspections.tests.factories import answer, area, enter_leader, general, qualified, take
from anlan.journal.models import Entry
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.testing import actor, record_hazard, record_visit
from anlan.testing import take as take_step

TODAY = date(2022, 10, 24)
DAY = Period(TODAY, TODAY)


def figure(code: str) -> int:
    return evaluate(f"inspections.{code}", cut=Cut.of(area("city")), period=DAY).count


def full(**changes: Any) -> Visit:
    """Return a visit with the four haves, led by a leader."""
    visit = take(record_visit(focus="用电安全", **changes), "attend", experts=[qualified().pk],
                 leader=enter_leader().pk)  # fmt: skip
    return answer(visit)


# -- team ------------------------------------------------------------------------------------------------------------


def test_leader_and_expert_together_count_and_one_alone_does_not(city):
    leader, expert = enter_leader(), qualified()
    first, second, third = record_visit(), record_visit(), record_visit()

    take(first, "attend", leader=leader.pk)
    take(second, "attend", experts=[expert.pk])
    visit = take(third, "attend", leader=leader.pk, experts=[expert.pk], companion="李经理")

    assert (visit.leader_name, visit.leader_title) == (leader.name, leader.title)
    assert (figure("visits"), figure("leader_expert")) == (3, 1)
    assert VisitMember.objects.filter(visit=visit, role="expert").count() == 1
    assert verify().sound


def test_the_team_said_again_takes_the_place_of_the_former(city):
    visit = take(record_visit(), "attend", experts=[qualified("甲专家").pk, qualified("乙专家").pk])

    visit = take(visit, "attend", leader_name="张三", leader_title="副市长")

    assert (visit.has_expert, visit.leader_name, VisitMember.objects.count()) == (False, "张三", 0)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (lambda: {"enforcement": "yes", "officers": [qualified("甲", kind="officer").pk]}, "at least two officers"),
        (lambda: {"officers": [qualified().pk]}, "has no certificate"),
        (lambda: {"experts": [qualified("甲", kind="officer").pk]}, "not on record as an expert"),
        (lambda: {"experts": [qualified(first_day="2022-10-25").pk]}, "was no expert on record on 2022-10-24"),
        (lambda: {"officers": [qualified("甲", kind="officer", last_day="2022-10-23").pk]}, "not valid on 2022-10-24"),
        (lambda: {"experts": [999_999]}, "does not exist"),
        (lambda: {"leader_name": "张三"}, "told with name and post"),
        (lambda: {"leader": enter_leader().pk, "leader_name": "张三", "leader_title": "市长"}, "not both"),
        (lambda: {"leader": enter_leader(last_day="2022-03-31").pk}, "did not hold this post"),
    ],
    ids=["one officer", "no certificate", "officer as expert", "later", "expired", "unknown", "no post", "twice",
         "former"],
)  # fmt: skip
def test_a_team_that_cannot_be_is_refused_with_its_reason(city, given, reason):
    visit, told = record_visit(), given()
    before = Entry.objects.count()

    with pytest.raises(AnlanError, match=reason):
        take(visit, "attend", **told)

    assert Entry.objects.count() == before
    assert not VisitMember.objects.exists()


def test_two_officers_with_certificates_enforce(city):
    officers = [qualified(name, kind="officer").pk for name in ("甲", "乙")]

    visit = take(record_visit(), "attend", enforcement="yes", officers=officers)

    assert (visit.is_enforcement, visit.officers) == (True, 2)


@pytest.mark.parametrize("by", ["dept2", "county1", "office1", "station1", "business1"])
def test_only_who_made_the_visit_goes_on_with_it(city, by):
    visit = record_visit()

    with pytest.raises(AnlanError, match="organisation that made the visit"):
        take(visit, "conclude", by=by, situation="另一单位的记录")


# -- checklist ---------------------------------------------------------------------------------------------------------


def test_completeness_leaves_out_what_does_not_apply(city):
    visit = answer(
        record_visit(), ZH_07="not_applicable", ZH_08="not_applicable", ZH_12="fails", ZH_14="unchecked"
    )

    assert (visit.items_applicable, visit.items_answered, visit.items_failed) == (12, 11, 1)
    assert Answer.objects.filter(visit=visit).count() == 13
    value = evaluate("inspections.checklist_completeness", cut=Cut.of(area("city")), period=DAY)
    assert (value.count, value.text) == (11, "91.7%")


def test_answers_said_again_count_once(city):
    visit = answer(record_visit(), ZH_12="fails")

    visit = answer(visit)

    assert (visit.items_failed, Answer.objects.filter(visit=visit, result="fails").count()) == (0, 0)
    assert verify().sound


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"item": "XX-99", "result": "conforms"}], "has no item"),
        ([{"item": "ZH-01", "result": "conforms"}] * 2, "answered twice"),
        ([{"item": "ZH-01", "result": "not_applicable"}], "does not apply"),
        ([{"item": "ZH-01", "result": "perhaps"}], "Row 1"),
    ],
    ids=["stranger", "twice", "no reason", "result"],
)
def test_unsound_answers_are_refused(city, rows, reason):
    with pytest.raises(AnlanError, match=reason):
        take(record_visit(), "check", checklist=general().pk, results=rows)

    assert not Answer.objects.exists()


def test_a_withdrawn_list_is_refused_with_its_reason_and_old_visits_keep_it(city):
    one = issued()
    old = answer(record_visit(), checklist=one)
    withdraw(one)

    with pytest.raises(AnlanError, match="withdrawn: 条文已修订"):
        answer(record_visit(), checklist=one)

    old.refresh_from_db()
    assert (old.checklist, old.items_answered) == (one, 2)


def test_a_list_of_other_sectors_other_areas_or_other_days_is_refused(city):
    gas = issued(sectors="gas")
    county = issued(code="of-b", by="county2", area=area("b").pk)
    later = issued(code="later", effective_from="2022-12-01")

    for one, reason in ((gas, "other sectors"), (county, "another area"), (later, "not in force")):
        with pytest.raises(AnlanError, match=reason):
            answer(record_visit(), checklist=one)


# -- hazards of items ---------------------------------------------------------------------------------------


def test_a_hazard_takes_over_law_and_days_from_its_item(city):
    visit = answer(record_visit(), ZH_12="fails")
    item = ChecklistItem.objects.get(checklist=general(), code="ZH-12")

    hazard = record_hazard(visit=visit, item=item.pk)

    assert hazard.basis.startswith("《中华人民共和国安全生产法》第四十二条第二款：")
    assert (hazard.item, hazard.advised_days, hazard.sector_id) == (item, 1, visit.sector_id)


def test_a_major_item_brings_its_criterion(city):
    major = {
        "code": "M-1",
        "text": "特种作业人员持证上岗",
        "law": "判定标准",
        "article": "第二条",
        "quote": "特种作业人员未持证上岗。",
        "method": "look",
        "default_grade": "major",
        "default_days": 15,
        "criterion": "chemicals-2017 第二条",
    }
    one = issued(items=[major], note="")
    visit = answer(record_visit(), checklist=one, M_1="fails")

    hazard = record_hazard(visit=visit, item=one.items.get().pk, grade="major", criterion=None)

    assert hazard.criterion is not None
    assert hazard.criterion.article == "第二条"


def test_an_item_that_conforms_or_is_of_another_list_makes_no_hazard(city):
    visit = answer(record_visit())
    own = ChecklistItem.objects.get(checklist=general(), code="ZH-12")
    other = issued().items.get(code="CY-01")

    with pytest.raises(AnlanError, match="correct the answer first"):
        record_hazard(visit=visit, item=own.pk)
    with pytest.raises(AnlanError, match="another checklist"):
        record_hazard(visit=visit, item=other.pk)


def test_an_item_of_a_withdrawn_list_makes_no_hazard(city):
    one = issued()
    item = one.items.get(code="CY-01")
    withdraw(one)

    with pytest.raises(AnlanError, match="withdrawn"):
        record_hazard(visit=record_visit(), item=item.pk)


def test_the_expert_of_a_visit_does_not_accept_its_hazards(city):
    visit = record_visit()
    hazard = record_hazard(visit=visit)
    take(visit, "attend", experts=[qualified(account="county1").pk])
    for step in ("assign", "claim"):
        take_step(hazard, step)

    with pytest.raises(AnlanError, match="expert of the visit does not accept"):
        take_step(hazard, "accept", by="county1")

    hazard.refresh_from_db()
    assert hazard.experts == [actor("county1").person_id]
    assert HAZARD_FLOW.steps["accept"].rule(actor("station1"), hazard)


def given_an_account(expert, account: str) -> None:
    told = {"name": expert.name, "field": expert.field, "first_day": expert.first_day}
    told["person"] = actor(account).person_id
    door.apply(QUALIFICATION_FLOW, expert.pk, "correct", by=actor("office1"), input=told)


def test_an_expert_whose_account_is_named_later_does_not_accept_either(city):
    visit, expert = record_visit(), qualified()
    hazard = record_hazard(visit=visit)
    take(visit, "attend", experts=[expert.pk])
    for step in ("assign", "claim"):
        take_step(hazard, step)

    given_an_account(expert, "county1")

    with pytest.raises(AnlanError, match="expert of the visit does not accept"):
        take_step(hazard, "accept", by="county1")


def test_an_account_that_accepted_a_hazard_of_his_visit_is_not_given_to_its_expert(city):
    visit, expert = record_visit(), qualified()
    hazard = record_hazard(visit=visit)
    take(visit, "attend", experts=[expert.pk])
    for step in ("assign", "claim", "accept"):
        take_step(hazard, step)

    with pytest.raises(AnlanError, match="has accepted a hazard of this visit"):
        given_an_account(expert, "county1")


def test_who_accepted_a_hazard_is_not_named_its_expert_afterwards(city):
    visit = record_visit()
    hazard = record_hazard(visit=visit)
    for step in ("assign", "claim", "accept"):
        take_step(hazard, step)

    with pytest.raises(AnlanError, match="has accepted a hazard of this visit"):
        take(visit, "attend", experts=[qualified(account="county1").pk])

    assert not VisitMember.objects.exists()


# -- outcome and signature ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["nobody", "refused", "closed_down"])
def test_a_visit_that_met_nobody_counts_apart(city, outcome):
    record_visit()
    visit = record_visit(outcome=outcome, outcome_note="值班人员不配合")

    assert (figure("visits"), figure("premises_visited"), figure("unmet")) == (1, 1, 1)
    assert (visit.is_counted, visit.is_four) == (False, False)
    with pytest.raises(AnlanError, match="nothing to answer"):
        answer(visit)
    assert verify().sound


def test_an_outcome_put_right_afterwards_moves_the_count(city):
    visit = record_visit()
    assert figure("visits") == 1

    take(visit, "conclude", outcome="nobody", outcome_note="大门紧锁")
    assert (figure("visits"), figure("unmet")) == (0, 1)

    take(visit, "conclude", outcome="inspected")
    assert (figure("visits"), figure("unmet")) == (1, 0)
    assert verify().sound


def test_what_followed_a_refused_entry_keeps_who_refused_it(city):
    visit = record_visit(outcome="refused", outcome_note="门卫不放行")

    visit = take(visit, "conclude", minutes=20)
    assert (visit.outcome, visit.outcome_note) == ("refused", "门卫不放行")

    visit = take(visit, "conclude", outcome_note="门卫不放行，经理未到场")
    assert (visit.outcome, visit.outcome_note) == ("refused", "门卫不放行，经理未到场")

    visit = take(visit, "conclude", outcome="inspected")
    assert (visit.outcome, visit.outcome_note) == ("inspected", "")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"signature": "refused"}, "recorded with a witness"),
        ({"signature": "signed"}, "Say who signed"),
        ({"signed_by": "李经理"}, "signed or refused"),
        ({"outcome": "refused"}, "Say who refused entry"),
        ({"outcome_note": "大门紧锁"}, "goes with such an outcome"),
        ({"minutes": 0}, "whole number"),
    ],
    ids=["no witness", "nobody", "neither", "no reason", "spare reason", "minutes"],
)
def test_a_conclusion_that_is_not_whole_is_refused(city, given, reason):
    with pytest.raises(AnlanError, match=reason):
        take(record_visit(), "conclude", **given)


def test_a_refusal_to_sign_is_kept_with_its_witness(city):
    visit = take(
        record_visit(), "conclude", signature="refused", witness="王社区", requirement="“立即清理通道”"
    )

    assert (visit.signature, visit.witness, visit.requirement) == ("refused", "王社区", "“立即清理通道”")
    assert visit.situation == "as usual"


# -- four haves --------------------------------------------------------------------------------------------------------


def test_with_all_four_it_is_submitted_and_counts(city):
    visit = full()
    assert (figure("four_haves"), figure("four_haves_submitted")) == (1, 0)

    visit = take(visit, "submit")

    assert (visit.is_four_submitted, figure("four_haves_submitted")) == (True, 1)
    with pytest.raises(AnlanError, match="take that back first"):
        take(visit, "attend")
    visit = take(visit, "unsubmit", reason="专家姓名有误")
    assert (visit.submitted_at, figure("four_haves_submitted")) == (None, 0)
    assert verify().sound


@pytest.mark.parametrize(
    ("focus", "expert", "checklist", "missing"),
    [
        ("", True, True, "missing: a focus"),
        ("用电", False, True, "missing: an expert"),
        ("用电", True, False, "missing: a checklist"),
        ("", False, False, "missing: an expert, a focus, a checklist"),
    ],
)
def test_what_is_missing_is_said_and_keeps_it_from_being_submitted(city, focus, expert, checklist, missing):
    visit = record_visit(focus=focus)
    if expert:
        visit = take(visit, "attend", experts=[qualified().pk])
    if checklist:
        visit = answer(visit)

    with pytest.raises(AnlanError, match=missing):
        take(visit, "submit")

    assert figure("four_haves") == 0


def test_an_unanswered_item_is_no_result_without_a_situation(city):
    visit = take(record_visit(focus="用电", situation=None), "attend", experts=[qualified().pk])
    visit = answer(visit, ZH_14="unchecked")

    with pytest.raises(AnlanError, match="missing: a result"):
        take(visit, "submit")
    assert take(answer(visit), "submit").is_four_submitted


def test_the_rate_is_of_all_visits_and_its_rows_prove_it(city):
    full()
    record_visit("mill")

    value = evaluate("inspections.four_haves_rate", cut=Cut.of(area("city")), period=DAY)

    assert (value.count, value.text) == (1, "50%")
    part = evaluate("inspections.four_haves", cut=Cut.of(area("city")), period=DAY)
    assert records(part, scope=actor("dept1").scope).count() == 1
    assert records(part, scope=actor("dept2").scope).count() == 0


# -- register ----------------------------------------------------------------------------------------------------------


def test_the_register_refuses_what_is_not_whole(city):
    qualified("甲", kind="officer", number="豫L001")

    with pytest.raises(AnlanError, match="on record already"):
        qualified("乙", kind="officer", number="豫L001")
    with pytest.raises(AnlanError, match="has a field"):
        qualified("丙", field="")
    with pytest.raises(AnlanError, match="lies before the first"):
        qualified("丁", last_day="2021-12-31")
    with pytest.raises(AnlanError, match="no right to keep the register"):
        qualified("戊", by="inspector1")
    assert Qualification.objects.count() == 1


def test_who_took_part_in_visits_is_not_voided(city):
    expert = qualified()
    take(record_visit(), "attend", experts=[expert.pk])

    with pytest.raises(AnlanError, match="Took part in visits"):
        door.apply(QUALIFICATION_FLOW, expert.pk, "void", by=actor("office1"), input={"reason": "登记有误"})
