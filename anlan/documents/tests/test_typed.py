"""What a number typed by hand counts is told by the words around it, or it is left alone."""

from __future__ import annotations

import pytest

from anlan.documents.consistency import check
from anlan.documents.model import Paragraph, Quote, Text
from anlan.documents.printed import printed_in, quoted
from anlan.documents.tests.test_consistency import (
    FOUND,
    OUTSTANDING,
    PLACES,
    RATE,
    RECTIFIED,
    VISITS,
    YEAR,
    chip,
    guilty,
    typed,
)
from anlan.kernel import numerals
from anlan.kernel.errors import Unknown


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("发现隐患32条", [(FOUND, "")]),
        ("发现32条隐患", [(FOUND, "")]),
        ("发现问题隐患 32 条", [(FOUND, "")]),
        ("排查各类安全隐患共32处", [(FOUND, "")]),
        ("发现重大隐患2条", [(FOUND, "重大")]),
        ("发现隐患32条，已整改30条", [(FOUND, ""), (RECTIFIED, "")]),
        ("发现隐患32条，剩余2处", [(FOUND, ""), (OUTSTANDING, "")]),
        ("发现隐患32条，未整改2条", [(FOUND, ""), (OUTSTANDING, "")]),
        ("隐患整改率达到97.5%", [(RATE, "")]),
        ("检查企业32家", [(PLACES, "")]),
        ("检查生产经营单位32家次", [(VISITS, "")]),
        ("排查整改隐患32条", []),
        ("制定整改措施32条", []),
        ("责令整改隐患32条", []),
        ("召开会议32次", []),
        ("排查企业隐患，印发通知32份", []),
        ("10月24日发现隐患", []),
        ("第49期", []),
    ],
)
def test_the_words_around_a_number_tell_what_it_counts(text, read):
    assert [(one.code, one.part) for one in typed(text + "。")] == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Teams found 32 hazards, leaving 2 hazards.", [FOUND, OUTSTANDING]),
        ("81,562 hazards were found; 99.9% are rectified.", [FOUND, RATE]),
        ("A rectification rate of 99.9% was reached.", [RATE]),
        ("On 24 October 2022 the office found 3 reasons.", []),
    ],
)
def test_english_is_read_too(text, read):
    assert [one.code for one in typed(text, language="en")] == read


@pytest.mark.parametrize(
    "text",
    [
        "本周发现隐患32条。",
        "燃气领域：今年以来全市发现隐患32条。",
        "某县今年以来发现隐患32条。",
        "10月14日至24日期间，全市发现隐患32条。",
        "去年同期全市发现隐患32条。",
    ],
)
def test_a_sentence_about_something_else_keeps_to_itself(text):
    assert check([chip(FOUND, "8.1万多条"), *typed(text)]) == []


def test_a_sentence_about_the_whole_is_held_against_the_figures():
    numbers = [chip(FOUND, "8.1万多条"), *typed("今年以来，全市发现隐患9万余条。")]

    assert guilty(check(numbers)) == [{"8.1万多条", "9万余条"}]


def test_counties_named_one_by_one_are_parts():
    text = "甲县发现隐患32条、乙县发现隐患20条，共整改隐患{}条。"

    assert check(typed(text.format(52))) == []
    assert guilty(check(typed(text.format(53)))) == [{"32条", "20条", "53条"}]


def test_a_typed_number_beside_a_figure_is_of_its_area_and_days():
    quote = Quote("8.1万多条", FOUND)
    paragraph = Paragraph((Text("排查隐患"), quote, Text("，剩余102处，整改率98.9%。")), key="loop.1")

    numbers = printed_in(paragraph, area_code="city", period=YEAR)

    assert [(one.code, one.typed, one.where) for one in numbers] == [
        (FOUND, False, "loop.1"),
        (OUTSTANDING, True, "loop.1"),
        (RATE, True, "loop.1"),
    ]
    assert guilty(check(numbers)) == [{"8.1万多条", "102处", "98.9%"}]
    text = "排查隐患8.1万多条，剩余102处，整改率98.9%。"
    assert all(text[one.start : one.end] == one.text for one in numbers if one.typed)


def test_an_unknown_figure_is_named():
    with pytest.raises(Unknown, match=r"hazards\.dreamt"):
        quoted("hazards.dreamt", "3条", area_code="city", period=YEAR)


@pytest.mark.parametrize(
    ("code", "text", "low", "high"),
    [
        (FOUND, "11万余条", 110_001, 111_000),
        (FOUND, "约8万条", 72_000, 88_001),
        (OUTSTANDING, "102处", 102, 103),
        ("hazards.days_to_rectify", "7.3天", 7.25, 7.35),
    ],
)
def test_a_figures_number_is_read_with_its_own_step(code, text, low, high):
    one = chip(code, text)

    assert (float(one.low), float(one.high)) == (low, high)


def test_a_rate_of_nothing_says_nothing():
    assert quoted(RATE, numerals.NOTHING, area_code="city", period=YEAR) is None
