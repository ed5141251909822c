"""Blank forms read and filled: what is bound is set, all else stays; what must not be in one is told with its place."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest

from anlan.exchange import bindings as bound
from anlan.exchange.grids import check, letters, place_of
from anlan.exchange.opening import kind_of, opened
from anlan.exchange.tests.forms import paper, read, saved, workbook
from anlan.exchange.word import Paper
from anlan.exchange.xlsx import Workbook
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period


def part_added(content: bytes, name: str, data: bytes = b"x") -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, data)
    return out.getvalue()


def test_a_cell_is_set_and_everything_else_of_the_form_stays():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    sheet["A1"], sheet["B2"], sheet["D4"] = "月报表", 7, "=B2*2"
    sheet["B2"].number_format, sheet["A1"].font = "0.0", openpyxl.styles.Font(bold=True)
    sheet.merge_cells("A1:C1")
    sheet.conditional_formatting.add(
        "B2:B9", openpyxl.formatting.rule.CellIsRule(operator="lessThan", formula=["0"])
    )

    form = Workbook(saved(book))
    form.set("表", 2, 2, 12.5)
    form.set("表", 9, 5, "=1+1 <&> 全角")
    filled = openpyxl.load_workbook(io.BytesIO(form.packed()))["表"]

    assert (filled["B2"].value, filled["B2"].number_format, filled["A1"].font.bold) == (12.5, "0.0", True)
    assert (filled["E9"].value, filled["E9"].data_type) == ("=1+1 <&> 全角", "s"), (
        "text never becomes a formula"
    )
    assert filled["D4"].value == "=B2*2"
    assert [str(one) for one in filled.merged_cells.ranges] == ["A1:C1"]
    assert len(filled.conditional_formatting) == 1


def test_a_long_list_pushes_down_what_stands_below_it():
    form = Workbook(workbook([["序号", "隐患"], ["", ""], ["审核", "", "填表"]], merge=("A3:B3",)))

    moved = form.make_room("表", 2, 4)
    for row in range(2, 6):
        form.set("表", row, 1, row)
    content = form.packed()

    assert moved == (2, 3)
    assert read(content) == {
        "A1": "序号",
        "B1": "隐患",
        "A2": 2,
        "A3": 3,
        "A4": 4,
        "A5": 5,
        "A6": "审核",
        "C6": "填表",
    }
    assert [str(one) for one in openpyxl.load_workbook(io.BytesIO(content))["表"].merged_cells.ranges] == [
        "A6:B6"
    ]


def test_cells_stand_in_their_order_in_whatever_order_they_are_set():
    form = Workbook(workbook([["a", "", "c"], ["end"]]))

    for row, column in ((9, 5), (9, 2), (4, 30), (1, 2), (9, 4), (1, 9), (6, 1)):
        form.set("表", row, column, f"{row}.{column}")
    form.make_room("表", 4, 3)
    form.set("表", 5, 2, "new")
    data = form.sheets["表"].data
    cells = [(int(row.get("r")), [cell.get("r") for cell in row]) for row in data]

    assert [row for row, _names in cells] == sorted(row for row, _names in cells)
    for row, names in cells:
        assert names == sorted(names, key=lambda name: (len(name), name))
        assert all(name.endswith(str(row)) for name in names)
    read_again = openpyxl.load_workbook(io.BytesIO(form.packed()))["表"]
    assert (read_again["AD4"].value, read_again["B5"].value, read_again["E10"].value) == (
        "4.30",
        "new",
        "9.5",
    )


def test_free_rows_are_used_before_others_move():
    form = Workbook(workbook([["头"], [None], [None], ["尾"]]))

    assert form.make_room("表", 2, 2) == (3, 0)


def test_a_list_that_would_push_formulas_is_refused():
    form = Workbook(workbook([["头"], [""], ["=SUM(A2:A2)"]]))

    with pytest.raises(Invalid, match="room for 1"):
        form.make_room("表", 2, 3)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("表!B1", "lies inside a merged cell: choose 表!A1"),
        ("表!A3", "holds the formula =SUM"),
        ("藏!A1", "this sheet is hidden"),
        ("表!A900", "outside of the form"),
        ("无!A1", "has no sheet"),
        ("A1", "write sheet and cell"),
    ],
)
def test_a_cell_that_cannot_be_filled_is_told_with_what_to_choose(place, why):
    grids = Workbook(workbook([["题", ""], ["a"], ["=SUM(A2:A2)"]], merge=("A1:B1",), hidden="藏")).grids()

    with pytest.raises(Invalid, match=why):
        check(grids, place_of(place))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old .xls or .doc, or locked"),
        (b"PK\x03\x04nothing", "cannot be read"),
        (part_added(workbook([["a"]]), "xl/vbaProject.bin"), "macros"),
        (part_added(workbook([["a"]]), "xl/externalLinks/externalLink1.xml"), "reckons with other files"),
        (paper(), "no workbook"),
        (b"x" * (5 * 2**20), "at most 4 MB"),
        (b"", "The file is empty"),
    ],
    ids=["old", "broken", "macros", "links", "word", "large", "empty"],
)
def test_what_is_no_sound_form_is_refused_with_the_reason(content, why):
    with pytest.raises(Invalid, match=why):
        opened(content, "xlsx")


def test_a_sheet_of_a_million_rows_is_told_to_be_a_ledger():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for number in range(2_500):
        sheet.append([number])
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 400_000
    huge = b'<worksheet><dimension ref="A1:A1048576"/><sheetData>' + rows + b"</sheetData></worksheet>"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, huge if name == "xl/worksheets/sheet1.xml" else old.read(name))

    with pytest.raises(Invalid, match="1,048,576 rows; a form at most 2,000"):
        opened(out.getvalue(), "xlsx")
    with pytest.raises(Invalid, match=r"2,500 .* 1 rows; a form at most"):
        Workbook(saved(book)).grids()


def test_the_cells_of_a_word_table_are_filled_in_their_look_and_its_rows_repeated():
    form = Paper(paper())
    grid = form.grids()["T1"]

    form.set("T1", 2, 1, "隐患")
    form.make_room("T1", 2, 3)
    form.set("T1", 4, 3, 97)
    table = docx.Document(io.BytesIO(form.packed())).tables[0]

    assert (grid.rows, grid.columns, grid.cells[1, 2].text) == (2, 3, "本月")
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["隐患", "", ""],
        ["", "", ""],
        ["", "", "97"],
    ]


def test_the_file_kind_goes_by_its_name():
    assert (kind_of("表.XLSX"), kind_of("a.docx")) == ("xlsx", "docx")
    with pytest.raises(Invalid, match=r"neither .xlsx nor .docx"):
        kind_of("a.xlsm")


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2022, 10, 1), date(2022, 10, 31), Period(date(2022, 9, 1), date(2022, 9, 30))),
        (date(2022, 1, 1), date(2022, 3, 31), Period(date(2021, 10, 1), date(2021, 12, 31))),
        (date(2022, 1, 1), date(2022, 12, 31), Period(date(2021, 1, 1), date(2021, 12, 31))),
        (date(2022, 10, 10), date(2022, 10, 16), Period(date(2022, 10, 3), date(2022, 10, 9))),
    ],
)
def test_the_period_before_is_as_long_as_people_mean(first, last, before):
    assert bound.before(Period(first, last)) == before


def test_letters_name_columns():
    assert [letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
