"""The commands that work on a file: `draw` and `grade` without the database, so that anybody can check what was
published; `alarm-source` signs one as a plant's system would; `evidence` proves and cleans the photographs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Later = Callable[[str], Callable[[argparse.Namespace], int]]


def add(commands: Any, later: Later, day: Callable[[str], object]) -> None:
    """Add `draw`, `grade`, `alarm-source`, `packs` and `evidence`; `later` names what runs, `day` reads a day."""
    _draw(commands, later)
    _grade(commands, later, day)
    _alarm_source(commands, later)
    _packs(commands, later)
    _evidence(commands, later)


def _draw(commands: Any, later: Later) -> None:
    draw = commands.add_parser(
        "draw", help="draw by lot from a list (xlsx, xls, csv); the same seed and list give the same again"
    )
    draw.add_argument("pool", type=Path, help="file with a header row; one candidate in each row")
    draw.add_argument("--seed", required=True, help="the published text that decides")
    draw.add_argument("--count", type=int, help="how many to draw (with --by: shared out by size)")
    draw.add_argument("--key", default="", help="header of the column that names a candidate (the first)")
    draw.add_argument("--by", default="", help="header of the column of groups that are drawn apart")
    draw.add_argument(
        "--of", action="append", default=[], metavar="GROUP=COUNT", help="how many from a group; may repeat"
    )
    draw.add_argument("--weight", default="", help="header of a column of weights above 0")
    draw.add_argument("--exclude", type=Path, help="file whose first column names who must not be drawn")
    draw.add_argument(
        "--officers",
        type=Path,
        help="file of the officers who are dealt to what is drawn, as a draw publishes it",
    )
    draw.add_argument("--each", type=int, default=2, help="how many officers for each place (2)")
    draw.add_argument(
        "--not-officers", type=Path, help="file whose first column names officers not to be dealt"
    )
    draw.add_argument("--sheet", default="", help="name of the sheet (the first)")
    draw.add_argument("--out", type=Path, help="write every lot here, as CSV")
    draw.add_argument("--json", action="store_true")
    draw.set_defaults(run=later("draws:draw"))


def _grade(commands: Any, later: Later, day: Callable[[str], object]) -> None:
    grade = commands.add_parser(
        "grade", help="grade units that hold hazardous chemicals (GB 18218) from a list (xlsx, xls, csv)"
    )
    grade.add_argument(
        "file",
        type=Path,
        help="a substance in each row: 单元, 物质, CAS号, 表1序号, 类别, 设计最大量（吨）, 500米内常住人口, β "
        "(or unit, substance, cas, number, classes, tonnes, residents, beta)",
    )
    which = grade.add_mutually_exclusive_group()
    which.add_argument("--day", type=day, help="by the edition in force on this day (today)")
    which.add_argument("--edition", default="", help="by this edition: gb-18218-2018")
    grade.add_argument("--sheet", default="", help="name of the sheet (the first)")
    grade.add_argument("--out", type=Path, help="write every step here, as CSV")
    grade.add_argument("--json", action="store_true")
    grade.set_defaults(run=later("grading:grade_units"))


def _alarm_source(commands: Any, later: Later) -> None:
    source = commands.add_parser(
        "alarm-source", help="show the key of a source of alarms, or sign a message as it would"
    )
    source.add_argument("act", choices=("key", "sign"))
    source.add_argument("number", help="the source's number: BJY-0000123 or 123")
    source.add_argument("file", type=Path, nargs="?", help="with sign: the message, as it will be sent")
    source.set_defaults(run=later("alarms:source"))


def _packs(commands: Any, later: Later) -> None:
    packs = commands.add_parser(
        "packs", help="list the editions of rule data (grading tables, duties of posts), or take another in"
    )
    packs.add_argument(
        "act",
        choices=("list", "check", "add"),
        nargs="?",
        default="list",
        help="list (the default); check a file; add it",
    )
    packs.add_argument("file", type=Path, nargs="?", help="with check and add: the pack, as JSON")
    packs.add_argument("--json", action="store_true")
    packs.set_defaults(run=later("packs:packs"))


def _evidence(commands: Any, later: Later) -> None:
    evidence = commands.add_parser(
        "evidence", help="verify the kept photographs, or clean up"
    ).add_subparsers(title="evidence commands", metavar="COMMAND", required=True)
    verify = evidence.add_parser(
        "verify", help="compare every photograph with its digest; 1 if one is missing or changed"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=later("evidence:verify"))
    flag = evidence.add_parser("flag", help="look now at photographs that were not looked at yet")
    flag.add_argument("--all", action="store_true", help="at every photograph, also of the past")
    flag.add_argument("--json", action="store_true")
    flag.set_defaults(run=later("evidence:flag"))
    sweep = evidence.add_parser("sweep", help="tell the files without a record that are older than a day")
    sweep.add_argument("--remove", action="store_true", help="remove them; else it is a trial")
    sweep.add_argument("--json", action="store_true")
    sweep.set_defaults(run=later("evidence:sweep"))
