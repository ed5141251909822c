"""Whether a hazard may be recorded already: same place, much the same words, within some months (C37).

One rule for entry on a page, for the API and for ledgers. How it was chosen and what it finds on a labelled set:
docs/performance.md, “The duplicate hint”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from anlan.hazards.models import GONE_STATES, Hazard

WITHIN_DAYS = 90
ALIKE = 0.55
"""From here on two texts are taken for the same words, changed: where a ledger names a hazard on record."""
SHARED, SHARED_OF_ONE_ITEM = 0.6, 0.4
"""How much of the shorter of two findings the other must hold; less where both came of one item of a checklist."""
LEAST_OF_ALL = 0.25
"""How much of what both hold together they must share: a scrap is contained in much."""
MOST_COMPARED = 200

_NUMERALS = str.maketrans("一二三四五六七八九〇两", "12345678902")
_FRAMES = re.compile(
    r"[，。、；：:,.;!！（）()《》“”]|^\d+、|现场检查|检查|发现|经查|该单位|存在(?:安全)?隐患|要求立即整改|立即整改|不符合要求"
)
_SPOTS = (
    re.compile(r"[东西南北]+"),
    re.compile(r"\d+(?=[层楼号栋幢库])"),
    re.compile(r"前(?=[门院台厅])|后(?=[门院厨])|左|右|中部|里间|门厅|阁楼"),
)
_COUNTS = re.compile(
    r"(\d+(?:\.\d+)?)(厘米|毫米|米|公斤|千克|平方米|个月|[人处具辆瓶日天个次名项升只件桶盏份户])"
)


@lru_cache(maxsize=4_096)
def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, spaces and case aside."""
    plain = "".join(text.split()).casefold()
    return _pairs(plain)


def _pairs(plain: str) -> frozenset[str]:
    return frozenset(plain[n : n + 2] for n in range(len(plain) - 1)) or frozenset({plain})


def likeness(one: str, other: str) -> float:
    """Return how much two texts share: 0 nothing, 1 the same pairs."""
    first, second = pairs(one), pairs(other)
    return len(first & second) / len(first | second)


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it is compared: pairs without what clerks put around it, spots by kind, numbers by unit."""

    pairs: frozenset[str]
    spots: tuple[frozenset[str], ...]
    counts: tuple[tuple[str, frozenset[str]], ...]

    def contradicts(self, other: Finding) -> bool:
        """Tell whether both name spots or numbers of one kind and none in common: then they are two findings."""
        if any(
            mine and theirs and not mine & theirs
            for mine, theirs in zip(self.spots, other.spots, strict=True)
        ):
            return True
        theirs = dict(other.counts)
        return any(unit in theirs and not numbers & theirs[unit] for unit, numbers in self.counts)


@lru_cache(maxsize=16_384)
def read(text: str) -> Finding:
    """Return a text as it is compared: Chinese numerals are figures, phrases before and after are gone."""
    told = "".join(text.split()).casefold().translate(_NUMERALS)
    counts: dict[str, set[str]] = {}
    for number, unit in _COUNTS.findall(told):
        counts.setdefault(unit, set()).add(number)
    return Finding(
        _pairs(_FRAMES.sub("", told)),
        tuple(frozenset(spots.findall(told)) for spots in _SPOTS),
        tuple((unit, frozenset(numbers)) for unit, numbers in sorted(counts.items())),
    )


def shared(one: Finding, other: Finding) -> float:
    """Return how much of the shorter finding stands in the other; 0 where all in all they share too little."""
    few, many = sorted((len(one.pairs), len(other.pairs)))
    if few < LEAST_OF_ALL * many:
        return 0.0
    both = len(one.pairs & other.pairs)
    return both / few if both >= LEAST_OF_ALL * (few + many - both) else 0.0


def may_be_one(one: str, other: str, *, one_item: bool = False) -> bool:
    """Tell whether two texts of one place may be one finding; `one_item`: both came of one item of a checklist."""
    first, second = read(one), read(other)
    least = SHARED_OF_ONE_ITEM if one_item else SHARED
    return shared(first, second) >= least and not first.contradicts(second)


def alike(
    text: str, *, premises_id: int, on: date, but: int | None = None, item: int | None = None
) -> list[Hazard]:
    """Return earlier hazards of the place that may be the same, the likest first. Two bounded queries."""
    rows = (
        Hazard.objects.filter(premises=premises_id, found_on__gte=on - timedelta(days=WITHIN_DAYS))
        .exclude(state__in=GONE_STATES)
        .exclude(pk=but or 0)
        .order_by("-pk")
        .values_list("pk", "description", "item")[:MOST_COMPARED]
    )
    found = [
        (-shared(read(text), read(words)), -likeness(text, words), -key)
        for key, words, of_item in rows
        if may_be_one(text, words, one_item=item is not None and of_item == item)
    ]
    keys = [-key for *_scores, key in sorted(found)[:5]]
    hazards = Hazard.objects.in_bulk(keys) if keys else {}
    return [hazards[key] for key in keys if key in hazards]
