"""Pages as they are printed, measured against GB/T 9704-2012 (domain brief §5)."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pypdfium2
import pytest
from django.utils import translation

from anlan.documents.model import Bulletin, Cell, Composition, Letter, Paragraph, Table, Text
from anlan.documents.rendering import pdf, words
from anlan.documents.tests import specimens
from anlan.documents.tests.measuring import MM, measure
from anlan.kernel.errors import Invalid

LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
CHARACTER = 156 / 28


def text_of(pdf_bytes: bytes) -> str:
    return "\n".join(page.text for page in measure(pdf_bytes))


@pytest.fixture(scope="module")
def pages():
    return measure(pdf.render(specimens.bulletin()), pictures=True)


def test_a_full_page_has_22_lines_that_fill_the_type_area(pages):
    for page in pages[1:-1]:
        lines = page.lines

        assert len(lines) == 22
        pitches = [below[0].y - above[0].y for above, below in itertools.pairwise(lines)]
        assert all(pitch == pytest.approx((225 - 16 / MM) / 21, abs=0.05) for pitch in pitches)
        assert min(glyph.top for glyph in lines[0]) == pytest.approx(TOP, abs=1)
        assert max(glyph.bottom for glyph in lines[-1]) == pytest.approx(BOTTOM, abs=1)


def test_the_first_pages_text_stands_on_the_same_lines(pages):
    grid = [line[0].y for line in pages[1].lines]
    body = [line[0].y for line in pages[0].lines[-11:]]

    assert body == pytest.approx(grid[-11:], abs=0.1)


def test_text_keeps_the_side_margins(pages):
    glyphs = [glyph for page in pages for line in page.lines for glyph in line]

    assert min(glyph.left for glyph in glyphs) == pytest.approx(LEFT, abs=1)
    assert max(glyph.right for glyph in glyphs) == pytest.approx(RIGHT, abs=1)


def test_a_full_line_has_28_characters_and_the_first_is_set_in_by_two():
    document = Composition(specimens.FRAME, (Paragraph((Text("安全生产重于泰山事关人民群众" * 100),)),))

    first, second, *_rest = measure(pdf.render(document))

    assert {len(line) for line in second.lines} == {28}
    indented = next(line for line in first.lines if len(line) == 26)
    assert indented[0].x == pytest.approx(LEFT + 2 * CHARACTER, abs=0.3)


def test_only_the_masthead_and_its_rule_are_red(pages):
    left, top, right, bottom = pages[0].red
    masthead, rule = pages[0].lines[0], 107.5

    assert (left, right) == (pytest.approx(LEFT, abs=0.3), pytest.approx(RIGHT, abs=0.3))
    assert top == pytest.approx(min(glyph.top for glyph in masthead), abs=0.5)
    assert bottom == pytest.approx(rule, abs=3)
    assert "".join(glyph.char for glyph in masthead) == specimens.FRAME.masthead
    assert [page.red for page in pages[1:]] == [()] * (len(pages) - 1)


def test_the_head_takes_no_more_than_the_upper_third_and_stands_in_order(pages):
    lines = ["".join(glyph.char for glyph in line) for line in pages[0].lines[:5]]

    assert lines == [
        "安州安全生产简报",
        "第49期",
        "（秋冬防火专刊第32期）",
        "安州市安全生产委员会办公室2022年10月24日",
        "紧盯重点环节抓排查压实各方责任守底线",
    ]
    assert pages[0].red[3] < 297 / 2.7
    issuer = pages[0].lines[3]
    assert issuer[0].x == pytest.approx(LEFT + CHARACTER, abs=1)
    assert issuer[-1].x + CHARACTER == pytest.approx(RIGHT - CHARACTER, abs=1)


def test_page_numbers_stand_outside_by_parity_seven_millimetres_below(pages):
    for n, page in enumerate(pages, 1):
        foot = page.foot

        assert "".join(glyph.char for glyph in foot) == f"—{n}—"
        assert (foot[0].top + foot[0].bottom) / 2 == pytest.approx(BOTTOM + 7, abs=0.5)
        if n % 2:
            assert foot[-1].right == pytest.approx(RIGHT - CHARACTER, abs=1)
        else:
            assert foot[0].left == pytest.approx(LEFT + CHARACTER, abs=1)


@pytest.mark.parametrize("document", [specimens.bulletin(), specimens.letter(), specimens.mixed()])
def test_the_last_rule_of_the_colophon_is_the_foot_of_the_last_pages_type_area(document):
    last = measure(pdf.render(document), pictures=True)[-1]

    assert last.dark_rows[-1] == pytest.approx(BOTTOM, abs=0.5)


def test_the_colophon_names_people_and_those_who_get_it(pages):
    text = pages[-1].text

    for words_of in (
        "编辑：程远苏禾",
        "审核：林一平",
        "签发：高见明",
        "报：省安全",
        "送：市委常委",
        "发：各县区",
        "共印50份",
    ):
        assert words_of in text


def test_the_title_breaks_between_clauses_and_never_inside_one_that_fits():
    title = ("紧盯重点环节抓排查整治", "压实各方责任守住安全底线")
    document = specimens.bulletin(frame=replace(specimens.FRAME, title=title))

    lines = ["".join(glyph.char for glyph in line) for line in measure(pdf.render(document))[0].lines]

    assert title[0] in lines
    assert title[1] in lines


def test_a_clause_longer_than_a_line_is_broken_into_parts_of_like_length():
    clause = "关于进一步压实各级各部门责任切实做好岁末年初安全生产重点工作的紧急通知"
    document = specimens.bulletin(frame=replace(specimens.FRAME, title=(clause,)))

    lines = ["".join(glyph.char for glyph in line) for line in measure(pdf.render(document))[0].lines[4:6]]

    assert "".join(lines) == clause
    assert abs(len(lines[0]) - len(lines[1])) <= 4


def test_a_letter_has_its_masthead_35_mm_down_and_its_rule_4_mm_below_the_number():
    page = measure(pdf.render(specimens.letter()), pictures=True)[0]
    lines = {"".join(glyph.char for glyph in line): line for line in page.lines}

    assert page.red[1] == pytest.approx(TOP + 35, abs=1.5)
    number = lines["安安办督〔2022〕17号"]
    assert page.red[3] - max(glyph.bottom for glyph in number) == pytest.approx(4 + 0.8, abs=0.8)
    assert lines["东山区人民政府："][0].x == pytest.approx(LEFT, abs=0.5)
    day = [line for text, line in lines.items() if text == "2022年10月24日"]
    assert day[0][-1].right == pytest.approx(RIGHT - 4 * CHARACTER - 11, abs=12)


def test_a_draft_is_marked_on_every_page():
    document = specimens.bulletin(draft="拟")

    marked = [page for page in measure(pdf.render(document)) if "拟" in page.text]

    assert len(marked) == len(measure(pdf.render(document)))
    assert "拟" not in text_of(pdf.render(specimens.bulletin()))


def test_a_long_table_repeats_its_head_on_each_page():
    pages_ = measure(pdf.render(specimens.long_table(90)))

    with_rows = [page for page in pages_ if "源河区" in page.text or "东山区1" in page.text]
    assert len(with_rows) >= 3
    assert all("检查家次" in page.text for page in with_rows)
    assert sum(page.text.count("99.9%") for page in pages_) == 90


def test_a_name_of_300_characters_is_wrapped_and_no_character_of_it_is_lost():
    name = "安州市东山区永兴仓储物流有限责任公司第二分公司" * 13
    document = Composition(specimens.FRAME, (specimens.table(2, name=name), Paragraph((Text(name),))))

    measured = measure(pdf.render(document))

    assert text_of(pdf.render(document)).replace("\n", "").count("永兴仓储") >= 26
    assert max(glyph.right for page in measured for line in page.lines for glyph in line) < RIGHT + 1


def test_a_table_without_rows_prints_its_head():
    document = Composition(specimens.FRAME, (specimens.table(0),))

    assert "检查家次" in text_of(pdf.render(document))


def test_a_table_that_nobody_prints_is_refused_with_what_to_do():
    document = Composition(
        specimens.FRAME, (Table(("区域",), tuple((Cell("源河区"),) for _n in range(words.MOST_ROWS + 1))),)
    )

    with translation.override("en"), pytest.raises(Invalid, match="3,001 rows are too many") as met:
        pdf.render(document)

    assert met.value.code == "document.long"


def test_a_section_that_failed_says_so_where_its_text_would_stand():
    text = text_of(pdf.render(specimens.mixed())).replace("\n", "")

    assert "本节未能生成：值班值守" in text
    assert "源河区10月23日的零报告未收到" in text


def test_text_is_never_read_as_code():
    nasty = '#panic("x") $a^2$ *b* _c_ @d <e> `f` [g] \\ #read("/etc/passwd") //h'
    document = Composition(
        replace(specimens.FRAME, masthead="#panic()", title=(nasty,), people=((nasty, nasty),)),
        (Paragraph((Text(nasty),)), Table((nasty,), ((Cell(nasty),),))),
    )

    text = text_of(pdf.render(document)).replace("\n", "")

    assert '#panic("x")$a^2$*b*_c_@d<e>`f`' in text


def test_control_characters_are_left_out():
    document = Composition(specimens.FRAME, (Paragraph((Text("安\x00全\x07生\x1b产"),)),))

    assert "安全生产" in text_of(pdf.render(document))


@pytest.mark.parametrize("document", [specimens.bulletin(), specimens.letter(), specimens.mixed()])
def test_the_same_document_gives_the_same_bytes(document):
    assert pdf.render(document) == pdf.render(document)


def test_the_same_document_gives_the_same_bytes_in_a_new_compiler(monkeypatch):
    before = pdf.render(specimens.mixed())

    monkeypatch.setattr(pdf, "_kept", {})

    assert pdf.render(specimens.mixed()) == before


def test_a_file_says_what_it_is_and_is_dated_by_its_own_day():
    with pypdfium2.PdfDocument(pdf.render(specimens.bulletin())) as document:
        about = document.get_metadata_dict()

    assert about["Title"] == "安州安全生产简报 第49期 紧盯重点环节抓排查 压实各方责任守底线"
    assert about["Author"] == "安州市安全生产委员会办公室"
    assert about["CreationDate"].startswith("D:20221024")


def test_an_english_document_is_set_in_english():
    frame = Bulletin(
        masthead="Anzhou Work Safety Bulletin", issuer="Anzhou Work Safety Office", day="24 October 2022",
        people=(("Edited by", "Cheng Yuan"),), report_to="the provincial office",
    )  # fmt: skip
    document = Composition(
        frame, (Paragraph((Text("Of 81,234 hazards found, 99.9% were rectified. " * 8),)),), "en"
    )

    text = text_of(pdf.render(document))

    assert "Reportto:" in text.replace("\n", "")
    assert "81,234" in text


def test_a_bare_frame_prints_nothing_for_what_is_empty():
    assert text_of(pdf.render(Composition(Bulletin("简报"), ()))) == "简报"
    assert text_of(pdf.render(Composition(Letter("安州市安委办"), ()))) == "安州市安委办"


def test_pages_can_be_looked_at_as_pictures():
    pictures = pdf.pictures(specimens.letter(), ppi=40)

    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"]
