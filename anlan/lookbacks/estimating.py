"""What a sample says about the whole: shares with Wilson's interval, alone and weighted by strata.

The interval is Wilson's (1927), which keeps within 0 and 1 and does not collapse where nothing was found amiss. Of
strata p = Σ W·p_h, with W a stratum's share of the pools, and n is the effective size 1 / Σ(W²/n_h) (Kish 1965; Korn
and Graubard 1998 put it into an interval for surveys, as Yan and Su 2010 do for strata). That is exact where strata are
alike and wider than needed where they differ; no correction is made for a sample being a large part of its pool.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
FEW = 10
"""Below so many answers a share is not told as a percentage: the counts and the interval are."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One group of one sample: how many its pool held, how many were answered, how many of these held."""

    size: int
    answered: int
    held: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval; `covered` of the pools' hazards lie in strata with an answer, `left_out` do not."""

    share: float
    low: float
    high: float
    answered: int
    effective: float
    covered: int
    left_out: int


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return Wilson's interval of a share that was seen in `n` (also an effective number); nothing seen: 0 to 1."""
    if n <= 0:
        return 0.0, 1.0
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if share == 0 else max(0.0, middle - half)
    high = 1.0 if share == 1 else min(1.0, middle + half)
    return low, high


def estimate(strata: Iterable[Stratum]) -> Estimate | None:
    """Return the share of the pools that held, weighted by their strata; None where nothing was answered."""
    strata = [one for one in strata if one.size]
    told = [one for one in strata if one.answered]
    covered = sum(one.size for one in told)
    left_out = sum(one.size for one in strata) - covered
    if not covered:
        return None
    share = sum(one.size / covered * one.held / one.answered for one in told)
    effective = 1 / sum((one.size / covered) ** 2 / one.answered for one in told)
    share = min(1.0, max(0.0, round(share, 12)))
    low, high = wilson(share, effective)
    return Estimate(share, low, high, sum(one.answered for one in told), effective, covered, left_out)
