"""The sample itself: a pure function of seed, pool and quotas; and how they are kept as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from anlan.kernel import draws
from anlan.kernel.draws import Candidate


@dataclass(frozen=True, slots=True)
class Quota:
    """A stratum: how many hazards its pool holds, how many of them are drawn."""

    stratum: str
    size: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A hazard that was drawn: its number, its stratum, why, its lot, and the risk where that was the reason."""

    number: str
    stratum: str
    reason: str
    lot: str
    risk: str = ""


def quotas(strata: Iterable[str], per_mille: Mapping[str, int], least: int) -> list[Quota]:
    """Return how many are drawn of each stratum: its grade's share rounded up, `least` at least, all at most.

    A stratum is `grade-code`; a grade with a rate of nothing is not drawn from.
    """
    found = []
    for stratum, size in sorted(Counter(strata).items()):
        rate = per_mille[stratum.partition("-")[0]]
        wanted = min(size, max(least, ceil(Fraction(size * rate, 1_000)))) if rate else 0
        found.append(Quota(stratum, size, wanted))
    return found


def draw(seed: str, pool: Sequence[Candidate], wanted: Sequence[Quota]) -> list[Drawn]:
    """Return what is drawn, stratum by stratum, in the order of the lots."""
    counts = {quota.stratum: quota.wanted for quota in wanted}
    return [
        Drawn(lot.candidate.key, lot.candidate.stratum, "random", lot.lot)
        for lot in draws.draw(seed, pool, counts)
        if lot.is_drawn
    ]


def pool_told(pool: Iterable[Candidate]) -> str:
    return "".join(f"{one.key}\t{one.stratum}\n" for one in pool)


def pool_of(text: str) -> list[Candidate]:
    rows = (line.split("\t") for line in text.splitlines())
    return [Candidate(key, stratum) for key, stratum in rows]


def quotas_told(some: Iterable[Quota]) -> str:
    return "".join(f"{one.stratum}\t{one.size}\t{one.wanted}\n" for one in some)


def quotas_of(text: str) -> list[Quota]:
    rows = (line.split("\t") for line in text.splitlines())
    return [Quota(stratum, int(size), int(wanted)) for stratum, size, wanted in rows]


def result_told(some: Iterable[Drawn]) -> str:
    return "".join(f"{d.number}\t{d.stratum}\t{d.reason}\t{d.lot}\t{d.risk}\n" for d in some)


def result_of(text: str) -> list[Drawn]:
    return [Drawn(*line.split("\t")) for line in text.splitlines()]
