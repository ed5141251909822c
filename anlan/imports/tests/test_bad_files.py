"""Files that were damaged, disguised or half hidden on their way: each is told by name, with row and cell."""

from __future__ import annotations

import csv
import resource
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt

from anlan.imports.encodings import reread
from anlan.imports.kinds import KINDS
from anlan.imports.models import Batch, Line
from anlan.imports.running import take
from anlan.imports.sheets import read
from anlan.imports.tests.sheets_of import brought, faults, ledger, taken_in, workbook
from anlan.inspections.models import Visit
from anlan.kernel.errors import Invalid
from anlan.lifecycle.tests.doors import refuses
from anlan.org.scope import SYSTEM

VISIT = {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1"}
TABLE = "被检查单位,检查时间,检查人,现场情况\n城南超市,2022-03-05,张三,消防通道畅通，灭火器完好\n"


def rows(path: Path, name: str = "") -> list[list[Any]]:
    return [cells for _number, cells in read(path, name or path.name).sheets[0].rows]


def refusal(path: Path, name: str = "") -> Invalid:
    with pytest.raises(Invalid) as met:
        rows(path, name)
    assert met.value.field == "file"
    return met.value


# -- disguised ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "presentation"),
        ("xl/workbook.bin", "xlsb"),
        ("content.xml", "OpenDocument"),
        ("holiday.jpg", "zip archive"),
    ],
)
def test_another_zip_under_the_name_of_a_workbook_is_told(tmp_path, settings, part, told):
    settings.LANGUAGE_CODE = "en"
    path = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(part, "x")

    met = refusal(path)

    assert met.code == "file.not_a_workbook"


@pytest.mark.parametrize(
    "content", ["<html><table><tr><td>企业</td></tr></table></html>", '<?xml version="1.0"?><Workbook/>']
)
def test_a_web_page_under_the_name_of_a_workbook_is_told(tmp_path, content):
    path = tmp_path / "a.xls"
    path.write_text(content, encoding="utf-8")

    assert refusal(path).code == "file.markup"


