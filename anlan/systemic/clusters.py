"""Where a category of hazards is found more often than chance explains: an exact test a cell, corrected for them all.

Three questions are asked of the hazards of an area in a period, each of a cell and the rest that it is compared with:

* regional: is a category a larger share of what is found in a sector in one part of the area than in the other parts?
* sectoral: is it a larger share in one sector than in the other sectors, and in most parts of the area?
* temporary: is it a larger share in a sector in this period than in the periods of equal length before?

What is counted is places, not hazards: a place counts once for a category in a period, however many of it were found.
So one careless business is no problem of an area. And shares are compared, not numbers: an area that is inspected
more is no worse. Given how many places were counted in the cell, of the category, and in all, the number in the cell
is hypergeometric if chance alone is at work; its upper tail is Fisher's exact test (one-sided). Holm's correction
(1979) over every cell that could have been a candidate keeps the probability that a look shows even one by chance at
`LEVEL` or below, however the cells hang together. What is few or hardly more than elsewhere is left out after that.

No tables, no clock: `anlan/systemic/gathering.py` counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import exp, lgamma
from typing import Any

from anlan.systemic.kinds import ProblemKind

LEVEL = 0.05
"""How often a look at data without any problem may show a candidate, at most."""
FEWEST = 5
"""A candidate stands at so many places at least."""
LEAST_TIMES = {ProblemKind.REGIONAL: 1.5, ProblemKind.SECTORAL: 2.0, ProblemKind.PERIODIC: 1.5}
"""And its share is so many times that of the rest at least; sectors differ by nature, so theirs must differ more."""
REST = "other"
"""The category of what fits no category is left out of the comparison: it is no kind of problem."""

Key = Any  # whatever tells parts and sectors apart


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of a category in a part of the area, in a sector; `phase` 0 is the period, 1 the one before."""

    part: Key
    sector: Key
    category: str
    phase: int
    places: int
    hazards: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the comparison: `places` of `of` in it, `others` of `others_of` in the rest. `part` None: all."""

    kind: ProblemKind
    part: Key | None
    sector: Key
    category: str
    places: int
    of: int
    others: int
    others_of: int
    hazards: int = 0
    chance: float = 1.0  # of as many places or more, if chance alone were at work
    corrected: float = 1.0  # that any cell of the whole look comes out like this by chance

    @property
    def expected(self) -> float:
        """Return how many places the cell would have if its share were that of all."""
        return self.of * (self.places + self.others) / (self.of + self.others_of)

    @property
    def times(self) -> float | None:
        """Return how many times the share of the rest it is; None where the rest has none."""
        return (self.places / self.of) / (self.others / self.others_of) if self.others else None

    @property
    def could(self) -> bool:
        """Tell whether the margins, which say nothing about the cell, would let it be a candidate at all."""
        return min(self.of, self.places + self.others) >= FEWEST and self.others_of > 0

    @property
    def stands_out(self) -> bool:
        return self.places >= FEWEST and (self.times is None or self.times >= LEAST_TIMES[self.kind])


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: the candidates, the surest first, and how many cells were tested to find them."""

    candidates: tuple[Cell, ...]
    tested: int


def look(tallies: Iterable[Tally]) -> Look:
    """Return the candidates among the cells of all three kinds, corrected together."""
    counted = [one for one in tallies if one.category != REST]
    cells = [cell for cell in (*_regional(counted), *_sectoral(counted), *_periodic(counted)) if cell.could]
    judged = corrected([replace(cell, chance=tail(cell)) for cell in cells])
    broad = _broad(counted)
    found = [
        cell
        for cell in judged
        if cell.corrected <= LEVEL
        and cell.stands_out
        and (cell.kind != ProblemKind.SECTORAL or (cell.sector, cell.category) in broad)
    ]
    return Look(tuple(found), len(cells))


def tail(cell: Cell) -> float:
    """Return the probability of so many places or more in a cell, its margins given: the hypergeometric upper tail."""
    marked, total = cell.places + cell.others, cell.of + cell.others_of
    return upper_tail(cell.places, drawn=cell.of, marked=marked, total=total)


def upper_tail(least: int, *, drawn: int, marked: int, total: int) -> float:
    """Return P(X ≥ least), X the marked among `drawn` of `total`, of which `marked` are. Exact but for rounding."""
    lowest, highest = max(0, drawn + marked - total), min(drawn, marked)
    if least <= lowest:
        return 1.0
    if least > highest:
        return 0.0
    if least * total < drawn * marked:  # below the mean: the other side is the shorter sum
        return 1.0 - _sum(lowest, least - 1, drawn, marked, total)
    return min(1.0, _sum(least, highest, drawn, marked, total))


