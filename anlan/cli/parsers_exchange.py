"""The commands of forms for superiors: list, bring, fill, compare."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Later = Callable[[str], Callable[[argparse.Namespace], int]]


def add(commands: Any, later: Later, day: Callable[[str], object]) -> None:
    """Add `exchange` with its own commands; `later` names the function that runs, `day` reads a day."""
    exchange = commands.add_parser(
        "exchange", help="fill forms for superiors from the records; compare what came back"
    ).add_subparsers(title="exchange commands", metavar="COMMAND", required=True)
    listed = exchange.add_parser("list", help="list the forms of the installation and those that are shipped")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=later("exchange:listed"))
    bring = exchange.add_parser(
        "bring", help="bring a blank form (xlsx, docx), or a shipped one, into an area"
    )
    bring.add_argument("code", help="code of the form: a shipped one, or a new one with --file")
    bring.add_argument("--file", type=Path, help="the superior's blank form")
    bring.add_argument("--bindings", type=Path, help="what its cells take: a JSON list")
    bring.add_argument("--name", default="", help="name of the form (the file's name)")
    bring.add_argument("--receiver", default="", help="the superior body that asks for it")
    bring.add_argument("--area", default="", help="area by code or name (the city)")
    bring.add_argument("--json", action="store_true")
    bring.set_defaults(run=later("exchange:bring"))
    fill = exchange.add_parser("fill", help="fill a form for a period")
    fill.add_argument("code", help="code of a form of the area, or of a shipped one")
    when = fill.add_mutually_exclusive_group(required=True)
    when.add_argument("--month", help="a month: 2022-10")
    when.add_argument("--from", dest="first", type=day, help="first day")
    fill.add_argument("--to", dest="last", type=day, help="last day, inclusive (today)")
    fill.add_argument("--area", default="", help="area by code or name (the city)")
    fill.add_argument("--out", type=Path, help="file to write")
    fill.add_argument("--keep", action="store_true", help="keep it as a filled form, as the page does")
    fill.add_argument("--json", action="store_true")
    fill.set_defaults(run=later("exchange:fill"))
    due = exchange.add_parser(
        "due", help="fill every form whose day has come, as the clock does each morning"
    )
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=later("exchange:due"))
    check = exchange.add_parser("check", help="compare a form that came back with what was sent")
    check.add_argument("number", help="number of the filled form: TB2022-0001234")
    check.add_argument("file", type=Path, help="the form as the superior has it")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=later("exchange:check"))
