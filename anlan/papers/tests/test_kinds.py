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
