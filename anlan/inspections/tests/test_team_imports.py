"""Ledgers of experts and officers, and of visits that say who took part; the same through the API."""

from __future__ import annotations

import pytest

from anlan.api.tests.callers import caller
from anlan.figures.verification import verify
from anlan.imports.models import Line, LineState
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.inspections.models import Qualification, Visit, VisitMember
from anlan.inspections.tests.factories import area, enter_leader, general, qualified
from anlan.org.scope import SYSTEM
from anlan.testing import place

EXPERT = {
    "kind": "专家",
    "name": "李四",
    "field": "化工",
    "body": "市职业技术学院",
    "first_day": "2022年1月1日",
    "officer": "office1",
}
OFFICER = {
    "kind": "执法人员",
    "name": "王五",
    "number": "豫L001",
    "first_day": "2022-01-01",
    "last_day": "2025-12-31",
    "officer": "office1",
}
VISIT = {"premises": "shop", "visited_at": "2022-10-20 10:00", "officer": "dept1"}


def test_a_register_is_taken_in_and_undone(city, tmp_path):
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "qualifications", EXPERT, OFFICER), "qualifications")
    assert (told["written"], faults(batch)) == (2, {})
    assert set(Qualification.objects.standing().values_list("kind", "number")) == {
        ("expert", ""),
        ("officer", "豫L001"),
    }

    undo(batch, by=SYSTEM)

    assert not Qualification.objects.standing().exists()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (EXPERT | {"officer": ""}, ("officer", "qualification.by")),
        (EXPERT | {"officer": "inspector1"}, ("officer", "person.no_right")),
        (EXPERT | {"account": "nobody9"}, ("account", "reference.unknown")),
        (EXPERT | {"area": "火星"}, ("area", "reference.unknown")),
        (EXPERT | {"field": ""}, ("", "qualification.field")),
        (OFFICER | {"number": ""}, ("", "qualification.number")),
    ],
)
def test_faults_stand_at_their_cells(city, tmp_path, row, fault):
    batch, _told = taken_in(ledger(tmp_path / "a.xlsx", "qualifications", row), "qualifications")

    assert fault in faults(batch)[2]
    assert not Qualification.objects.exists()


def test_a_visit_with_its_team_is_one_row(city, tmp_path):
    leader = enter_leader()
    qualified("李四")
    for name in ("甲警官", "乙警官"):
        qualified(name, kind="officer")
    row = VISIT | {
        "mode": "联合检查",
        "leader_name": leader.name,
        "experts": "李四",
        "officers": "甲警官、豫L-乙警官",
        "enforcement": "是",
        "companion": "赵经理",
        "minutes": "45",
        "requirement": "立即清理通道",
        "signature": "拒签",
        "witness": "王社区",
    }

    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "visits", row, VISIT | {"premises": "mill"}), "visits")

    assert (told["written"], faults(batch)) == (2, {})
    visit = Visit.objects.get(premises__code="shop")
    assert (visit.mode, visit.leader, visit.is_led_with_expert, visit.officers) == ("joint", leader, True, 2)
    assert (visit.signature, visit.witness, visit.minutes) == ("refused", "王社区", 45)
    assert verify().sound

    undo(batch, by=SYSTEM)
    assert set(Line.objects.filter(batch=batch).values_list("state", flat=True)) == {LineState.UNDONE}
    assert verify().sound


def test_a_row_of_a_refused_entry_keeps_its_reason_beside_what_followed(city, tmp_path):
    row = VISIT | {"outcome": "拒检", "outcome_note": "门卫不放行", "minutes": "20"}

    batch, _told = taken_in(ledger(tmp_path / "a.xlsx", "visits", row), "visits")

    assert faults(batch) == {}
    visit = Visit.objects.get()
    assert (visit.outcome, visit.outcome_note, visit.minutes) == ("refused", "门卫不放行", 20)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"experts": "无名氏"}, ("experts", "qualification.unknown")),
        ({"experts": "李四", "visited_at": "2021-10-20"}, ("experts", "qualification.day")),
        ({"leader_name": "无名氏"}, ("leader_title", "visit.leader_post")),
        ({"enforcement": "是"}, ("", "visit.officers")),
        ({"signature": "拒签"}, ("", "visit.witness")),
        ({"outcome": "拒检"}, ("", "visit.outcome_note")),
        ({"mode": "突击"}, ("mode", "input.choice")),
    ],
)
def test_a_row_is_taken_in_whole_or_not_at_all(city, tmp_path, changes, fault):
    qualified("李四")

    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "visits", VISIT | changes), "visits")

    assert fault in faults(batch)[2], told
    assert not Visit.objects.exists()
    assert not VisitMember.objects.exists()


def test_a_visit_is_carried_on_through_the_api(city):
    office, dept = caller("office1"), caller("dept1")
    expert = office.step(
        "/qualifications/enter", kind="expert", name="李四", field="化工", first_day="2022-01-01",
        area=area("city").pk,
    )  # fmt: skip
    made = dept.step("/visits/record", premises=place("shop").pk, mode="joint", focus="用电安全")
    visit = f"/visits/{made['case']}"

    no = dept.step(f"{visit}/submit")
    dept.step(f"{visit}/attend", experts=[expert["case"]], leader_name="张三", leader_title="副市长")
    codes = general().items.values_list("code", flat=True)
    results = [{"item": code, "result": "conforms"} for code in codes]
    dept.step(f"{visit}/check", checklist=general().pk, results=results)
    dept.step(f"{visit}/submit")

    assert no["code"] == "visit.not_four"
    told = dept.get(visit)
    assert (told["is_four"], told["missing"], told["items_answered"]) == (True, [], 14)
    assert [(one["name"], one["role"]["code"]) for one in told["members"]] == [("李四", "expert")]
    assert [row["name"] for row in dept.get("/qualifications?kind=expert&on=2022-10-24")["rows"]] == ["李四"]
    assert [row["id"] for row in dept.get("/visits?team=four")["rows"]] == [made["case"]]
