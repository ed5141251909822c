"""How official Chinese prose writes numbers, and what is written otherwise (domain brief §1.4, GB/T 15835)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.documents.relations import Words
from anlan.kernel.numerals import Kind, find

_ARABIC = r"\d[\d.,]*"
_RULES: tuple[tuple[str, Words], ...] = (
    (
        rf"(?:近|约|大约|接近|将近){_ARABIC}\s*(?:多|余)?万?(?:多|余)",
        _("“about” and 多 or 余 say the same twice: write one of them"),
    ),
    (
        rf"{_ARABIC}\s*(?:多|余)?万?(?:多|余)[^\d，。；、]{{0,4}}左右",
        _("多 or 余 and 左右 say the same twice: write one of them"),
    ),
    (rf"{_ARABIC}\s*[百千](?![克米瓦伏分])", _("after digits only 万 and 亿 may stand: write the zeros")),
    (r"\d\s*亿\s*\d[\d\s千百]*万", _("digits and 亿 stand once in a number: write it in one unit")),
    (r"[０-９]+(?:．[０-９]+)?", _("digits are half-width")),
    (r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)", _("no thousands separators in the text")),
    (r"\d[ 　]+[%％]", _("the percent sign stands right after the number")),
)
_COMPILED = tuple((re.compile(pattern), reason) for pattern, reason in _RULES)
_HAN_COUNT = _("measured counts are written in Arabic digits")


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that is not written as the official prose writes it: where, and what is the matter."""

    text: str
    start: int
    end: int
    reason: Words


def faults(text: str) -> list[Fault]:
    """Return the numbers of a Chinese text that are written otherwise than official prose writes them, in order."""
    found = [
        Fault(hit.group(), hit.start(), hit.end(), reason)
        for pattern, reason in _COMPILED
        for hit in pattern.finditer(text)
    ]
    found += [
        Fault(one.text, one.start, one.end, _HAN_COUNT)
        for one in find(text)
        if one.kind is Kind.COUNT
        and one.high - one.low == 1
        and one.low >= 10
        and not re.search(r"\d", one.text)
    ]
    return sorted(found, key=lambda one: (one.start, one.end))
