"""Blank forms for tests: as a superior might send them."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl


def workbook(rows: list[list[Any]], *, merge: tuple[str, ...] = (), hidden: str = "", wide: int = 0) -> bytes:
    """Return an .xlsx with one sheet “表”, written by another library than the one that fills it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表"
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    if wide:
        sheet.cell(1, wide).value = "末列"
    if hidden:
        book.create_sheet(hidden).sheet_state = "hidden"
        book[hidden]["A1"] = "x"
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, sheet: str = "表") -> dict[str, Any]:
    """Return what stands in each cell of a filled workbook, by another library."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        cell.coordinate: cell.value
        for row in book[sheet].iter_rows()
        for cell in row
        if cell.value is not None
    }


def paper(rows: int = 2, columns: int = 3) -> bytes:
    """Return a .docx with one table; the first row is its heading."""
    document = docx.Document()
    table = document.add_table(rows=rows, cols=columns)
    for number, text in enumerate(("指标", "本月", "今年以来")[:columns]):
        table.cell(0, number).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
