"""What python-docx has no call for: East Asian fonts, the grid of characters, rules, fields, a package without a clock.

Lengths are twips (1/20 pt) unless a name says otherwise. GB/T 9704-2012 as in domain brief §5.1.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

FONTS = {
    "fang": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "song": "方正小标宋简体",
    "number": "宋体",
}
"""Face → the name by which the reader's machine knows the font that official paper is set in."""
LATIN = "Times New Roman"
RED = "E60012"
GREY = "6E6E6E"
LINE = 579  # 22 lines in 225 mm; one more and Word would set 21
TIGHTER = -848  # 4096ths of a point that a character of 16 pt gives up, so that 28 stand in 156 mm
CLOSER = -5  # the same as a spacing of runs, in twips
CHARACTER = 315  # one of them
WIDE = 8844  # 156 mm


def element(xml: str) -> Any:
    """Return an element of the document's own kind; the prefixes `w:` and `r:` are declared for it."""
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w', 'r')}", xml, count=1))


def shape_of(paragraph: Any) -> Any:
    """Return the properties of a paragraph."""
    return paragraph._p.get_or_add_pPr()


def look_of(run: Any) -> Any:
    """Return the properties of a run."""
    return run._r.get_or_add_rPr()


def set_fonts(properties: Any, face: str) -> None:
    """Name the fonts of a run's properties: the face for Chinese, a Latin one for digits."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    named = FONTS[face]
    properties.insert_element_before(
        element(
            f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{named}" w:hint="eastAsia"/>'
        ),
        *_AFTER_FONTS,
    )


_AFTER_FONTS = tuple(
    f"w:{name}"
    for name in "b bCs i iCs caps color spacing w kern position sz szCs highlight u lang eastAsianLayout".split()
)
_AFTER_SPACING = _AFTER_FONTS[_AFTER_FONTS.index("w:w") :]
_AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
        "adjustRightInd snapToGrid spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr"
    ).split()
)


def page(document: Document) -> None:
    """Set paper, margins and the grid of 22 lines × 28 characters; odd and even pages have feet of their own."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(24.8)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(
        element(f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{TIGHTER}"/>')
    )
    document.settings.odd_and_even_pages_header_footer = True


def page_numbers(document: Document) -> None:
    """Write — 1 — at the foot: odd pages at the right, even pages at the left, one character in."""
    section = document.sections[0]
    for foot, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        foot.is_linked_to_previous = False
        paragraph = foot.paragraphs[0]
        paragraph.style = document.styles["页码"]
        properties = shape_of(paragraph)
        properties.append(element(f'<w:ind w:{side}="{CHARACTER}" w:{side}Chars="100" w:firstLine="0"/>'))
        properties.append(element(f'<w:jc w:val="{side}"/>'))
        paragraph.add_run("— ")
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("number", "1"), ("end", "")):
            run = paragraph.add_run()
            if kind in ("begin", "separate", "end"):
                run._r.append(element(f'<w:fldChar w:fldCharType="{kind}"/>'))
            elif kind == "number":
                run.text = text
            else:
                run._r.append(element(f'<w:instrText xml:space="preserve"> {text} </w:instrText>'))
        paragraph.add_run(" —")


def style(
    document: Document,
    name: str,
    code: str,
    *,
    face: str = "fang",
    size: float = 16,
    color: str = "",
    align: str = "both",
    indent: bool = False,
    exact: float = 0,
    before: float = 0,
    after: float = 0,
    outline: int = -1,
) -> ParagraphStyle:
    """Add a paragraph style: what a clerk sees in the style box of Word or WPS. Points; `exact` is a line's height."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(made, ParagraphStyle)
    made.element.set(qn("w:styleId"), code)
    made.base_style = document.styles["Normal"]
    made.font.size = Pt(size)
    if color:
        made.font.color.rgb = RGBColor.from_string(color)
    properties = made.element.get_or_add_rPr()
    set_fonts(properties, face)
    if size != 16:
        properties.insert_element_before(element('<w:spacing w:val="0"/>'), *_AFTER_SPACING)
    _shape(made.element.get_or_add_pPr(), align, indent, exact, before, after, outline)
    return made


def _shape(
    properties: Any, align: str, indent: bool, exact: float, before: float, after: float, outline: int
) -> None:
    """Set a paragraph's spacing, indent and alignment in the order that the schema wants.

    The page has its grid of 22 × 28, but lines and characters are spaced by the style itself: readers that snap each
    character to a cell (LibreOffice) would give two cells to one that is a hair wider.
    """
    properties.append(element('<w:snapToGrid w:val="0"/>'))
    line = f'w:line="{round(exact * 20) or LINE}" w:lineRule="exact"'
    properties.append(
        element(f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" {line}/>')
    )
    # the count of characters is Word's and WPS's, the length is for readers that know no count
    first = 'w:firstLine="630" w:firstLineChars="200"' if indent else 'w:firstLine="0" w:firstLineChars="0"'
    properties.append(element(f"<w:ind {first}/>"))
    properties.append(element(f'<w:jc w:val="{align}"/>'))
    if outline >= 0:
        properties.append(element(f'<w:outlineLvl w:val="{outline}"/>'))


def run_style(document: Document, name: str, code: str, *, face: str) -> CharacterStyle:
    """Add a character style: a heading that is run into its paragraph."""
    made = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    assert isinstance(made, CharacterStyle)
    made.element.set(qn("w:styleId"), code)
    set_fonts(made.element.get_or_add_rPr(), face)
    return made


def normal(document: Document) -> None:
    """Set the style of body text: size 3 仿宋, first line two characters in, justified, on the grid."""
    body = document.styles["Normal"]
    assert isinstance(body, ParagraphStyle)
    body.font.size = Pt(16)
    properties = body.element.get_or_add_rPr()
    set_fonts(properties, "fang")
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.insert_element_before(element(f'<w:spacing w:val="{CLOSER}"/>'), *_AFTER_SPACING)
    properties.append(element('<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'))
    # some readers measure the grid by the defaults, others by this style: both say size 3
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for tag in ("w:sz", "w:szCs"):
        for old in defaults.findall(qn(tag)):
            old.set(qn("w:val"), "32")
    shape = body.element.get_or_add_pPr()
    shape.append(element('<w:widowControl w:val="0"/>'))
    shape.append(element('<w:autoSpaceDE w:val="0"/>'))
    shape.append(element('<w:autoSpaceDN w:val="0"/>'))
    _shape(shape, "both", indent=True, exact=0, before=0, after=0, outline=-1)


def rule_below(paragraph: Any, *, eighths: int, color: str, space: int = 6) -> None:
    """Draw a rule under a paragraph, as wide as the type area."""
    borders = element(
        f'<w:pBdr><w:bottom w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{color}"/></w:pBdr>'
    )
    shape_of(paragraph).insert_element_before(borders, *_AFTER_BORDERS)


def framed(paragraph: Any, *, color: str = "000000") -> None:
    """Draw a frame around a paragraph."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="12" w:space="4" w:color="{color}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    shape_of(paragraph).insert_element_before(element(f"<w:pBdr>{sides}</w:pBdr>"), *_AFTER_BORDERS)


def packed(document: Document, *, at: tuple[int, int, int]) -> bytes:
    """Return the file with its parts in one order, each dated by the document's own day."""
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(raw) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        first = {"[Content_Types].xml": 0, "_rels/.rels": 1}
        for name in sorted(given.namelist(), key=lambda part: (first.get(part, 2), part)):
            entry = zipfile.ZipInfo(name, date_time=(*at, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            made.writestr(entry, given.read(name))
    return out.getvalue()
