"""A template filled with a composed document: words for placeholders, paragraphs in their paragraph's look.

The same document and the same template give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from anlan.documents.model import (
    Block,
    Bulletin,
    Composition,
    Fault,
    Heading,
    Origin,
    Paragraph,
    Run,
    Style,
    Table,
)
from anlan.documents.rendering.days import stamp
from anlan.documents.rendering.ooxml import FONTS, LATIN
from anlan.documents.rendering.words import check_length, printable
from anlan.documents.templates.package import Package, W, opened, packed
from anlan.documents.templates.placeholders import FOUND, Placeholder, lines, placeholder, read

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STYLES = {Style.FIRST: "AnlanRunIn1", Style.SECOND: "AnlanRunIn2"}
"""Character styles of run-in headings, by their code; a template that has them decides how a heading looks."""
FACES = {Style.FIRST: FONTS["hei"], Style.SECOND: FONTS["kai"]}
_ROLES = {
    "编辑": "editors", "审核": "reviewer", "签发": "signer",
    "Edited by": "editors", "Reviewed by": "reviewer", "Signed by": "signer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was printed, with its measure word and bare."""

    printed: str
    bare: str
    origin: Origin = Origin.FIGURE

    def shown(self, *, bare: bool) -> str:
        """Return its text; what was overridden has one text only."""
        return self.bare if bare and self.origin is Origin.FIGURE else self.printed


@dataclass(slots=True)
class Filler:
    """One template while it is filled."""

    package: Package
    document: Composition
    figures: Mapping[str, Figure]
    words: dict[str, str]
    sections: dict[str, list[Block]]
    placed: frozenset[str]  # sections that have a place of their own
    has_styles: bool

    def fill(self) -> None:
        for tree in self.package.texts.values():
            for paragraph, texts, told in list(lines(tree)):
                hits = list(FOUND.finditer(told))
                if hits:
                    self._paragraph(paragraph, texts, told, [placeholder(hit.group(1)) for hit in hits])

    def _paragraph(self, paragraph: Any, texts: list[Any], told: str, found: Sequence[Placeholder]) -> None:
        if found[0].name.is_block:
            self._blocks(paragraph, self._of(found[0]))
            return
        printed = [self._value(one) for one in found]
        for hit, value in reversed(list(zip(FOUND.finditer(told), printed, strict=True))):
            _put(texts, hit.start(), hit.end(), value)
        if not any(printed) and not FOUND.sub("", told).strip():
            _take_out(paragraph)

    def _value(self, one: Placeholder) -> str:
        if one.name.code == "figure":
            token = one.token
            found = self.figures.get(token.key)
            return (
                found.shown(bare=token.bare) if found else "—"
            )  # a draft whose figure failed says why elsewhere
        return self.words.get(one.name.code, "")

    def _of(self, one: Placeholder) -> Sequence[Block]:
        match one.name.code:
            case "body":
                return self.document.blocks
            case "annex":
                return self.document.annex
            case "section":
                return self.sections.get(one.about, [])
        return [block for code, some in self.sections.items() if code not in self.placed for block in some]

    # -- paragraphs and tables -----------------------------------------------------------------------------------

    def _blocks(self, paragraph: Any, blocks: Sequence[Block]) -> None:
        """Put blocks in place of a paragraph, each paragraph of them with its look."""
        shape, look = paragraph.find(f"{W}pPr"), paragraph.find(f".//{W}r/{W}rPr")
        made = [self._block(block, shape, look) for block in blocks]
        for one in made:
            paragraph.addprevious(one)
        section = shape.find(f"{W}sectPr") if shape is not None else None
        if section is not None and made and made[-1].tag == f"{W}p":
            _shape_of(made[-1]).append(section)
            paragraph.getparent().remove(paragraph)
        elif made and made[-1].tag == f"{W}p":
            paragraph.getparent().remove(paragraph)
        else:  # a table may not be the last of a cell or before a section's end: the emptied paragraph follows it
            for run in paragraph.findall(f"{W}r"):
                paragraph.remove(run)
            if not made:
                _take_out(paragraph)

    def _block(self, block: Block, shape: Any, look: Any) -> Any:
        match block:
            case Table():
                return _table(block, look)
            case Heading(text=text):
                return self._line([(text, Style.STRONG)], shape, look)
            case Fault(section=section, reason=reason):
                return self._line([(f"[{section}: {reason}]", Style.BODY)], shape, look)
            case Paragraph(runs=runs):
                return self._line([(run.text, _style(run)) for run in runs], shape, look)

    def _line(self, runs: Sequence[tuple[str, Style]], shape: Any, look: Any) -> Any:
        made = etree.Element(f"{W}p")
        if shape is not None:
            own = deepcopy(shape)
            for section in own.findall(f"{W}sectPr"):
                own.remove(section)
            made.append(own)
        for text, style in runs:
            made.append(_run(text, _styled(look, style, by_name=self.has_styles)))
        return made


