"""From the tip-off to its answer: who may what, within which days, with what before it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.org.scope import SYSTEM
from anlan.premises.models import Premises
from anlan.testing import NOON, actor, record_hazard, record_visit, sign_in
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.listing import waiting
from anlan.tipoffs.models import TipOff
from anlan.tipoffs.terms import TERMS, term_on
from anlan.tipoffs.tests.factories import answered, assigned, take, told, visited

pytestmark = pytest.mark.usefixtures("city")


def refusal(tip: TipOff, step: str, by: str = "office1", **given) -> str:
    before = TipOff.objects.get(pk=tip.pk).revision
    with pytest.raises(AnlanError) as no:
        take(tip, step, by=by, **given)
    assert TipOff.objects.get(pk=tip.pk).revision == before
    return no.value.code


def test_a_tip_off_goes_from_receipt_to_reward_by_two_hands():
    tip = answered()
    own = refusal(tip, "close", by="dept1")
    tip = take(tip, "reward", amount=3000, decision="市安委办〔2022〕9号")
    tip = take(tip, "close")
    door.apply(TIP_FLOW, tip.pk, "receive_reward", by=SYSTEM, input={})
    tip.refresh_from_db()

    assert own == "tip.triage"
    assert (tip.state, tip.result, tip.is_in_time, tip.reward) == ("closed", "confirmed", True, 3000)
    assert tip.reward_received_at
    assert tip.premises.code == "shop"


def test_nobody_sees_one_because_of_area_or_sector():
    tip, _code = told()
    seen = {
        who: TipOff.objects.within(actor(who).scope).exists()
        for who in ("office1", "county1", "dept1", "station1")
    }
    tip = take(tip, "triage", handler=Organisation.objects.get(code="fire").pk)
    later = {
        who: TipOff.objects.within(actor(who).scope).exists()
        for who in ("county1", "dept1", "dept2", "station1", "leader1")
    }

    assert seen == {"office1": True, "county1": False, "dept1": False, "station1": False}
    assert later == {"county1": False, "dept1": True, "dept2": False, "station1": False, "leader1": False}


@pytest.mark.parametrize(
    ("made", "step", "by", "given", "code"),
    [
        (assigned, "answer", "dept1", {"result": "confirmed", "answer": "情况属实，已经整改完毕"}, "tip.visit_missing"),
        (assigned, "answer", "dept2", {"result": "unfounded", "answer": "未发现所述情况，已登记"}, "tip.handler"),
        (answered, "reward", "office1", {"amount": 300_001, "decision": "市安委办〔2022〕9号"}, "tip.reward_most"),
        (lambda: answered("unfounded"), "reward", "office1", {"amount": 9, "decision": "市安委办"}, "tip.unfounded"),
        (assigned, "refuse", "office1", {"refusal": "duplicate", "note": "此前已有人举报"}, "tip.duplicate"),
        (assigned, "add", "office1", {"text": "冒充举报人"}, "tip.informant"),
        (assigned, "close", "office1", {}, "state.wrong"),
    ],
)  # fmt: skip
def test_what_is_missing_or_not_ones_own_is_refused_and_writes_nothing(made, step, by, given, code):
    assert refusal(made(), step, by=by, **given) == code


@pytest.mark.parametrize(
    ("mode", "place", "code"),
    [("announced", "shop", "tip.visit_mode"), ("tip_off", "mill", "tip.visit_place")],
)
def test_the_visit_is_one_on_a_tip_off_to_this_place(mode, place, code):
    tip = assigned()
    visit = record_visit(place, mode=mode)

    assert refusal(tip, "visit", by="dept1", visit=visit.number) == code


def test_neglect_is_not_looked_into_by_whoever_neglects(city):
    tip, _code = told(subject="official")
    fire = city.organisations["fire"]
    Premises.objects.filter(code="shop").update(department=fire)

    code = refusal(tip, "triage", handler=fire.pk, premises="shop")
    take(tip, "triage", handler=city.organisations["gov-a"].pk, premises="shop")

    assert code == "tip.own_neglect"


def test_a_duplicate_names_the_first_one():
    first, _code = told()
    second, _code = told()

    second = take(
        second, "refuse", refusal="duplicate", note="与此前举报相同，已并案", duplicate_of=first.number
    )

    assert second.duplicate_of_id == first.pk
    assert (
        refusal(first, "refuse", refusal="duplicate", note="互为重复", duplicate_of=second.number)
        == "tip.duplicate"
    )


def test_the_term_is_that_of_the_day_and_is_extended_once():
    tip = assigned()
    due = tip.answer_due_at
    tip = take(tip, "extend", reason="情况复杂，需专家鉴定")

    assert (due - NOON).days in (60, 61, 62)
    assert tip.answer_due_at - due == timedelta(days=30)
    assert refusal(tip, "extend", reason="再延一次吧") == "not_now"
    assert [term.since for term in TERMS] == sorted(term.since for term in TERMS)
    assert term_on(date(2017, 5, 1)).most_reward < term_on(date(2022, 5, 1)).most_reward


def test_late_is_told_where_it_waits_and_counted_as_late():
    tip = visited()
    with clock.at(tip.answer_due_at + timedelta(days=1)):
        lines = [str(line.text) for line in waiting(actor("dept1"))]
        tip = take(tip, "answer", by="dept1", result="partly", answer="部分属实，已责令整改")

    assert any("1" in line for line in lines)
    assert len(lines) == 2
    assert not tip.is_in_time


def test_the_figures_count_what_became_of_them(city):
    answered()
    take(answered(), "reward", amount=500, decision="市安委办〔2022〕9号")
    told()
    take(told()[0], "refuse", refusal="malicious", note="查无此处，系捏造")

    period = Period(NOON.date(), NOON.date())
    counted = {
        code: evaluate(f"tips.{code}", cut=Cut.of(city.areas["city"]), period=period).count
        for code in (
            "received",
            "answered",
            "answered_in_time",
            "confirmed",
            "refused",
            "rewarded",
            "reward_yuan",
        )
    }

    assert counted == {
        "received": 4, "answered": 2, "answered_in_time": 2, "confirmed": 2, "refused": 1,
        "rewarded": 1, "reward_yuan": 500,
    }  # fmt: skip


def test_a_hazard_leads_back_to_its_tip_off_for_who_sees_it_alone(client):
    tip = visited()
    hazard = record_hazard(visit=tip.visit)
    page = f"/hazards/{hazard.pk}/"

    for who, sees in (("office1", True), ("dept1", True), ("county1", False), ("business1", False)):
        told = sign_in(client, who).get(page)
        assert (told.status_code, f'href="/tip-offs/{tip.pk}/"' in told.content.decode()) == (200, sees), who
    assert tip.visit.number in sign_in(client, "office1").get(f"/tip-offs/{tip.pk}/").content.decode()