def _sum(first: int, last: int, drawn: int, marked: int, total: int) -> float:
    """Return the sum of the probabilities from `first` to `last`, each from the one before it."""
    unmarked = total - marked
    log = _chosen(marked, first) + _chosen(unmarked, drawn - first) - _chosen(total, drawn)
    term = exp(log)
    whole = term
    mean = drawn * marked / total
    for n in range(first, last):
        term *= (marked - n) * (drawn - n) / ((n + 1) * (unmarked - drawn + n + 1))
        whole += term
        if n > mean and term < whole * 1e-17:
            break
    return whole


def _chosen(whole: int, part: int) -> float:
    """Return the logarithm of the number of ways to choose."""
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def corrected(cells: list[Cell]) -> list[Cell]:
    """Return the cells, the least likely first, each with its chance corrected for all of them (Holm, step-down)."""
    ordered = sorted(
        cells, key=lambda cell: (cell.chance, str(cell.kind), str(cell.part), str(cell.sector), cell.category)
    )
    told, worst = [], 0.0
    for rank, cell in enumerate(ordered):
        worst = max(worst, min(1.0, (len(ordered) - rank) * cell.chance))
        told.append(replace(cell, corrected=worst))
    return told


def _regional(counted: Iterable[Tally]) -> Iterator[Cell]:
    """Compare the parts of the area within each sector."""
    rows = [(one.sector, one.part, one) for one in counted if one.phase == 0]
    return _cells(ProblemKind.REGIONAL, rows, lambda sector, part: (part, sector))


def _sectoral(counted: Iterable[Tally]) -> Iterator[Cell]:
    """Compare the sectors of the whole area."""
    rows = [(None, one.sector, one) for one in counted if one.phase == 0]
    return _cells(ProblemKind.SECTORAL, rows, lambda _all, sector: (None, sector))


def _periodic(counted: Iterable[Tally]) -> Iterator[Cell]:
    """Compare the period with those before it, within each sector of the whole area."""
    rows = [(one.sector, one.phase == 0, one) for one in counted]
    return _cells(ProblemKind.PERIODIC, rows, lambda sector, now: (None, sector) if now else None)


def _cells(
    kind: ProblemKind,
    rows: list[tuple[Key, Key, Tally]],
    named: Callable[[Key, Key], tuple[Key | None, Key] | None],
) -> Iterator[Cell]:
    """Yield the cells of one question from (compared within, cell, tally); also those in which nothing was found.

    Which cells there are must not hang on what was found in them: else the correction would correct too little.
    """
    every, of, marked = Counter[Key](), Counter[Key](), Counter[Key]()
    places, hazards = Counter[Key](), Counter[Key]()
    for group, cell, one in rows:
        every[group] += one.places
        of[group, cell] += one.places
        marked[group, one.category] += one.places
        places[group, cell, one.category] += one.places
        hazards[group, cell, one.category] += one.hazards
    categories: dict[Key, list[str]] = defaultdict(list)
    for group, category in marked:
        categories[group].append(category)
    for (group, cell), drawn in of.items():
        label = named(group, cell)
        if label is None:
            continue
        for category in categories[group]:
            n, all_of_it = places[group, cell, category], marked[group, category]
            part, sector = label
            rest = all_of_it - n, every[group] - drawn
            yield Cell(kind, part, sector, category, n, drawn, *rest, hazards[group, cell, category])


def _broad(counted: Iterable[Tally]) -> frozenset[tuple[Key, str]]:
    """Return (sector, category) that is a larger share in more than half of the parts than in the other sectors of all.

    What stands out in one part only is that part's problem, not the sector's.
    """
    now = [one for one in counted if one.phase == 0]
    every, marked = sum(one.places for one in now), Counter[str]()
    of, of_category = Counter[Key](), Counter[Key]()
    parts: dict[tuple[Key, Key], Counter[str]] = defaultdict(Counter)
    for one in now:
        marked[one.category] += one.places
        of[one.sector] += one.places
        of_category[one.sector, one.category] += one.places
        parts[one.sector, one.part][one.category] += one.places
    above, all_parts = Counter[tuple[Key, str]](), Counter[Key]()
    for (sector, _part), counts in parts.items():
        all_parts[sector] += 1
        drawn, others = sum(counts.values()), every - of[sector]
        for category, n in counts.items():
            elsewhere = marked[category] - of_category[sector, category]
            above[sector, category] += others > 0 and n * others > elsewhere * drawn
    return frozenset(key for key, n in above.items() if 2 * n > all_parts[key[0]])
