"""A fine paid late, in parts, put off, reminded of, taken to court, lowered, revoked, given back; and daily fines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anlan.enforcement.models import Penalty
from anlan.enforcement.tests.factories import decided, filed, names, open_case, ordered, serve, take, visited
from anlan.enforcement.tests.test_measures import counted
from anlan.enforcement.tests.test_papers_of_visits import refused, text_of
from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.figures.verification import verify
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Area
from anlan.testing import NOON, TODAY, record_hazard, sign_in


def after(days: int) -> Any:
    return clock.at(NOON + timedelta(days=days))


def fined(**changes: Any) -> Any:
    """Return a served fine of 20 000 yuan, to be paid by 8 November."""
    return serve(decided(**changes), by="inspector1")


def figure(code: str) -> int:
    """Return what a figure says up to now of what was decided from today on."""
    period = Period(TODAY, clock.today())
    return evaluate(f"enforcement.{code}", cut=Cut.of(Area.objects.get(code="city")), period=period).count


def owed(case: Penalty, kind: Kind) -> list[str]:
    rows = Obligation.objects.open().filter(case_id=case.pk, kind=kind)
    return [clock.local_day(one.due_at).isoformat() for one in rows]


def test_a_late_fine_is_paid_with_its_surcharge_or_has_it_waived(city):
    case = fined()
    with after(20):  # five days late
        case = take(case, "pay", amount="12000")
    assert (case.paid_fen, case.surcharge_fen) == (1_200_000, 300_000)
    with after(25):  # another five days of the 8 000 that are left
        assert "8000.00" in (reason := refused("penalty.paid", take, case, "pay", amount="12200.01"))
        assert "4200.00" in reason
        case = take(case, "pay", amount="9000")
        assert not owed(case, Kind.PAY_PENALTY)
        case = take(case, "publish")
        assert "3200.00" in refused("penalty.surcharge", take, case, "end")
        refused("penalty.waived", take, case, "waive", amount="3200.01", reason="确有困难")
        refused("enforcement.decide", take, case, "waive", by="inspector1", reason="确有困难")
        case = take(take(case, "pay", amount="200"), "waive", reason="已履行并整改到位")
        refused("not_now", take, case, "pay", amount="1")
        assert take(case, "end").state == "ended"
    assert [counted(f"enforcement.{code}") for code in ("fines_collected", "surcharges", "surcharges_collected")] == [
        20_000, 4_200, 1_200,
    ]  # fmt: skip


def test_payment_is_put_off_or_in_parts_and_each_part_is_owed_by_its_day(city):
    case = fined()
    ask = {"reason": "经营困难，申请分期"}
    refused("penalty.time", take, case, "ask_time", by="business1", **ask)
    reason = refused(
        "penalty.time_sum", take, case, "ask_time", by="business1", parts="2022-12-01 5000", **ask
    )
    assert "20000.00" in reason
    refused("penalty.time_order", take, case, "ask_time", by="business1",
            parts="2022-12-01 5000\n2022-12-01 15000", **ask)  # fmt: skip
    refused("penalty.time_past", take, case, "ask_time", by="business1", until_on="2022-11-08", **ask)
    with pytest.raises(Invalid, match="not a day and an amount"):
        take(case, "ask_time", by="business1", parts="下个月", **ask)

    case = take(case, "ask_time", by="business1", parts="2022-12-01 5000\n2023-01-05，15000元", **ask)
    refused("enforcement.decide", take, case, "decide_time", by="inspector1", decision="approve")
    case = take(case, "decide_time", decision="approve")

    assert "1．2022年12月1日前缴纳5000元。" in text_of("payment_reply")
    assert owed(case, Kind.PAY_PENALTY) == ["2022-12-01"]
    with after(38):
        case = take(case, "pay", amount="5000")
        assert owed(case, Kind.PAY_PENALTY) == ["2023-01-05"]
        assert case.surcharge_fen == 0
        later = take(take(case, "ask_time", by="business1", until_on="2023-02-01", **ask), "decide_time",
                     decision="refuse", note="已分期一次")  # fmt: skip
    assert "不同意延期" in text_of("payment_reply")
    with after(83):  # 15 January: ten days after the second part
        assert take(later, "pay", amount="15000").surcharge_fen == 15_000 * 30


def test_a_reminder_comes_before_the_court_and_the_court_within_its_three_months(city):
    case = fined()
    refused("penalty.not_late", take, case, "remind", by="inspector1")
    court = {"court": "东江县人民法院"}
    with after(20):
        refused("penalty.not_reminded", take, case, "apply_court", by="inspector1", **court)
        case = take(case, "remind", by="inspector1")
        refused("paper.twice", take, case, "remind", by="inspector1")
        case = serve(case, by="inspector1")
        assert "加处罚款3000元" in text_of("payment_reminder")
        refused("penalty.reminded", take, case, "apply_court", by="inspector1", **court)
    with after(40):
        assert "2023-04-24" in refused("penalty.may_sue", take, case, "apply_court", by="inspector1", **court)
    with after(275):
        refused("penalty.court_late", take, case, "apply_court", by="inspector1", **court)
    with after(200):
        case = take(case, "apply_court", by="inspector1", **court)
        told = text_of("court_application")
        refused("not_now", take, case, "apply_court", by="inspector1", **court)
    assert all(
        words in told
        for words in ("东江县人民法院", "罚没款20000元", "加处罚款20000元，合计40000元", "催告〔")
    )


def test_an_appeal_stops_the_surcharge_and_what_was_paid_too_much_is_given_back(city):
    case = fined()
    with after(20):  # 13 November; the day of the appeal adds nothing
        case = take(take(case, "pay", amount="15000"), "appeal", kind="review")
    with after(60):
        refused("penalty.more", take, case, "end_appeal", result="changed", amount="20000.01", note="维持")
        case = take(case, "end_appeal", result="changed", amount="10000", note="从轻处罚")
    assert (case.amount_fen, case.paid_fen, case.surcharge_fen, case.refund_fen) == (
        1_000_000, 1_000_000, 150_000, 500_000,
    )  # fmt: skip
    assert len(owed(case, Kind.REFUND_PENALTY)) == 1
    assert not owed(case, Kind.PAY_PENALTY)
    with after(61):
        refused("penalty.paid_in", take, case, "void", reason="录入错误")
        refused("penalty.refund", take, case, "refund", amount="5000.01", document="退〔2022〕3号")
        case = take(case, "refund", amount="2000", document="退〔2022〕3号")
        assert owed(case, Kind.REFUND_PENALTY)
        case = take(case, "refund", document="退〔2022〕4号")
        assert (case.refunded_fen, owed(case, Kind.REFUND_PENALTY)) == (500_000, [])
        assert [figure(code) for code in ("fines", "fines_collected", "refunded")] == [10_000, 10_000, 5_000]
        verify()


def test_a_body_revokes_its_own_decision_and_gives_everything_back(city):
    case = take(take(fined(), "publish"), "pay", amount="20000")
    refused("enforcement.decide", take, case, "revoke", by="inspector1", reason="适用法律错误")

    case = take(case, "revoke", reason="适用法律错误")

    assert (case.state, case.refund_fen, Penalty.objects.published().count()) == ("revoked", 2_000_000, 0)
    assert "已缴纳的20000元将依法退还" in text_of("penalty_revocation")
    assert [counted(f"enforcement.{code}") for code in ("penalties", "fines_collected", "penalties_revoked")] == [
        0, 0, 1,
    ]  # fmt: skip
    case = take(serve(case), "refund", document="退〔2022〕9号")
    assert not Obligation.objects.open().filter(case_id=case.pk).exists()


def test_who_is_fined_and_refuses_is_fined_again_for_each_day(city):
    visit = visited()
    order = serve(ordered(record_hazard(visit=visit), visit=visit, due_on=TODAY + timedelta(days=3)))
    fine = fined()
    given = {"penalty": fine.pk, "order": order.pk}
    refused("penalty.daily_refusal", open_case, "penalty", "file_daily", **given)
    with after(3):
        order = take(order, "recheck", visit=visited().pk)
        assert "2022-10-27" in refused("penalty.daily_early", open_case, "penalty", "file_daily", **given)
    with after(9):
        order = take(order, "recheck", visit=visited().pk)
    with after(10):
        late = decided(facts="复查之后另行处罚")
        refused("penalty.daily_before", open_case, "penalty", "file_daily", penalty=late.pk, order=order.pk)
        refused("penalty.daily_fine", open_case, "penalty", "file_daily", order=order.pk,
                penalty=decided(punished="principal", person_name="王明").pk)  # fmt: skip
        refused("enforcement.body", open_case, "penalty", "file_daily", by="county1", **given)
        daily = open_case("penalty", "file_daily", by="inspector1", **given)
        refused("penalty.twice", open_case, "penalty", "file_daily", **given)
        assert (daily.amount_fen, str(daily.daily_from_on), str(daily.daily_until_on)) == (
            18_000_000, "2022-10-25", "2022-11-02",
        )  # fmt: skip
        daily = take(serve(take(daily, "tell", by="inspector1"), by="inspector1"), "hear", statement="无异议")
        refused("penalty.daily_days", take, daily, "decide", decision="approve", amount="30000")
        daily = take(daily, "decide", decision="approve", amount="160000")
        refused("penalty.rested_on", take, fine, "revoke", reason="适用法律错误")
        refused("penalty.rested_on", take, fine, "void", reason="录入错误")
        told = text_of("penalty_decision")
        assert "第一百一十二条" in told
        assert "自2022年10月25日起至2022年11月1日止，共8日，按照原处罚数额每日20000元计算" in told
        again = open_case("penalty", "file_daily", by="inspector1", **given)
        assert (str(again.daily_from_on), again.amount_fen) == ("2022-11-02", 2_000_000)
    assert counted("enforcement.daily_fines") == 1


def test_a_page_asks_which_paper_was_served_only_where_several_wait(city):
    told, case = take(filed(facts="另一件违法行为"), "tell", by="inspector1"), fined()
    page = sign_in(Client(), "inspector1")
    with after(20):
        time = {"until_on": "2022-12-31", "reason": "经营困难"}
        case = take(take(case, "ask_time", by="business1", **time), "decide_time", decision="approve")
    with after(70):
        case = take(case, "remind", by="inspector1")

    one, several = (
        page.get(reverse("enforcement:penalty", args=[x.pk])).content.decode() for x in (told, case)
    )

    assert 'name="paper"' not in one
    waiting = names(case)[-2:]
    assert all(f'<option value="{name}"' in several for name in waiting)
    refused("paper.which", serve, case, by="inspector1")
    given = {"paper": waiting[1], "method": "post", "signature": "signed", "receiver": "门卫"}
    assert page.post(reverse("enforcement:take-penalty", args=[case.pk, "serve"]), given).status_code == 302
