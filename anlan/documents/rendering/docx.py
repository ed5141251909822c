"""A document as DOCX for Word and WPS: named styles, the grid of official paper, fonts by name.

It names 仿宋_GB2312, 楷体_GB2312, 黑体 and 方正小标宋简体, which the offices' machines have; nothing is embedded.
The same document gives the same bytes.
"""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape

import docx
import segno
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anlan.documents.model import (
    Block,
    Bulletin,
    Composition,
    Fault,
    Frame,
    Heading,
    Letter,
    Paragraph,
    Quote,
    Style,
    Table,
    Writ,
)
from anlan.documents.rendering import brief, doc_writs, ooxml
from anlan.documents.rendering.days import stamp
from anlan.documents.rendering.ooxml import element
from anlan.documents.rendering.words import base_of, check_length, printable, title_of, words

RUN_IN = {Style.FIRST: "一级标题（段内）", Style.SECOND: "二级标题（段内）"}


def render(document: Composition) -> bytes:
    """Return the document as DOCX. Raises Invalid when its tables are longer than any paper."""
    check_length(document)
    document = printable(document)
    paper = _Paper(document)
    paper.write()
    at = stamp(document.frame.day)
    return ooxml.packed(paper.file, at=(at.year, at.month, at.day))


class _Paper:
    """One file while it is written."""

    def __init__(self, document: Composition) -> None:
        self.document = document
        self.words = words(document.language)
        self.base = base_of(document.frame.address)
        self.file: Document = docx.Document()
        self._styles()

    def write(self) -> None:
        frame, file = self.document.frame, self.file
        self._properties()
        ooxml.page(file)
        ooxml.page_numbers(file)
        if frame.draft:
            self._draft_heads(frame.draft)
        if self.document.stamps:
            self._stamps(self.document.stamps)
        self._head(frame)
        self._blocks(self.document.blocks)
        closing = len(file.paragraphs) - 1
        if self.document.as_of:
            self._line(self.document.as_of, "注释")
        if isinstance(frame, Letter) or (isinstance(frame, Writ) and frame.is_sealed):
            self._signature(frame)
        if isinstance(frame, Writ):
            doc_writs.signatures(self.file, frame, self.words["colon"])
        if isinstance(frame, Letter | Writ):
            # what is sealed and signed never stands on a page without text (GB/T 9704, 7.3.5.4)
            for line in file.paragraphs[closing:-1]:
                line.paragraph_format.keep_with_next = True
        if self.document.annex:
            file.add_paragraph().paragraph_format.page_break_before = True
            self._blocks(self.document.annex)
        if not isinstance(frame, Writ):
            self._colophon(frame)

    def _head(self, frame: Frame) -> None:
        if isinstance(frame, Writ):
            doc_writs.head(self.file, frame, self.words["colon"])
        elif isinstance(frame, Bulletin):
            if frame.is_brief:
                brief.shrink(self.file, brief.size_of(self.document))
            self._bulletin_head(frame)
        else:
            self._letter_head(frame)

    # -- styles and properties ---------------------------------------------------------------------------------

    def _styles(self) -> None:
        file = self.file
        ooxml.normal(file)
        add = ooxml.style
        add(
            file,
            "公文 名称",
            "AnlanMasthead",
            face="song",
            size=54,
            color=ooxml.RED,
            align="center",
            exact=64,
            before=18,
        )
        add(file, "公文 期号", "AnlanNumber", align="center")
        add(file, "公文 专刊", "AnlanSpecial", face="kai", align="center")
        add(file, "公文 编发", "AnlanIssuer", align="left")
        add(file, "公文 密级", "AnlanSecrecy", face="hei", align="left")
        add(file, "公文 标题", "AnlanTitle", face="song", size=22, align="center", exact=35, outline=0)
        add(file, "公文 主送", "AnlanAddressee", align="left")
        add(file, "公文 一级标题", "AnlanHeading1", face="hei", indent=True, outline=1)
        add(file, "公文 二级标题", "AnlanHeading2", face="kai", indent=True, outline=2)
        add(file, "公文 三级标题", "AnlanHeading3", indent=True, outline=3)
        add(file, "公文 落款", "AnlanSignature", align="center")
        add(file, "公文 表题", "AnlanCaption", face="hei", size=14, align="center", exact=24, before=4)
        add(file, "公文 表头", "AnlanTableHead", face="hei", size=12, align="center", exact=18)
        add(file, "公文 表格", "AnlanTable", size=12, align="left", exact=18)
        add(file, "公文 版记", "AnlanColophon", size=14, align="both", exact=22, before=2, after=2)
        add(file, "公文 人员", "AnlanPeople", size=16, align="left", exact=26)
        add(file, "页码", "AnlanPage", face="number", size=14, align="right", exact=18)
        add(file, "注释", "AnlanNote", face="kai", size=12, indent=True, exact=20, before=6)
        add(file, "公文 末段", "AnlanEnd", size=1, exact=1)
        ooxml.run_style(file, RUN_IN[Style.FIRST], "AnlanRunIn1", face="hei")
        ooxml.run_style(file, RUN_IN[Style.SECOND], "AnlanRunIn2", face="kai")

    def _properties(self) -> None:
        core, frame = self.file.core_properties, self.document.frame
        core.title, core.author, core.last_modified_by = title_of(self.document)[:250], frame.issuer[:250], ""
        core.created = core.modified = stamp(frame.day).replace(tzinfo=None)
        core.comments, core.keywords, core.subject = "", "", ""
        core.language = "zh-CN" if self.document.language == "zh" else "en-GB"

    # -- heads -------------------------------------------------------------------------------------------------

    def _line(self, text: str, style: str) -> Any:
        return self.file.add_paragraph(text, style=style)

    def _blank(self, count: int) -> None:
        for _n in range(count):
            self._line("", "公文 主送")

    def _masthead(self, name: str, largest: float, before: float) -> None:
        line = self._line(name, "公文 名称")
        size = max(26.0, min(largest, 436 / max(1, len(name))))
        for run in line.runs:
            run.font.size = Pt(round(size * 2) / 2)
        line.paragraph_format.line_spacing = Pt(size * 1.2)
        line.paragraph_format.space_before = Pt(before)

    def _numbered(self, text: str, draft: str) -> Any:
        line = self._line(text, "公文 期号")
        if draft:
            mark = line.add_run(f"　{draft}")
            mark.font.size, mark.font.color.rgb = Pt(22), RGBColor.from_string(ooxml.GREY)
            ooxml.set_fonts(ooxml.look_of(mark), "hei")
        return line

    def _bulletin_head(self, frame: Bulletin) -> None:
        if frame.secrecy:
            self._line(frame.secrecy, "公文 密级")
        self._masthead(frame.masthead, 34 if frame.is_brief else 54, 0 if frame.is_brief else 18)
        if frame.issue_line or frame.draft:
            self._numbered(frame.issue_line, frame.draft).paragraph_format.space_before = Pt(
                2 if frame.is_brief else 10
            )
        if frame.special_line:
            self._line(frame.special_line, "公文 专刊")
        line = self._line(f"{frame.issuer}\t{frame.day}", "公文 编发")
        properties = ooxml.shape_of(line)
        tab = element(f'<w:tabs><w:tab w:val="right" w:pos="{ooxml.WIDE - ooxml.CHARACTER}"/></w:tabs>')
        properties.append(tab)
        # a rule is drawn from the paragraph's own edge: its words are set in by a tab, not by an indent
        properties.append(element('<w:ind w:left="0" w:firstLine="315" w:firstLineChars="100"/>'))
        ooxml.rule_below(line, eighths=27, color=ooxml.RED)
        self._title(frame.title)

    def _letter_head(self, frame: Letter) -> None:
        self._masthead(frame.masthead, 44, 99)
        self._blank(2)
        ooxml.rule_below(self._numbered(frame.number, frame.draft), eighths=18, color=ooxml.RED, space=11)
        self._title(frame.title)
        if frame.addressee:
            self._line(frame.addressee + self.words["colon"], "公文 主送")

    def _title(self, clauses: tuple[str, ...]) -> None:
        if not clauses and getattr(self.document.frame, "is_brief", False):
            return
        self._blank(2 if clauses else 1)
        if sum(len(clause) + 1 for clause in clauses) <= 21 and len(clauses) > 1:
            clauses = ("　".join(clauses),)
        for clause in clauses:
            self._line(clause, "公文 标题")
        if clauses:
            self._blank(1)

    def _draft_heads(self, draft: str) -> None:
        section = self.file.sections[0]
        for head in (section.header, section.even_page_header):
            head.is_linked_to_previous = False
            paragraph = head.paragraphs[0]
            paragraph.style = self.file.styles["公文 期号"]
            run = paragraph.add_run(draft)
            run.font.size, run.font.color.rgb = Pt(36), RGBColor.from_string("A0A0A0")
            ooxml.set_fonts(ooxml.look_of(run), "hei")

    def _stamps(self, stamps: tuple[str, ...]) -> None:
        """Print what became of a signed document at the head of every page, red in a red frame."""
        section = self.file.sections[0]
        for head in (section.header, section.even_page_header):
            head.is_linked_to_previous = False
            paragraph = head.paragraphs[0]
            paragraph.style = self.file.styles["公文 表题"]
            for n, stamp_ in enumerate(stamps):
                run = paragraph.add_run(stamp_)
                run.font.size, run.font.color.rgb = Pt(12), RGBColor.from_string(ooxml.RED)
                if n + 1 < len(stamps):
                    run.add_break()
            ooxml.framed(paragraph, color=ooxml.RED)

    # -- text --------------------------------------------------------------------------------------------------

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self._paragraph(block)
                case Heading(text=text, level=level):
                    self._line(
                        text, f"公文 {'一二三'[min(max(level, 1), 3) - 1]}级标题"
                    ).paragraph_format.keep_with_next = True
                case Table():
                    self._table(block)
                case Fault(section=section, reason=reason):
                    line = self._line(f"{self.words['fault']}{section}", "公文 主送")
                    line.add_run().add_break()
                    line.add_run(reason)
                    ooxml.shape_of(line).append(
                        element('<w:ind w:left="120" w:right="120" w:firstLine="0"/>')
                    )
                    ooxml.framed(line)

    def _paragraph(self, block: Paragraph) -> None:
        line = self.file.add_paragraph()
        for run in block.runs:
            if isinstance(run, Quote):
                self._quote(line, run)
                continue
            made = line.add_run(run.text, style=RUN_IN.get(run.style))
            if run.style == Style.STRONG:
                made.bold = True

    def _quote(self, line: Any, quote: Quote) -> None:
        """Print a number; it leads to its page where the document knows its site, and looks like the text around."""
        made = line.add_run(quote.text)
        if self.base and quote.href:
            key = line.part.relate_to(self.base + quote.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = element(f'<w:hyperlink r:id="{key}" w:history="1"/>')
            made._r.addprevious(link)
            link.append(made._r)

    def _table(self, block: Table) -> None:
        if block.caption:
            self._line(block.caption, "公文 表题").paragraph_format.keep_with_next = True
        columns = max([len(block.header), *(len(row) for row in block.rows)])
        shares = block.widths if len(block.widths) == columns else (1,) * columns
        widths = [round(ooxml.WIDE * share / sum(shares)) for share in shares]
        rows = [_row([(text, "center") for text in block.header], widths, head=True)]
        rows += [_row([(cell.text, cell.align) for cell in row], widths) for row in block.rows]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        body = self.file.element.body
        body.insert_element_before(
            element(
                f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_BORDERS}<w:tblLayout w:type="fixed"/>'
                f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
            ),
            "w:sectPr",
        )

    def _signature(self, frame: Letter | Writ) -> None:
        self._blank(1)
        for text in (frame.issuer, frame.day):
            line = self._line(text, "公文 落款")
            ooxml.shape_of(line).append(
                element(
                    f'<w:ind w:left="{ooxml.WIDE // 2 - 1260}" w:right="1260" w:rightChars="400" w:firstLine="0"/>'
                )
            )

    # -- 版记: a table that stands at the foot of the last page's type area -------------------------------------------

    def _colophon(self, frame: Bulletin | Letter) -> None:
        rows = _colophon_rows(frame, self.words)
        people = (
            "　".join(f"{role}：{names}" for role, names in frame.people)
            if isinstance(frame, Bulletin)
            else ""
        )
        if not rows and not people and not frame.address:
            return
        table = self.file.add_table(rows=0, cols=1)
        shape = table._tbl.tblPr
        for old in list(shape):
            shape.remove(old)
        shape.append(
            element(
                '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
                'w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
            )
        )
        shape.append(element('<w:tblOverlap w:val="never"/>'))
        shape.append(element(f'<w:tblW w:w="{ooxml.WIDE}" w:type="dxa"/>'))
        shape.append(element('<w:tblLayout w:type="fixed"/>'))
        table._tbl.tblGrid.gridCol_lst[0].set(qn("w:w"), str(ooxml.WIDE))
        if frame.address:
            self._code(table, frame.address)
        if people:
            _colophon_row(table, people, "公文 人员")
        for n, text in enumerate(rows):
            edges = {"top": 8 if n == 0 else 6} | ({"bottom": 8} if n == len(rows) - 1 else {})
            _colophon_row(table, text, "公文 版记", edges)
        self._line("", "公文 末段")

    def _code(self, table: Any, address: str) -> None:
        picture = io.BytesIO()
        segno.make(address, error="m", micro=False).save(picture, kind="png", scale=6, border=0)
        line = _colophon_row(table, self.words["scan"] + "　", "公文 人员")
        line.paragraph_format.alignment = 2
        line.paragraph_format.line_spacing_rule = 0
        line.runs[0].font.size = Pt(10.5)
        line.add_run().add_picture(io.BytesIO(picture.getvalue()), width=Mm(17))


