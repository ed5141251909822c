"""The numbers of a running text, Chinese or English: where, of what kind, and which values they may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from anlan.kernel.numerals.phrases import HAN, UNCOUNTED, Kind
from anlan.kernel.numerals.writing import RateInterval

MEASURED = frozenset({Kind.COUNT, Kind.RATE, Kind.DECIMAL})
UNBOUNDED = 10**15
"""Above any count of a city: the end of “至少30条”."""

_WIDTHS = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

UNITS = (
    "篇（条）|篇\\(条\\)|个百分点|平方公里|平方米|立方米|个小时|公里|公斤|千米|千克|毫米|厘米|小时|分钟|家次|人次|车次|"
    "场次|户次|班次|批次|个月|条|处|项|个|家|户|人|名|份|次|起|篇|支|辆|台|套|座|批|场|期|组|队|所|件|宗|例|吨|米|克|"
    "元|天|日|秒|年|周|岁|度|℃|部|间|栋|幢|层|块|张|面|幅|版|字|倍|村|镇|位|艘|架|类|种|轮|本|册"
)
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d{1,14}(?!\d))(?:\.\d{1,9})?"
_TAIL = r"[多余几]?(?:十|百|千(?!克|米|瓦|伏))?[万亿]{0,2}[多余]?"
_ARABIC = re.compile(
    rf"(?<![\d.])(?P<number>{_NUMBER})\s*"
    rf"(?:(?P<rate>[%‰]|percent\b|per cent\b)"
    rf"|(?P<tail>{_TAIL})(?:\s*(?:至|到|—+|–|-|~|～|to)\s*(?P<until>{_NUMBER})(?P<until_tail>\s*{_TAIL}))?"
    rf"\s?(?P<scale>(?:thousand|million|billion)\b)?\s?(?P<unit>{UNITS}|[A-Za-z][A-Za-z-]*)?)"
)
_HAN = re.compile(
    rf"(?<![{HAN}])(?P<number>[{HAN}]{{1,16}})(?P<cut>[多余几]?)(?P<unit>{UNITS})|百分之(?P<rate>百|[{HAN}]{{1,12}}(?:点[{HAN}]{{1,6}})?)"
    rf"|(?P<vague>[几数上])(?P<size>[十百千])(?P<units>万?(?:{UNITS}))"
)
_WORDS = dict(
    zip("two three four five six seven eight nine ten eleven twelve".split(), range(2, 13), strict=True)
)
_ENGLISH = re.compile(rf"\b(?P<word>{'|'.join(_WORDS)})\s(?P<unit>[a-z][a-z-]*)", re.IGNORECASE)

_NO_UNITS = frozenset(
    "is are was were be been has have had and or of in on at by to from for with that which still not more less "
    "as than the a it its so but per".split()
) | {None}

_BELOW = re.compile(r"(?:将近|接近|近|nearly|almost)\s*$")
_ABOUT = re.compile(r"(?:大约|大概|约|about|around|roughly|some|approximately)\s*$")
_ABOVE = re.compile(r"(?:超过|突破|超|逾|over|more than|above)\s*$")
_UP_TO = re.compile(r"(?:不足|不到|不超过|最多|少于|up to|at most|less than|fewer than|under)\s*$")
_LEAST = re.compile(r"(?:至少|不少于|不低于|at least|no fewer than)\s*$")
_AFTER_ABOUT = re.compile(r"\s*(?:左右|上下)")
_AFTER_LEAST = re.compile(r"\s*(?:以上|or more)")
_AFTER_UP_TO = re.compile(r"\s*(?:以下|以内|or fewer|or less)")
_ONE_OF = re.compile(r"起[^，。；、]{0,10}(?:事故|事件|火灾|案)|[名人例]|处(?!理|置|罚|于|在)|户(?!一)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: `text` from `start` to `end` with its measure word, and what it may stand for.

    A count is a whole number, `low` ≤ n < `high`. A rate or a decimal is a fraction (a rate in percent), read as
    `RateInterval` says. What is not measured stands for nothing: both are 0.
    """

    text: str
    start: int
    end: int
    kind: Kind
    low: int | Fraction = 0
    high: int | Fraction = 0
    unit: str = ""

    @property
    def is_measured(self) -> bool:
        """Tell whether it says how much or how many, so that somebody must answer for it."""
        return self.kind in MEASURED

    @property
    def is_rate(self) -> bool:
        return self.kind is Kind.RATE

    def __contains__(self, value: object) -> bool:
        if not self.is_measured or not isinstance(value, int | Fraction):
            return False
        if self.kind is Kind.COUNT:
            return isinstance(value, int) and self.low <= value < self.high
        if self.is_rate:
            return value in RateInterval(Fraction(self.low), Fraction(self.high))
        return self.low <= value < self.high or value == self.low == self.high