def test_a_workbook_behind_a_password_is_told(tmp_path):
    """An encrypted .xlsx is a compound file with the stream EncryptedPackage."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(str(tmp_path / "a.xls"))
    data = (tmp_path / "a.xls").read_bytes()
    place = data.index("Workbook".encode("utf-16-le") + bytes(2))
    name = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34)
    (tmp_path / "b.xlsx").write_bytes(data[:place] + name + data[place + len(name) :])

    assert refusal(tmp_path / "b.xlsx").code == "file.password"


def test_an_old_workbook_behind_a_password_is_told(tmp_path):
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    book.save(str(tmp_path / "a.xls"))
    data = bytearray((tmp_path / "a.xls").read_bytes())
    bof = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # of the workbook's globals
    after = bof + 20
    # a FILEPASS record in place of the ones that follow, which are then padding
    data[after : after + 10] = struct.pack("<HH", 0x2F, 6) + b"\x01\x00\x01\x00\x01\x00"
    (tmp_path / "b.xls").write_bytes(bytes(data))

    assert refusal(tmp_path / "b.xls").code == "file.password"


# -- damaged texts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damaged",
    [
        TABLE.encode().decode("gb18030", errors="ignore").encode(),
        TABLE.encode().decode("latin-1").encode(),
        TABLE.encode("gb18030").decode("latin-1").encode(),
    ],
    ids=["UTF-8 read as GB 18030", "UTF-8 read as Latin", "GB 18030 read as Latin"],
)
def test_a_text_that_was_read_in_a_wrong_encoding_is_told(tmp_path, damaged):
    path = tmp_path / "a.csv"
    path.write_bytes(damaged)

    assert refusal(path).code == "file.mojibake"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", [TABLE, "name,day\nshop,2022-03-05\n", "企业,日期\nCafé Zoë,2022-03-05\n"])
def test_a_sound_text_is_not_suspected(tmp_path, encoding, text):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))

    assert rows(path) == list(csv.reader(text.splitlines()))
    assert reread(text) == ""


def test_a_broken_byte_in_a_text_is_told_with_its_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.encode() * 3 + b"\xe5\x8f," + TABLE.encode())

    met = refusal(path)

    assert met.code == "file.damaged"
    assert "7" in str(met)


def test_a_cell_whose_characters_are_lost_is_a_fault_of_its_column(city, tmp_path):
    lost = [
        VISIT | {"situation": "消防锟斤拷"},
        VISIT | {"premises": "sh\ufffdp", "visited_at": "2022-03-06"},
    ]

    batch, told = taken_in(ledger(tmp_path / "v.xlsx", "visits", *lost), "visits")

    assert told["written"] == 0
    assert faults(batch) == {2: [("situation", "cell.mojibake")], 3: [("premises", "cell.mojibake")]}


# -- formulas, hidden rows and columns ---------------------------------------------------------------------------


def test_a_formula_tells_its_value_or_that_it_has_none(city, tmp_path):
    path = tmp_path / "v.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["被检查单位", "检查时间", "检查人"])
        sheet.write_row(1, 0, ["shop", "", "dept1"])
        sheet.write_formula(1, 1, '="2022-03-"&"05"', None, "2022-03-05")
        sheet.write_row(2, 0, ["shop", "", "dept1"])
        sheet.write_formula(2, 1, '="2022-03-"&"06"', None, "")

    batch, _told = taken_in(path, "visits")

    assert faults(batch) == {2: [("visited_at", "cell.formula")], 3: [("visited_at", "cell.formula_empty")]}
    assert "2022-03-05" in Line.objects.get(batch=batch, number=2).faults[0][2]
    assert not Visit.objects.exists()


def test_hidden_rows_and_columns_are_read_and_said(city, tmp_path):
    path = ledger(tmp_path / "v.xlsx", "visits", VISIT, VISIT | {"visited_at": "2022-03-06"})
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True
    book.save(path)

    batch, told = taken_in(path, "visits")

    assert told["written"] == 2
    notes = " ".join(Batch.objects.select_related("work").get(pk=batch.pk).work.notes)
    assert "3" in notes
    assert "E" in notes


def test_a_sheet_in_which_nothing_is_hidden_says_nothing(city, tmp_path):
    batch = brought(ledger(tmp_path / "v.xlsx", "visits", VISIT), "visits")

    assert batch.work.notes == []


# -- full-width digits, duplicates, nothing at all ---------------------------------------------------------------


def test_full_width_digits_and_spaces_are_read_as_plain_ones(city, tmp_path):
    wide = {"premises": "ｓｈｏｐ　", "visited_at": "２０２２年３月５日", "officer": "dept1"}

    batch, told = taken_in(ledger(tmp_path / "v.xlsx", "visits", wide), "visits")

    assert (told["written"], faults(batch)) == (1, {})


def test_a_header_without_rows_is_refused_and_keeps_nothing(city, tmp_path):
    with refuses(Invalid, "file.no_rows", field="file"):
        brought(workbook(tmp_path / "a.xlsx", [c.header for c in KINDS["visits"].columns]), "visits")

    assert not Batch.objects.exists()


def test_an_empty_sheet_is_refused(tmp_path, city):
    with refuses(Invalid, "file.no_header", field="file"):
        brought(workbook(tmp_path / "a.xlsx", []), "visits")


def test_a_row_that_stands_twice_is_taken_once(city, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "v.xlsx", "visits", VISIT, VISIT, VISIT), "visits")

    assert Visit.objects.count() == 1
    assert faults(batch) == {3: [("", "row.twice")], 4: [("", "row.twice")]}


def test_a_million_rows_are_refused_within_bounded_memory(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        line = b"shop,2022-03-05,dept1," + b"x" * 30 + b"\n"
        for _piece in range(100):
            file.write(line * 10_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refusal(path).code == "file.rows"

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 24 * (1024 if sys.platform != "darwin" else 2**20)  # a file of 53 MB


def test_a_trial_of_a_bad_file_leaves_the_others_alone(city, tmp_path):
    good = brought(ledger(tmp_path / "v.xlsx", "visits", VISIT), "visits")
    (tmp_path / "b.csv").write_bytes(TABLE.encode().decode("latin-1").encode())
    with refuses(Invalid, "file.mojibake", field="file"):
        brought(tmp_path / "b.csv", "visits")

    assert take(good, by=SYSTEM, dry=False)["written"] == 1
