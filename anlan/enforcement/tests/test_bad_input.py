"""What must not be taken in, as a programme or a spreadsheet sends it: refused with its reason, nothing written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anlan.api.tests.callers import caller
from anlan.checklists.tests.factories import issued
from anlan.checklists.tests.test_flow import withdraw
from anlan.enforcement.models import Penalty
from anlan.enforcement.tests.factories import (
    UNTIL,
    decided,
    listed,
    names,
    officers,
    open_case,
    proposed,
    record_paper,
    serve,
    take,
    visited,
)
from anlan.enforcement.tests.test_papers_of_visits import refused, text_of
from anlan.hazards.tests.factories import major_hazard
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.inspections.tests.factories import qualified
from anlan.inspections.tests.factories import take as take_visit
from anlan.teams.tests.factories import set_up
from anlan.testing import NOON, TODAY, record_hazard, record_visit, written
from anlan.testing import take as take_hazard

LATE = (UNTIL + timedelta(days=1)).isoformat()


def test_a_programme_is_refused_what_cannot_be(city):
    fire, station, office = caller("dept1"), caller("station2"), caller("office1")
    bare, visit = record_visit(), visited()
    hazard, expert = record_hazard(visit=visit), qualified("王专家", account="station2")
    take_visit(visit, "attend", officers=officers(), experts=[expert.pk], enforcement="yes")
    for step in ("assign", "claim"):
        take_hazard(hazard, step)
    other = record_hazard(visit=visit)
    record_paper(visit)
    team = set_up(first_day=TODAY - timedelta(days=2))
    old = record_visit(at=NOON - timedelta(days=5))
    one = issued()
    withdraw(one)
    shop = {"premises": visit.premises_id}
    law = {"violates": "《安全生产法》第四十一条", "basis": "《安全生产法》第一百零二条"}
    case = {**shop, **law, "kind": "fine", "punished": "unit", "facts": "未整改隐患"}
    before = written()

    def answer(by: Any, path: str, **given: Any) -> tuple[int, str]:
        told = by.step(path, **given)
        fields = [fault["code"] for fault in told.get("errors", {}).values()]
        assert told["message"]
        return by.status, (fields or [told["code"]])[0]

    told = {
        "no certificate": answer(fire, f"/visits/{bare.pk}/attend", officers=[expert.pk], enforcement="yes"),
        "issued twice": answer(fire, "/site-papers/issue_record", visit=visit.pk),
        "too long": answer(fire, "/site-papers/issue_order", visit=visit.pk, hazards=[other.pk], due_on=LATE),
        "before the team": answer(office, "/team-visits/name", team=team.pk, visit=old.pk),
        "expert accepts": answer(station, f"/hazards/{hazard.pk}/accept", acceptance="Seen", mode="on_site"),
        "withdrawn list": answer(fire, f"/visits/{visit.pk}/check", checklist=one.pk,
                                 results=[{"item": "CY-01", "result": "fails"}]),
        "withdrawn item": answer(fire, "/hazards/record", visit=visit.pk, item=one.items.get(code="CY-01").pk,
                                 description="违规操作", grade="general", category="fire"),
        "no penalty": answer(fire, "/measures/propose", **shop, kind="rectify", covers="全部", facts="逾期未整改",
                             until_on=UNTIL.isoformat()),
        "no fine": answer(fire, "/penalties/file", **case, amount="0"),
        "not an amount": answer(fire, "/penalties/file", **case, amount="两万"),
        "of no fine": answer(fire, "/penalties/file_daily", penalty=1, order=visit.pk),
    }  # fmt: skip

    assert written() == before
    assert told == {
        "no certificate": (409, "visit.officer"),
        "issued twice": (409, "paper.twice"),
        "too long": (409, "paper.too_long"),
        "before the team": (409, "team.before"),
        "expert accepts": (403, "hazard.own_visit"),
        "withdrawn list": (409, "checklist.withdrawn"),
        "withdrawn item": (409, "checklist.withdrawn"),
        "no penalty": (409, "measure.penalty"),
        "no fine": (409, "penalty.amount"),
        "not an amount": (422, "input.money"),
        "of no fine": (422, "input.reference"),
    }


def test_a_spreadsheet_is_refused_what_cannot_be_at_its_row(city, tmp_path):
    fine = {
        "premises": "shop", "kind": "罚款", "facts": "未如实记录隐患排查情况", "violates": "《安全生产法》第四十一条",
        "basis": "《安全生产法》第九十七条", "amount": "20000", "decided_at": "2022-09-20", "officer": "dept1",
    }  # fmt: skip
    stop = {
        "premises": "shop", "kind": "停产停业", "covers": "喷涂车间", "facts": "积尘未清理", "officer": "dept1",
        "decided_at": "2022-03-01",
    }  # fmt: skip
    sound = {
        "paid": "20000",
        "paid_on": "2022-10-20",
        "surcharge": "9000",
        "surcharge_paid": "6000",
        "served_at": "2022-09-22",
    }
    rows = [
        {**fine, **changes, "document": f"安应急罚〔2022〕{number}号"}
        for number, changes in enumerate(
            ({"surcharge": "20001"}, {"surcharge_paid": "10", "kind": "警告", "amount": ""}, {"paid_on": "2022-09-19"},
             {"served_at": "2022-10-30"}, {"surcharge": "5", "surcharge_paid": "6"}, {"paid_on": "昨天"}, sound),
            start=1,
        )
    ]  # fmt: skip
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "penalties", *rows), "penalties")
    assert [found[0][1] for found in faults(batch).values()] == [
        "penalty.surcharge", "penalty.surcharge", "penalty.days", "at.future", "penalty.paid", "input.moment",
    ]  # fmt: skip
    one = Penalty.objects.get()
    assert told["written"] == 1
    assert (one.surcharge_fen, one.surcharge_paid_fen, f"{one.pay_by_on}") == (900_000, 600_000, "2022-10-07")

    rows = [
        {**stop, "document": "措1", "until_on": "2022-08-29"},
        {**stop, "document": "措2", "until_on": "2022-02-28"},
        {**stop, "document": "措3", "until_on": "2022-08-28"},
    ]
    batch, told = taken_in(ledger(tmp_path / "b.xlsx", "measures", *rows), "measures")
    assert (told["written"], [found[0][1] for found in faults(batch).values()]) == (
        1,
        ["measure.too_long", "measure.until_past"],
    )


def test_a_suspension_for_rectification_rests_on_a_penalty_that_was_told_and_heard(city):
    given = {"covers": "全部生产经营活动", "facts": "逾期未整改重大隐患"}
    fine = serve(decided())
    refused("measure.penalty", proposed, "rectify", penalty=fine.pk, **given)
    penalty = decided(kind="suspension", amount=None, facts="逾期未整改")
    refused("paper.not_served", proposed, "rectify", penalty=penalty.pk, **given)
    serve(penalty)
    refused("measure.penalty", proposed, "cut", penalty=penalty.pk)

    case = take(proposed("rectify", penalty=penalty.pk, **given), "decide", decision="approve")

    assert names(penalty)[-1] in text_of("suspension_decision")
    assert case.state == "in_force"


def test_an_expert_who_accepts_a_listing_does_not_record_it(city):
    hazard = major_hazard("assign", "plan", "claim")
    case = take(listed(hazard=hazard), "ask_acceptance", by="business1", reason="治理完毕")
    given = {"experts": [qualified("陈专家", account="county1").pk], "fit": "yes", "opinion": "现场核查合格"}

    refused("listing.expert_records", take, case, "accept", by="county1", **given)


def test_a_retry_of_a_programme_serves_one_paper_once(city):
    fire, record = caller("dept1"), open_case("site_paper", "issue_record", visit=visited().pk)
    given = {"method": "in_hand", "signature": "signed", "receiver": "店长王明"}

    first = fire.step(f"/site-papers/{record.pk}/serve", key="serve-0001", **given)
    again = fire.step(f"/site-papers/{record.pk}/serve", key="serve-0001", **given)
    fire.step(f"/site-papers/{record.pk}/serve", key="serve-0002", **given)

    assert (again["seq"], again["replayed"], fire.status) == (first["seq"], True, 409)
