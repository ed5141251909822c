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


# -- what people write ---------------------------------------------------------------------------------------------

CONTRADICTORY = [
    "全年共检查企业120家次，共检查企业150家。",
    "今年以来共检查企业120家次，涉及企业150家。",
    "共排查隐患50处，已完成整改48处，整改率90%。",
    "排查隐患100条，整改完成95条，剩余8条。",
    "发现重大隐患12处，一般隐患30处，共计发现隐患40处。",
    "发现隐患20条，其中重大隐患25条。",
    "隐患整改率100%，尚有3处正在整改。",
    "共查出问题隐患68条，现场整改45条，限期整改30条。",
    "今年以来全市累计排查隐患5000条，其中城区3000条、东江县2500条。",
    "发现隐患76条，整改76条，整改率98.7%。",
    "逾期未整改12处，剩余隐患10处。",
    "共发现隐患200条，已销号210条。",
    "排查一般隐患1.2万多条，已整改1.3万余条。",
    "上报隐患40起，已办结41起。",
    "发现隐患100处，整改率为80%，剩余30处。",
    "截至目前排查隐患320条，整改315条，整改率98.4%，剩余6条。",
    "累计发现各类隐患问题86个，完成整改88个。",
    "共发现安全隐患156处，目前已整改到位149处，未整改9处。",
    "共排查出隐患24项，立行立改20项，限期整改6项。",
    "共检查企业56家次，发现隐患112处，整改完成率95%，尚余20处。",
    "全县排查出隐患63条，整改完毕63条，剩余1条。",
    "发现隐患30处，已闭环销号32处。",
    "隐患总数45条，其中已整改50条。",
    "发现一般隐患32条、已整改隐患70条。",
    "查出隐患12处，已治理完成15处，治理率125%。",
    "整改率达105%。",
    "共发现隐患32条，未整改40条。",
    "发现重大事故隐患3处，已整改4处。",
]
SOUND = [
    "发现隐患32条、已整改30条，整改率93.8%，剩余2条。",
    "本周发现隐患12条，整改隐患15条（含上周遗留）。",
    "甲县发现隐患32条，整改30条；乙县发现20条，整改20条。",
    "检查企业32家次，发现隐患40条，当场整改12条，限期整改28条，已整改25条。",
    "发现隐患50处，整改率100%，剩余0处。",
    "排查隐患3.2万余条，整改率99.9%，剩余15处。",
    "一季度发现隐患100条，二季度发现隐患80条，累计整改170条。",
    "发现一般隐患28条、重大隐患2条，共30条。",
    "整改隐患30条，投入整改资金50万元。",
    "发现隐患10条，其中消防类6条、电气类4条，已整改9条。",
    "共发现隐患120条，同比下降15%，已整改118条，整改率98.3%。",
    "下发整改通知书35份，发现隐患30条，整改28条。",
    "发现隐患45条，立行立改30条，限期整改15条，整改完成42条。",
    "今年以来发现隐患60条，去年同期发现隐患90条，整改隐患80条。",
    "发现隐患30条，整改往期隐患45条。",
    "甲县、乙县分别发现隐患12条、20条，整改30条。",
    "发现隐患12条，责令限期整改12条，拟于月底前整改完毕。",
    "发现重大隐患2处、一般隐患30处，已整改31处，重大隐患剩余1处。",
    "检查企业15家，发现隐患18处，已整改16处，剩余2处正在整改，整改率88.9%。",
    "检查组查出隐患9处，企业自查隐患25处，共整改33处。",
    "出动检查人员120人次，检查企业60家次，排查隐患88处，现场整改70处，下达整改指令18份。",
    "复查隐患40处，整改到位38处，未整改2处。",
]


@pytest.mark.parametrize("text", CONTRADICTORY)
def test_numbers_that_people_write_and_that_cannot_all_be_true_are_found(text):
    assert check(typed(text))


@pytest.mark.parametrize("text", SOUND)
def test_numbers_that_go_together_are_let_through(text):
    assert check(typed(text)) == []


def test_a_share_above_all_is_told_with_what_it_could_be_at_most():
    (found,) = check(typed("整改率达105%。"))

    assert guilty([found]) == [{"105%"}]
    assert [(one.least, one.most) for one in found.repairs] == [(None, 100)]
    assert found.message
