"""Measures: five kinds, each with its law and term; decided by another, lifted only after re-inspection and consent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.enforcement.models import Measure
from anlan.enforcement.tests.factories import (
    decided,
    in_force,
    names,
    proposed,
    record_paper,
    serve,
    take,
    visited,
)
from anlan.enforcement.tests.test_papers_of_visits import refused, text_of
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Area
from anlan.testing import NOON, TODAY, actor, place, record_hazard
from anlan.testing import take as take_hazard

DAY = Period(TODAY, TODAY + timedelta(days=30))


def counted(code: str) -> int:
    return evaluate(code, cut=Cut.of(Area.objects.get(code="city")), period=DAY).count


def test_a_suspension_rests_on_a_record_and_has_a_legal_term(city):
    bare = visited()
    refused("paper.record_first", proposed, visit=bare)
    reason = refused("measure.too_long", proposed, visit=_recorded(),
                     until_on=TODAY + timedelta(days=181))  # fmt: skip
    assert "180" in reason
    case = proposed()
    refused("measure.twice", proposed, visit=case.visit)
    refused("enforcement.own", take, proposed(by="dept1", covers="二楼仓库"), "decide", decision="approve")

    case = take(case, "decide", decision="approve")

    assert case.state == "in_force"
    told = text_of("measure_decision")
    assert "第六十五条第一款第（三）项" in told
    assert "责令一楼营业区暂时停产停业" in told
    owed = set(Obligation.objects.open().filter(case_id=case.pk).values_list("kind", flat=True))
    assert owed == {Kind.SERVE_PAPER, Kind.END_MEASURE}


def _recorded() -> Any:
    visit = visited()
    record_paper(visit)
    return visit


def test_it_is_lifted_after_reinspection_and_by_a_third_person_only(city):
    hazard = record_hazard()
    case = in_force(hazards=[hazard.pk])
    case = take(case, "ask_resume", by="business1", reason="通道已全部清理")
    refused("measure.visit_before", take, case, "review", by="inspector1", visit=case.visit_id, fit="yes",
            note="通道畅通")  # fmt: skip

    with clock.at(NOON + timedelta(days=3)):
        again = visited()
        unfit = take(case, "review", by="inspector1", visit=again.pk, fit="no", note="仍有堵塞")
        assert unfit.state == "in_force"
        case = take(unfit, "ask_resume", by="business1", reason="再次清理完毕")
    with clock.at(NOON + timedelta(days=4)):
        case = take(case, "review", by="inspector1", visit=visited().pk, fit="yes", note="通道畅通")
        refused("enforcement.decided", take, case, "consent", by="dept1", decision="approve")
        assert hazard.number in refused(
            "measure.hazards", take, case, "consent", by="county1", decision="approve"
        )
        for step in ("assign", "claim", "accept"):
            take_hazard(hazard, step)
        case = take(case, "consent", by="county1", decision="approve")

    assert (case.state, counted("enforcement.suspensions"), counted("enforcement.lifted")) == ("lifted", 1, 1)
    assert [name[:4] for name in names(case)] == ["现场措施", "复查意见", "复查意见", "恢复意见"]
    assert not Obligation.objects.open().filter(case_id=case.pk).exclude(kind=Kind.SERVE_PAPER).exists()


def test_who_reinspected_does_not_consent(city):
    case = take(in_force(), "ask_resume", by="business1", reason="已整改")
    with clock.at(NOON + timedelta(days=2)):
        case = take(case, "review", by="dept1", visit=visited().pk, fit="yes", note="具备条件")
        refused("enforcement.decided", take, case, "consent", by="dept1", decision="approve")
        refused(
            "enforcement.body", take, in_force(covers="后厨"), "ask_resume", by="county1", reason="代为申请"
        )


def test_power_is_cut_a_day_after_its_notice_and_at_once_in_an_emergency(city):
    stopped = in_force()
    given = {"after": stopped.pk, "counterpart": "市供电公司", "covers": "生产用电"}
    refused("measure.after", proposed, "cut", **{**given, "after": None})
    case = take(proposed("cut", **given), "decide", decision="approve")
    assert case.state == "notified"
    refused("measure.not_served", take, case, "cut")
    case = serve(case)
    assert "24" in refused("measure.notice", take, case, "cut")

    with clock.at(clock.now() + timedelta(hours=24, minutes=1)):
        assert take(case, "cut").state == "in_force"
    urgent = take(
        proposed("cut", emergency="yes", **{**given, "covers": "全部用电"}), "decide", decision="approve"
    )
    assert take(serve(urgent), "cut").state == "in_force"
    assert "立即停止供电" in text_of("cut_notice")


def test_three_punishments_in_180_days_flag_a_closure_that_needs_a_major_hazard(city):
    for n in range(2):
        assert not decided(facts=f"第{n}次违法").is_repeated
    given = {"kind": "close", "ground": "punished", "visit": None, "covers": "全部生产经营活动"}
    assert "2 times" in refused("measure.too_few", proposed, **given)
    third = decided(facts="第三次违法")

    assert third.is_repeated
    assert Obligation.objects.open().filter(case_id=third.pk, kind=Kind.WEIGH_CLOSURE).exists()
    refused("measure.no_major", proposed, **given)
    record_hazard(grade="major")
    request = take(proposed(**given), "decide", decision="approve")
    assert (request.state, counted("enforcement.closures")) == ("requested", 0)
    told = text_of("closure_request")
    assert "180日内3次，一年内3次" in told
    assert "东江县人民政府" in told
    refused(
        "penalty.closure", take, third, "weigh_closure", by="county1", decision="ask", reason="达到法定次数"
    )
    take(third, "weigh_closure", by="county1", decision="ask", measure=request.pk, reason="达到法定次数")
    closed = take(request, "close", by="county1", document="东政〔2022〕8号")

    assert (closed.state, counted("enforcement.closures"), counted("enforcement.units_closed")) == (
        "closed",
        1,
        1,
    )
    assert counted("enforcement.suspensions") == 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("business1", 1), ("business2", 0), ("dept2", 0), ("county1", 1), ("county2", 0), ("office1", 1)],
)
def test_who_sees_a_measure(city, who, status):
    waiting, running = proposed(covers="仓库"), in_force()

    seen = set(Measure.objects.within(actor(who).scope).values_list("pk", flat=True))

    everything = {running.pk} | (set() if who == "business1" else {waiting.pk})
    assert seen == (everything if status else set())
    assert place("shop").operator_id == running.operator_id
