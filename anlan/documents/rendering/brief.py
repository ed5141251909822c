"""The size of type with which a digest stands on one page, reckoned for formats that a word processor lays out."""

from __future__ import annotations

from typing import Any

from docx.shared import Pt

from anlan.documents.model import Composition, Fault, Heading, Paragraph, Table
from anlan.documents.text import fault_line, width

SIZES = (14.0, 12.0, 10.5, 9.0, 8.0, 7.5)
WIDE, HIGH = 442.2, 637.8  # the type area in points
HEAD = 130.0
LINE = 1.45
"""Height of a line as a multiple of its type."""


def size_of(document: Composition) -> float:
    """Return the largest size of type with which a document should stand on one page; the smallest if none does."""
    return next((size for size in SIZES if _height(document, size) <= HIGH - HEAD), SIZES[-1])


def table_size(size: float) -> float:
    return max(7.0, size - 2.5)


def _height(document: Composition, size: float) -> float:
    a_line = int(2 * WIDE / size)
    lines = 0
    tables = 0.0
    for block in document.blocks:
        match block:
            case Paragraph(runs=runs):
                lines += _lines(4 + sum(width(run.text) for run in runs), a_line)
            case Heading(text=text):
                lines += _lines(width(text), a_line)
            case Table():
                tables += _table(block, table_size(size))
            case Fault():
                lines += _lines(width(fault_line(block)), a_line) + 1
    lines += _lines(4 + width(document.as_of), a_line)
    return lines * size * LINE + tables


def _lines(columns: int, a_line: int) -> int:
    return max(1, -(-columns // a_line))


def _table(table: Table, size: float) -> float:
    count = max(1, len(table.header))
    shares = table.widths if len(table.widths) == count else (1,) * count
    holds = [max(2, int(2 * (WIDE * share / sum(shares) - 11) / size)) for share in shares]
    rows = [table.header, *(tuple(cell.text for cell in row) for row in table.rows)]
    told = sum(max(_lines(width(text), hold) for text, hold in zip(row, holds, strict=False)) for row in rows)
    return told * size * LINE + (1 if table.caption else 0) * size * 2


def shrink(file: Any, size: float) -> None:
    """Give a DOCX file's body, tables and notes the type of a page that has to hold everything."""
    small = table_size(size)
    for name, of, lead in (
        ("Normal", size, LINE),
        ("公文 表格", small, LINE - 0.15),
        ("公文 表头", small, LINE - 0.15),
        ("公文 期号", 14.0, LINE),
        ("公文 编发", 14.0, LINE),
        ("注释", max(9.0, size - 3), LINE),
    ):
        style = file.styles[name]
        style.font.size = Pt(of)
        style.paragraph_format.line_spacing = Pt(of * lead)
    body = file.styles["Normal"].paragraph_format
    body.first_line_indent = Pt(2 * size)
