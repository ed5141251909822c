"""Templates of papers: read strictly, filled once."""

from __future__ import annotations

import pytest

from anlan.papers.kinds import KindError, fill, kinds, parse

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
