"""Numbers that count nothing: dates, times, ordinals, names and set phrases (domain brief §1.4, last rules).

Each pattern stands in the order in which it is tried; what an earlier one has taken is no longer looked at.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a number in a text is. The first three are measured: somebody could count them anew."""

    COUNT = "count"
    RATE = "rate"
    DECIMAL = "decimal"  # a measured quantity with decimals, a mean, a fraction
    DATE = "date"
    TIME = "time"
    ORDINAL = "ordinal"
    NAME = "name"  # a name, a code or a set phrase


HAN = "一二两三四五六七八九十百千万亿零〇"
_H = "[一二三四五六七八九十]"
_TO = r"\s*(?:至|到|—+|–|-|~|～)\s*"
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)

_NAMES = (
    # codes, standards, document numbers, addresses, telephone and credit-code numbers
    r"https?://[!-~]+|(?<![\w.-])[A-Za-z0-9_.-]{1,60}@[A-Za-z0-9.-]+",
    r"[〔\[【(（]\s*(?:19|20)\d{2}\s*[〕\]】)）]\s*\d+\s*号",
    r"\b(?:GB|GBZ|AQ|HG|JGJ|CJJ|TSG|ISO|IEC|DB\d*)(?:/T)?\s*\d+(?:\.\d+)*(?:\s*[—–-]\s*\d{4})?",
    r"(?<![A-Za-z])[A-Za-z]{1,20}-?\d(?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?",
    r"(?<![\d.])\d{1,2}[A-Z](?![A-Za-z])",
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<![\d.])\d{15,}X?",
    r"(?<=拨打|热线|电话)[:：“]?\s*\d[\d-]{2,}",
    r"(?<!\d)(?:12350|12345|12119|119|110|120|122)(?=[”\"]?(?:热线|平台|举报|投诉|电话|指挥|接警|报警|消防日|宣传))",
    r"7\s*[×xX*]\s*24(?:\s*小时)?",
    r"(?<!\d)24\s*小时(?!以?内|之内|后|前)",
    r"24-hour|24 hours a day|around the clock",
    r"\d{1,2}[·•]\d{1,2}",
    # a set phrase in quotation marks: “九小”, “三管三必须”, “119”
    rf"“(?:[{HAN}双][^”“\d]{{0,7}}|\d{{1,4}})”",
    # set phrases
    r"二十大|十九大|十八大|二十届|十四五|十五五|九小|[五六七八]进(?![^，。]{0,3}[家户人])|四有|三管三必须|三同时|三违|两微一端|四不两直",
    r"双随机、?一公开|一岗双责|一案双查|一企一策|五落实|五到位|四不放过|三个必须|两会|两客一危|一法一条例|十五条硬?措施",
    rf"{_H}年行动|百日\w{{0,2}}(?:行动|攻坚|会战)|千家万户|万无一失|三令五申|千方百计|四面八方|一线|一律|万一|统一|唯一",
    rf"[{HAN}]个(?:必须|到位|一律|确保|坚持|维护|至上|意识|自信|关键|清楚|责任|不)",
    r"一(\w)一\w|一(?:人|企|岗|户|家|处|项|地|区)多?(?=一|多)",
    rf"(?:{_H}|[ⅠⅡⅢⅣ1-4])级(?![^，。]{{0,2}}[项个条家])|\d[A]级",
    r"AB\s*班|A、?B\s*班",
)
_ORDINALS = (
    rf"第\s*(?:\d{{1,9}}|[{HAN}]{{1,12}})",
    r"(?<!\d)\d{1,9}\s*号(?!令)(?=[^，。]|$)",
    r"[①-⑳]",
    rf"[（(]\s*{_H}{{1,3}}\s*[）)]",
    rf"(?:(?<=^)|(?<=[\n。；]))[ 　]*(?:{_H}{{1,3}}、|\d{{1,2}}[.．、](?!\d))",
    r"(?:(?<=^)|(?<=[\n。；：，]))[（(]\d{1,2}[）)]",
    rf"(?:(?<=^)|(?<=[\n。；：，、])){_H}(?:是|要)(?!求)",
    r"\b(?i:no|nos|issue|article|section|chapter|table|annex|figure|page|phase|level|class|grade|category|number)\.?\s+\d+\b",
    r"#\d+",
    r"\b\d+(?:st|nd|rd|th)\b",
)
_DATES = (
    rf"[零〇一二三四五六七八九]{{4}}年(?:{_H}{{1,2}}月(?:{_H}{{1,3}}[日号])?)?",
    rf"(?<![{HAN}个]){_H}{{1,2}}月(?:{_H}{{1,3}}[日号])?",
    r"(?:星期|礼拜|周)[一二三四五六日天]|[一二三四1-4]季度",
    r"(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    rf"(?<!\d)(?:19|20)\d{{2}}\s*年?{_TO}(?:19|20)\d{{2}}\s*年",
    r"(?<!\d)(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?)?",
    rf"(?<![\d.])\d{{1,2}}\s*月?{_TO}\d{{1,2}}\s*月(?:份|\s*\d{{1,2}}\s*[日号])?",
    r"(?<![\d.])\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?",
    rf"(?<![\d.])\d{{1,2}}\s*[日号]?{_TO}\d{{1,2}}\s*日(?!之?内)",
    r"(?<![\d.])\d{1,2}\s*日(?!之?以?内)",
    rf"\b\d{{1,2}}(?:\s*(?:to|-|–|and)\s*\d{{1,2}})?\s+{_MONTHS}(?:,?\s+\d{{4}})?\b",
    rf"\b{_MONTHS}\s+\d{{1,2}}(?:\s*(?:to|-|–)\s*\d{{1,2}})?(?:,?\s+(?:19|20)\d{{2}})?\b(?!,\d)",
    rf"\b{_MONTHS},?\s+(?:19|20)\d{{2}}\b",
    r"(?<=\b(?:in|of|by)\s)(?:19|20)\d{2}\b(?![,.]\d|\s(?:places|premises|units|cases|hazards|visits|people)\b)",
    r"(?<=since\s)(?:19|20)\d{2}\b|(?<=during\s)(?:19|20)\d{2}\b|(?<=year\s)(?:19|20)\d{2}\b",
)
_TIMES = (
    r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
    r"(?<![\d.])\d{1,2}\s*(?:点|时(?!间|段|限|长))(?:\s*\d{1,2}\s*分|半|整)?(?!要求|意见|建议|措施|内容|体会)",
    rf"(?:上午|下午|凌晨|晚上|晚|早上|中午){_H}{{1,3}}[点时](?:半|整|{_H}{{1,3}}分)?",
    r"\b\d{1,2}(?::\d{2})?\s*(?:a\.?m\.?|p\.?m\.?|o'clock)(?![A-Za-z])",
)


def _compiled(*pairs: tuple[Kind, tuple[str, ...]]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile("|".join(f"(?:{one})" for one in many))) for kind, many in pairs)


UNCOUNTED = _compiled(
    (Kind.NAME, _NAMES[:6]),
    (Kind.DATE, _DATES),
    (Kind.TIME, _TIMES),
    (Kind.NAME, _NAMES[6:]),
    (Kind.ORDINAL, _ORDINALS),
)
"""In this order: a date inside a code is none, and 10月1日 comes before 1日."""
