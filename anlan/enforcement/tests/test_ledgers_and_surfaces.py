"""Ledgers of past decisions, the API, the pages, what the public sees, and what a double click leaves."""

from __future__ import annotations

import threading

import pytest
from django.test import Client
from django.urls import reverse

from anlan.api.tests.callers import caller
from anlan.enforcement.desks import DESKS
from anlan.enforcement.models import Listing, Measure, Penalty, Referral, SitePaper
from anlan.enforcement.tests.factories import (
    SIGNED,
    decided,
    in_force,
    listed,
    open_case,
    record_paper,
    take,
    visited,
)
from anlan.enforcement.tests.test_measures import counted
from anlan.figures.verification import verify
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.org.scope import SYSTEM
from anlan.papers.models import Paper
from anlan.testing import NOON, place, record_hazard, sign_in, small_city

FINE = {
    "premises": "shop", "kind": "罚款", "facts": "未如实记录隐患排查治理情况", "violates": "《安全生产法》第四十一条",
    "basis": "《安全生产法》第九十七条", "amount": "2万元", "paid": "20000.00", "document": "安应急罚〔2022〕15号",
    "decided_at": "2022-09-20", "published_at": "2022-10-20", "officer": "dept1",
}  # fmt: skip
STOP = {
    "premises": "惠民超市", "kind": "停产停业", "covers": "喷涂车间", "facts": "积尘未清理",
    "document": "措〔2022〕3号", "decided_at": "2022-09-20", "lifted_at": "2022-09-30", "officer": "dept1",
}  # fmt: skip


def test_penalties_come_in_count_and_go_back(city, tmp_path):
    rows = [FINE, {**FINE, "document": "安应急罚〔2022〕16号", "amount": "1万", "paid": "20000"}, {**FINE}]
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "penalties", *rows), "penalties")

    one = Penalty.objects.get()
    assert (told["written"], one.amount_fen, one.state) == (1, 2_000_000, "decided")
    assert (one.is_published_late, str(one.publish_by_on)) == (True, "2022-09-29")
    assert {row: found[0][1] for row, found in faults(batch).items()}[3] == "penalty.paid"
    assert not Paper.objects.filter(kind="enforcement.penalty_decision").exists()
    verify()

    undo(batch, by=SYSTEM)

    assert not Penalty.objects.standing().exists()


def test_measures_and_listings_come_in(city, tmp_path):
    hazard = record_hazard(grade="major")
    rows = [
        STOP,
        {
            **STOP,
            "kind": "关闭",
            "document": "措〔2022〕4号",
            "lifted_at": "",
            "ground": "整顿后仍不具备条件",
        },
    ]
    batch, told = taken_in(
        ledger(tmp_path / "a.xlsx", "measures", *rows, {**STOP, "kind": "关闭", "document": "措5"}),
        "measures",
    )
    assert told["written"] == 2
    assert [code for _column, code in faults(batch)[4]] == ["measure.ground"]
    assert set(Measure.objects.values_list("kind", "state")) == {("suspend", "lifted"), ("close", "closed")}

    listing = {
        "hazard": hazard.number, "level": "市级", "leader_name": "陈安民", "leader_title": "副市长",
        "decided_at": "2022-10-24 12:00", "due_on": "2022-12-20", "demands": "限期完成改造", "officer": "county1",
    }  # fmt: skip
    batch, told = taken_in(
        ledger(
            tmp_path / "b.xlsx", "listings", listing, {**listing, "hazard": "YH2022-1"},
            {**listing, "hazard": record_hazard("mill", grade="major").number, "due_on": "2023-12-20"},
        ),
        "listings",
    )  # fmt: skip
    assert (told["written"], Listing.objects.published().count()) == (1, 1)
    assert [column for column, _code in faults(batch)[3]] == ["hazard"]
    assert [code for _column, code in faults(batch)[4]] == ["listing.too_long"]


