"""The DOCX as Word and WPS read it: its structure, its styles, its grid; and LibreOffice's picture of it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from anlan.documents.model import Composition, Paragraph, Text
from anlan.documents.rendering import docx, fonts, ooxml
from anlan.documents.tests import specimens
from anlan.documents.tests.measuring import measure

EVERY = {
    "bulletin": specimens.bulletin(),
    "draft": specimens.bulletin(draft="拟", length=1),
    "mixed": specimens.mixed(),
    "letter": specimens.letter(),
}
ORDER = {  # of the children that we write, as the schema wants them (ECMA-376 part 1, CT_PPr, CT_RPr, CT_TblPr …)
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore widowControl pBdr tabs autoSpaceDE autoSpaceDN snapToGrid spacing "
        "ind contextualSpacing jc outlineLvl rPr sectPr"
    ),
    "rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs u lang",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan tcBorders shd tcMar vAlign",
    "trPr": "cantSplit tblHeader",
}
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FONT_NAMES = {
    "仿宋_GB2312": "Anlan Fang",
    "楷体_GB2312": "Anlan Kai",
    "黑体": "Anlan Hei",
    "方正小标宋简体": "Anlan Song",
}


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def root(content: bytes, part: str = "word/document.xml"):
    return etree.fromstring(parts(content)[part])


@pytest.mark.parametrize("name", EVERY)
def test_every_part_is_well_formed_named_and_reached(name):
    package = parts(docx.render(EVERY[name]))

    types = etree.fromstring(package["[Content_Types].xml"])
    named = {element.get("PartName", "").lstrip("/") for element in types} - {""}
    endings = {element.get("Extension") for element in types if element.get("Extension")}
    for part, content in package.items():
        if part.endswith((".xml", ".rels")):
            etree.fromstring(content)
        assert part == "[Content_Types].xml" or part in named or part.rsplit(".", 1)[-1] in endings, part
    assert named <= set(package)
    for part, content in package.items():
        if not part.endswith(".rels"):
            continue
        base = Path(part).parent.parent
        for link in etree.fromstring(content):
            if link.get("TargetMode") != "External":
                target = link.get("Target")
                path = target.lstrip("/") if target.startswith("/") else os.path.normpath(base / target)
                assert path in package, f"{part} leads to {target}"


@pytest.mark.parametrize("name", EVERY)
def test_children_stand_in_the_order_of_the_schema(name):
    content = docx.render(EVERY[name])

    for part, raw in parts(content).items():
        if not re.match(r"word/(document|styles|header\d|footer\d)\.xml", part):
            continue
        ours = [
            element
            for kind in ORDER
            for element in etree.fromstring(raw).iter(qn(f"w:{kind}"))
            if part != "word/styles.xml" or (style_of(element) or "").startswith(("Anlan", "Normal"))
        ]
        for element in ours:
            order = ORDER[etree.QName(element).localname].split()
            places = [order.index(etree.QName(child).localname) for child in element]
            assert places == sorted(places), etree.tostring(element).decode()[:400]
            assert len(places) == len(set(places)), etree.tostring(element).decode()[:400]


def style_of(element) -> str | None:
    while element is not None and element.tag != qn("w:style"):
        element = element.getparent()
    return element.get(qn("w:styleId")) if element is not None else None


@pytest.mark.parametrize("name", EVERY)
def test_every_style_and_relation_that_is_used_is_there(name):
    content = docx.render(EVERY[name])
    styles = {style.get(qn("w:styleId")) for style in root(content, "word/styles.xml").iter(qn("w:style"))}
    links = {link.get("Id") for link in root(content, "word/_rels/document.xml.rels")}

    body = root(content)
    used = {
        element.get(qn("w:val"))
        for kind in ("pStyle", "rStyle", "tblStyle")
        for element in body.iter(qn(f"w:{kind}"))
    }
    assert used <= styles
    keys = {
        value
        for element in body.iter()
        for key, value in element.attrib.items()
        if key.startswith("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}")
    }
    assert keys <= links


def test_the_page_is_a4_with_its_margins_and_a_grid_of_22_by_28():
    section = root(docx.render(specimens.bulletin())).find(f".//{qn('w:sectPr')}")

    size, margins, grid = (section.find(qn(f"w:{name}")) for name in ("pgSz", "pgMar", "docGrid"))
    twips = {name: int(margins.get(qn(f"w:{name}"))) for name in ("top", "bottom", "left", "right")}
    assert [int(size.get(qn(f"w:{side}"))) for side in ("w", "h")] == [
        pytest.approx(11906, abs=2),
        pytest.approx(16838, abs=2),
    ]
    assert {side: round(value / 1440 * 25.4) for side, value in twips.items()} == {
        "top": 37, "bottom": 35, "left": 28, "right": 26,
    }  # fmt: skip
    assert grid.get(qn("w:type")) == "linesAndChars"
    high = 16838 - twips["top"] - twips["bottom"]
    wide = (11906 - twips["left"] - twips["right"]) / 20
    assert high // int(grid.get(qn("w:linePitch"))) == 22
    assert wide // (16 + int(grid.get(qn("w:charSpace"))) / 4096) == 28


def test_body_text_is_size_3_fang_song_two_characters_in():
    normal = next(
        style
        for style in root(docx.render(specimens.bulletin()), "word/styles.xml").iter(qn("w:style"))
        if style.get(qn("w:styleId")) == "Normal"
    )
    look, shape = normal.find(qn("w:rPr")), normal.find(qn("w:pPr"))

    assert look.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert look.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert shape.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert shape.find(qn("w:jc")).get(qn("w:val")) == "both"


def test_run_in_headings_are_character_styles_of_their_face():
    body = python_docx.Document(io.BytesIO(docx.render(specimens.bulletin())))

    styles = {
        run.style.name for line in body.paragraphs for run in line.runs if run.style.name.endswith("（段内）")
    }
    faces = {
        name: body.styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for name in styles
    }

    assert faces == {"一级标题（段内）": "黑体", "二级标题（段内）": "楷体_GB2312"}


def test_only_masthead_and_rule_are_red():
    content = docx.render(specimens.bulletin())
    red = f'w:val="{ooxml.RED}"'.encode()

    package = parts(content)
    assert package["word/styles.xml"].count(red) == 1
    assert red not in package["word/document.xml"]
    assert package["word/document.xml"].count(f'w:color="{ooxml.RED}"'.encode()) == 1


def test_pages_are_numbered_by_parity():
    content = docx.render(specimens.bulletin())
    package = parts(content)
    targets = {link.get("Id"): link.get("Target") for link in root(content, "word/_rels/document.xml.rels")}
    feet = {
        link.get(qn("w:type")): package[f"word/{targets[link.get(qn('r:id'))]}"]
        for link in root(content).iter(qn("w:footerReference"))
    }

    assert b"evenAndOddHeaders" in package["word/settings.xml"]
    assert b'<w:jc w:val="right"/>' in feet["default"]
    assert b'<w:jc w:val="left"/>' in feet["even"]
    assert all(b" PAGE " in foot for foot in feet.values())


def test_the_colophon_stands_at_the_foot_of_the_type_area_between_its_rules():
    table = root(docx.render(specimens.bulletin())).findall(f".//{qn('w:tbl')}")[-1]

    place = table.find(f"{qn('w:tblPr')}/{qn('w:tblpPr')}")
    rules = [edge.get(qn("w:sz")) for edge in table.iter(qn("w:top"), qn("w:bottom")) if edge.get(qn("w:sz"))]
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert rules == ["8", "6", "6", "6", "8"]  # eighths of a point: 0.35 mm without, 0.25 mm within
    text = "".join(table.itertext())
    assert "编辑：程远 苏禾　审核：林一平　签发：高见明" in text


def test_a_table_repeats_its_head_and_keeps_its_rows_whole():
    rows = root(docx.render(specimens.long_table(40))).findall(f".//{qn('w:tbl')}")[0].findall(qn("w:tr"))

    heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert (len(rows), heads) == (41, rows[:1])
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_a_number_leads_to_its_page_and_looks_like_the_text_around():
    content = docx.render(specimens.bulletin(length=1))
    links = [
        link for link in root(content, "word/_rels/document.xml.rels") if link.get("TargetMode") == "External"
    ]
    numbers = ["".join(link.itertext()) for link in root(content).iter(qn("w:hyperlink"))]

    assert numbers == ["11.1万多家次", "8.1万多条", "99.9%", "102处"]
    assert all(link.get("Target").startswith("https://anlan.example.cn/figures/") for link in links)


@pytest.mark.parametrize("name", EVERY)
def test_the_same_document_gives_the_same_bytes(name):
    assert docx.render(EVERY[name]) == docx.render(EVERY[name])


def test_parts_are_dated_by_the_documents_own_day():
    with zipfile.ZipFile(io.BytesIO(docx.render(specimens.bulletin(length=1)))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2022, 10, 24, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


def test_what_xml_cannot_hold_is_left_out_and_what_it_can_is_kept():
    text = "安\x00全<b>&amp;\x0b生\ud800产 {{ 7*7 }}"
    content = docx.render(
        Composition(specimens.FRAME, (Paragraph((Text(text),)), specimens.table(1, name=text)))
    )

    body = "".join(root(content).itertext())
    assert body.count("安全<b>&amp;生产 {{ 7*7 }}") == 2


@pytest.mark.slow
@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not here: install libreoffice-writer to look at its picture"
)
def test_libreoffice_prints_it_like_the_pdf(tmp_path):
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{ours}</family></prefer></alias>'
        for name, ours in FONT_NAMES.items()
    )
    (tmp_path / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts.SHIPPED}</dir>'
        f"<dir>/usr/share/fonts</dir><cachedir>{tmp_path}/cache</cachedir>{aliases}</fontconfig>",
        "utf-8",
    )
    (tmp_path / "paper.docx").write_bytes(docx.render(specimens.bulletin()))
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
         "--outdir", tmp_path, tmp_path / "paper.docx"],
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "HOME": str(tmp_path)},
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    pages = measure((tmp_path / "paper.pdf").read_bytes())

    assert len(pages) == 4
    assert [len(page.lines) for page in pages[1:3]] == [pytest.approx(22, abs=1)] * 2
    full = [len(line) for page in pages[1:3] for line in page.lines]
    assert max(full) <= 33
    assert sorted(full)[len(full) // 2] == pytest.approx(28, abs=1)
    assert ["".join(glyph.char for glyph in page.foot) for page in pages] == [f"—{n}—" for n in range(1, 5)]
    assert pages[0].foot[-1].right > 170
    assert pages[1].foot[0].left < 40
