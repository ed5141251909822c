"""A study as a file: workbook, CSV or picture. Of what, as of when, and how many rows stands inside each."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from anlan.insight import picture
from anlan.insight.sheets import Cell, Line, Sheet, Study
from anlan.listings.workbook import risky

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
}
Row = list[str | int | float]


def made(study: Study, form: str) -> bytes:
    """Return a study as xlsx, csv or png."""
    if form == "png":
        return picture.png(study)
    return _csv(study) if form == "csv" else _workbook(study)


def lines(sheet: Sheet) -> list[Row]:
    """Return a sheet as rows of cells, its head first; with the compared period beside each number."""
    head: Row = [sheet.head]
    for at, column in enumerate(sheet.columns):
        head.append(column.label)
        if _compares(sheet, at):
            head.append(_("%(what)s, compared period") % {"what": column.label})
    told = (*sheet.lines, *([sheet.foot] if sheet.foot else []))
    return [head, *(_line(sheet, line) for line in told)]


def _line(sheet: Sheet, line: Line) -> Row:
    row: Row = [line.label]
    for at, cell in enumerate(line.cells):
        row.append(_number(cell.number, cell))
        if _compares(sheet, at):
            row.append("—" if cell.former is None else cell.former)
    return row


def _compares(sheet: Sheet, at: int) -> bool:
    return bool(sheet.compared) and any(line.cells[at].former is not None for line in sheet.lines)


def _number(number: float | int | None, cell: Cell) -> str | int | float:
    return cell.text if number is None else number


def about(study: Study) -> list[tuple[str, str]]:
    """Return what a file says of itself, the number of its rows and the address that makes it again included."""
    return [*study.about, (_("Rows"), f"{study.rows}"), (_("Filter"), study.query)]


def _csv(study: Study) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for sheet in study.sheets:
        if len(study.sheets) > 1:
            writer.writerow([_safe(sheet.title)])
        writer.writerows([_safe(cell) for cell in row] for row in lines(sheet))
        writer.writerow([])
    writer.writerows([_safe(what), _safe(told)] for what, told in about(study))
    return ("﻿" + text.getvalue()).encode()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and risky(cell) else cell


def _workbook(study: Study) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF5", "text_wrap": True})
    names = {"table": _("Analysis")}
    for sheet in study.sheets:
        made_of = book.add_worksheet((names.get(sheet.code) or sheet.code)[:31])
        for number, row in enumerate(lines(sheet)):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    made_of.write_number(number, column, cell)
                else:
                    made_of.write_string(number, column, cell, bold if number == 0 else None)
        made_of.set_column(0, 0, 24)
        made_of.set_column(1, len(sheet.columns), 14)
        made_of.freeze_panes(1, 1)
    told = book.add_worksheet(_("About this file"))
    told.set_column(0, 0, 22)
    told.set_column(1, 1, 96)
    for number, (what, which) in enumerate([(_("Analysis"), study.title), *about(study)]):
        told.write_string(number, 0, what, bold)
        told.write_string(number, 1, which)
    book.close()
    return out.getvalue()