def find(text: str) -> list[Numeral]:
    """Return every number of a text in order; none overlap."""
    plain = text.translate(_WIDTHS)
    free = plain
    found: list[Numeral] = []
    for kind, pattern in UNCOUNTED:
        for hit in pattern.finditer(free):
            start, end = _trimmed(free, hit.start(), hit.end())
            if start < end and any(c.isdigit() or c in HAN for c in free[start:end]):
                found.append(Numeral(text[start:end], start, end, kind))
        free = pattern.sub(_blank, free)
    for reader in (_arabic, _han, _english):
        numerals = list(reader(free, plain, text))
        found += numerals
        free = _without(free, numerals)
    return sorted(found, key=lambda one: one.start)


def _without(text: str, numerals: list[Numeral]) -> str:
    kept, end = [], 0
    for one in numerals:
        kept += [text[end : one.start], "\0" * (one.end - one.start)]
        end = one.end
    return "".join([*kept, text[end:]])


def _blank(hit: re.Match[str]) -> str:
    return "\0" * len(hit.group())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n　":
        start += 1
    while start < end and text[end - 1] in " \t\n　":
        end -= 1
    return start, end


# -- Arabic digits -----------------------------------------------------------------------------------------


def _arabic(free: str, plain: str, text: str) -> Iterator[Numeral]:
    for hit in _ARABIC.finditer(free):
        start, end = _trimmed(free, hit.start(), hit.end())
        shown = Fraction(hit["number"].replace(",", ""))
        decimals = len(hit["number"].partition(".")[2])
        if hit["rate"]:
            bounds = _rate(shown, decimals, per_mille=hit["rate"] == "‰")
            hedged = _hedged(*bounds, *_beside(plain, start, end), rate=True)
            yield Numeral(text[start:end], start, end, Kind.RATE, *hedged, "%")
            continue
        unit = "" if hit["unit"] in _NO_UNITS else hit["unit"]
        end = end if unit or not hit["unit"] else len(free[: hit.start("unit")].rstrip())
        if hit["until"]:
            tail = hit["until_tail"].strip()
            until = Fraction(hit["until"].replace(",", ""))
            ends = [
                *_amount(shown, decimals, hit["tail"] or tail, ""),
                *_amount(until, len(hit["until"].partition(".")[2]), tail, ""),
            ]
            low, high = min(ends), max(ends)
        else:
            low, high = _amount(shown, decimals, hit["tail"], hit["scale"] or "")
        low, high = _hedged(low, high, *_beside(plain, start, end))
        kind = Kind.COUNT if isinstance(low, int) and isinstance(high, int) else Kind.DECIMAL
        yield Numeral(text[start:end], start, end, kind, low, high, unit)


def _rate(shown: Fraction, decimals: int, *, per_mille: bool = False) -> tuple[Fraction, Fraction]:
    scale = 10 if per_mille else 1
    one = RateInterval.around(shown / scale, Fraction(1, scale * 10**decimals))
    return one.low, one.high


