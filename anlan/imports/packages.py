"""Looks into the zip of a workbook ahead of reading it: its true size, macros, rows, and which cells hold formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid

MOST_UNPACKED = 600 * 2**20
PIECE = 2**20
OVERLAP = 400
"""Bytes looked at again at a seam, so that a cell's tag is never cut in two."""
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_ERROR = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?r="([A-Z]{1,3})(\d+)"')
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
MOST_FORMULAS = 200_000


@dataclass(slots=True)
class Inspected:
    """Sheet name → row number → positions (from 0) of the cells that hold formulas, or error values."""

    formulas: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    errors: dict[str, dict[int, set[int]]] = field(default_factory=dict)


def inspect(path: Path, most_rows: int) -> Inspected:
    """Unpack every part once, without keeping it. Raises Invalid for a bomb, macros, too many rows, a broken file."""
    found = Inspected()
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_macros(package)
            if sum(info.file_size for info in package.infolist()) > MOST_UNPACKED:
                raise _bomb()
            names = _sheet_names(package)
            left = MOST_UNPACKED
            for info in package.infolist():
                look = _Look(most_rows)
                for piece in _pieces(package, info):
                    left -= len(piece)
                    if left < 0:
                        raise _bomb()
                    if info.filename in names:
                        look.at(piece)
                if info.filename in names:
                    found.formulas[names[info.filename]] = look.formulas
                    found.errors[names[info.filename]] = look.errors
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, KeyError) as error:
        raise Invalid(
            "file.broken",
            _("The file cannot be read as a spreadsheet (%(why)s). Open it, save it as .xlsx and try again.")
            % {"why": str(error)[:80]},
            field="file",
        ) from None
    return found


def _refuse_macros(package: zipfile.ZipFile) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in package.namelist()):
        raise Invalid(
            "file.macros",
            _("The file holds macros. Save it as an ordinary workbook (.xlsx) and send that."),
            field="file",
        )


def _bomb() -> Invalid:
    return Invalid(
        "file.bomb",
        _("Unpacked, the file is larger than %(most)s MB: it is not read. Split it.")
        % {"most": MOST_UNPACKED // 2**20},
        field="file",
    )


def _pieces(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(info) as part:
        while piece := part.read(PIECE):
            yield piece


class _Look:
    """What a sheet's part shows while it passes by."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.rows = 0
        self.formulas: dict[int, set[int]] = {}
        self.errors: dict[int, set[int]] = {}
        self.count = 0
        self.tail = b""

    def at(self, piece: bytes) -> None:
        seam = len(self.tail)
        text = self.tail + piece
        self.rows += sum(1 for found in _ROW.finditer(text) if found.end() > seam)
        if self.rows > self.most_rows + 100:
            raise Invalid(
                "file.rows",
                _("The sheet has more than %(most)s rows; that is the most taken from one file. Split it.")
                % {"most": f"{self.most_rows:,}"},
                field="file",
            )
        for pattern, cells in ((_FORMULA, self.formulas), (_ERROR, self.errors)):
            for found in pattern.finditer(text):
                if found.end() > seam and self.count < MOST_FORMULAS:
                    self.count += 1
                    cells.setdefault(int(found.group(2)), set()).add(_position(found.group(1)))
        self.tail = text[-OVERLAP:]


def _position(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_names(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the part's path → the sheet's name, from the workbook and its relations."""
    if "xl/workbook.xml" not in package.namelist():
        return {}
    book = _whole(package, "xl/workbook.xml")
    relations = _whole(package, "xl/_rels/workbook.xml.rels")
    targets = {}
    for tag in _RELATION.findall(relations):
        given = dict(_ATTRIBUTE.findall(tag))
        target = given.get("Target", "").lstrip("/")
        targets[given.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    names = {}
    for tag in _SHEET.findall(book):
        given = dict(_ATTRIBUTE.findall(tag))
        relation = next((value for key, value in given.items() if key.endswith(":id")), "")
        names[targets.get(relation, "")] = unescape(given.get("name", ""))
    return names


def _whole(package: zipfile.ZipFile, name: str) -> str:
    with package.open(name) as part:
        data = part.read(4 * PIECE)
    return data.decode("utf-8", errors="replace")
