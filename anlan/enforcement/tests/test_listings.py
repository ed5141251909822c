"""Listed supervision and hand-overs, and the dated limits behind them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.enforcement import limits
from anlan.enforcement.flow import LIMIT_FLOW
from anlan.enforcement.models import Listing
from anlan.enforcement.tests.factories import listed, names, sent, take
from anlan.enforcement.tests.test_measures import counted
from anlan.enforcement.tests.test_papers_of_visits import refused, text_of
from anlan.hazards.tests.factories import major_hazard
from anlan.inspections.tests.factories import qualified
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.org.models import Organisation
from anlan.testing import NOON, TODAY, actor, record_hazard
from anlan.testing import take as take_hazard


def test_a_major_hazard_is_listed_by_its_level_and_once(city):
    hazard, general = record_hazard(grade="major"), record_hazard()
    refused("listing.general", listed, hazard=general)
    refused("listing.too_long", listed, hazard=hazard, due_on=TODAY + timedelta(days=366))
    refused("listing.leader", listed, hazard=hazard, leader_title="")
    case = listed(hazard=hazard)
    refused("listing.twice", listed, hazard=hazard)

    assert case.number.startswith("GP2022-")
    told = text_of("listing_notice")
    for words in ("市级挂牌督办", "副市长陈安民", "2022年12月23日前治理完毕", "抄送：消防救援支队"):
        assert words in told
    owed = set(Obligation.objects.open().filter(case_id=case.pk).values_list("kind", flat=True))
    assert owed == {
        Kind.SERVE_PAPER, Kind.PUBLISH_LISTING, Kind.PLAN_LISTING, Kind.REPORT_LISTING, Kind.FINISH_LISTING,
    }  # fmt: skip
    refused("listing.level", take, case, "publish", by="county1")
    assert Listing.objects.published().count() == 0
    take(case, "publish", by="office1")
    assert Listing.objects.published().count() == 1


def test_an_extension_is_asked_for_in_its_window_and_granted_once(city):
    case = listed(due_on=TODAY + timedelta(days=30))
    until = {"until_on": TODAY + timedelta(days=60), "reason": "设备到货延迟"}
    refused("listing.early", take, case, "ask_extension", by="business1", **until)
    with clock.at(NOON + timedelta(days=20)):
        endless = {**until, "until_on": TODAY + timedelta(days=20 + 366)}
        refused("listing.too_long", take, case, "ask_extension", by="business1", **endless)
        case = take(case, "ask_extension", by="business1", **until)
        case = take(case, "decide_extension", by="office1", decision="approve")
        assert (case.due_on, case.extensions) == (until["until_on"], 1)
        assert "同意治理期限延长至2022年12月23日" in text_of("extension_reply")
    with clock.at(NOON + timedelta(days=50)):
        further = {"until_on": TODAY + timedelta(days=80), "reason": "再次延期"}
        case = take(case, "ask_extension", by="business1", **further)
        refused("listing.extended", take, case, "decide_extension", by="office1", decision="approve")
        assert take(case, "decide_extension", by="leader1", decision="approve").extensions == 2
    with clock.at(NOON + timedelta(days=81)):
        refused("listing.late", take, case, "ask_extension", by="business1",
                until_on=TODAY + timedelta(days=99), reason="已经逾期")  # fmt: skip


def test_experts_accept_and_the_issuing_level_alone_delists(city):
    hazard = major_hazard("assign", "plan", "claim")
    case = take(listed(hazard=hazard), "ask_acceptance", by="business1", reason="治理完毕")
    rectifier = qualified("王企业", account="business1")
    expert = qualified("王专家")
    given = {"fit": "yes", "opinion": "现场核查合格"}
    refused("listing.rectifier", take, case, "accept", by="county1", experts=[rectifier.pk], **given)
    recorder = qualified("王县办", account="county1")
    refused(
        "listing.expert_records",
        take,
        case,
        "accept",
        by="county1",
        experts=[expert.pk, recorder.pk],
        **given,
    )
    case = take(case, "accept", by="county1", experts=[expert.pk], **given)
    assert hazard.number in refused("listing.hazard", take, case, "delist", by="office1")
    take_hazard(hazard, "accept")
    refused("listing.level", take, case, "delist", by="county1")

    case = take(case, "delist", by="office1")

    assert [name[:2] for name in names(case)] == ["挂牌", "摘牌"]
    assert "王专家" in text_of("delisting_notice")
    with clock.at(NOON + timedelta(days=30)):
        case = take(case, "look_back", by="county1", reason="治理成果保持")
    looks = Obligation.objects.filter(case_id=case.pk, kind=Kind.LOOK_BACK_LISTING).order_by("due_at")
    assert [clock.local_day(one.due_at).isoformat() for one in looks] == ["2022-11-23", "2023-01-28"]
    assert (counted("enforcement.listed"), counted("enforcement.delisted")) == (1, 1)


def test_a_hand_over_has_its_receipt_and_its_outcome(city):
    refused("referral.receiver", sent, receiver_name="")
    case = sent()
    assert "市市场监督管理局：" in text_of("transfer_letter")
    refused("referral.twice", sent)
    case = take(case, "receive", by="inspector1", received_by="刘收件", receipt_number="收〔2022〕7号")
    case = take(
        case, "answer", by="inspector1", outcome="punished", text="已立案处罚", document="市监罚〔2022〕9号"
    )
    assert (case.state, counted("enforcement.referrals_answered")) == ("answered", 1)

    body = Organisation.objects.get(code="gas")
    inside = sent(receiver=body.pk, receiver_name="", facts="燃气管道占压")
    refused("referral.receiver", take, inside, "receive", received_by="某某")
    assert take(inside, "receive", by="dept2", received_by="李四").state == "received"


def test_a_limit_holds_from_its_day_on(city):
    given = {"code": "order_days", "number": 15, "first_day": "2022-11-01", "basis": "市安委办〔2022〕9号"}
    door.open_case(LIMIT_FLOW, "lay_down", by=actor("office1"), input=given)

    held = [
        limits.number("order_days", day) for day in (date(2022, 10, 31), date(2022, 11, 1), date(2000, 1, 1))
    ]

    assert held == [30, 15, 30]
    assert limits.held_all(date(2022, 11, 2))["order_days"].basis == "市安委办〔2022〕9号"
    with pytest.raises(Exception, match="already"):
        door.open_case(LIMIT_FLOW, "lay_down", by=actor("office1"), input=given)
    with pytest.raises(Exception, match="city’s office"):
        door.open_case(LIMIT_FLOW, "lay_down", by=actor("county1"), input={**given, "code": "pay_days"})
    assert set(limits.shipped()) == set(limits.LABELS)
