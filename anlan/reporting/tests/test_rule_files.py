"""Rules for reports and special periods as spreadsheets: taken in, refused by row, written out and taken in again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anlan.imports.running import undo
from anlan.imports.tests import sheets_of
from anlan.imports.tests.sheets_of import faults, workbook
from anlan.kernel import clock
from anlan.periods.models import SpecialPeriod
from anlan.reporting import demand_exports
from anlan.reporting.demand import Demand
from anlan.reporting.models import Obliged, ReportRule
from anlan.reporting.tests.factories import at
from anlan.testing import actor

pytestmark = pytest.mark.django_db
DAILY = {
    "规则名称": "县区日报告", "报送对象": "县区", "开始日期": "2022-10-25", "报送频次": "每日", "截止时间": "16:00",
    "依据": "安委办〔2022〕12号",
}  # fmt: skip
WEEKLY = {
    **DAILY, "规则名称": "周报", "报送对象": "成员单位", "报送频次": "每周", "报送日": "周五", "仅工作日": "是",
    "遇休息日": "提前", "截止时间": "16时30分", "迟报受理小时": "24", "宽限分钟": "5", "催报级别": "电话",
}  # fmt: skip
PICKED = {
    **DAILY,
    "规则名称": "指定",
    "报送对象": "指定单位",
    "指定单位": "东江县安委办、fire",
    "当日第几次": "2",
}
PERIOD = {"时段名称": "二十大", "级别": "特别", "开始日期": "2022-10-26", "结束日期": "2022-10-28"}


def ledger(folder: Any, rows: list[dict[str, str]], name: str = "rules.xlsx") -> Any:
    """Write a workbook under the headers that its rows use, as a city writes it: not all of the template's."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return workbook(folder / name, heads, *[[row.get(head, "") for head in heads] for row in rows])


def taken_in(path: Any, *, kind: str, by: str) -> Any:
    return sheets_of.taken_in(path, kind, by=actor(by))


@pytest.fixture(autouse=True)
def _now(settings: Any, tmp_path: Any) -> Any:
    settings.HOME = tmp_path
    with clock.at(at(10)):
        yield


def test_rules_are_taken_in_and_written_out_as_they_came(city: Any, tmp_path: Any) -> None:
    periods, _told = taken_in(ledger(tmp_path, [PERIOD], name="p.xlsx"), kind="periods", by="office1")
    of_period = {**DAILY, "规则名称": "时段内加报", "特殊时段": "二十大", "截止时间": "10:00"}

    batch, told = taken_in(
        ledger(tmp_path, [DAILY, WEEKLY, PICKED, of_period]), kind="report_rules", by="office1"
    )

    assert (told["written"], faults(batch)) == (4, {})
    weekly = ReportRule.objects.get(demand__name="周报")
    assert (weekly.recurrence, weekly.days, weekly.shift, weekly.ladder) == ("weekly", "5", "before", "calls")
    assert (weekly.due_time.hour, weekly.due_time.minute, weekly.grace_minutes) == (16, 30, 5)
    units = Obliged.objects.filter(rule__demand__name="指定").values_list("organisation__code", flat=True)
    assert set(units) == {"gov-a", "fire"}
    assert Demand.objects.get(name="时段内加报").period == SpecialPeriod.objects.get()

    heads = [column.label for column in demand_exports.columns()]
    keys = list(demand_exports.rows(actor("office1"), {}).values_list("pk", flat=True))
    lines = {line[1]: dict(zip(heads, line, strict=True)) for _pk, line in demand_exports.teller()(keys)}
    names = {str(one.input.label): one.header for one in _columns()}
    back = [
        {names[head]: str(value) for head, value in line.items() if head in names and value not in (None, "")}
        | {"规则名称": f"{name}（再）", "依据": "复用"}
        for name, line in lines.items()
    ]
    again, told = taken_in(ledger(tmp_path, back, name="again.xlsx"), kind="report_rules", by="office1")
    assert (told["written"], faults(again)) == (4, {})
    assert faults(periods) == {}


def _columns() -> Any:
    from anlan.reporting.demand_imports import COLUMNS

    return COLUMNS


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"截止时间": "下班前"}, "due_time", "input.time"),
        ({"报送频次": "有空就报"}, "recurrence", "input.choice"),
        ({"报送对象": "大家"}, "group", "input.choice"),
        ({"开始日期": "2022-10-01"}, "", "demand.past"),
        ({"表单": "没有的表"}, "", "demand.form"),
        ({"报送日": "周五"}, "", "demand.days"),
        ({"所在区划": "没有县"}, "area", "reference.unknown"),
        ({"特殊时段": "没有的时段"}, "period", "reference.unknown"),
        ({"迟报受理小时": "-3"}, "late_hours", "input.whole"),
        ({"依据": ""}, "basis", "input.required"),
    ],
)
def test_a_fault_stands_at_its_cell_and_the_sound_rows_count(
    city: Any, tmp_path: Any, changes: dict[str, str], column: str, code: str
) -> None:
    batch, told = taken_in(
        ledger(tmp_path, [{**DAILY, **changes}, WEEKLY]), kind="report_rules", by="office1"
    )

    assert told["written"] == 1
    assert faults(batch) == {2: [(column, code)]}


def test_a_county_brings_rules_for_its_own_area_only_and_takes_them_back(city: Any, tmp_path: Any) -> None:
    own = {**DAILY, "规则名称": "乡镇日报", "报送对象": "乡镇街道", "所在区划": "东江县"}

    batch, told = taken_in(ledger(tmp_path, [own, DAILY]), kind="report_rules", by="county1")

    assert (told["written"], faults(batch)) == (1, {3: [("", "demand.lay_down")]})
    undo(batch, by=actor("county1"))
    assert Demand.objects.get().state == "withdrawn"


def test_periods_of_the_past_are_taken_in_as_a_record(city: Any, tmp_path: Any) -> None:
    past = {**PERIOD, "时段名称": "春节", "级别": "重点", "开始日期": "2022-01-31", "结束日期": "2022-02-06"}
    wrong = {**PERIOD, "时段名称": "颠倒", "开始日期": "2022-11-05", "结束日期": "2022-11-01"}

    batch, told = taken_in(ledger(tmp_path, [past, wrong]), kind="periods", by="office1")

    assert (told["written"], faults(batch)) == (1, {3: [("", "days.order")]})
    assert SpecialPeriod.objects.get().covers(date(2022, 2, 1))
