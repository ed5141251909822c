"""A document as a workbook: its text as on paper, each of its tables with real numbers, and what its figures
are exactly.

The same document gives the same bytes: the file is dated by the day it bears. Words are written as words, whatever they
begin with: nothing in a document becomes a formula.
"""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook

from anlan.documents.model import Block, Bulletin, Cell, Composition, Fault, Heading, Paragraph, Table
from anlan.documents.rendering.days import stamp
from anlan.documents.rendering.words import base_of, check_length, printable, title_of, words
from anlan.documents.text import fault_line, width

COLUMNS = 9
"""Columns over which the page of text is laid; together as wide as the type area."""
COLUMN_WIDE = 8.4
LINE_HIGH, A_LINE = 29, 54  # points of a line of size-3 type; half-width characters that it holds
FACES = {"song": "方正小标宋简体", "fang": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体"}
RED = "#E60012"


def render(document: Composition) -> bytes:
    """Return the document as XLSX. Raises Invalid when its tables are longer than any paper."""
    check_length(document)
    out = io.BytesIO()
    with override("zh-hans" if document.language == "zh" else "en"):
        _Book(printable(document), out).write()
    return out.getvalue()


class _Book:
    """One workbook while it is written."""

    def __init__(self, document: Composition, out: io.BytesIO) -> None:
        self.document = document
        self.words = words(document.language)
        self.base = base_of(document.frame.address)
        self.book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        frame = document.frame
        self.book.set_properties(
            {
                "title": title_of(document)[:250],
                "author": frame.issuer[:250],
                "created": stamp(frame.day).replace(tzinfo=None),
            }
        )
        self.styles: dict[str, Any] = {}
        self.row = 0

    def style(self, face: str = "fang", size: float = 16, **more: Any) -> Any:
        key = f"{face} {size} {sorted(more.items())}"
        if key not in self.styles:
            look = {"font_name": FACES[face], "font_size": size, "valign": "vcenter", "text_wrap": True}
            self.styles[key] = self.book.add_format(look | more)
        return self.styles[key]

    def write(self) -> None:
        page = self._sheet(_("Text"))
        page.set_column(0, COLUMNS - 1, COLUMN_WIDE)
        self._head(page)
        self._blocks(page, self.document.blocks)
        if self.document.as_of:
            self._line(page, "　　" + self.document.as_of, self.style("kai", 12))
        self._foot(page)
        for number, table in enumerate(self._tables(), start=1):
            sheet = self._sheet(_("Table %(n)s") % {"n": number})
            self._table_sheet(sheet, table)
        self._numbers()
        self.book.close()

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_paper(9)
        sheet.set_margins(left=28 / 25.4, right=26 / 25.4, top=37 / 25.4, bottom=35 / 25.4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&C{FOOT}")
        sheet.hide_gridlines(2)
        return sheet

    def _tables(self) -> list[Table]:
        return [block for block in self.document.blocks if isinstance(block, Table)]

    # -- the page of text --------------------------------------------------------------------------------------------

    def _line(self, page: Any, text: str, style: Any, *, high: float | None = None) -> None:
        """Write a line over the whole width, as high as its text needs."""
        lines = max(1, -(-width(text) // A_LINE))
        page.merge_range(self.row, 0, self.row, COLUMNS - 1, "", style)
        page.write_string(self.row, 0, text, style)
        page.set_row(self.row, min(409, high if high is not None else LINE_HIGH * lines))
        self.row += 1

    def _head(self, page: Any) -> None:
        frame = self.document.frame
        for mark in self.document.stamps:
            self._line(page, f"【{mark}】", self.style("hei", bold=True, font_color=RED))
        self._line(page, frame.masthead, self.style("song", 36, align="center", font_color=RED), high=64)
        number = frame.issue_line if isinstance(frame, Bulletin) else frame.number
        told = "　".join(part for part in (number, frame.draft) if part)
        if told:
            self._line(page, told, self.style(align="center"))
        if isinstance(frame, Bulletin) and frame.special_line:
            self._line(page, frame.special_line, self.style("kai", align="center"))
        half = COLUMNS // 2
        left = self.style(align="left", bottom=5, bottom_color=RED)
        right = self.style(align="right", bottom=5, bottom_color=RED)
        page.merge_range(self.row, 0, self.row, half, "", left)
        page.write_string(self.row, 0, frame.issuer, left)
        page.merge_range(self.row, half + 1, self.row, COLUMNS - 1, "", right)
        page.write_string(self.row, half + 1, frame.day, right)
        page.set_row(self.row, 40)
        self.row += 1
        for clause in frame.title:
            self._line(page, clause, self.style("song", 22, align="center"), high=40)

    def _blocks(self, page: Any, blocks: tuple[Block, ...]) -> None:
        number = 0
        for block in blocks:
            match block:
                case Paragraph():
                    self._line(page, "　　" + "".join(run.text for run in block.runs), self.style())
                case Heading(text=text):
                    self._line(page, text, self.style("hei"))
                case Table():
                    number += 1
                    words_of = block.caption or _("Table %(n)s") % {"n": number}
                    self._line(
                        page, _("[%(table)s: see its sheet]") % {"table": words_of}, self.style("kai", 12)
                    )
                case Fault():
                    self._line(page, fault_line(block), self.style("hei"))

    def _foot(self, page: Any) -> None:
        frame = self.document.frame
        if not isinstance(frame, Bulletin):
            return
        if frame.people:
            told = "　　".join(f"{role}：{names}" for role, names in frame.people)
            self._line(page, told, self.style())
        sides = (("report", frame.report_to), ("deliver", frame.deliver_to), ("issue", frame.issue_to))
        for side, names in sides:
            if names:
                self._line(
                    page,
                    f"{self.words[side]}{self.words['colon']}{names}",
                    self.style(size=14, top=1, bottom=1),
                )

    # -- tables with real numbers -----------------------------------------------------------------------------------

    def _table_sheet(self, sheet: Any, table: Table) -> None:
        columns = max([len(table.header), *(len(row) for row in table.rows)])
        top = 0
        if table.caption:
            style = self.style("hei", 14, align="center")
            if columns > 1:
                sheet.merge_range(0, 0, 0, columns - 1, "", style)
            sheet.write_string(0, 0, table.caption, style)
            sheet.set_row(0, 30)
            top = 1
        head = self.style("hei", 12, align="center", border=1)
        for place, text in enumerate(table.header):
            sheet.write_string(top, place, text, head)
        for n, row in enumerate(table.rows, start=top + 1):
            for place, cell in enumerate(row):
                self._cell(sheet, n, place, cell)
        for place in range(columns):
            told = [
                table.header[place] if place < len(table.header) else "",
                *(r[place].text for r in table.rows if place < len(r)),
            ]
            sheet.set_column(place, place, min(46, max(8, *(width(text) + 3 for text in told))))
        sheet.repeat_rows(0, top)
        sheet.freeze_panes(top + 1, 0)
        if columns > 6:
            sheet.set_landscape()

    def _cell(self, sheet: Any, row: int, place: int, cell: Cell) -> None:
        align = {"align": "right"} if cell.align == "end" else {"align": "left"}
        if not cell.number:
            sheet.write_string(row, place, cell.text, self.style(size=12, border=1, **align))
            return
        number = float(cell.number)
        if cell.text.endswith("%"):
            style = self.style(size=12, border=1, num_format="0.0%", **align)
            sheet.write_number(row, place, number / 100, style)
            return
        form = "0" if number == int(number) and "." not in cell.number else "0.0"
        signed = f"+{form};-{form};0" if cell.text.startswith(("+", "-")) else form
        sheet.write_number(row, place, number, self.style(size=12, border=1, num_format=signed, **align))

    def _numbers(self) -> None:
        """Write what stands behind every printed figure: as printed, exactly, and where it opens."""
        quotes = list(self.document.quotes)
        if not quotes:
            return
        rows = tuple(
            (
                Cell(one.title),
                Cell(one.text, align="end"),
                Cell(one.number, number=one.number, align="end"),
                Cell(one.code),
                Cell(self.base + one.href if one.href else ""),
            )
            for one in quotes
        )
        header = (_("Figure"), _("As printed"), _("Exactly"), _("Code"), _("Address"))
        self._table_sheet(self._sheet(_("Numbers")), Table(header, rows))


FOOT = "— &P —"
