"""A template filled with an issue: words in the look of their place, paragraphs in that of their paragraph."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from shutil import which

import docx
import pytest
from docx.shared import Pt

from anlan.documents.model import Cell, Composition, Fault, Origin, Paragraph, Quote, Style, Table, Text
from anlan.documents.templates.filling import Figure, fill
from anlan.documents.templates.sample import sample
from anlan.documents.templates.tests.making import BODY, document, texts, with_text
from anlan.documents.tests import specimens

FRAME = replace(specimens.FRAME, special_line="")
TABLE = Table(
    ("县区", "隐患"), ((Cell("甲县"), Cell("3", align="end")), (Cell("全市"), Cell("5", align="end")))
)
ISSUE = Composition(
    FRAME,
    (
        Paragraph((Text("导语。"),), "bulletins.lead-1"),
        Paragraph(
            (Text("一、查隐患。", Style.FIRST), Text("共"), Quote("8条", "hazards.found")), "hazards.loop-1"
        ),
        TABLE,
        Paragraph((Text("手写一段。"),), "p3"),
        Paragraph((Text("二、宣传。", Style.FIRST), Text("正文。")), "outreach.publicity-1"),
    ),
    as_of="数据统计截至今日。",
)
CODES = ["bulletins.lead", "hazards.loop", "outreach.publicity"]


def filled(*paragraphs: str, issue: Composition = ISSUE, figures=None) -> list[str]:
    return texts(fill(document(*paragraphs), issue, figures or {}, CODES))


def test_words_stand_where_their_placeholders_stood():
    frame = FRAME

    told = filled(
        "{{ 刊名 }}（{{number}}）", "编发：{{ issuer }}　{{ 日期 }}", "{{ special }}", BODY, "{{ as_of }}"
    )

    assert told[0] == f"{frame.masthead}（{frame.issue_line}）"
    assert told[1] == f"编发：{frame.issuer}　{frame.day}"
    assert told[2] == "导语。"  # the paragraph of the special series, which there is none of, is gone
    assert told[-1] == "数据统计截至今日。"


def test_a_placeholder_that_word_cut_into_pieces_is_found_and_keeps_the_look_of_its_first():
    made = docx.Document()
    line = made.add_paragraph("第 ")
    for piece in ("{", "{ num", "ber }", "} 号"):
        run = line.add_run(piece)
        run.font.size = Pt(22 if piece == "{" else 9)
    made.add_paragraph(BODY)
    out = io.BytesIO()
    made.save(out)

    paragraph = docx.Document(io.BytesIO(fill(out.getvalue(), ISSUE, {}, CODES))).paragraphs[0]

    assert paragraph.text == f"第 {FRAME.issue_line} 号"
    assert [(run.text, run.font.size) for run in paragraph.runs if run.text] == [
        ("第 ", None), (FRAME.issue_line, Pt(22)), (" 号", Pt(9)),
    ]  # fmt: skip


def test_the_text_has_the_look_of_its_paragraph_and_its_headings_their_faces():
    made = docx.Document()
    line = made.add_paragraph()
    line.add_run(BODY).font.size = Pt(15)
    line.paragraph_format.first_line_indent = Pt(30)
    out = io.BytesIO()
    made.save(out)

    document_ = docx.Document(io.BytesIO(fill(out.getvalue(), ISSUE, {}, CODES)))

    second = document_.paragraphs[1]
    assert second.text == "一、查隐患。共8条"
    assert second.paragraph_format.first_line_indent == Pt(30)
    assert {run.font.size for run in second.runs} == {Pt(15)}
    assert 'w:eastAsia="黑体"' in second.runs[0]._r.xml
    assert "黑体" not in second.runs[1]._r.xml
    (table,) = document_.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["县区", "隐患"],
        ["甲县", "3"],
        ["全市", "5"],
    ]


def test_a_template_of_our_own_look_keeps_its_styles_of_headings():
    content = fill(sample("zh"), ISSUE, {}, CODES)

    runs = [r for p in docx.Document(io.BytesIO(content)).paragraphs for r in p.runs if "查隐患" in r.text]
    assert 'w:rStyle w:val="AnlanRunIn1"' in runs[0]._r.xml


def test_sections_stand_where_they_are_called_and_the_rest_is_not_lost():
    told = filled(
        "A", "{{ section outreach.publicity }}", "B", "{{ rest }}", "C", "{{ section nothing.here }}", "D"
    )

    assert told == ["A", "二、宣传。正文。", "B", "导语。", "一、查隐患。共8条", "手写一段。", "C", "D"]


def test_figures_stand_with_their_measure_word_or_bare():
    figures = {
        "hazards.found": Figure("8条", "8"),
        "hazards.found@week#411121": Figure("约7条", "6", Origin.OVERRIDE),
    }
    told = filled(
        "共{{ figure hazards.found }}、{{ 数字 hazards.found|bare }}、{{ figure hazards.found@week#411121|bare }}",
        BODY,
        figures=figures,
    )

    assert told[0] == "共8条、8、约7条"


def test_heads_feet_and_tables_are_filled_too():
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "{{ masthead }}"
    made.sections[0].footer.paragraphs[0].text = "{{ deliver_to }}"
    made.add_table(1, 1).cell(0, 0).text = "{{ signer }}"
    made.add_paragraph(BODY)
    out = io.BytesIO()
    made.save(out)
    issue = replace(ISSUE, frame=replace(FRAME, people=(("签发", "丁某"),)))

    got = docx.Document(io.BytesIO(fill(out.getvalue(), issue, {}, CODES)))

    assert got.sections[0].header.paragraphs[0].text == FRAME.masthead
    assert got.sections[0].footer.paragraphs[0].text == FRAME.deliver_to
    assert got.tables[0].cell(0, 0).text == "丁某"


def test_a_section_that_failed_says_so_in_its_place():
    issue = replace(ISSUE, blocks=(*ISSUE.blocks[:1], Fault("hazards.loop", "there is no figure")))

    assert filled("{{ rest }}", "{{ section hazards.loop }}", issue=issue) == [
        "导语。", "[hazards.loop: there is no figure]",
    ]  # fmt: skip


def test_text_is_text_whatever_it_says():
    issue = replace(ISSUE, blocks=(Paragraph((Text("{{ number }} {% x %} <w:br/> & \x07"),), "x-1"),))

    assert filled(BODY, issue=issue) == ["{{ number }} {% x %} <w:br/> & "]


def test_a_break_of_sections_survives_its_paragraph():
    content = with_text(document(BODY, "after"), "<w:p><w:r>", "<w:p><w:pPr><w:sectPr/></w:pPr><w:r>")

    with zipfile.ZipFile(io.BytesIO(fill(content, ISSUE, {}, CODES))) as package:
        assert package.read("word/document.xml").count(b"<w:sectPr") == 2


def test_the_same_issue_and_template_give_the_same_bytes():
    content = sample("zh")

    assert fill(content, ISSUE, {}, CODES) == fill(content, ISSUE, {}, CODES)


@pytest.mark.slow
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not there")
def test_libreoffice_opens_and_prints_it(tmp_path):
    import pypdfium2

    (tmp_path / "issue.docx").write_bytes(fill(sample("zh"), ISSUE, {}, CODES))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "issue.docx")],
        check=True,
        capture_output=True,
        timeout=120,
    )

    with pypdfium2.PdfDocument(tmp_path / "issue.pdf") as printed:
        told = "".join(page.get_textpage().get_text_bounded() for page in printed).replace("\r\n", "")
    assert "查隐患" in told
    assert "{{" not in told
