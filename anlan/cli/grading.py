"""`anlan grade`: grades the units of a file by the standard in force on a day, without the database."""

from __future__ import annotations

import argparse
import csv
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from anlan.cli import tables
from anlan.cli.session import say, say_json, tell
from anlan.installations.grading import Grading, Holding, grade, shown
from anlan.installations.packs import edition, edition_on
from anlan.kernel import clock
from anlan.kernel.errors import Invalid

COLUMNS = {
    "unit": ("单元", "unit"),
    "name": ("物质", "substance"),
    "tonnes": ("设计最大量（吨）", "设计最大量(吨)", "设计最大量", "tonnes"),
    "residents": ("500米内常住人口", "常住人口", "residents"),
}
MAY_LACK = {
    "cas": ("CAS号", "CAS", "cas"),
    "number": ("表1序号", "序号", "number"),
    "classes": ("类别", "classes"),
    "stated_beta": ("β", "beta"),
}


def grade_units(options: argparse.Namespace) -> int:
    """Print S, R and level of each unit; `--out` writes every step. Raises Invalid with the row that is at fault."""
    standard = edition(options.edition) if options.edition else edition_on(options.day or clock.today())
    units = _units(options.file, options.sheet)
    graded = {
        name: _graded(name, holdings, residents, standard) for name, (holdings, residents) in units.items()
    }
    if options.out:
        _write(options.out, graded)
    if options.json:
        say_json({"edition": standard.code, "units": [_facts(*one) for one in graded.items()]})
        return 0
    for name, one in graded.items():
        say(f"{name}\tS={shown(one.s)}\tα={shown(one.alpha)}\tR={shown(one.r)}\t{_outcome(one)}")
    tell(
        _("%(units)s units graded by %(edition)s, %(installations)s of them installations")
        % {
            "units": len(graded),
            "edition": standard.code,
            "installations": sum(one.is_installation for one in graded.values()),
        }
    )
    return 0


def _outcome(one: Grading) -> str:
    return _("level %(level)s") % {"level": one.level} if one.level else _("no major hazard installation")


def _graded(name: str, holdings: list[Holding], residents: int, standard: Any) -> Grading:
    try:
        return grade(holdings, residents=residents, edition=standard)
    except Invalid as fault:
        raise Invalid(
            fault.code,
            _("Unit “%(unit)s”: %(fault)s") % {"unit": name[:60], "fault": fault.message},
            field=fault.field,
        ) from None


def _units(path: Path, sheet: str) -> dict[str, tuple[list[Holding], int]]:
    header, rows = tables.read(path, sheet)
    places: dict[str, int | None] = {field: tables.column(header, *names) for field, names in COLUMNS.items()}
    places |= {
        field: next((header.index(name) for name in names if name in header), None)
        for field, names in MAY_LACK.items()
    }
    units: dict[str, tuple[list[Holding], int]] = {}
    for number, row in rows:
        told = {field: tables.cell(row, place) for field, place in places.items()}
        if not any(told.values()):
            continue
        holding, residents = _holding(told, number), _whole(told["residents"], number)
        held, before = units.setdefault(told["unit"], ([], residents))
        if before != residents:
            raise Invalid(
                "grade.residents",
                _("Row %(row)s: the unit “%(unit)s” has %(now)s residents here and %(before)s above.")
                % {"row": number, "unit": told["unit"][:60], "now": residents, "before": before},
                field="residents",
            )
        held.append(holding)
    if not units:
        raise Invalid("table.empty", _("The file %(file)s has no rows.") % {"file": path.name}, field="file")
    return units


def _holding(told: dict[str, str], row: int) -> Holding:
    return Holding(
        name=told["name"],
        tonnes=_number(told["tonnes"], row),
        number=_whole(told["number"], row) if told["number"] else None,
        cas=told["cas"],
        classes=tuple(told["classes"].replace("，", " ").replace("、", " ").replace(",", " ").split()),
        stated_beta=_number(told["stated_beta"], row) if told["stated_beta"] else None,
    )


def _number(text: str, row: int) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Invalid(
            "grade.number",
            _("Row %(row)s: “%(text)s” is not a number") % {"row": row, "text": text[:20]},
            field="file",
        ) from None


def _whole(text: str, row: int) -> int:
    number = _number(text, row)
    if not number.is_finite() or number != int(number):
        raise Invalid(
            "grade.number",
            _("Row %(row)s: “%(text)s” is not a whole number") % {"row": row, "text": text[:20]},
            field="file",
        )
    return int(number)


def _facts(name: str, one: Grading) -> dict[str, Any]:
    return {
        "unit": name,
        "s": shown(one.s),
        "alpha": shown(one.alpha),
        "r": shown(one.r),
        "is_installation": one.is_installation,
        "level": one.level,
        "steps": [
            {
                "substance": line.holding.name,
                "tonnes": str(line.holding.tonnes),
                "q": shown(line.q),
                "q_from": line.q_from,
                "beta": shown(line.beta),
                "beta_from": line.beta_from,
                "ratio": shown(line.ratio),
                "weighted": shown(line.weighted),
            }
            for line in one.lines
        ],
    }


def _write(path: Path, graded: dict[str, Grading]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("unit", "substance", "q", "Q", "Q from", "q/Q", "β", "β from", "β·q/Q"))
        for name, one in graded.items():
            for step in _facts(name, one)["steps"]:
                writer.writerow(
                    (
                        name, step["substance"], step["tonnes"], step["q"], step["q_from"], step["ratio"],
                        step["beta"], step["beta_from"], step["weighted"],
                    )
                )  # fmt: skip
            writer.writerow((name, f"S = {shown(one.s)}", "", "", "", "", "", "", ""))
            writer.writerow(
                (name, f"R = {shown(one.alpha)} · Σ = {shown(one.r)}", "", "", "", "", "", "", _outcome(one))
            )
