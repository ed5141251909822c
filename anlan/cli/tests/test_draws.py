"""`anlan draw` on files as people have them."""

from __future__ import annotations

import json
from typing import Any

import openpyxl
import pytest

from anlan.cli import main

POOL = "编码,县区,权重\n甲,东,1\n乙,东,2\n丙,西,1\n丁,西,1\n"


@pytest.fixture
def pool(tmp_path):
    path = tmp_path / "pool.csv"
    path.write_bytes(POOL.encode("gb18030"))
    return path


def told(capsys: Any, *arguments: object) -> Any:
    assert main(["draw", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_same_seed_draws_the_same_from_csv_and_xlsx(pool, tmp_path, capsys):
    book = openpyxl.Workbook()
    for line in reversed(POOL.strip().split("\n")[1:]):
        book.active.append(line.split(",")[:2])
    book.active.insert_rows(1)
    book.active["A1"], book.active["B1"] = "编码", "县区"
    book.save(tmp_path / "pool.xlsx")

    first = told(capsys, pool, "--seed", "2976.28", "--count", 2)
    again = told(capsys, tmp_path / "pool.xlsx", "--seed", "2976.28", "--count", 2)

    assert first["drawn"] == again["drawn"]
    assert first["pool_digest"] == again["pool_digest"]


def test_groups_share_by_size_or_as_said(pool, capsys):
    shared = told(capsys, pool, "--seed", "s", "--count", 2, "--by", "县区")
    said = told(capsys, pool, "--seed", "s", "--by", "县区", "--of", "东=2", "--of", "西=0")

    assert sorted(row["group"] for row in shared["drawn"]) == ["东", "西"]
    assert [row["key"] for row in said["drawn"]]
    assert {row["group"] for row in said["drawn"]} == {"东"}


def test_every_lot_is_written_beside(pool, tmp_path, capsys):
    told(capsys, pool, "--seed", "s", "--count", 1, "--out", tmp_path / "lots.csv")

    lines = (tmp_path / "lots.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert sum(line.endswith(",1") for line in lines[1:]) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--count", "9"], "9 cannot be drawn"),
        ([], "--count"),
        (["--count", "1", "--by", "乡镇"], "编码, 县区, 权重"),
        (["--count", "1", "--weight", "县区"], "Row 2"),
        (["--of", "东"], "--by"),
        (["--by", "县区", "--of", "东"], "GROUP=COUNT"),
        (["--by", "县区", "--of", "北=1"], "北"),
        (["--count", "1", "--key", "县区"], "twice"),
        (["--count", "1", "--sheet", "表二"], "sheet"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(pool, capsys, arguments, says):
    assert main(["draw", str(pool), "--seed", "s", *arguments]) == 2

    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["draw", str(tmp_path / "none.csv"), "--seed", "s", "--count", "1"]) == 2

    assert "none.csv" in capsys.readouterr().err
