"""What a number typed by hand counts, read from the words around it by the readings that the apps declare.

A number that is not understood is left alone: a false alarm costs more trust than a gap. A sentence is about the whole
document only if it says so (今年以来 and 全市, or a figure stands in it); else its numbers are held against each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from anlan.documents.relations import RELATIONS, Reading
from anlan.kernel.numerals import Numeral, find

MOST_BESIDE = 60
MOST_LOOKED_AT = 400
"""Characters: words that tell what a number counts stand close to it; what it is about, in the sentence before it."""

_SENTENCE = re.compile(r"(?:[^。；;！？!?\n.]|\.(?!\s|$))+")
_CLAUSE = re.compile(r"[，、：:]|,(?!\d)|\band\b")
_STOP = "，。；、：,;:"
_COMMON = (
    r"(?:各类|累计|合计|总计|共计|完成|完毕|到位|超过|接近|不到|[了出的共达为已是到约近超\s]"
    r"|have been|has been|were|was|are|a total of)*"
)
_YEAR = re.compile(
    r"今年|年初以来|年内|截至|累计|this year|year to date|(?:beginning|start) of the year", re.IGNORECASE
)
_WHOLE = {"zh": ("全市", "我市"), "en": ("the city", "citywide", "the whole city")}
_OTHER_DAYS = re.compile(
    r"本周|上周|本月|上月|昨日|当日|当天|近日|日前|期间|去年|同期|今日"
    r"|this week|last week|last month|last year|yesterday",
    re.IGNORECASE,
)
_ANOTHER_COHORT = re.compile(
    r"往期|上期|以往|历年|历史|遗留|结转|存量|上年|此前|前期|跨年|分别|各有|carried over|from before|respectively",
    re.IGNORECASE,
)
"""Words by which a sentence counts what another period found, or deals numbers out to several: it is left alone."""
_PART = re.compile(rf"^(?:其中|其中有|包括|含|有)?[:：]?(?P<of>[^{_STOP}\d]{{1,8}}?)\s*\Z")
_AMONG = re.compile(r"其中|包括|含")
_ORDERED = re.compile(r"责令|督促|要求|交办|移交|限期|下达|复核|通知")
_LABEL = re.compile(rf"^\s*[^{_STOP}\d]{{1,14}}[：:]")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed number that was understood; `sentence` numbers the one it keeps to, -1 where it is the document's."""

    numeral: Numeral
    code: str
    part: str
    sentence: int


def typed_numbers(
    text: str,
    *,
    quotes: Sequence[tuple[int, int]] = (),
    language: str = "zh",
    area_names: Sequence[str] = (),
    year_to_date: bool = True,
) -> list[Typed]:
    """Return the typed numbers of a text whose figure is told by the words around them."""
    numbers = [
        one
        for one in find(text)
        if one.is_measured and not any(start < one.end and one.start < end for start, end in quotes)
    ]
    stops = sorted([*(one.start for one in numbers), *(start for start, _end in quotes)])
    readings = [one for one in RELATIONS.readings if one.language == language]
    names = (*_WHOLE.get(language, ()), *area_names)
    found: list[Typed] = []
    for index, sentence in enumerate(_SENTENCE.finditer(text)):
        begin, end = sentence.span()
        inside = [one for one in numbers if begin <= one.start < end]
        if not inside:
            continue
        if _ANOTHER_COHORT.search(sentence.group()):
            continue
        quoted = any(begin <= start < end for start, _end in quotes)
        own = not _is_documents(sentence.group(), names, quoted=quoted, year_to_date=year_to_date)
        read = list(_read(text, begin, end, inside, stops, quotes, readings))
        told = [replace(one, sentence=index if own else -1) for one in read]
        found += _parted(told) if own else told
    return found


def _is_documents(sentence: str, names: Sequence[str], *, quoted: bool, year_to_date: bool) -> bool:
    """Tell whether a sentence's numbers are those of the document's own area and period."""
    if _OTHER_DAYS.search(sentence) or _LABEL.match(sentence):
        return False
    if quoted:
        return True
    low = sentence.lower()
    return year_to_date and bool(_YEAR.search(sentence)) and any(name.lower() in low for name in names)


