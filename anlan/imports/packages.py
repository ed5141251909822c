"""Looks into the zip of a workbook ahead of reading it: its true size, macros, rows, and which cells hold formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
MOST_COLUMNS = 200


_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\s(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_SPAN = re.compile(rb'\b(min|max)="(\d+)"')
MOST_TOLD = 10
OTHERS = {
    "word/document.xml": gettext_lazy("a Word document"),
    "ppt/presentation.xml": gettext_lazy("a presentation"),
    "xl/workbook.bin": gettext_lazy("a binary workbook (.xlsb)"),
    "content.xml": gettext_lazy("an OpenDocument file"),
}


@dataclass(slots=True)
class Hidden:
    """The rows and columns of a sheet that its reader does not see; positions from 1."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)

    def told(self) -> list[str]:
        """Return in words what is hidden: it is read all the same, so somebody should know."""
        notes = []
        if self.rows:
            notes.append(
                _("%(count)s rows are hidden in the sheet and are read too: %(which)s. Show them and look.")
                % {"count": f"{len(self.rows):,}", "which": _some(map(str, self.rows))}
            )
        if self.columns:
            notes.append(
                _(
                    "%(count)s columns are hidden in the sheet and are read too: %(which)s. Show them and look."
                )
                % {"count": len(self.columns), "which": _some(map(_letters, self.columns))}
            )
        return notes


def _some(names: Iterable[str]) -> str:
    first = list(islice(names, MOST_TOLD + 1))
    return "、".join(first[:MOST_TOLD]) + (" …" if len(first) > MOST_TOLD else "")


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(slots=True)
class Inspected:
    """Sheet name → row number → positions (from 0) of the cells that hold formulas, or error values; what is hidden."""

    formulas: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    errors: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    hidden: dict[str, Hidden] = field(default_factory=dict)


def inspect(path: Path, most_rows: int) -> Inspected:
    """Unpack every part once, without keeping it. Raises Invalid for a bomb, macros, too many rows, a broken file."""
    found = Inspected()
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_macros(package)
            _refuse_others(package)
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
                    found.hidden[names[info.filename]] = look.hidden
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


def _refuse_others(package: zipfile.ZipFile) -> None:
    """Refuse what is a zip as a workbook is one, and is none, whatever it is called."""
    names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return
    what = next((told for part, told in OTHERS.items() if part in names), None)
    raise Invalid(
        "file.not_a_workbook",
        _("The file is %(what)s and no workbook. Save the table as .xlsx and send that.")
        % {"what": what or _("a zip archive")},
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
        self.hidden = Hidden()
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
        for found in _HIDDEN_ROW.finditer(text):
            if found.end() > seam and len(self.hidden.rows) < self.most_rows:
                self.hidden.rows.append(int(found.group(1)))
        for found in _HIDDEN_COLUMN.finditer(text):
            span = {name: min(int(number), MOST_COLUMNS) for name, number in _SPAN.findall(found.group())}
            if found.end() > seam and span:
                self.hidden.columns += range(span.get(b"min", 1), span.get(b"max", 0) + 1)
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