def test_hand_overs_come_in_as_far_as_they_went_and_go_back(city, tmp_path):
    sent_only = {
        "premises": "shop", "kind": "移送有管辖权的部门", "receiver": "市市场监督管理局",
        "facts": "电梯未经检验投入使用", "reason": "属于市场监管部门职责", "decided_at": "2022-09-20",
        "officer": "dept1",
    }  # fmt: skip
    signed = {**sent_only, "facts": "锅炉超期未检", "received_at": "2022-09-22", "received_by": "收文人员"}
    told = {"outcome": "已处罚", "outcome_text": "罚款1万元，已整改", "answered_at": "2022-10-10"}
    rows = [
        sent_only,
        {**signed, **told},
        {**sent_only, "facts": "另一件事情", **told},
        {**signed, "facts": "又一件事情", "received_at": "2022-09-01"},
        {**sent_only, "facts": "隐患编号有误", "hazard": "YH2022-1"},
    ]
    batch, counts = taken_in(ledger(tmp_path / "a.xlsx", "referrals", *rows), "referrals")

    found = faults(batch)
    assert (counts["written"], set(found)) == (2, {4, 5, 6})
    assert ("hazard", "reference.unknown") in found[6]
    assert [code for row in (4, 5) for _column, code in found[row]] == ["referral.outcome", "referral.order"]
    assert list(Referral.objects.order_by("pk").values_list("state", "is_answered")) == [
        ("sent", False), ("answered", True),
    ]  # fmt: skip
    owed = Obligation.objects.open().filter(case_kind="referral").values_list("kind", flat=True)
    assert sorted(owed) == sorted([Kind.RECEIVE_REFERRAL, Kind.ANSWER_REFERRAL])
    undo(batch, by=SYSTEM)
    assert set(Referral.objects.values_list("state", flat=True)) == {"voided"}


def test_a_programme_issues_serves_and_reads(city):
    visit, fire = visited(), caller("dept1")

    made = fire.step("/site-papers/issue_record", key="paper-0001", visit=visit.pk)
    again = fire.step("/site-papers/issue_record", key="paper-0001", visit=visit.pk)
    fire.step(f"/site-papers/{made['case']}/serve", **SIGNED)
    read = fire.get(f"/site-papers/{made['case']}")

    assert (again["case"], again["replayed"]) == (made["case"], True)
    assert (read["state"]["code"], read["papers"][0]["receiver"]) == ("served", "店长王明")
    assert fire.get("/site-papers", kind="record")["rows"][0]["id"] == made["case"]
    refused = fire.step("/site-papers/issue_record", visit=visit.pk)
    assert (fire.status, refused["code"]) == (409, "paper.twice")
    assert Paper.objects.filter(kind="enforcement.inspection_record").count() == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_show_a_case_its_papers_and_what_can_be_done(city, language, django_assert_max_num_queries):
    visit = visited()
    case = record_paper(visit)
    client = sign_in(Client(headers={"accept-language": language}), "dept1")

    page = client.get(reverse("enforcement:site-paper", args=[case.pk])).content.decode()
    assert "检查记录〔2022〕1号" in page
    begin = reverse("enforcement:begin-site-paper", args=["issue_order"])
    assert visit.number in client.get(begin).content.decode()
    shown = client.get(begin, {"visit": visit.pk})
    assert shown.status_code == 200
    sent = client.post(begin, {"visit": visit.pk, "key": "page-key-1"})
    assert sent.status_code == 422
    panel = client.get(reverse("enforcement:of", args=["premises", case.premises_id]))
    assert case.number in panel.content.decode()
    for desk in DESKS.values():
        with django_assert_max_num_queries(16):
            assert client.get(reverse(desk.list_route), {"state": "open"}).status_code == 200


def test_the_public_sees_what_was_published_and_no_more(city):
    hidden, shown = (
        decided(facts="没有公示的事"),
        decided(facts="公开的事实", punished="person", person_name="王明远"),
    )
    take(shown, "publish")
    take(listed(), "publish", by="office1")

    penalties = Client().get(reverse("public:list", args=["penalties"])).content.decode()
    file = Client().get(reverse("public:file", args=["penalties"])).content.decode()
    listings = Client().get(reverse("public:list", args=["listed-supervision"])).content.decode()

    for public in (penalties, file):
        assert "公开的事实" in public
        assert "王某某" in public
        assert hidden.facts not in public
        assert "王明远" not in public
    assert "陈安民" in listings
    assert "惠民超市" in listings


@pytest.mark.slow
def test_two_clicks_at_the_same_moment_issue_one_paper(own_database):
    small_city()
    with clock.at(NOON):
        visit = visited()
    results: list[str] = []

    def click(number: int) -> None:
        from django.db import connections

        try:
            with clock.at(NOON):
                open_case("site_paper", "issue_record", visit=visit.pk, key=f"click-000{number}")
            results.append("issued")
        except Exception as refusal:  # noqa: BLE001 -- whatever it was, it is told
            results.append(getattr(refusal, "code", repr(refusal)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results.count("issued") == 1
    assert (
        SitePaper.objects.count() == Paper.objects.filter(kind="enforcement.inspection_record").count() == 1
    )


def test_a_suspended_place_is_marked_and_counted(city):
    case = in_force()
    client = sign_in(Client(headers={"accept-language": "en"}), "county1")

    panel = client.get(reverse("enforcement:of", args=["premises", place("shop").pk])).content.decode()

    assert "Suspended." in panel
    assert case.covers in panel
    assert (counted("enforcement.suspensions"), counted("enforcement.units_suspended")) == (1, 1)
