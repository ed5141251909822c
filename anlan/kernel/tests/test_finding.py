"""Numbers found in running text stand for what was counted; dates and set phrases are not measured."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel import numerals
from anlan.kernel.numerals import Kind, Numeral
from anlan.kernel.numerals.finding import parse_han
from anlan.kernel.tests.test_numerals import VECTORS

STEPS = [1_000, 10_000, 100_000, 1_000_000]
UNITS = ["条", "处", "家次", "份", "户", "篇（条）", "人", "个"]


def measured(text: str) -> list[Numeral]:
    return [one for one in numerals.find(text) if one.is_measured]


def only(text: str) -> Numeral:
    found = measured(text)
    assert len(found) == 1, found
    return found[0]


@given(st.integers(0, 10**8), st.sampled_from(STEPS), st.sampled_from(UNITS))
def test_a_printed_count_is_found_again_and_stands_for_what_was_counted(n, step, unit):
    printed = numerals.count(n, step=step)

    found = only(f"今年以来，排查隐患{printed}{unit}，情况良好")

    assert found.text == printed + unit
    assert found.unit == unit
    assert n in found


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_a_printed_rate_is_found_again_and_stands_for_what_was_divided(total, done):
    done = min(done, total)

    found = only(f"整改率{numerals.rate(done, total)}，其余正在整改")

    assert found.is_rate
    assert Fraction(100 * done, total) in found


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_the_interval_of_a_figures_rate_holds_the_rate(total, done):
    done = min(done, total)

    assert Fraction(100 * done, total) in numerals.rate_interval(numerals.rate(done, total))


@pytest.mark.parametrize(("n", "step", "text"), VECTORS)
def test_every_vector_is_read_back_with_its_bounds(n, step, text):
    found = only(f"共{text}条")

    assert n in found
    assert n in numerals.interval(text, step=step)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("检查11.1万多家次", 111_001, 112_000, "家次"),
        ("排查8.1万多条", 81_001, 82_000, "条"),
        ("发放60万余份", 600_001, 610_000, "份"),
        ("推送1600多万条", 16_000_001, 17_000_000, "条"),
        ("入户 4.2 万多户", 42_001, 43_000, "户"),
        ("播出240 篇（条）", 240, 241, "篇（条）"),
        ("剩余102处", 102, 103, "处"),
        ("剩余１０２处", 102, 103, "处"),
        ("检查1200余家次", 1_201, 1_300, "家次"),
        ("检查三千二百家", 3_200, 3_201, "家"),
        ("成立两个工作组", 2, 3, "个"),
        ("检查十余家", 11, 20, "家"),
        ("检查百余家", 101, 200, "家"),
        ("检查数百家", 200, 1_000, "家"),
        ("检查三百二十余家", 321, 330, "家"),
        ("投入1.2亿元", 120_000_000, 120_000_001, "元"),
        ("每处需3—5天", 3, 6, "天"),
        ("3日内整改", 3, 4, "日"),
        ("24小时内整改", 24, 25, "小时"),
        ("近8万条", 72_000, 80_001, "条"),
        ("约300条", 270, 331, "条"),
        ("超过300条", 300, 600, "条"),
        ("至少300条", 300, 10**15, "条"),
        ("300条以上", 300, 10**15, "条"),
        ("不足300条", 0, 301, "条"),
        ("发生一起较大道路交通事故", 1, 2, "起"),
        ("提出4点要求", 4, 5, ""),
        ("8.12万多条", 81_201, 81_300, "条"),
        ("in all 81,562 hazards were found", 81_562, 81_563, "hazards"),
        ("about 80 thousand leaflets", 71_550, 88_450, "leaflets"),
        ("the two parks", 2, 3, "parks"),
    ],
)
def test_counts_are_read_in_all_their_forms(text, low, high, unit):
    found = only(text)

    assert (found.kind, found.low, found.high, found.unit) == (Kind.COUNT, low, high, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("99.9%", "99.85", "100"),
        ("97.5%", "97.45", "97.55"),
        ("99.87%", "99.865", "99.875"),
        ("97%", "96.5", "97.5"),
        ("100%", "100", "100"),
        ("0.1%", "0", "0.15"),
        ("0%", "0", "0"),
        ("百分之九十九点九", "99.85", "100"),
        ("百分之百", "100", "100"),
        ("1.2‰", "0.115", "0.125"),
        ("99.9 percent", "99.85", "100"),
    ],
)
def test_rates_are_read_with_their_cap(text, low, high):
    found = only(f"整改率{text}。")

    assert (found.low, found.high) == (Fraction(low), Fraction(high))


def test_a_rate_below_all_is_never_all_and_one_above_nothing_never_nothing():
    assert Fraction(100) not in numerals.rate_interval("99.9%")
    assert Fraction(99_999, 1_000) in numerals.rate_interval("99.9%")
    assert Fraction(0) not in numerals.rate_interval("0.1%")
    assert Fraction(100) in numerals.rate_interval("100%")


@pytest.mark.parametrize("text", ["99.9", "约99%", "99.9%%", ""])
def test_text_that_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match="official prose"):
        numerals.rate_interval(text)


@pytest.mark.parametrize(
    "text",
    [
        "2022年10月24日",
        "10月14日至24日",
        "14日至24日",
        "10月以来",
        "2022年以来",
        "1至9月",
        "第三季度",
        "二〇二二年十月二十四日",
        "每周三",
        "下午4点",
        "下午 4 点",
        "16:00",
        "8时30分",
        "下午四点半",
        "第49期",
        "第十一综合检查组",
        "党的二十大",
        "3号楼",
        "（一）高位推动",
        "一、总体情况",
        "二是加强领导",
        "“九小”场所",
        "九小场所",
        "“五进”活动",
        "“四有”标准",
        "“三管三必须”",
        "两微一端",
        "四不两直",
        "24小时值班",
        "24 小时领导带班",
        "AB班",
        "一级应急状态",
        "三年行动",
        "一企一策",
        "两个至上",
        "四个意识",
        "深入一线",
        "每一处",
        "一个月",
        "漯安办〔2022〕3号",
        "GB 18218-2018",
        "AQ/T 3067-2026",
        "YH2022-0000123",
        "12350热线",
        "拨打119",
        "13800138000",
        "PM2.5",
        "5G网络",
        "7×24小时",
        "安全生产月",
        "on 24 October 2022",
        "October 24, 2022",
        "14 to 24 October",
        "in 2022",
        "at 4 p.m.",
        "issue No. 49",
        "Article 12",
        "the 20th Congress",
        "24-hour duty",
    ],
)
def test_dates_ordinals_names_and_set_phrases_are_no_measured_numbers(text):
    assert measured(f"全市{text}。" if not text.isascii() else f"Work {text} went on.") == []


@pytest.mark.parametrize(
    "text", ["安全部门", "统一部署", "进一步", "万无一失", "千家万户", "一批", "一般", "十分重视"]
)
def test_words_with_a_numeral_in_them_are_not_numbers(text):
    assert measured(text) == []


def test_a_whole_paragraph_gives_its_measured_numbers_and_nothing_else():
    text = (
        "10月14日，办公室召开第3次会议，8个部门参加。今年以来，全市检查11.1万多家次，排查隐患8.1万多条，整改率99.9%，"
        "剩余102处。10月14日至24日，第十一综合检查组督导，成立7个工作组，按照“四有”标准全程驻守；每天下午 4 点调度。"
        "24小时值班，预置队伍 14 支 737 人。播出稿件 240 篇（条），开展“五进”活动 28 次，发放资料 60 万余份，"
        "推送短信 1600 多万条。"
    )

    assert [one.text for one in measured(text)] == [
        "8个", "11.1万多家次", "8.1万多条", "99.9%", "102处", "7个", "14 支", "737 人", "240 篇（条）", "28 次",
        "60 万余份", "1600 多万条",
    ]  # fmt: skip


@given(st.text(alphabet="0123456789.,%万多余条处年月日第一二十百〇（）“”至—: ab", max_size=60))
def test_whatever_the_text_numbers_stand_where_they_say_and_never_overlap(text):
    found = numerals.find(text)

    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(one.low < one.high or one.low == one.high for one in found if one.is_measured)


@pytest.mark.parametrize(
    ("text", "n"),
    [("十", 10), ("十一", 11), ("二十", 20), ("一百零三", 103), ("三千二百", 3_200), ("两万五千", 25_000),
     ("一亿二千万", 120_000_000), ("三四", None)],
)  # fmt: skip
def test_chinese_numerals_are_read(text, n):
    assert parse_han(text) == n


@pytest.mark.parametrize("piece", ["1", "1,", "十", "1.", "（一", "10月", "99.9%，", "8.1万多条"])
def test_a_long_text_costs_no_more_than_its_length(piece):
    text = piece * (20_000 // len(piece))

    begun = time.perf_counter()
    numerals.find(text)

    assert time.perf_counter() - begun < 2
