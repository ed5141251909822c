"""`anlan grade` on files as people have them."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest

from anlan.cli import main

HEADER = ("单元", "物质", "CAS号", "类别", "设计最大量（吨）", "500米内常住人口")
ROWS = [
    ("冷库", "液氨", "7664-41-7", "", 40, 60),
    ("气站", "液化石油气", "68476-85-7", "", 120, 0),
    ("罐区", "汽油", "86290-81-5", "", 100, 20),
    ("罐区", "某液体", "", "W5.3、J5", 250, 20),
]


@pytest.fixture
def book(tmp_path):
    def made(*rows: tuple[object, ...]):
        workbook = openpyxl.Workbook()
        for row in (HEADER, *rows):
            workbook.active.append(row)
        path = tmp_path / "units.xlsx"
        workbook.save(path)
        return str(path)

    return made


def test_units_are_graded_step_by_step(book, tmp_path, capsys):
    out = tmp_path / "steps.csv"

    assert main(["grade", book(*ROWS), "--day", "2022-10-16", "--json", "--out", str(out)]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [(one["unit"], one["s"], one["r"], one["level"]) for one in told["units"]] == [
        ("冷库", "4", "12", "III"),
        ("气站", "2.4", "1.8", "IV"),
        ("罐区", "1", "1", "IV"),
    ]
    lines = list(csv.reader(out.read_text("utf-8-sig").splitlines()))
    assert ["罐区", "某液体", "250", "500", "table 2 J5", "0.5", "1", "table 4 W5.3", "0.5"] in lines


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("冷库", "液氨", "7664-41-7", "", -40, 60), "Unit “冷库”: Line 1 (液氨): The design maximum"),
        (("冷库", "液氨", "7664-41-8", "", 40, 60), "no CAS number"),
        (("冷库", "液氨", "7664-41-7", "", "四十", 60), "Row 2: “四十” is not a number"),
        (("冷库", "液氨", "7664-41-7", "", 40, -1), "-1 residents"),
        (("气站", "液氨", "7664-41-7", "", 40, 5), "5 residents here"),
    ],
)
def test_a_row_that_cannot_be_reckoned_is_told_and_nothing_is_written(book, tmp_path, capsys, row, said):
    out = tmp_path / "steps.csv"
    rows = [*([ROWS[1]] if row[0] == "气站" else []), row]

    assert main(["grade", book(*rows), "--out", str(out)]) != 0

    assert said in capsys.readouterr().err
    assert not out.exists()
