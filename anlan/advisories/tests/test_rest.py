"""What is in force is changed by two people; what a warning obliges to; call round, ledger, the enterprise's page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anlan.advisories import acts
from anlan.advisories.flow import ADVISORY_FLOW
from anlan.advisories.models import Advisory, Receipt
from anlan.advisories.tests.factories import again, changed, issued, receipt, take
from anlan.enterprise.tests.factories import given as code_given
from anlan.enterprise.tests.factories import inside
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.obligations.models import Kind, Obligation
from anlan.papers.models import Paper
from anlan.testing import SmallCity, actor, sign_in

pytestmark = pytest.mark.django_db


def owed(kind: str) -> set[str]:
    return set(Obligation.objects.open().filter(kind=kind).values_list("owner__code", flat=True))


@pytest.mark.parametrize("what", ["update", "lift"])
def test_what_is_in_force_changes_only_when_another_person_agrees(city: SmallCity, what: str) -> None:
    one = issued()
    given: dict[str, Any] = {"reason": "风力变化"}
    if what == "update":
        given |= {
            "level": "2",
            "title": one.title,
            "matters": one.matters,
            "measures": one.measures,
            "ends_at": one.ends_at,
        }
    with pytest.raises(AnlanError, match="not asked for"):
        acts.ADVISORY_ACTS[what](one.pk, {}, actor("leader1"), None)
    door.apply(ADVISORY_FLOW, one.pk, f"ask_{what}", by=actor("leader1"), input=given)
    assert (again(one).state, again(one).message, owed(Kind.DECIDE_WARNING)) == ("issued", 1, {"office"})

    with pytest.raises(AnlanError, match="another person does"):
        acts.ADVISORY_ACTS[what](one.pk, {}, actor("leader1"), None)
    acts.ADVISORY_ACTS[what](one.pk, {}, actor("office1"), None)

    told = again(one)
    assert (told.message, told.asked) == ((2, "") if what == "update" else (1, ""))
    assert told.state == ("issued" if what == "update" else "lifted")
    assert not owed(Kind.DECIDE_WARNING)
    assert owed(Kind.REVIEW_WARNING) == ({"office"} if what == "update" else set())
    assert Paper.objects.count() == 2


def test_what_was_asked_can_be_left_as_it_is(city: SmallCity) -> None:
    one = issued()
    door.apply(ADVISORY_FLOW, one.pk, "ask_lift", by=actor("office1"), input={"reason": "已过"})

    door.apply(ADVISORY_FLOW, one.pk, "decline", by=actor("leader1"), input={"reason": "仍有大风"})

    assert (again(one).asked, again(one).state) == ("", "issued")
    assert owed(Kind.REVIEW_WARNING) == {"office"}


def test_a_warning_obliges_to_checks_duty_and_reports_until_it_ends(city: SmallCity) -> None:
    one = issued(minutes_ago=200, checks_hours=4, duty_hours=1, report_hours=3, to_places="no")
    kinds = (Kind.CHECK_FOR_WARNING, Kind.GUARD_FOR_WARNING, Kind.REPORT_FOR_WARNING)
    counties = {"gov-a", "gov-b", "gov-zone"}
    assert [owed(kind) for kind in kinds] == [counties] * 3
    mine = take(receipt(one, "gov-a"), "acknowledge", by="county1")

    mine = take(mine, "guard", by="county1", duty_leader="王副县长", duty_phone="5550100")
    mine = take(mine, "check", by="county1", places_checked=12, hazards_found=3)
    first_due = mine.report_due_at
    mine = take(mine, "situation", by="county1", situation="无异常")

    assert first_due is not None
    assert mine.report_due_at == first_due + timedelta(hours=3)
    assert mine.report_due_at > clock.now()
    assert [owed(kind) for kind in kinds] == [counties - {"gov-a"}, counties - {"gov-a"}, counties]
    with pytest.raises(AnlanError, match="they were told"):
        take(mine, "check", by="county1", places_checked=1, hazards_found=0)
    changed(one, "lift", reason="大风已过")
    assert not Obligation.objects.open().exists()
    assert "加密检查、领导带班和定时报告同时停止" in str(Paper.objects.latest("pk").content)


def test_who_is_asked_for_nothing_owes_nothing(city: SmallCity) -> None:
    one = issued()
    shop = take(receipt(one, "shop"), "acknowledge", by="business1")

    for step, given in (("check", {"places_checked": 1, "hazards_found": 0}), ("guard", {"duty_leader": "王经理"}),
                        ("situation", {"situation": "无异常"})):  # fmt: skip
        with pytest.raises(AnlanError, match="asked for"):
            take(shop, step, by="business1", **given)


def test_a_call_round_goes_from_body_to_body(city: SmallCity) -> None:
    one = issued(minutes_ago=40)
    client, url = sign_in(Client(), "office1"), f"/warnings/{one.pk}/calls/"
    shop = receipt(one, "shop")
    assert "惠民超市" in client.get(url).content.decode()

    wrong = client.post(url, {"receipt": shop.pk, "person": "王经理", "answer": "?", "key": "call-round-1"})
    right = client.post(
        url, {"receipt": shop.pk, "person": "王经理", "answer": "acknowledged", "key": "call-round-2"}
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert receipt(one, "shop").by_phone
    assert "惠民超市" not in client.get(url).content.decode()
    assert sign_in(Client(), "business1").get(url).status_code == 403


def test_the_enterprise_acknowledges_and_tells_on_its_own_page_and_sees_no_other_bodys(
    city: SmallCity,
) -> None:
    one = issued(checks_hours=4)
    client = inside(code_given("shop")[1])
    shop, mill = receipt(one, "shop"), receipt(one, "mill")
    assert "1 warning waits to be acknowledged" in client.get("/enterprise/").content.decode()

    assert client.get(f"/enterprise/warnings/{mill.pk}/").status_code == 404
    client.post(f"/enterprise/warnings/{shop.pk}/acknowledge/", {"key": "own-page-1"})
    client.post(f"/enterprise/warnings/{shop.pk}/report/", {"key": "own-page-2", "measures": "已加固广告牌"})
    given = {"key": "own-page-3", "places_checked": "1", "hazards_found": "0"}
    client.post(f"/enterprise/warnings/{shop.pk}/check/", given)

    done = receipt(one, "shop")
    assert (done.state, done.measures, done.places_checked) == ("acknowledged", "已加固广告牌", 1)
    page = client.get(f"/enterprise/warnings/{shop.pk}/").content.decode()
    assert "已加固广告牌" in page
    assert one.title in client.get("/enterprise/warnings/").content.decode()


ROW = {
    "reference": "预警〔2022〕3号", "category": "气象", "level": "黄色", "title": "大风黄色预警", "area": "东江县",
    "issued_at": "2022-10-03 15:30", "ends_at": "2022-10-05 20:00", "matters": "有8级以上大风",
    "measures": "停止高处作业",
    "to": "县区、企业", "recipients": "12",
}  # fmt: skip


def test_a_ledger_of_warnings_enters_what_is_over_and_drafts_what_still_holds(
    city: SmallCity, tmp_path: Path
) -> None:
    rows = [
        ROW,
        ROW | {"title": "大雾预警", "ended_at": "2022-10-04 08:00", "reason": "雾散"},
        ROW | {"title": "寒潮预警", "ends_at": "2022-11-05"},
        ROW | {"title": "无级别", "kind": "预警", "level": ""},
        ROW | {"title": "不明对象", "to": "大家"},
    ]
    batch, _told = taken_in(ledger(tmp_path / "w.xlsx", "warnings", *rows), "warnings", by=actor("office1"))

    assert {one.title: one.state for one in Advisory.objects.all()} == {
        "大风黄色预警": "expired", "大雾预警": "lifted", "寒潮预警": "draft",
    }  # fmt: skip
    first = Advisory.objects.get(title="大风黄色预警")
    assert (first.recipients, first.reference, first.to_places, first.level) == (
        12,
        "预警〔2022〕3号",
        True,
        "3",
    )
    assert not Receipt.objects.exists()
    assert faults(batch) == {5: [("title", "advisory.level")], 6: [("to", "advisory.group")]}

    undo(batch, by=actor("office1"))
    assert set(Advisory.objects.values_list("state", flat=True)) == {"withdrawn"}
