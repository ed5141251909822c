"""How much more one kind of check finds than another, and how much neither found (domain.md §9, item 7).

Rates are hazards per visit; their ratio has an interval on the logarithm, with the variance that the visits themselves
show: hazards come in clusters, a Poisson interval would be too narrow (delta method; Cochran 1977, ratio estimators).
What neither of two checks of the same places found is estimated by capture and recapture: Chapman's estimator (1951)
with the transformed logit interval (Sadinle 2009), which never falls below what was found. Where both found nearly the
same it becomes absurdly wide: it ends at the latest where the profile likelihood (Cormack 1992) rules a number out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

Z95 = 1.959963984540054
DROP = 5.4137833
"""Half of the 99.9 % point of chi-square with one degree of freedom: how far below its peak a likelihood may lie."""
FEW = 10
"""Below so many visits on a side, or so many places seen by both, no ratio and no estimate is told."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Visits of one kind: how many, how many hazards they found, and the sum of the squares of these numbers."""

    visits: int = 0
    found: int = 0
    squares: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.visits + other.visits, self.found + other.found, self.squares + other.squares)

    @property
    def rate(self) -> float:
        """Return hazards per visit. Needs a visit."""
        return self.found / self.visits

    @property
    def relative(self) -> float:
        """Return the squared relative error of the rate; never below that of a Poisson count."""
        variance = (self.squares - self.visits * self.rate**2) / max(1, self.visits - 1)
        return max(variance, self.rate) / (self.visits * self.rate**2)


@dataclass(frozen=True, slots=True)
class Share:
    """An estimate between its bounds, 95 in 100."""

    value: float
    low: float
    high: float


def rate(one: Tally) -> Share | None:
    """Return hazards per visit with their interval; None for few visits or nothing found."""
    if one.visits < FEW or not one.found:
        return None
    width = exp(Z95 * sqrt(one.relative))
    return Share(one.rate, one.rate / width, one.rate * width)


def ratio(one: Tally, base: Tally) -> Share | None:
    """Return how many times as much `one` finds in a visit as `base`; None where either says too little."""
    if min(one.visits, base.visits) < FEW or not (one.found and base.found):
        return None
    middle = log(one.rate / base.rate)
    half = Z95 * sqrt(one.relative + base.relative)
    return Share(exp(middle), exp(middle - half), exp(middle + half))


@dataclass(frozen=True, slots=True)
class Recapture:
    """What two checks of the same places found: each of them, and both alike."""

    first: int
    second: int
    both: int

    @property
    def met(self) -> int:
        """Return how many hazards were found by either."""
        return self.first + self.second - self.both

    def all(self) -> Share | None:
        """Return how many there were, found or not; None where nothing was found by both.

        Too low where what one check overlooks the other tends to overlook as well: read it as “at least”.
        """
        if not self.both:
            return None
        met = float(self.met)
        alone, other, both = self.first - self.both + 0.5, self.second - self.both + 0.5, self.both + 0.5
        spread = exp(Z95 * sqrt(1 / both + 1 / alone + 1 / other + both / (alone * other)))
        beyond = alone * other / both
        chapman = (self.first + 1) * (self.second + 1) / (self.both + 1) - 1
        high = min(met - 0.5 + beyond * spread, self._farthest())
        return Share(max(chapman, met), max(met, met - 0.5 + beyond / spread), max(chapman, high))

    def _farthest(self) -> float:
        """Return the most that the likelihood lets pass: it matters where hardly anything was found by one alone"""
        far = peak = max(float(self.met), self.first * self.second / self.both)
        least = self._likelihood(peak) - DROP
        while self._likelihood(far) > least:
            far = far * 2 + 10
        return _crossing(self._likelihood, least, far, peak)

    def _likelihood(self, total: float) -> float:
        """Return the logarithm of the profile likelihood of so many in all, but for a constant."""
        told = lgamma(total + 1) - lgamma(total - self.met + 1)
        for found in (self.first, self.second):
            missed = total - found
            told += missed * log(missed / total) if missed > 0 else 0.0
            told -= found * log(total)
        return told


def _crossing(of: Callable[[float], float], value: float, outside: float, inside: float) -> float:
    """Return where a function crosses a value, being below it at `outside` and above at `inside`."""
    for _step in range(60):
        middle = (outside + inside) / 2
        outside, inside = (middle, inside) if of(middle) < value else (outside, middle)
    return (outside + inside) / 2