def fill(
    content: bytes, document: Composition, figures: Mapping[str, Figure], sections: Sequence[str]
) -> bytes:
    """Return a template filled with a document.

    `figures` are the values of the template's figure tokens by key; `sections` the codes of the sections that the
    document was drafted from: a paragraph that none of them began belongs to the one before it.
    """
    check_length(document)
    document = printable(document)
    package = opened(content)
    placed = frozenset(one.about for one in read(package) if one.name.code == "section")
    filler = Filler(
        package,
        document,
        figures,
        _words(document),
        parted(document.blocks, sections),
        placed,
        b'w:styleId="AnlanRunIn1"' in package.parts.get("word/styles.xml", b""),
    )
    filler.fill()
    at = stamp(document.frame.day)
    return packed(package, at=(at.year, at.month, at.day))


def _words(document: Composition) -> dict[str, str]:
    frame = document.frame
    assert isinstance(frame, Bulletin)
    people = {_ROLES[role]: names for role, names in frame.people if role in _ROLES}
    return {
        "masthead": frame.masthead,
        "number": frame.issue_line,
        "special": frame.special_line,
        "issuer": frame.issuer,
        "date": frame.day,
        "title": "\u3000".join(frame.title),
        "draft": frame.draft,
        "report_to": frame.report_to,
        "deliver_to": frame.deliver_to,
        "issue_to": frame.issue_to,
        "as_of": document.as_of,
        "address": frame.address,
        **people,
    }


def parted(blocks: Sequence[Block], codes: Sequence[str]) -> dict[str, list[Block]]:
    """Return the blocks of each section in the order of the document; "" for what stands before the first.

    A paragraph that was added by hand, and a table, belong to the section before them.
    """
    known = sorted(codes, key=len, reverse=True)
    parts: dict[str, list[Block]] = {}
    current = ""
    for block in blocks:
        key = block.section if isinstance(block, Fault) else getattr(block, "key", "").removesuffix("-head")
        current = next((code for code in known if key == code or _is_of(key, code)), current)
        parts.setdefault(current, []).append(block)
    return parts


def _is_of(key: str, code: str) -> bool:
    return key.startswith(f"{code}-") and key[len(code) + 1 :].isdigit()


def _style(run: Run) -> Style:
    return getattr(run, "style", Style.BODY)


def _shape_of(paragraph: Any) -> Any:
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


def _run(text: str, look: Any) -> Any:
    made = etree.Element(f"{W}r")
    if look is not None:
        made.append(look)
    told = etree.SubElement(made, f"{W}t")
    told.text = text
    told.set(SPACE, "preserve")
    return made


def _styled(look: Any, style: Style, *, by_name: bool) -> Any:
    """Return the look of a run with that of a heading or of strong words added."""
    own = deepcopy(look) if look is not None else etree.Element(f"{W}rPr")
    if style is Style.STRONG:
        for old in own.findall(f"{W}b"):
            own.remove(old)
        at = sum(1 for one in own if one.tag in (f"{W}rStyle", f"{W}rFonts"))
        own.insert(at, etree.Element(f"{W}b"))
    elif style in STYLES:
        for old in (*own.findall(f"{W}rStyle"), *own.findall(f"{W}rFonts")):
            own.remove(old)
        if by_name:
            own.insert(0, etree.Element(f"{W}rStyle", {f"{W}val": STYLES[style]}))
        else:
            faces = {"ascii": LATIN, "hAnsi": LATIN, "cs": LATIN, "eastAsia": FACES[style]}
            own.insert(0, etree.Element(f"{W}rFonts", {f"{W}{name}": face for name, face in faces.items()}))
    return own if len(own) else None


