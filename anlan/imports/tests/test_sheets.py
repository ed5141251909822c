"""Files as cities have them: read where that is safe, refused by name where it is not."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from anlan.imports.inputs import Named, When, Whole, YesNo
from anlan.imports.sheets import read
from anlan.imports.tests.sheets_of import workbook
from anlan.kernel import clock
from anlan.kernel.errors import Invalid


def rows(path: Path, name: str = "") -> list[list[Any]]:
    return [cells for _number, cells in read(path, name or path.name).sheets[0].rows]


def refused(path: Path, name: str = "") -> str:
    with pytest.raises(Invalid) as met:
        rows(path, name)
    assert met.value.field == "file"
    assert str(met.value)
    return met.value.code


def test_days_numbers_and_wide_digits_come_as_plain_cells(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ["甲", "乙"],
        [date(2022, 3, 5), 411102.0],
        [datetime.fromisoformat("2022-03-05 15:40"), "４１１１０２　"],
        [True, 1.5],
    )

    assert rows(path) == [
        ["甲", "乙"],
        ["2022-03-05", 411102],
        ["2022-03-05 15:40:00", "411102"],
        ["是", 1.5],
    ]


def test_an_old_workbook_is_read_like_a_new_one(tmp_path):
    book = xlwt.Workbook(encoding="gbk")
    sheet = book.add_sheet("台账")
    moment = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM")
    for place, title in enumerate(["企业", "日期", "编码"]):
        sheet.write(0, place, title)
    sheet.write(1, 0, "甲")
    sheet.write(1, 1, datetime.fromisoformat("2022-03-05 15:40"), moment)
    sheet.write(1, 2, 411102)
    book.save(str(tmp_path / "a.xls"))

    assert rows(tmp_path / "a.xls") == [["企业", "日期", "编码"], ["甲", "2022-03-05 15:40:00", 411102]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_is_read_in_every_encoding_in_use(tmp_path, encoding, sign):
    path = tmp_path / "a.csv"
    path.write_bytes(f"企业{sign}日期\r\n甲“乙”{sign}2022-03-05\r\n".encode(encoding))

    assert rows(path) == [["企业", "日期"], ["甲“乙”", "2022-03-05"]]


def test_a_rare_character_of_gb_18030_is_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("姓名\n𠮷㐂䶮\n".encode("gb18030"))

    assert rows(path)[1] == ["𠮷㐂䶮"]


def test_formulas_errors_and_merged_cells_are_marked_at_their_place(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["甲", "乙", "丙"], [1, "=A2+1", "x"], ["#REF!", 2, "y"], [3, 4, "z"]):
        sheet.append(row)
    sheet["A3"].data_type = "e"
    sheet.merge_cells("C3:C4")
    book.save(tmp_path / "a.xlsx")

    read_sheet = read(tmp_path / "a.xlsx", "a.xlsx").sheets[0]

    assert read_sheet.odd(2) == [(1, "cell.formula")]
    assert read_sheet.odd(3) == [(0, "cell.error"), (2, "cell.merged")]
    assert read_sheet.odd(4) == [(2, "cell.merged")]


def test_a_hidden_sheet_is_left_out_and_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    hidden = book.create_sheet("底稿")
    hidden.append(["乙"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    found = read(tmp_path / "a.xlsx", "a.xlsx")

    assert [sheet.name for sheet in found.sheets] == ["Sheet"]
    assert "底稿" in found.notes[0]


def test_macros_are_refused_whatever_the_file_is_called(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["甲"], ["乙"])
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macro")

    assert refused(path) == "file.macros"
    assert refused(workbook(tmp_path / "b.xlsx", ["甲"]), "b.xlsm") == "file.macros"


def test_a_zip_bomb_is_refused_before_it_is_unpacked_whole(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["甲"], ["乙"])
    package = zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED)
    with package, package.open("xl/media/big.xml", "w", force_zip64=True) as part:
        zeros = bytes(2**20)
        for _ in range(700):
            part.write(zeros)
    assert path.stat().st_size < 2**20

    assert refused(path) == "file.bomb"


def test_a_million_rows_are_refused_by_number(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("企业,日期\n" + "甲,2022-03-05\n" * 1_000_000, encoding="utf-8")

    assert refused(path) == "file.rows"


def test_a_workbook_of_too_many_rows_is_refused_before_it_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["甲"], ["乙"])
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    body = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 300_001))
    many = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            new.writestr(
                info.filename,
                head + body + b"</sheetData></worksheet>" if "sheet1" in info.filename else part,
            )

    assert refused(many) == "file.rows"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"PK\x03\x04 not a zip", "file.broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.broken"),
        (b"\xff\xfe\x00", "file.encoding"),
        ("甲,乙\n".encode() + b"\xff\xff\xff\n", "file.encoding"),
        (b"a,b\n\x00,\x01\n", "file.broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file.encoding"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert refused(path) == code


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)

    assert refused(path) == "file.large"


WHEN = When(name="at", label="at")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2022-10-24", "2022-10-24 00:00"),
        ("2022/3/5", "2022-03-05 00:00"),
        ("2022.3.5", "2022-03-05 00:00"),
        ("2022年3月5日", "2022-03-05 00:00"),
        ("2022年3月5日15时40分", "2022-03-05 15:40"),
        ("2022-03-05 15:40", "2022-03-05 15:40"),
        ("2022-03-05T15:40:10", "2022-03-05 15:40"),
        ("20220305", "2022-03-05 00:00"),
        (20220305, "2022-03-05 00:00"),
        ("２０２２－０３－０５　１５：４０", "2022-03-05 15:40"),
        (44625, "2022-03-05 00:00"),
        (44625.652777777, "2022-03-05 15:40"),
        ("44625", "2022-03-05 00:00"),
    ],
)
def test_days_are_read_as_people_write_them(text, told):
    stamp = WHEN.clean(text)

    assert f"{stamp.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" == told
    assert stamp.exact == (told[-5:] != "00:00")


@pytest.mark.parametrize(
    "text", ["2022-02-30", "昨天", "3月5日", "2022-13-01", "1899-12-31", 3, "2022-03-05 25:00", "2022"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Invalid) as met:
        WHEN.clean(text)
    assert met.value.code in ("input.moment", "input.range")


def test_a_day_alone_does_not_lie_before_the_same_days_morning():
    day, morning = WHEN.clean("2022-03-05"), WHEN.clean("2022-03-05 09:30")

    assert day.after(morning.at) == morning.at
    assert day.after(WHEN.clean("2022-03-06 01:00").at) == day.at
    assert f"{day.end.astimezone(clock.SHANGHAI):%H:%M}" == "23:59"


def test_yes_numbers_and_choices_as_people_write_them():
    assert [YesNo(name="a", label="a").clean(text) for text in ("是", "否", "√", "", "Y", 1)] == [
        True,
        False,
        True,
        False,
        True,
        True,
    ]
    assert [
        Whole(name="a", label="a").clean(text)
        for text in ("12人", 12.0, "1,200", "３".translate({0xFF13: "3"}))
    ] == [
        12,
        12,
        1200,
        3,
    ]
    named = Named(name="a", label="a", choices=(("major", "Major"),), also=(("重大", "major"),))
    assert [named.clean(text) for text in ("major", "Major", "重大")] == ["major"] * 3
    for item, text in (
        (YesNo(name="a", label="a"), "也许"),
        (Whole(name="a", label="a"), "many"),
        (named, "大"),
    ):
        with pytest.raises(Invalid):
            item.clean(text)
