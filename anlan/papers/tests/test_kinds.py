"""Templates of papers: read strictly, filled once."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from anlan.documents.model import Composition
from anlan.documents.rendering import docx, pdf
from anlan.papers.issuing import Body, compose
from anlan.papers.kinds import KindError, fill, kinds, parse
from anlan.testing import NOON

HEAD = (
    "---\nprefix: 督办函\nname: 督办函\nname_en: Letter\ntitle: 关于{duty} / 的函\naddressee: {owner}\n---\n"
)


def test_a_kind_is_read_from_its_file():
    kind = parse("x.letter", HEAD + "第一段{duty}。\n\n[text] {text}\n", source="x")

    assert kind.title == ("关于{duty}", "的函")
    assert kind.paragraphs == (("", "第一段{duty}。"), ("text", "{text}"))
    assert kind.values == {"duty", "owner", "text"}
    assert kind.archive
    assert kind.numbered(2022, 17) == "督办函〔2022〕17号"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no head at all", "no head between two --- lines"),
        ("---\nprefix: x\n---\nwords", "the head lacks addressee, name, name_en, title"),
        (HEAD.replace("---\np", "---\ncolour: red\np") + "words", "the head has colour, which means nothing"),
        (HEAD, "no paragraph"),
        (HEAD + "a {half", "cannot be read"),
        (HEAD + "[UPPER] x", "cannot be read"),
        (HEAD + "{{ 7*7 }}", "cannot be read"),
    ],
)
def test_a_template_that_cannot_be_read_says_which_and_why(text, why):
    with pytest.raises(KindError, match=why) as met:
        parse("x.letter", text, source="x/paper_kinds/letter/zh.txt")

    assert str(met.value).startswith("x/paper_kinds/letter/zh.txt: ")


def test_a_value_that_looks_like_a_place_stays_as_it_is():
    assert fill("{a}{b}", {"a": "{b}", "b": "#panic()"}) == "{b}#panic()"


def test_every_kind_of_every_app_can_be_read_and_has_a_number_of_its_own():
    found = kinds()

    assert set(found) >= {
        f"supervision.{kind}" for kind in ("reminder", "letter", "circular", "interview", "hand_over")
    }
    prefixes = [kind.prefix for kind in found.values()]
    assert len(set(prefixes)) == len(prefixes)


WRIT = HEAD.replace("addressee: {owner}", "addressee:\nwrit: yes\nsealed: no\nnote: 一式两份。")


def test_a_paper_of_enforcement_has_lines_of_facts_and_of_signatures():
    kind = parse(
        "x.writ", WRIT + "| 单位 | {unit} | 电话 | {phone}\n\n正文{duty}。\n\n~ 签名 | \n", source="x"
    )

    assert (kind.is_writ, kind.is_sealed, kind.note) == (True, False, "一式两份。")
    assert kind.facts == ((("单位", "{unit}"), ("电话", "{phone}")),)
    assert kind.signatures == ((("签名", ""),),)
    assert kind.values == {"duty", "unit", "phone"}
    with pytest.raises(KindError, match="label without a value"):
        parse("x.writ", WRIT + "| 单位\n\n正文。", source="x")


# -- paper ---------------------------------------------------------------------------------------------------


def printed(code: str, **values: str) -> Composition:
    kind = kinds()[code]
    whole = {**dict.fromkeys(kind.values, "某某"), **values}
    return compose(kind, name="文书〔2022〕1号", issuer=Body(1, "市消防救援支队"), at=NOON, values=whole)


@pytest.mark.parametrize("code", sorted(code for code, kind in kinds().items() if kind.is_writ))
def test_there_is_room_to_sign_in_word_and_no_signature_stands_alone_on_a_page(code):
    lines = Document(BytesIO(docx.render(printed(code)))).paragraphs
    words = [
        n for n, line in enumerate(lines) if line.style and line.style.name == "Normal" and line.text.strip()
    ]
    last_words = max(words)
    to_sign = [line for line in lines[last_words:] if "（签名）" in line.text or "（签收）" in line.text]

    for line in to_sign:
        blanks = [run.text for run in line.runs if run.underline]
        assert all(blank.strip() or len(blank) >= 4 for blank in blanks), line.text
    assert all(line.paragraph_format.keep_with_next for line in lines[last_words:-1])


def test_what_is_sealed_and_signed_never_stands_on_a_page_without_text():
    alone = []
    for lines in range(1, 12):
        document = printed(
            "enforcement.measure_decision", problems="\n".join(["通道堵塞，无法保证安全。"] * lines)
        )
        pages = pypdfium2.PdfDocument(pdf.render(document))
        text = pages[len(pages) - 1].get_textpage().get_text_bounded().replace("\r\n", "")
        alone += [lines] if "签名" in text and "行政复议" not in text else []

    assert alone == []