def _put(texts: list[Any], start: int, end: int, value: str) -> None:
    """Put words in place of those from `start` to `end` of a paragraph's texts, in the look of the first of them."""
    at = 0
    put = False
    for one in texts:
        if one is None:  # a tab or a break counts as one character
            at += 1
            continue
        told = one.text or ""
        left, right = max(start - at, 0), min(end - at, len(told))
        at += len(told)
        if left >= right:
            continue
        one.text = told[:left] + ("" if put else value) + told[right:]
        one.set(SPACE, "preserve")
        put = True


def _take_out(paragraph: Any) -> None:
    """Take out a paragraph of which nothing is printed, unless its place needs one."""
    parent, shape = paragraph.getparent(), paragraph.find(f"{W}pPr")
    if shape is not None and shape.find(f"{W}sectPr") is not None:
        return
    if any(True for _one in paragraph.iter(f"{W}drawing", f"{W}pict", f"{W}object")):
        return
    beside = [one for one in parent if one.tag in (f"{W}p", f"{W}tbl") and one is not paragraph]
    if beside and not (parent.tag == f"{W}tc" and beside[-1].tag == f"{W}tbl"):
        parent.remove(paragraph)


def _table(block: Table, look: Any) -> Any:
    columns = max([len(block.header), *(len(row) for row in block.rows)])
    table = etree.Element(f"{W}tbl")
    shape = etree.SubElement(table, f"{W}tblPr")
    etree.SubElement(shape, f"{W}tblW", {f"{W}w": "5000", f"{W}type": "pct"})
    borders = etree.SubElement(shape, f"{W}tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {f"{W}val": "single", f"{W}sz": "4", f"{W}space": "0", f"{W}color": "000000"}
        etree.SubElement(borders, f"{W}{side}", line)
    grid = etree.SubElement(table, f"{W}tblGrid")
    for _n in range(columns):
        etree.SubElement(grid, f"{W}gridCol", {f"{W}w": str(8844 // columns)})
    table.append(_row([(text, "center") for text in block.header], columns, look, head=True))
    for row in block.rows:
        cells = [(cell.text, "right" if cell.align == "end" else "left") for cell in row]
        table.append(_row(cells, columns, look))
    return table


def _row(cells: Sequence[tuple[str, str]], columns: int, look: Any, *, head: bool = False) -> Any:
    row = etree.Element(f"{W}tr")
    shape = etree.SubElement(row, f"{W}trPr")
    etree.SubElement(shape, f"{W}cantSplit")
    if head:
        etree.SubElement(shape, f"{W}tblHeader")
    for text, align in [*cells, *[("", "left")] * (columns - len(cells))]:
        cell = etree.SubElement(row, f"{W}tc")
        etree.SubElement(etree.SubElement(cell, f"{W}tcPr"), f"{W}tcW", {f"{W}w": "0", f"{W}type": "auto"})
        line = etree.SubElement(cell, f"{W}p")
        own = etree.SubElement(line, f"{W}pPr")
        etree.SubElement(own, f"{W}ind", {f"{W}firstLine": "0", f"{W}firstLineChars": "0"})
        etree.SubElement(own, f"{W}jc", {f"{W}val": align})
        line.append(_run(text, _smaller(_styled(look, Style.STRONG if head else Style.BODY, by_name=False))))
    return row


def _smaller(look: Any) -> Any:
    """Return a run's look at 12 points at most: a table of the text's size takes pages."""
    own = look if look is not None else etree.Element(f"{W}rPr")
    for tag in ("sz", "szCs"):
        old = own.find(f"{W}{tag}")
        if old is None:
            old = etree.SubElement(own, f"{W}{tag}")
        size = old.get(f"{W}val") or ""
        old.set(f"{W}val", str(min(int(size), 24)) if size.isdigit() else "24")
    return own