def _read(
    text: str,
    begin: int,
    end: int,
    inside: Sequence[Numeral],
    stops: Sequence[int],
    quotes: Sequence[tuple[int, int]],
    readings: Sequence[Reading],
) -> list[Typed]:
    """Return the numbers of a sentence that are understood; none if one of its counts may belong to them and is not."""
    ends = sorted([*(one.end for one in inside), *(stop for _start, stop in quotes)])
    told: list[Typed] = []
    former: Typed | None = None
    for one in inside:
        left = max([begin, *(stop for stop in ends if stop <= one.start)])
        before = text[left : one.start]
        clause = list(_CLAUSE.finditer(before))
        before = before[clause[-1].end() :] if clause else before
        right = min([end, *(stop for stop in stops if stop >= one.end)])
        after = text[one.end : right]
        ending = _CLAUSE.search(after)
        after = after[: ending.start()] if ending else after
        sentence = text[max(begin, one.start - MOST_LOOKED_AT) : min(end, one.end + MOST_LOOKED_AT)]
        here = _Around(
            before[-MOST_BESIDE:],
            after[:MOST_BESIDE],
            sentence,
            one.start - max(begin, one.start - MOST_LOOKED_AT),
        )
        understood = _understood(one, here, readings) or _carried(one, here, former, readings)
        if understood:
            former = Typed(one, *understood, -1)
            told.append(former)
        elif _may_belong(one, here, readings):
            return []
    return told


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a number: its clause before and behind it, its sentence, and how much of that is before it."""

    before: str
    after: str
    sentence: str
    at: int

    @property
    def ahead(self) -> str:
        return self.sentence[: self.at]


def _carried(
    one: Numeral, here: _Around, former: Typed | None, readings: Sequence[Reading]
) -> tuple[str, str] | None:
    """Return what a number counts that names only a part after one that was understood: 其中重大隐患2条."""
    if former is None or one.is_rate or former.numeral.unit != one.unit:
        return None
    own = [each for each in readings if each.code == former.code and each.noun]
    found = _PART.match(re.sub(_COMMON + r"\Z", "", here.before))
    if not own or not found:
        return None
    of = found["of"]
    for each in own:
        assert each.noun is not None
        noun = re.search(rf"(?:{each.noun.pattern})\Z", of)
        if noun:
            part = of[: noun.start()].strip()
            return (former.code, part) if part else None
    among = _AMONG.search(here.before) or (former.part and _AMONG.search(here.ahead))
    if among and _PLACE.search(of):
        return former.code, of.strip()
    return None


_PLACE = re.compile(r"[县区市镇乡]\Z|街道\Z|园\Z")


def _may_belong(one: Numeral, here: _Around, readings: Sequence[Reading]) -> bool:
    """Tell whether a number that is not understood stands right at what the readings count: 复查隐患40处."""
    if one.is_rate or _ORDERED.search(here.before):
        return False
    nouns = {each.noun.pattern for each in readings if each.noun and one.unit.lower() in each.units}
    return any(re.search(rf"(?:{noun}){_COMMON}\Z", here.before) for noun in nouns)


def _understood(one: Numeral, here: _Around, readings: Sequence[Reading]) -> tuple[str, str] | None:
    """Return the figure and the part of it that a number counts: the nearest words win, two joined tell nothing."""
    hits: list[tuple[int, int, str, str]] = []
    for reading in readings:
        if (reading.units and one.unit.lower() not in reading.units) or bool(reading.units) == one.is_rate:
            continue
        place = _beside(reading, here.before, here.after)
        if place is None:
            continue
        start, verb_end, of = place
        if reading.noun and of is None:
            behind = re.match(rf"\s*的?([^{_STOP}]{{0,6}}?)(?:{reading.noun.pattern})", here.after)
            unit_is_noun = bool(reading.noun.fullmatch(one.unit))
            named = here.sentence if reading.anywhere else here.ahead
            if behind is None and not unit_is_noun and not reading.noun.search(named):
                continue
            of = behind.group(1) if behind and not unit_is_noun else ""
        hits.append((start, verb_end, reading.code, of or ""))
    if not hits:
        return None
    nearest = max(hits, key=lambda hit: (hit[1], -hit[0]))  # of words that end together the longest
    if any(verb_end == nearest[0] and code != nearest[2] for _start, verb_end, code, _of in hits):
        return None  # 排查整改隐患32条: found or rectified?
    return nearest[2], nearest[3].strip()


def _beside(reading: Reading, before: str, after: str) -> tuple[int, int, str | None] | None:
    """Return where a reading's words begin and end, and what of its noun is counted (None: the noun is not there)."""
    if reading.before is not None:
        words = reading.before.pattern
        noun = (
            rf"(?P<of>[^{_STOP}\d]{{0,8}}?)(?:{reading.noun.pattern}){_COMMON}"
            if reading.noun
            else "(?P<of>)"
        )
        pattern = re.compile(
            rf"(?P<verb>{words}){_COMMON}(?:{noun})?\Z", re.IGNORECASE if reading.language == "en" else 0
        )
        for start in range(len(before) - 1, -1, -1):
            hit = pattern.match(before, start)
            if hit:
                return start, hit.end("verb"), hit["of"]
        return None
    assert reading.after is not None
    hit = reading.after.match(after)
    return (0, 0, None) if hit else None


def _parted(told: Sequence[Typed]) -> list[Typed]:
    """Number what a sentence counts twice differently: 甲县发现32条、乙县发现20条 are parts of something."""
    known = Counter((one.code, one.part) for one in told)
    seen: Counter[tuple[str, str]] = Counter()
    parted = []
    for one in told:
        key = (one.code, one.part)
        seen[key] += 1
        parted.append(replace(one, part=f"{one.part}#{seen[key]}") if known[key] > 1 else one)
    return parted
