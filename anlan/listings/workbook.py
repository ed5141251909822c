"""Rows of a list as an Excel workbook, one after the other, in memory that does not grow with them.

XlsxWriter makes the workbook; the rows of the ledger are put into its temporary file as XML right away, because its own
cell-by-cell writing costs four times as much (docs/performance.md, T7).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import xlsxwriter.workbook
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from anlan.listings.sheets import CODE, DAY, MOMENT, NAME, NUMBER, TEXT, WIDE, Column, Line

# level 6 takes twice as long as level 2 for files a fifth smaller; the library offers no other way to choose
xlsxwriter.workbook.ZipFile = partial(ZipFile, compresslevel=2)

MOST_ROWS = 1_048_576
"""Rows of an Excel sheet, the heading included: what follows goes on to a further sheet."""
MOST_CHARACTERS = 32_000  # Excel: 32,767 in a cell
WIDTHS = {TEXT: 14, CODE: 16, NAME: 24, WIDE: 42, NUMBER: 10, DAY: 12, MOMENT: 17}
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a cell of text must not begin with unmarked: a spreadsheet may take it for a formula."""
_DAY_ZERO = date(1899, 12, 30)
_MOMENT_ZERO = datetime(
    1899, 12, 29, 16, tzinfo=UTC
)  # the same in Shanghai, which is 8 hours ahead since 1991
_ESCAPED = re.compile(r"[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|^[ =+\-@]| $")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def risky(text: str) -> bool:
    return text.startswith(RISKY)


def bounded(text: str, note: str) -> str:
    """Return a text that fits a cell; one that does not ends with a note that says so."""
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + note


class Rows(Worksheet):  # type: ignore[misc]
    """A sheet whose rows after the heading are written as prepared XML."""

    def heading(self, labels: Sequence[str], style: Any) -> None:
        for place, label in enumerate(labels):
            self.write_string(0, place, label, style)
        self._write_single_row(1)

    def put(self, row: int, xml: str) -> None:
        self.fh.write(f'<row r="{row + 1}">{xml}</row>')
        self.dim_rowmax = self.previous_row = row


class Book:
    """A workbook with a sheet about itself and the ledger on as many further sheets as it takes."""

    def __init__(
        self,
        path: Path,
        columns: Sequence[Column],
        *,
        about: str,
        name: str,
        note: str,
        most_rows: int = MOST_ROWS,
    ) -> None:
        self.columns, self.name, self.note, self.most_rows = columns, name, note, most_rows
        self.book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self.book.use_zip64()
        font = {"font_name": "等线", "font_size": 11, "valign": "top"}
        self.bold = self.book.add_format({**font, "bold": True, "bg_color": "#E8EEF5", "text_wrap": True})
        self.wrapped = self.book.add_format({**font, "text_wrap": True, "num_format": "@"})
        self.styles = {kind: self._style({**font, "num_format": form}) for kind, form in _FORMS.items()}
        self.marked = self._style({**font, "num_format": "@", "quote_prefix": True})
        self.about = self.book.add_worksheet(about)
        self.letters = [xl_col_to_name(place) for place in range(len(columns))]
        self.heads = [
            (letter, style, f'" s="{style}" t="inlineStr"><is><t>')
            for letter, style in zip(self.letters, (self.styles[c.kind] for c in columns), strict=True)
        ]
        self.sheets: list[Rows] = []
        self.row = most_rows
        self._next()

    def _style(self, form: dict[str, Any]) -> int:
        """Return the number by which the cells of a sheet name a format."""
        return int(self.book.add_format(form)._get_xf_index())  # noqa: SLF001 -- the library offers no other way

    def _next(self) -> None:
        number = len(self.sheets) + 1
        name = re.sub(r"[\[\]:*?/\\]", " ", self.name)[:25]
        sheet = self.book.add_worksheet(name if number == 1 else f"{name} {number}", Rows)
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{self.letters[-1]}{MOST_ROWS}"})
        sheet.heading([column.label for column in self.columns], self.bold)
        self.sheets.append(sheet)
        self.row = 1

    def add(self, line: Line) -> None:
        """Write the next row."""
        if self.row >= self.most_rows:
            self._next()
        number = self.row + 1
        cells = []
        for (letter, style, text_head), value in zip(self.heads, line, strict=True):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if _SPECIAL.search(value) or len(value) > MOST_CHARACTERS:
                    cells.append(self._odd(f"{letter}{number}", style, value))
                else:
                    cells.append(f'<c r="{letter}{number}{text_head}{value}</t></is></c>')
            else:
                cells.append(f'<c r="{letter}{number}" s="{style}"><v>{_number(value)}</v></c>')
        self.sheets[-1].put(self.row, "".join(cells))
        self.row += 1

    def _odd(self, place: str, style: int, value: str) -> str:
        """Return a cell of text that needs care: what XML must not hold, or what looks like a formula."""
        if risky(value):
            style = self.marked
        text = _ESCAPED.sub(_escaped, bounded(value, self.note))
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def close(self, about: Sequence[tuple[str, str]]) -> int:
        """Write the sheet about the file and finish; return on how many sheets the ledger stands."""
        for sheet in self.sheets:
            sheet.autofilter(0, 0, max(1, sheet.previous_row), len(self.columns) - 1)
        self.about.set_column(0, 0, 22)
        self.about.set_column(1, 1, 96)
        for row, (label, text) in enumerate(about):
            self.about.write_string(row, 0, label, self.bold)
            self.about.write_string(row, 1, text, self.wrapped)
        self.book.close()
        return len(self.sheets)

    def abandon(self) -> None:
        """Let go of the temporary files; nothing is written. Their folder is removed by whoever made it."""
        for sheet in (self.about, *self.sheets):
            sheet.row_data_fh.close()
        self.book.fileclosed = True


_FORMS = {
    TEXT: "@",
    CODE: "@",
    NAME: "@",
    WIDE: "@",
    NUMBER: "General",
    DAY: "yyyy-mm-dd",
    MOMENT: "yyyy-mm-dd hh:mm",
}


def _number(value: Any) -> str:
    """Return a number, or a day or moment in Shanghai as the number that Excel keeps for it."""
    if isinstance(value, datetime):
        span = value - _MOMENT_ZERO
        return f"{span.days + round(span.seconds + span.microseconds / 1e6) / 86_400:.9f}"
    if isinstance(value, date):
        return str((value - _DAY_ZERO).days)
    return str(value)


def _escaped(match: re.Match[str]) -> str:
    text = match.group()
    if len(text) > 1:  # what would be read as an escape
        return f"_x005F{text}"
    return _ENTITIES.get(text) or f"_x{ord(text):04X}_"
