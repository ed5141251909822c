"""How probable a count is among peers: Gamma–Poisson shrinkage and two exact tails. Pure functions.

A unit's events (days with something to report, repeated texts) are Poisson with a rate of its own; the rates of its
peers are Gamma. Two moments of the peers fit that Gamma (Marshall 1991, Applied Statistics 40, 283–294), the unit
itself left out. What differs between honest units so widens what is called probable (docs/adr/0050, domain brief §9.6).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Counted = tuple[int, int]
"""Events, and days (or reports) in which they could happen."""


@dataclass(frozen=True, slots=True)
class Peers:
    """What rates peers have: mean `alpha / beta`; without `alpha` all have the same rate `mean`, as far as can
    be told."""

    mean: float
    alpha: float | None = None
    beta: float | None = None

    def none_in(self, exposure: float, *, events: float = 0, over: float = 0) -> float:
        """Return the probability of no event in `exposure`, after `events` of the unit's own were seen in
        `over` before."""
        if self.alpha is None or self.beta is None:
            return math.exp(-self.mean * exposure)
        scale = (self.beta + over) / (self.beta + over + exposure)
        return float(scale ** (self.alpha + events))

    def at_least(self, events: int, exposure: int) -> float:
        """Return the probability of so many events or more in `exposure`."""
        return max(0.0, 1.0 - math.fsum(self._exactly(k, exposure) for k in range(events)))

    def _exactly(self, k: int, exposure: int) -> float:
        if self.alpha is None or self.beta is None:
            rate = self.mean * exposure
            return math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) if rate else float(k == 0)
        a, b = self.alpha, self.beta
        return math.exp(
            math.lgamma(a + k)
            - math.lgamma(a)
            - math.lgamma(k + 1)
            + a * math.log(b / (b + exposure))
            + k * math.log(exposure / (b + exposure))
        )


def fitted(peers: Iterable[Counted]) -> Peers | None:
    """Return the rates of peers by the method of moments; None where there are fewer than three, or nothing
    happened."""
    some = [(y, n) for y, n in peers if n > 0]
    total = sum(n for _y, n in some)
    events = sum(y for y, _n in some)
    if len(some) < LEAST_PEERS or not events:
        return None
    mean = events / total
    spread = sum(n * (y / n - mean) ** 2 for y, n in some) / total
    between = spread - mean / (total / len(some))
    if between <= 0:
        return Peers(mean)
    return Peers(mean, mean * mean / between, mean / between)


LEAST_PEERS = 3


def clustering(series: Iterable[Sequence[int]]) -> float:
    """Return by how much events come in bursts: the variance of counts of equal spans over their mean, pooled,
    at least 1.

    Each series holds one unit's counts. Runs without events are as much longer among honest units as this is above 1.
    """
    squares, degrees = 0.0, 0
    for counts in series:
        if len(counts) > 1 and (total := sum(counts)):
            mean = total / len(counts)
            squares += math.fsum((count - mean) ** 2 for count in counts) / mean
            degrees += len(counts) - 1
    return max(1.0, squares / degrees) if degrees else 1.0


def binomial_at_least(k: int, n: int, p: float) -> float:
    """Return the probability of `k` or more of `n`, each with probability `p` (0 < p < 1)."""
    return min(
        1.0,
        math.fsum(
            math.exp(_log_choose(n, i) + i * math.log(p) + (n - i) * math.log1p(-p)) for i in range(k, n + 1)
        ),
    )


def hypergeometric_at_most(hits: int, drawn: int, all_hits: int, everything: int) -> float:
    """Return the probability of at most `hits` among `drawn` of `everything`, of which `all_hits` are hits (Fisher)."""
    whole = _log_choose(everything, drawn)
    least = max(0, drawn - (everything - all_hits))
    return min(
        1.0,
        math.fsum(
            math.exp(_log_choose(all_hits, i) + _log_choose(everything - all_hits, drawn - i) - whole)
            for i in range(least, min(hits, drawn, all_hits) + 1)
        ),
    )


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def ratio(hits: int, of: int, other_hits: int, other_of: int) -> tuple[float, float, float]:
    """Return (ratio, low, high) of the second share to the first, at 95 %; half a hit is added to each, so
    that none is 0."""
    a, m, b, n = hits + 0.5, of + 0.5, other_hits + 0.5, other_of + 0.5
    log = math.log((b / n) / (a / m))
    error = 1.96 * math.sqrt(max(0.0, 1 / a - 1 / m + 1 / b - 1 / n))
    return math.exp(log), math.exp(log - error), math.exp(log + error)


def mode(values: Sequence[int]) -> tuple[int, int]:
    """Return the commonest value (of equals the least) and how often it occurs."""
    counts: dict[int, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    value = min(counts, key=lambda v: (-counts[v], v))
    return value, counts[value]
