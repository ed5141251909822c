"""Penalties: told before they are decided, within the law's days and amounts, paid, appealed, made public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.enforcement.inputs import Money, told_yuan
from anlan.enforcement.models import Penalty
from anlan.enforcement.public_lists import masked
from anlan.enforcement.tests.factories import decided, filed, names, serve, take
from anlan.enforcement.tests.test_measures import counted
from anlan.enforcement.tests.test_papers_of_visits import refused, text_of
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, TODAY


@pytest.mark.parametrize(
    ("raw", "fen"),
    [("20000", 2_000_000), ("20,000.50", 2_000_050), ("2万元", 2_000_000), ("1.5万", 1_500_000), (0.1, 10), ("１", 100),
     ("-1", None), ("1.234", None), ("abc", None), ("999999999999", None)],
)  # fmt: skip
def test_an_amount_is_read_to_the_fen(raw, fen):
    money = Money(name="amount", label="Amount")
    if fen is None:
        with pytest.raises(Invalid):
            money.clean(raw)
    else:
        assert money.clean(raw) * 100 == fen


def test_amounts_and_names_as_they_are_printed():
    assert [told_yuan(fen) for fen in (2_000_000, 2_000_050, 5)] == ["20000元", "20000.50元", "0.05元"]
    assert [masked(name) for name in ("王明", "欧阳明月")] == ["王某", "欧某某"]


def test_a_penalty_is_told_heard_decided_and_public_in_its_working_days(city):
    case = filed(by="inspector1")
    refused("penalty.twice", filed)
    refused("penalty.not_told", take, case, "decide", decision="approve")
    case = take(case, "tell", by="inspector1")
    refused("paper.not_served", take, case, "decide", decision="approve")
    case = serve(case, by="inspector1")
    refused("penalty.hearing", take, case, "decide", decision="approve")
    case = take(case, "hear", by="inspector1", statement="请求从轻处罚")
    refused("penalty.more", take, case, "decide", decision="approve", amount="20000.01")
    refused("enforcement.decide", take, case, "decide", by="inspector1", decision="approve")

    case = take(case, "decide", decision="approve", amount="15000.50")

    assert case.publish_by_on.isoformat() == "2022-11-02"  # seven working days after Monday, 24 October
    assert "罚款人民币15000.50元" in text_of("penalty_decision")
    case = serve(case)
    refused("penalty.paid", take, case, "pay", amount="15000.51")
    case = take(case, "pay", amount="5000")
    refused("penalty.unpaid", take, case, "end")
    case = take(take(case, "pay", amount="10000.50"), "publish")
    assert (case.paid_yuan, case.paid_on, case.is_published_late) == (15001, TODAY, False)
    assert take(case, "end").state == "ended"
    assert [counted(f"enforcement.{code}") for code in ("penalties", "fines", "fines_collected", "published")] == [
        1, 15001, 15001, 1,
    ]  # fmt: skip
    assert [name[:4] for name in names(case)] == ["处罚告知", "行政处罚"]


def test_what_is_public_is_public_late_and_leaves_the_list_when_it_is_revoked(city):
    case = serve(decided())
    assert Obligation.objects.open().filter(case_id=case.pk, kind=Kind.PUBLISH_PENALTY).exists()
    with clock.at(NOON + timedelta(days=10)):
        case = take(case, "publish")
    assert case.is_published_late
    assert Penalty.objects.published().count() == 1

    with clock.at(NOON + timedelta(days=20)):
        case = take(take(case, "appeal", kind="review"), "end_appeal", result="revoked", note="事实不清")

    assert (case.state, Penalty.objects.published().count(), counted("enforcement.penalties")) == (
        "revoked",
        0,
        0,
    )


def test_a_fine_on_the_spot_is_small_and_needs_no_notice(city):
    reason = refused("penalty.summary", filed, summary="yes", amount="3000.01")
    assert "3000" in reason
    refused("penalty.person", filed, punished="principal")
    refused("penalty.amount", filed, kind="warning")
    refused("penalty.amount", filed, amount="0")

    assert take(filed(summary="yes", amount="3000"), "decide", decision="approve").state == "decided"


def test_a_case_expires_ninety_days_after_it_was_filed(city):
    case = take(
        serve(take(filed(), "tell", by="inspector1"), by="inspector1"),
        "hear",
        by="inspector1",
        statement="无异议",
    )
    with clock.at(NOON + timedelta(days=91)):
        assert "90 days" in refused("penalty.expired", take, case, "decide", decision="approve")
