"""Section files: what they may say, and that a mistake in one is told with its name instead of printed."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.documents.sections import Borne, Condition, Paragraph, SectionError, parse, sections
from anlan.figures.registry import REGISTRY

HEAD = {"code": "trial.one", "language": "en", "title": "Trial", "order": "10", "series": "bulletin"}


def text(body: str = "Nothing.", **head: Any) -> str:
    lines = [f"{key}: {value}" for key, value in {**HEAD, **head}.items() if value is not None]
    return "\n".join(["---", *lines, "---", body])


def without(key: str) -> dict[str, Any]:
    return {key: None}


def test_a_section_is_read_with_its_head_and_paragraphs():
    section = parse(text("One {hazards.found}.\n\nTwo {area}.", title="Half: and half"), source="x")

    assert (section.code, section.language, section.title, section.order) == (
        "trial.one",
        "en",
        "Half: and half",
        10,
    )
    assert section.paragraphs == (Paragraph("One {hazards.found}."), Paragraph("Two {area}."))


def test_the_figures_of_a_section_are_all_that_it_quotes_compares_or_tabulates_each_once():
    body = (
        "[hazards.outstanding > 3] {hazards.found} and {hazards.found|bare} on {day} in {area} {year}\n\n"
        "{table by area: inspections.visits, hazards.found}"
    )

    assert parse(text(body), source="x").figures == (
        "hazards.found",
        "hazards.outstanding",
        "inspections.visits",
    )


def test_lines_of_a_paragraph_are_joined_as_the_language_wants_it():
    section = parse(text("one\ntwo\n\n一\n  二"), source="x")

    assert [paragraph.text for paragraph in section.paragraphs] == ["one two", "一二"]


def test_a_file_of_another_system_is_read_the_same():
    assert parse(text("One.\n\nTwo.").replace("\n", "\r\n"), source="x") == parse(
        text("One.\n\nTwo."), source="x"
    )


@pytest.mark.parametrize("broken", ["", "no head", "---\ncode: x\nno end", "--- \ncode: x\n---\nbody"])
def test_a_file_without_a_head_is_named(broken):
    with pytest.raises(SectionError, match=r"hazards/sections/loop\.txt: no head"):
        parse(broken, source="hazards/sections/loop.txt")


@pytest.mark.parametrize("key", list(HEAD))
def test_a_missing_key_is_named_with_its_file(key):
    with pytest.raises(SectionError, match=rf"loop\.txt: the head lacks {key}"):
        parse(text(**without(key)), source="loop.txt")


def test_an_order_that_is_no_number_is_told_with_the_file():
    with pytest.raises(SectionError, match=r"loop\.txt"):
        parse(text(order="first"), source="loop.txt")


@pytest.mark.parametrize(
    "body",
    [
        "[hazards.found != 1] Text.",
        "[hazards.found > many] Text.",
        "{Hazards.Found} hazards.",
        "{hazards.found|bold} hazards.",
        "{hazards.found hazards.",
        "{table by sector: hazards.found}",
    ],
    ids=["sign", "number", "capital", "form", "open brace", "table"],
)
def test_a_quote_or_condition_that_would_be_printed_as_it_stands_is_told_with_the_file(body):
    with pytest.raises(SectionError, match=r"loop\.txt"):
        parse(text(body), source="loop.txt")


def test_what_is_broken_is_told_with_the_line_on_which_it_stands():
    body = "One.\n\nTwo,\nthree.\n\n[hazards.found ~ 3] Four."

    with pytest.raises(SectionError, match=r"loop\.txt, line 13: “hazards\.found ~ 3” is no condition"):
        parse(text(body), source="loop.txt")
    with pytest.raises(SectionError, match=r"loop\.txt, line 3: “language zh” is no “key: value”"):
        parse("---\ncode: x\nlanguage zh\n---\nOne.", source="loop.txt")


def test_several_conditions_and_claims_may_stand_before_a_paragraph():
    body = "[hazards.found > 0, holds hazards.all_closed, fails hazards.in_time] One.\n\nTwo."

    first, second = parse(text(body), source="x").paragraphs

    assert first.compared == (Condition("hazards.found", ">", 0),)
    assert first.borne == (Borne("hazards.all_closed", holds=True), Borne("hazards.in_time", holds=False))
    assert (first.text, first.line, second.line, second.when) == ("One.", 8, 10, ())


@pytest.mark.parametrize(
    ("sign", "number", "value", "holds"),
    [
        ("=", 0, 0, True),
        ("=", 0, 1, False),
        (">", 0, 1, True),
        (">", 0, 0, False),
        (">", 3, 3, False),
        (">=", 2, 2, True),
        (">=", 2, 1, False),
        ("<", 2, 1, True),
        ("<", 2, 2, False),
        ("<=", 2, 2, True),
    ],
)
def test_a_condition_compares(sign, number, value, holds):
    assert Condition("hazards.found", sign, number).holds(value) == holds


@pytest.mark.parametrize("series", ["bulletin", "daily", "weekly", "monthly", "notice"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_installed_section_quotes_figures_that_exist(language, series):
    parts = sections(series, language)

    assert parts
    assert not [part.fault for part in parts if part.fault]
    assert all(REGISTRY[code] for part in parts for code in part.figures)


@pytest.mark.parametrize("series", ["bulletin", "daily", "weekly", "monthly", "notice"])
def test_both_languages_tell_the_same_sections_with_the_same_figures(series):
    chinese, english = sections(series, "zh"), sections(series, "en")

    assert [part.code for part in chinese] == [part.code for part in english]
    assert [set(part.figures) for part in chinese] == [set(part.figures) for part in english]


def test_a_kind_that_is_none_is_told_with_the_file():
    with pytest.raises(SectionError, match=r"loop\.txt, line 7: kind “appendix”"):
        parse(text(kind="appendix"), source="loop.txt")


def test_an_unknown_series_has_no_sections():
    assert sections("nothing", "zh") == ()