def _amount(shown: Fraction, decimals: int, tail: str, scale: str) -> tuple[int | Fraction, int | Fraction]:
    """Return what a number with its tail (多万, 万余, 余 …) or English scale may stand for."""
    if scale:
        size = {"thousand": 10**3, "million": 10**6, "billion": 10**9}[scale]
        half = Fraction(size, 2 * 10**decimals)
        return int(shown * size - half), int(shown * size + half)
    size = 1
    for sign in tail:
        size *= _TENS.get(sign, 1)
    value = shown * size
    cut = [sign for sign in tail if sign in "多余几"]
    if value.denominator != 1:
        half = Fraction(size, 2 * 10**decimals)
        return value - half, value + half
    low = int(value)
    if not cut:
        return low, low + 1
    if decimals:
        step = max(size // 10**decimals, 1)
    else:
        # 1600多万 and 300余: cut at the zeros; 60万余: cut at the 万
        at_zeros = tail[0] in "多余几"
        digits = str(int(shown))
        zeros = len(digits) - len(digits.rstrip("0"))
        step = size * 10 ** (zeros if at_zeros else 0)
    return low + 1, low + max(step, 10)


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands just before and after a number: enough for the words that hedge it."""
    return text[max(start - 20, 0) : start], text[end : end + 12]


def _hedged(
    low: int | Fraction, high: int | Fraction, before: str, after: str, *, rate: bool = False
) -> tuple[int | Fraction, int | Fraction]:
    """Widen what 近, 约, 超过, 不足, 至少, 左右 and their English kin say less exactly; as wide as a reader would."""
    most = Fraction(100) if rate else UNBOUNDED
    slack = (high - low) if rate else type(low)(low // 10 if isinstance(low, int) else low / 10)
    if _BELOW.search(before):
        return max(low - slack, type(low)(0)), high
    if _ABOUT.search(before) or _AFTER_ABOUT.match(after):
        return max(low - slack, type(low)(0)), high + slack
    if _ABOVE.search(before):
        return low, most if rate else max(high, low * 2)
    if _LEAST.search(before) or _AFTER_LEAST.match(after):
        return low, most
    if _UP_TO.search(before) or _AFTER_UP_TO.match(after):
        return type(low)(0), high
    return low, high


# -- Chinese numerals and English words ---------------------------------------------------------------------


def _han(free: str, plain: str, text: str) -> Iterator[Numeral]:
    for hit in _HAN.finditer(free):
        start, end = hit.span()
        shown = text[start:end]
        if hit["rate"]:
            value, decimals = _han_rate(hit["rate"])
            low, high = _hedged(*_rate(value, decimals), *_beside(plain, start, end), rate=True)
            yield Numeral(shown, start, end, Kind.RATE, low, high, "%")
        elif hit["vague"]:
            size = _TENS[hit["size"]] * (10_000 if hit["units"].startswith("万") else 1)
            low = size if hit["vague"] == "上" else 2 * size
            yield Numeral(shown, start, end, Kind.COUNT, low, 10 * size, hit["units"].removeprefix("万"))
        elif _counts(hit, free):
            n = parse_han(hit["number"])
            if n is None:
                continue
            low, high = (n + 1, n + _last_size(hit["number"])) if hit["cut"] else (n, n + 1)
            low, high = _hedged(low, high, *_beside(plain, start, end))
            yield Numeral(shown, start, end, Kind.COUNT, low, high, hit["unit"])


def _counts(hit: re.Match[str], free: str) -> bool:
    """Tell whether a Chinese numeral before a measure word counts: 三千二百家 does, 一个 and 万家 do not."""
    number = hit["number"]
    before = free[hit.start() - 1] if hit.start() else ""
    if before in "每第各任":
        return False
    if number == "一":
        return bool(_ONE_OF.match(free, hit.end("number"))) and before not in "无统唯同逐"
    if number[0] in "百千万亿":
        return bool(hit["cut"])
    return True


def _han_rate(text: str) -> tuple[Fraction, int]:
    if text == "百":
        return Fraction(100), 0
    whole, _, tail = text.partition("点")
    digits = "".join(str(_DIGITS.get(sign, 0)) for sign in tail)
    return Fraction(f"{parse_han(whole) or 0}.{digits or 0}"), len(digits)


def _last_size(text: str) -> int:
    """Return the size of the last unit: 三千二百余 is cut at the hundred, 十余 at the ten."""
    size = _TENS.get(text[-1], 10)
    return max(size, 10)


def parse_han(text: str) -> int | None:
    """Return the whole number that Chinese numerals write, or None where they write none (三四, 万一)."""
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return None
    total = wan = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign == "万":
            wan += (section + digit or 1) * _TENS[sign]
            section = digit = 0
        elif sign == "亿":
            total = (total + wan + section + digit or 1) * _TENS[sign]
            wan = section = digit = 0
        else:
            section += (digit or 1) * _TENS[sign]
            digit = 0
    return total + wan + section + digit


def _english(free: str, plain: str, text: str) -> Iterator[Numeral]:
    for hit in _ENGLISH.finditer(free):
        start, end = hit.span()
        n = _WORDS[hit["word"].lower()]
        low, high = _hedged(n, n + 1, *_beside(plain, start, end))
        yield Numeral(text[start:end], start, end, Kind.COUNT, low, high, hit["unit"])
