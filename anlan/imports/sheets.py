"""Reads a spreadsheet, whatever its kind, as rows of plain cells; what cannot be trusted is refused by name."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine as calamine
from django.utils.translation import gettext as _

from anlan.imports.encodings import decoded, lines_in
from anlan.imports.packages import MOST_COLUMNS, Hidden, Inspected, inspect
from anlan.kernel.errors import Invalid

MOST_BYTES = 64 * 2**20
MOST_ROWS = 200_000
HEADER_WITHIN = 20
"""In how many first rows the header is looked for."""
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0xFEFF: None, 0x200B: None}
Cells = list[Any]


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows with their numbers, and by row the positions of cells that hold what cannot be taken."""

    name: str
    rows: Iterator[tuple[int, Cells]]
    height: int = 0
    formulas: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[int, set[int]] = field(default_factory=dict)
    errors: dict[int, set[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def odd(self, number: int) -> list[tuple[int, str]]:
        """Return the cells of a row that are merged, or hold a formula or an error value: (position, code)."""
        found = [(place, "cell.merged") for place in self.merged.get(number, ())]
        found += [(place, "cell.formula") for place in self.formulas.get(number, ())]
        found += [(place, "cell.error") for place in self.errors.get(number, ())]
        return sorted(found)


@dataclass(slots=True)
class Workbook:
    """The visible sheets of a file, and what was noticed about it."""

    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read(path: Path, name: str) -> Workbook:
    """Open a file by what it is, not by what it is called. Raises Invalid with a code that begins with `file.`."""
    size = path.stat().st_size
    if size == 0:
        raise Invalid("file.empty", _("The file is empty."), field="file")
    if size > MOST_BYTES:
        raise Invalid(
            "file.large",
            _("The file has %(size)s MB; at most %(most)s MB are taken. Split it.")
            % {"size": size // 2**20, "most": MOST_BYTES // 2**20},
            field="file",
        )
    with path.open("rb") as file:
        head = file.read(8)
    if name.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise macros()
    if head[:4] == b"PK\x03\x04":
        return _workbook(path, inspect(path, MOST_ROWS))
    if head == XLS:
        whole = path.read_bytes()
        if "_VBA_PROJECT".encode("utf-16-le") in whole:
            raise macros()
        if "EncryptedPackage".encode("utf-16-le") in whole:
            raise password()
        return _workbook(path, Inspected())
    return _text(path, name)


def macros() -> Invalid:
    return Invalid(
        "file.macros",
        _("The file holds macros. Save it as an ordinary workbook (.xlsx) and send that."),
        field="file",
    )


def _workbook(path: Path, inspected: Inspected) -> Workbook:
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets, notes = [], []
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != calamine.SheetVisibleEnum.Visible:
                notes.append(_("Sheet “%(name)s” is hidden and was not read.") % {"name": meta.name})
                continue
            sheets.append(_sheet(book.get_sheet_by_name(meta.name), meta.name, inspected))
    except calamine.PasswordError:
        raise password() from None
    except (
        calamine.CalamineError,
        calamine.XmlError,
        calamine.ZipError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise broken(error) from None
    if not sheets:
        raise Invalid(
            "file.no_sheet", _("The file has no visible sheet. Show the sheet and save it."), field="file"
        )
    return Workbook(sheets, notes)


def password() -> Invalid:
    return Invalid(
        "file.password", _("The file is protected by a password. Save it without one."), field="file"
    )


def broken(error: Exception) -> Invalid:
    return Invalid(
        "file.broken",
        _("The file cannot be read as a spreadsheet (%(why)s). Open it, save it as .xlsx and try again.")
        % {"why": str(error)[:80]},
        field="file",
    )


def _sheet(sheet: Any, name: str, inspected: Inspected) -> Sheet:
    if (sheet.total_height or 0) > MOST_ROWS + HEADER_WITHIN:
        raise too_many(sheet.total_height)
    if (sheet.total_width or 0) > 16_384:
        raise broken(ValueError(name))
    merged: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom, top + MOST_ROWS) + 1):
            merged.setdefault(row + 1, set()).update(range(left, min(right, MOST_COLUMNS) + 1))
    errors = inspected.errors.get(name, {})
    return Sheet(
        name,
        _rows(sheet, errors),
        sheet.total_height or 0,
        inspected.formulas.get(name, {}),
        merged,
        errors,
        inspected.hidden.get(name, Hidden()).told(),
    )


def too_many(count: int) -> Invalid:
    return Invalid(
        "file.rows",
        _("The sheet has %(count)s rows; at most %(most)s are taken from one file. Split it.")
        % {"count": f"{count:,}", "most": f"{MOST_ROWS:,}"},
        field="file",
    )


def _rows(sheet: Any, errors: dict[int, set[int]]) -> Iterator[tuple[int, Cells]]:
    """Yield (row number as the user sees it, cells from the first column on) of rows that hold something."""
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = [plain(value) for value in row[:MOST_COLUMNS]]
        if number in errors or any(cell != "" for cell in cells):
            yield number, cells


def plain(value: Any) -> Any:
    """Return a cell as it is kept: text without wide digits, whole numbers without .0, days and moments as ISO text."""
    if isinstance(value, str):
        return value.translate(_WIDE).strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return int(value) if value == int(value) and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        whole = value.time() == time(0)
        return value.date().isoformat() if whole else value.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else value


def _text(path: Path, name: str) -> Workbook:
    """Read a text file with columns: UTF-8, UTF-16 or GB 18030, separated by comma, tab or semicolon."""
    height = lines_in(path)  # told by counting, ahead of reading it whole
    if height > MOST_ROWS + HEADER_WITHIN:
        raise too_many(height)
    text, encoding = decoded(path.read_bytes())
    if "\x00" in text:
        raise broken(ValueError("NUL"))
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lstrip().startswith("<"):
        raise Invalid(
            "file.markup",
            _(
                "The file is a web page or XML under another name. Open it in a spreadsheet and save it as .xlsx."
            ),
            field="file",
        )
    delimiter = max(",\t;", key=first.count)
    notes = [_("Read as text in %(encoding)s.") % {"encoding": encoding}]
    return Workbook([Sheet(name, _text_rows(text, delimiter), height)], notes)


def _text_rows(text: str, delimiter: str) -> Iterator[tuple[int, Cells]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, start=1):
            cells = [plain(value) for value in row[:MOST_COLUMNS]]
            if any(cell != "" for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise broken(error) from None
