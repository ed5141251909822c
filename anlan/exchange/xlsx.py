"""A blank workbook of a superior: read as a grid, and filled by setting cells in its own XML, so that all else stays.

Whatever could act or reach out is refused with its place: macros, links to other files. Formulas and hidden sheets stay
as they are; a programme that opens the filled form reckons its formulas anew.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from anlan.exchange.grids import MOST_COLUMNS, MOST_ROWS, Cell, Grid, letters, range_of, refused
from anlan.kernel import clock

MOST_BYTES = 4 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_OF_SHEET = 12 * 2**20
MOST_PARTS = 400
BEYOND = 30
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ACTIVE = re.compile(
    r"vbaproject|vbadata|/activex/|/embeddings/|/externallinks/|\.bin$|macrosheets", re.IGNORECASE
)
_QUIET = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"')
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OLE = b"\xd0\xcf\x11\xe0"
Value = str | int | float | date | datetime | None


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package within bounds. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise refused(
            "size",
            _("A blank form has at most %(most)s MB. Bring a ledger of records under “Ledgers”.")
            % {"most": MOST_BYTES // 2**20},
        )
    if content.startswith(_OLE):
        raise refused(
            "old",
            _(
                "The file is an old .xls or .doc, or locked by a password. Save it as .xlsx or .docx and send that."
            ),
        )
    if content and not content.startswith(b"PK"):
        raise refused(
            "text",
            _("The file is no workbook and no Word document: it is a text or another kind under this name. Bring the "
              "superior’s blank form as .xlsx or .docx."),
        )  # fmt: skip
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/") and entry.file_size > MOST_OF_SHEET:
                    raise _too_long(entry.filename, package)
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise refused(
                    "bomb",
                    _("Unpacked, the file is larger than %(most)s MB or has too many parts: it is not read.")
                    % {"most": MOST_UNPACKED // 2**20},
                )
            for entry in entries:
                with package.open(entry) as part:
                    parts[entry.filename] = part.read(entry.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise refused(
            "broken",
            _("The file cannot be read (%(why)s). Save it as .xlsx or .docx and send that.")
            % {"why": str(error)[:80]},
        ) from None
    return parts


def _too_long(name: str, package: zipfile.ZipFile) -> Exception:
    with package.open(name) as part:
        found = _DIMENSION.search(part.read(4_096))
    rows = f"{int(found.group(1)):,}" if found else "?"
    return refused(
        "long",
        _("%(part)s has %(rows)s rows; a form at most %(most)s. Delete empty rows, or bring it as a ledger.")
        % {"part": name.rpartition("/")[2], "rows": rows, "most": f"{MOST_ROWS:,}"},
    )


def tree_of(name: str, data: bytes) -> Any:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refused("entities", _("%(part)s declares entities: they are not read.") % {"part": name})
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refused(
            "broken", _("%(part)s cannot be read: %(why)s") % {"part": name, "why": str(error)[:100]}
        ) from None


class Workbook:
    """An unpacked blank form with the trees of its sheets."""

    def __init__(self, content: bytes) -> None:
        self.parts = unpacked(content)
        self._check()
        self.book = tree_of("workbook.xml", self.parts["xl/workbook.xml"])
        self.strings = self._strings()
        relations = tree_of("workbook.xml.rels", self.parts.get("xl/_rels/workbook.xml.rels", b"<a/>"))
        targets = {one.get("Id"): one.get("Target") or "" for one in relations.iter(_REL)}
        self.sheets: dict[str, Sheet] = {}
        for place, one in enumerate(self.book.iter(f"{S}sheet")):
            target = targets.get(one.get(f"{R}id"), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in self.parts and "worksheets/" in part:
                hidden = (one.get("state") or "visible") != "visible"
                self.sheets[one.get("name") or part] = Sheet(self, part, place, is_hidden=hidden)
        if not self.sheets:
            raise refused("empty", _("The workbook has no sheet of cells."))

    def _check(self) -> None:
        types = self.parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
        links = [name for name in self.parts if "externallinks/" in name.lower()]
        if links:
            raise refused(
                "external",
                _(
                    "The form reckons with other files (%(part)s): break these links in Excel, then send it again."
                )
                % {"part": links[0].rpartition("/")[2]},
            )
        active = next((n for n in self.parts if _ACTIVE.search(n) and not _QUIET.search(n)), "")
        if active or "macroEnabled" in types:
            raise refused(
                "macros",
                _(
                    "The file holds macros or embedded objects (%(part)s): nothing in a form may act. Save it as .xlsx."
                )
                % {"part": active or ".xlsm"},
            )
        if "xl/workbook.xml" not in self.parts:
            raise refused("kind", _("The file is no workbook (.xlsx)."))

    def _strings(self) -> list[str]:
        data = self.parts.get("xl/sharedStrings.xml")
        if data is None:
            return []
        tree = tree_of("sharedStrings.xml", data)
        return ["".join(t.text or "" for t in one.iter(f"{S}t")) for one in tree.iter(f"{S}si")]

    def grids(self) -> dict[str, Grid]:
        return {name: sheet.grid(name) for name, sheet in self.sheets.items()}

    @property
    def has_formulas(self) -> bool:
        return any(sheet.has_formulas for sheet in self.sheets.values())

    def set(self, sheet: str, row: int, column: int, value: Value) -> None:
        self.sheets[sheet].set(row, column, value)

    def value(self, sheet: str, row: int, column: int) -> str:
        """Return what stands in a cell, as text; "" where nothing does."""
        found = self.sheets[sheet].find(row, column) if sheet in self.sheets else None
        return "" if found is None else self.sheets[sheet].text(found)

    def make_room(self, sheet: str, row: int, lines: int) -> tuple[int, int]:
        """Let `lines` rows stand from a row on, in its look; return (after which row, by how many) the others moved."""
        return self.sheets[sheet].make_room(row, lines)

    def packed(self) -> bytes:
        """Return the filled form: parts in their order, dated alike, so that the same values give the same bytes."""
        for sheet in self.sheets.values():
            sheet.finish()
        calc = self.book.find(f"{S}calcPr")
        if calc is None and self.has_formulas:
            calc = etree.Element(f"{S}calcPr")
            after = self.book.find(f"{S}definedNames")
            (after if after is not None else self.book.find(f"{S}sheets")).addnext(calc)
        if calc is not None:
            calc.set("fullCalcOnLoad", "1")
        self.parts["xl/workbook.xml"] = _written(self.book)
        self._drop_chain()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
            for name, data in self.parts.items():
                entry = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, data)
        return out.getvalue()

    def _drop_chain(self) -> None:
        """Leave the order of reckoning to the programme that opens the form: it names cells that may have moved."""
        if self.parts.pop("xl/calcChain.xml", None) is None:
            return
        for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
            tree = tree_of(name, self.parts[name])
            for one in list(tree):
                if "calcChain" in (one.get("PartName") or one.get("Target") or ""):
                    tree.remove(one)
            self.parts[name] = _written(tree)


class Sheet:
    """One sheet while it is read or filled."""

    def __init__(self, book: Workbook, part: str, place: int, *, is_hidden: bool) -> None:
        self.book, self.part, self.place, self.is_hidden = book, part, place, is_hidden
        self.tree = tree_of(part, book.parts[part])
        found = self.tree.find(f"{S}sheetData")
        if found is None:
            raise refused(
                "broken", _("%(part)s cannot be read: %(why)s") % {"part": part, "why": "sheetData"}
            )
        self.data = found
        self.rows: dict[int, Any] = {}
        self.cells: dict[int, dict[int, Any]] = {}  # row → column → cell, of the rows that were looked at
        last = 0
        for row in self.data.iter(f"{S}row"):
            last = int(row.get("r") or last + 1)
            row.set("r", str(last))
            self.rows[last] = row
        self.has_formulas = self.data.find(f".//{S}f") is not None

    def grid(self, name: str) -> Grid:
        grid = Grid(name, 0, 0, self.is_hidden, beyond=BEYOND)
        for number, row in self.rows.items():
            for cell in row.iter(f"{S}c"):
                text, formula = self.text(cell), cell.findtext(f"{S}f") or ""
                (_row, column), _end = range_of(cell.get("r") or f"{letters(1)}{number}")
                if text or formula or cell.get("s"):
                    grid.rows, grid.columns = max(grid.rows, number), max(grid.columns, column)
                if text or formula:
                    grid.cells[number, column] = Cell(text, formula)
        for one in self.tree.iter(f"{S}mergeCell"):
            first, last = range_of(one.get("ref") or "")
            if last[0] <= MOST_ROWS and last[1] <= MOST_COLUMNS:
                grid.merge(first, last)
                grid.rows, grid.columns = max(grid.rows, last[0]), max(grid.columns, last[1])
        if grid.rows > MOST_ROWS or grid.columns > MOST_COLUMNS:
            raise refused(
                "long",
                _(
                    "%(part)s has %(rows)s rows; a form at most %(most)s. Delete empty rows, or bring it as a ledger."
                )
                % {"part": name, "rows": f"{grid.rows:,} × {grid.columns:,}", "most": f"{MOST_ROWS:,}"},
            )
        return grid

    def text(self, cell: Any) -> str:
        kind, value = cell.get("t"), cell.findtext(f"{S}v")
        if kind == "inlineStr":
            return "".join(t.text or "" for t in cell.iter(f"{S}t"))
        if kind == "s" and value is not None and value.isdigit() and int(value) < len(self.book.strings):
            return self.book.strings[int(value)]
        return value or ""

    def find(self, row: int, column: int) -> Any:
        return self._cells(row).get(column) if row in self.rows else None

    def _cells(self, row: int) -> dict[int, Any]:
        """Return the cells of a row by column, read once: a list writes as many as the form takes."""
        found = self.cells.get(row)
        if found is None:
            found = {range_of(c.get("r") or "A1")[0][1]: c for c in self.rows[row].iter(f"{S}c")}
            self.cells[row] = found
        return found

    def _row(self, number: int) -> Any:
        if number not in self.rows:
            made = etree.Element(f"{S}row", r=str(number))
            before = number - 1 if number - 1 in self.rows else _next_below(self.rows, number)
            if before is None:
                self.data.insert(0, made)
            else:
                self.rows[before].addnext(made)
            self.rows[number] = made
        return self.rows[number]

    def _cell(self, row: int, column: int) -> Any:
        """Return a cell, made empty in its place where there is none."""
        line, cells = self._row(row), self._cells(row)
        cell = cells.get(column)
        if cell is None:
            cell = etree.Element(f"{S}c", r=f"{letters(column)}{row}")
            before = column - 1 if column - 1 in cells else _next_below(cells, column)
            if before is None:
                line.insert(0, cell)
            else:
                cells[before].addnext(cell)
            cells[column] = cell
        return cell

    def set(self, row: int, column: int, value: Value) -> None:
        cell = self._cell(row, column)
        for old in list(cell):
            cell.remove(old)
        cell.attrib.pop("t", None)
        if value is None or value == "":
            return
        if isinstance(value, int | float) and not isinstance(value, bool):
            etree.SubElement(cell, f"{S}v").text = repr(value)
            return
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = plain(value)

    def make_room(self, row: int, lines: int) -> tuple[int, int]:
        free = 1
        while free < lines and self._is_free(row + free):
            free += 1
        more = lines - free
        if more > 0:
            if self.book.has_formulas:
                raise refused(
                    "room",
                    _(
                        "%(place)s: the list has %(lines)s lines and the form has room for %(free)s; what stands below "
                        "cannot move down because the form holds formulas. Add empty rows to the form."
                    )
                    % {"place": f"{letters(1)}{row}", "lines": lines, "free": free},
                    "at",
                )
            self._shift(row + free - 1, more)
        self._repeat(row, lines)
        return row + free - 1, max(0, more)

    def _is_free(self, row: int) -> bool:
        if any(last >= row >= first for first, last in self._merged_rows()):
            return False
        return row not in self.rows or not any(
            self.text(c) or c.find(f"{S}f") is not None for c in self.rows[row]
        )

    def _merged_rows(self) -> list[tuple[int, int]]:
        found = [range_of(one.get("ref") or "A1") for one in self.tree.iter(f"{S}mergeCell")]
        return [(first[0], last[0]) for first, last in found]

    def _shift(self, after: int, by: int) -> None:
        for number in sorted((n for n in self.rows if n > after), reverse=True):
            cells, row = self._cells(number), self.rows.pop(number)
            row.set("r", str(number + by))
            for column, cell in cells.items():
                cell.set("r", f"{letters(column)}{number + by}")
            self.rows[number + by], self.cells[number + by] = row, self.cells.pop(number)
        for tag, name in (("mergeCell", "ref"), ("conditionalFormatting", "sqref"), ("dataValidation", "sqref"),
                          ("hyperlink", "ref"), ("autoFilter", "ref")):  # fmt: skip
            for one in self.tree.iter(f"{S}{tag}"):
                one.set(name, " ".join(_moved(part, after, by) for part in (one.get(name) or "").split()))
        for one in self.book.book.iter(f"{S}definedName"):
            if (
                one.get("localSheetId") == str(self.place)
                and one.text
                and "," not in one.text
                and "!" in one.text
            ):
                sheet, _mark, area = one.text.rpartition("!")
                if re.fullmatch(r"\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?", area):
                    one.text = f"{sheet}!{_moved(area, after, by, fixed=True)}"

    def _repeat(self, row: int, lines: int) -> None:
        """Give the rows of a list the look of its first one."""
        first = self._row(row)
        looks = [(column, cell.get("s")) for column, cell in self._cells(row).items()]
        for number in range(row + 1, row + lines):
            line = self._row(number)
            for name in ("ht", "customHeight"):
                if first.get(name) and not line.get(name):
                    line.set(name, first.get(name) or "")
            for column, look in looks:
                cell = self._cell(number, column)
                if look and not cell.get("s"):
                    cell.set("s", look)

    def finish(self) -> None:
        for formula in self.data.iter(f"{S}f"):
            cell = formula.getparent()
            old = cell.find(f"{S}v")
            if old is not None:
                cell.remove(old)  # reckoned from the blank form: whoever opens it reckons anew
        last = max(self.rows, default=1)
        widest = max((max(self._cells(row), default=1) for row in self.rows), default=1)
        for row in self.rows.values():
            row.attrib.pop("spans", None)
        dimension = self.tree.find(f"{S}dimension")
        if dimension is not None:
            dimension.set("ref", f"A1:{letters(widest)}{last}")
        self.book.parts[self.part] = _written(self.tree)


def _next_below(numbers: Iterable[int], number: int) -> int | None:
    return max((one for one in numbers if one < number), default=None)


def plain(value: Value) -> str:
    """Return a value as a form writes it: days as days, moments in Beijing time, nothing that XML cannot hold."""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return _UNWRITABLE.sub("", str(value if value is not None else ""))


def _moved(area: str, after: int, by: int, *, fixed: bool = False) -> str:
    try:
        first, last = range_of(area)
    except ValueError:
        return area
    first = (first[0] + by if first[0] > after else first[0], first[1])
    last = (last[0] + by if last[0] > after or (fixed and last[0] == after) else last[0], last[1])
    sign = "$" if fixed else ""
    ends = [f"{sign}{letters(column)}{sign}{row}" for row, column in (first, last)]
    return ends[0] if ":" not in area else ":".join(ends)


def _written(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def copied(element: Any) -> Any:
    return copy.deepcopy(element)
