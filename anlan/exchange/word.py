"""A blank form in Word: each of its tables is a grid (“T1”, “T2” …) whose cells are filled, with the look they have.

What a Word file must not hold is refused as in a template of an office: macros, fields that read, links that lead out.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from anlan.documents.templates import package
from anlan.documents.templates.package import W
from anlan.exchange.grids import MOST_COLUMNS, MOST_ROWS, Cell, Grid, refused
from anlan.exchange.xlsx import Value, copied, plain

MAIN = "word/document.xml"


class Paper:
    """An unpacked blank form in Word."""

    has_formulas = False

    def __init__(self, content: bytes) -> None:
        self.package = package.opened(content)
        self.body = self.package.texts[MAIN]
        found = [
            one for one in self.body.iter(f"{W}tbl") if not any(True for _up in one.iterancestors(f"{W}tbl"))
        ]
        self.tables = {f"T{number}": one for number, one in enumerate(found, start=1)}
        if not self.tables:
            raise refused("empty", _("The Word file has no table: only cells of tables can be filled."))

    def grids(self) -> dict[str, Grid]:
        return {name: _grid(name, table) for name, table in self.tables.items()}

    def set(self, sheet: str, row: int, column: int, value: Value) -> None:
        cell = _cell(self.tables[sheet], row, column)
        if cell is not None:
            _write(cell, plain(value))

    def value(self, sheet: str, row: int, column: int) -> str:
        cell = _cell(self.tables[sheet], row, column) if sheet in self.tables else None
        return "" if cell is None else _text(cell)

    def make_room(self, sheet: str, row: int, lines: int) -> tuple[int, int]:
        """Let `lines` rows stand from a row on: free rows are used, then the row is repeated."""
        rows = list(self.tables[sheet].iterchildren(f"{W}tr"))
        free = 1
        while (
            free < lines
            and row - 1 + free < len(rows)
            and not any(_text(c) for c in rows[row - 1 + free].iter(f"{W}tc"))
        ):
            free += 1
        last = rows[row - 2 + free]
        for _line in range(lines - free):
            made = copied(rows[row - 1])
            for cell in made.iter(f"{W}tc"):
                _write(cell, "")
            last.addnext(made)
            last = made
        return row - 1 + free, max(0, lines - free)

    def packed(self) -> bytes:
        return package.packed(self.package, at=(2000, 1, 1))


def _spans(row: Any) -> list[tuple[int, int, Any]]:
    """Return (first column, columns, cell) of each cell of a row."""
    found, column = [], 1
    skipped = row.find(f"{W}trPr/{W}gridBefore")
    if skipped is not None:
        column += int(skipped.get(f"{W}val") or 0)
    for cell in row.iterchildren(f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        wide = max(1, int(span.get(f"{W}val") or 1)) if span is not None else 1
        found.append((column, wide, cell))
        column += wide
    return found


def _grid(name: str, table: Any) -> Grid:
    rows = list(table.iterchildren(f"{W}tr"))
    grid = Grid(
        name,
        len(rows),
        max((column + wide - 1 for row in rows for column, wide, _c in _spans(row)), default=0),
    )
    if grid.rows > MOST_ROWS or grid.columns > MOST_COLUMNS:
        raise refused(
            "long",
            _(
                "%(part)s has %(rows)s rows; a form at most %(most)s. Delete empty rows, or bring it as a ledger."
            )
            % {"part": name, "rows": f"{grid.rows:,} × {grid.columns:,}", "most": f"{MOST_ROWS:,}"},
        )
    heads: dict[int, tuple[int, int]] = {}  # column → (row, row) of the cell that goes on downwards there
    for number, row in enumerate(rows, start=1):
        for column, wide, cell in _spans(row):
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val") != "restart" and column in heads
            if goes_on:
                first = heads[column][0]
                heads[column] = (first, number)
                grid.merge((first, column), (number, column + wide - 1))
                continue
            heads.pop(column, None)
            if merge is not None:
                heads[column] = (number, number)
            grid.cells[number, column] = Cell(_text(cell))
            if wide > 1:
                grid.merge((number, column), (number, column + wide - 1))
    return grid


def _cell(table: Any, row: int, column: int) -> Any:
    rows = list(table.iterchildren(f"{W}tr"))
    if row > len(rows):
        return None
    return next((cell for first, wide, cell in _spans(rows[row - 1]) if first <= column < first + wide), None)


def _text(cell: Any) -> str:
    return "\n".join(
        "".join(t.text or "" for t in p.iter(f"{W}t")) for p in cell.iterchildren(f"{W}p")
    ).strip()


def _write(cell: Any, text: str) -> None:
    """Let a cell say one text, in the look of its first run."""
    paragraphs = list(cell.iterchildren(f"{W}p"))
    look = next((copied(one) for one in cell.iter(f"{W}rPr") if one.getparent().tag == f"{W}r"), None)
    for other in paragraphs[1:]:
        cell.remove(other)
    first = paragraphs[0] if paragraphs else etree.SubElement(cell, f"{W}p")
    for run in [one for one in first if one.tag != f"{W}pPr"]:
        first.remove(run)
    if not text:
        return
    run = etree.SubElement(first, f"{W}r")
    if look is not None:
        run.append(look)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, f"{W}br")
        made = etree.SubElement(run, f"{W}t")
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.text = line
