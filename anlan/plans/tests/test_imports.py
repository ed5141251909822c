"""The ledger of plans: one plan a title and first day, whole or not at all, taken back while nobody went on with it."""

from __future__ import annotations

from typing import Any

from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.org.scope import SYSTEM
from anlan.plans.models import Plan
from anlan.plans.tests.factories import items, take

HEAD = {
    "title": "2022年度安全生产执法检查计划",
    "kind": "年度计划",
    "first_day": "2022年1月1日",
    "last_day": "2022-12-31",
    "basis": "安委办〔2022〕12号",
    "drafted_by": "office1",
}


def row(premises: str, **changes: Any) -> dict[str, Any]:
    return {**HEAD, "premises": premises, **changes}


def test_the_rows_of_a_plan_are_drafted_as_one(city, tmp_path):
    rows = [row("shop", visits=4, organisation="消防救援支队"), row("石桥燃气站", due_on="2022-06-30")]
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "plans", *rows), "plans")

    assert (told["written"], faults(batch)) == (2, {})
    plan = Plan.objects.get()
    found = items(plan)
    assert (plan.state, plan.kind, plan.units, plan.visits_due) == ("draft", "annual", 2, 5)
    assert (found["shop"].organisation.code, found["depot"].organisation.code) == ("fire", "office")
    assert f"{found['depot'].due_on}" == "2022-06-30"


def test_a_fault_in_one_row_keeps_the_whole_plan_back_and_is_told_at_its_cell(city, tmp_path):
    rows = [row("shop"), row("没有这家"), row("mill", last_day="2022-11-30"), row("depot", visits=0)]
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "plans", *rows), "plans")

    found = faults(batch)
    assert told["written"] == 0
    assert not Plan.objects.exists()
    assert ("premises", "reference.unknown") in found[3]
    assert ("last_day", "plan.head") in found[4]
    assert ("visits", "input.whole") in found[5]
    assert ("", "plan.whole") in found[2]


def test_what_a_plan_refuses_of_a_place_is_told_at_its_own_row(city, tmp_path):
    rows = [row("mill"), row("shop", due_on="2023-06-30"), row("石桥燃气站"), row("depot")]
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "plans", *rows), "plans")

    found = faults(batch)
    assert told["written"] == 0
    assert ("due_on", "plan.due") in found[3]
    assert ("premises", "plan.place_twice") in found[5]


def test_who_drafts_it_is_said_and_has_the_right(city, tmp_path):
    nobody, _told = taken_in(ledger(tmp_path / "a.xlsx", "plans", row("shop", drafted_by="")), "plans")
    stranger, _told = taken_in(
        ledger(tmp_path / "b.xlsx", "plans", row("shop", drafted_by="station1")), "plans"
    )

    assert ("drafted_by", "plan.drafter") in faults(nobody)[2]
    assert "drafted_by" in {column for column, _code in faults(stranger)[2]}


def test_a_ledger_is_taken_back_until_somebody_goes_on_with_the_plan(city, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "a.xlsx", "plans", row("shop")), "plans")
    undo(batch, by=SYSTEM)
    assert Plan.objects.get().state == "withdrawn"

    again, told = taken_in(ledger(tmp_path / "b.xlsx", "plans", row("mill")), "plans")
    plan = Plan.objects.exclude(state="withdrawn").get()
    take(plan, "submit", by="office1")
    undo(again, by=SYSTEM)
    plan.refresh_from_db()

    assert (told["written"], plan.state) == (1, "submitted")