_BORDERS = (
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders>"
)


def _row(cells: list[tuple[str, str]], widths: list[int], *, head: bool = False) -> str:
    """Return a row as XML: a hundred times quicker than cell by cell. A head is repeated on every page."""
    code = "AnlanTableHead" if head else "AnlanTable"
    cells = [*cells, *[("", "start")] * (len(widths) - len(cells))]
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{code}"/>{_ALIGN.get(align, "")}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t>'
        "</w:r></w:p></w:tc>"
        for (text, align), width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{made}</w:tr>"


_ALIGN = {"end": '<w:jc w:val="right"/>'}


def _colophon_rows(frame: Bulletin | Letter, words: dict[str, str]) -> list[str]:
    """Return the lines of the colophon: to whom it goes, how many copies, who printed it when."""
    if isinstance(frame, Bulletin):
        sides = (("report", frame.report_to), ("deliver", frame.deliver_to), ("issue", frame.issue_to))
        rows = [f"{words[side]}{words['colon']}{names}" for side, names in sides if names]
        return [*rows, *([f"\t{frame.copies}"] if frame.copies else [])]
    rows = [f"{words['copies']}{words['colon']}{frame.copies_to}"] if frame.copies_to else []
    return [*rows, *([f"{frame.printed_by}\t{frame.printed_on}"] if frame.printed_by else [])]


def _colophon_row(table: Any, text: str, style: str, edges: dict[str, int] | None = None) -> Any:
    """Add a line of the colophon with its rules (eighths of a point by edge); return its paragraph."""
    cell = table.add_row().cells[0]
    line = cell.paragraphs[0]
    line.text, line.style = text, style
    ooxml.shape_of(line).append(
        element(f'<w:tabs><w:tab w:val="right" w:pos="{ooxml.WIDE - 2 * ooxml.CHARACTER}"/></w:tabs>')
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (edges or {}).items()
    )
    properties = cell._tc.get_or_add_tcPr()
    if borders:
        properties.append(element(f"<w:tcBorders>{borders}</w:tcBorders>"))
    margins = f'<w:left w:w="{ooxml.CHARACTER}" w:type="dxa"/><w:right w:w="{ooxml.CHARACTER}" w:type="dxa"/>'
    properties.append(element(f"<w:tcMar>{margins}</w:tcMar>"))
    return line
