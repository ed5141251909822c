"""Checklists from spreadsheets: an item a row, a version as a whole, taken back as one."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from anlan.checklists.models import Checklist
from anlan.checklists.tests.factories import ITEM, LOOSE, issued
from anlan.imports.kinds import KINDS
from anlan.imports.models import Line, LineState
from anlan.imports.running import undo
from anlan.imports.tests.sheets_of import faults, ledger, taken_in
from anlan.listings.sheets import SHEETS
from anlan.org.scope import SYSTEM
from anlan.testing import actor

HEAD = {
    "code": "kitchens",
    "version": 1,
    "title": "餐饮场所检查表",
    "sectors": "消防、燃气",
    "effective_from": "2022年10月1日",
    "officer": "office1",
    "note": "部分条文未录入",
}


def row(item: dict[str, Any], **changes: Any) -> dict[str, Any]:
    words = {"look": "查看", "test": "测试", "general": "一般"}
    told = {name: words.get(str(value), value) for name, value in item.items() if name != "code"}
    return {**HEAD, "item": item["code"], **told, **changes}


def test_rows_of_one_version_are_issued_as_one(city, tmp_path):
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "checklists", row(ITEM), row(LOOSE)), "checklists")

    assert (told["written"], faults(batch)) == (2, {})
    one = Checklist.objects.get(code="kitchens")
    assert (one.sectors, one.items.count()) == (["fire", "gas"], 2)
    assert one.owner is not None
    assert one.owner.code == "office"
    assert one.items.get(code="CY-01").default_days == 3


def test_a_fault_of_one_row_keeps_the_whole_version_back(city, tmp_path):
    bad = row(LOOSE, default_days=0)
    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "checklists", row(ITEM), bad), "checklists")

    assert (told["written"], told["faulty"]) == (0, 2)
    assert not Checklist.objects.filter(code="kitchens").exists()
    assert ("default_days", "input.whole") in faults(batch)[3]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"title": "另一个名称"}, "title", "checklist.head"),
        ({"officer": "inspector1"}, "officer", "checklist.head"),
    ],
)
def test_rows_that_differ_in_their_head_are_faults_at_the_cell(city, tmp_path, changes, column, code):
    path = ledger(tmp_path / "a.xlsx", "checklists", row(ITEM), row(LOOSE, **changes))

    batch, _told = taken_in(path, "checklists")

    assert (column, code) in faults(batch)[3]


def test_who_issues_it_must_be_said_and_must_have_the_right(city, tmp_path):
    nobody, _t = taken_in(ledger(tmp_path / "a.xlsx", "checklists", row(ITEM, officer="")), "checklists")
    stranger, _t = taken_in(
        ledger(tmp_path / "b.xlsx", "checklists", row(ITEM, officer="inspector1")), "checklists"
    )
    own, told = taken_in(
        ledger(tmp_path / "c.xlsx", "checklists", row(ITEM, officer="")), "checklists", by=actor("office1")
    )

    assert faults(nobody)[2] == [("officer", "checklist.issuer")]
    assert faults(stranger)[2] == [("officer", "person.no_right")]
    assert told["written"] == 1, faults(own)


def test_brought_twice_it_is_one_version(city, tmp_path):
    path = ledger(tmp_path / "a.xlsx", "checklists", row(ITEM), row(LOOSE))
    taken_in(path, "checklists")
    again = ledger(tmp_path / "b.xlsx", "checklists", row(ITEM), row(LOOSE), row(ITEM | {"code": "CY-09"}))

    batch, told = taken_in(again, "checklists")

    assert Checklist.objects.filter(code="kitchens").count() == 1
    assert told["written"] == 0, faults(batch)


def test_what_was_issued_by_hand_is_there_already(city, tmp_path):
    issued()

    batch, told = taken_in(ledger(tmp_path / "a.xlsx", "checklists", row(ITEM)), "checklists")

    assert (told["written"], told["same"], faults(batch)) == (0, 1, {})


def test_undone_it_is_withdrawn_and_its_items_stay(city, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "a.xlsx", "checklists", row(ITEM), row(LOOSE)), "checklists")

    undo(batch, by=SYSTEM)

    one = Checklist.objects.get(code="kitchens")
    assert (one.withdrawn_on is not None, one.items.count()) == (True, 2)
    assert set(Line.objects.filter(batch=batch).values_list("state", flat=True)) == {LineState.UNDONE}


def test_a_version_that_was_taken_back_is_not_said_to_be_there_but_to_be_numbered_higher(city, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "a.xlsx", "checklists", row(ITEM)), "checklists")
    undo(batch, by=SYSTEM)
    put_right = row(ITEM | {"text": "安装可燃气体报警装置"})

    again, told = taken_in(ledger(tmp_path / "b.xlsx", "checklists", put_right), "checklists")
    later = put_right | {"version": 2, "effective_from": "2022-11-01"}
    third, higher = taken_in(ledger(tmp_path / "c.xlsx", "checklists", later), "checklists")

    assert (told["same"], faults(again)[2]) == (0, [("", "checklist.version")])
    assert higher["written"] == 1, faults(third)


def test_the_columns_of_the_export_are_those_of_the_ledger(city):
    with override("zh-hans"):
        exported = {str(column.label) for column in SHEETS["checklists"].columns()}

    taken = {header for column in KINDS["checklists"].columns for header in (column.header, *column.also)}
    assert exported - taken == {"撤回日期"}
