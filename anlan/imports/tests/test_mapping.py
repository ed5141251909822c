"""Foreign ledgers: their columns are found by name, or said once and remembered for the sender."""

from __future__ import annotations

import openpyxl
import pytest

from anlan.imports import receiving
from anlan.imports.kinds import KINDS
from anlan.imports.mapping import understand
from anlan.imports.models import Batch, Line
from anlan.imports.running import take
from anlan.imports.sheets import read
from anlan.imports.tests.sheets_of import brought, faults, workbook
from anlan.imports.workbooks import problems, template
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.org.scope import SYSTEM

OWN = ["去了哪家", "哪天", "谁去的"]
ROW = ["shop", "2022-03-05", "dept1"]
SAID = {"被检查单位": "去了哪家", "检查时间": "B", "officer": "谁去的"}


def test_the_header_is_found_below_a_title(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ["2022年检查台账"],
        [],
        ["序 号", "企业名称*", "检查日期（必填）", "检查人"],
        [1, *ROW],
    )

    reading = understand(read(path, path.name), KINDS["visits"])

    assert reading.header_row == 3
    assert reading.columns == {"premises": 1, "visited_at": 2, "officer": 3}
    assert [number for number, _cells in reading.rows] == [4]


def test_the_sheet_with_most_known_columns_is_read_and_the_other_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    for title, header in (("一", ["企业名称", "检查日期"]), ("二", ["企业名称", "检查日期", "检查人"])):
        sheet = book.create_sheet(title)
        sheet.append(header)
        sheet.append(ROW)
    book.save(tmp_path / "a.xlsx")

    reading = understand(read(tmp_path / "a.xlsx", "a.xlsx"), KINDS["visits"])

    assert reading.sheet.name == "二"
    assert "一" in reading.notes[0]


def test_unknown_headers_wait_for_somebody_to_say(city, tmp_path):
    batch = brought(workbook(tmp_path / "a.xlsx", OWN, ROW), "visits", sender="东江县")

    with pytest.raises(Invalid) as met:
        take(batch, by=SYSTEM, dry=False)

    assert met.value.code == "mapping.missing"
    assert "去了哪家" in str(met.value)
    assert not Visit.objects.exists()


def test_what_was_said_once_is_remembered_for_the_sender(city, tmp_path):
    batch = brought(workbook(tmp_path / "a.xlsx", OWN, ROW), "visits", sender="东江县")
    receiving.map_columns(batch, SAID, at=clock.now())
    assert take(batch, by=SYSTEM, dry=False)["written"] == 1

    next_month = brought(
        workbook(tmp_path / "b.xlsx", OWN, ["shop", "2022-04-05", "dept1"]), "visits", sender="东江县"
    )
    stranger = brought(
        workbook(tmp_path / "c.xlsx", OWN, ["shop", "2022-05-05", "dept1"]), "visits", sender="西山区"
    )

    assert take(next_month, by=SYSTEM, dry=False)["written"] == 1
    assert list(receiving.wanting(stranger)) == ["被检查单位", "检查时间", "检查人"]


@pytest.mark.parametrize("pairs", [{"没有的列": "哪天"}, {"检查时间": "没有的表头"}, {"检查时间": "ZZ"}])
def test_a_column_that_is_not_there_is_refused_with_what_is(city, tmp_path, pairs):
    batch = brought(workbook(tmp_path / "a.xlsx", OWN, ROW), "visits")

    with pytest.raises(Invalid) as met:
        receiving.map_columns(batch, pairs, at=clock.now())

    assert met.value.code == "mapping.unknown"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_template_is_read_as_it_was_written(tmp_path, kind):
    path = tmp_path / "t.xlsx"

    template(KINDS[kind], path)

    reading = understand(read(path, "t.xlsx"), KINDS[kind])
    assert list(reading.columns) == [column.name for column in KINDS[kind].columns]
    assert list(reading.rows) == []
    about = openpyxl.load_workbook(path).worksheets[1]
    assert about.max_row >= len(KINDS[kind].columns)


def test_faulty_rows_come_back_in_their_own_layout_and_are_taken_when_corrected(city, tmp_path):
    header = ["序号", "企业名称", "检查日期", "检查人", "天气"]
    path = workbook(tmp_path / "a.xlsx", header, [1, *ROW, "晴"], [2, "月球", "2022-03-06", "dept1", "=1+1"])
    batch = brought(path, "visits")
    take(batch, by=SYSTEM, dry=False)
    batch = Batch.objects.select_related("work").get(pk=batch.pk)

    back = tmp_path / "back.xlsx"
    assert problems(batch, KINDS["visits"], back) == 1

    book = openpyxl.load_workbook(back)
    sheet = book.active
    assert [cell.value for cell in sheet[1]][:5] == header
    assert [cell.value for cell in sheet[2]][:4] == [2, "月球", "2022-03-06", "dept1"]
    assert "月球" in str(sheet[2][5].value)
    assert sheet[2][1].comment is not None
    assert sheet[2][6].value == 3
    sheet["B2"] = "shop"
    book.save(back)
    again = brought(back, "visits")
    assert take(again, by=SYSTEM, dry=False)["written"] == 1
    assert faults(again) == {}
    assert Line.objects.filter(batch=batch, state="faulty").count() == 1
