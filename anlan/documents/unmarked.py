"""Digits that a hand typed into a text and that nobody has marked as such.

A measured number is a figure's chip or is marked with its source. Not measured, and so free: dates, times of day,
years, numbers of papers, ordinals, telephone numbers of the services, words that hold digits (24小时, A4), and all in
Chinese numerals (九小, 第十一综合检查组), which official prose keeps for set phrases and names (domain brief §1.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.documents.tokens import split

_DAY = r"\d{1,2}日"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_FREE = re.compile(
    rf"""
      \d{{4}}年(?:\d{{1,2}}月(?:{_DAY})?)?(?:\s*[至到—–-]\s*(?:\d{{4}}年)?(?:\d{{1,2}}月)?(?:{_DAY})?)?
    | \d{{1,2}}月(?:{_DAY})?(?:\s*[至到—–-]\s*(?:\d{{1,2}}月)?{_DAY})?
    | {_DAY}
    | (?:上午|下午|凌晨|中午|晚上|晚|早上|每天|每日)\s*\d{{1,2}}(?:[点时]|:\d\d)(?:\d{{1,2}}分|半)?
    | \d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?
    | 第\s*\d+
    | 〔\d{{4}}〕\d+号?
    | (?<!\d)(?:110|119|120|122|12345|12350|12122)(?!\d)
    | (?:7\s*[×x*]\s*)?24\s*小时 | 24/7 | 24[ -]hours?
    | [A-Z]{{1,5}}(?:/T)?[-\ ]?\d[\d.-]*(?=[^\d万亿]|$) | [A-Za-z]+\d+
    | \d{{4}}-\d{{2}}-\d{{2}}
    | \d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?
    | {_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?
    | (?:19|20)\d\d(?![\d.,]|\s*[万亿余多家条处份次人个户支名起])
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s?(?:[%％‰]|[万亿]?[余多]?[万亿]?)?(?:[家条处份次人个户支名起项台辆篇](?:次|（条）)?)?"
)


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A typed number: its words, and where they stand in the template."""

    text: str
    start: int
    end: int


def unmarked(template: str) -> Iterator[Unmarked]:
    """Yield the numbers of a template that are neither chips nor marked nor free, in order."""
    at = 0
    for part in split(template):
        if not isinstance(part, str):
            at += len(part.source)
            continue
        free = [found.span() for found in _FREE.finditer(part)]
        for found in _NUMBER.finditer(part):
            start, end = found.span()
            if not any(first < end and start < last for first, last in free):
                words = found.group().rstrip()
                yield Unmarked(words, at + start, at + start + len(words))
        at += len(part)
