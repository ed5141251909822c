"""How often the intervals of `anlan.detection` hold a known truth.

    .venv/bin/python -m bench.simulate_detection

Checks are simulated: each of N hazards is found by the first with probability p1, by the second with p2. `alike` says
how much the two overlook the same: 0 is not at all, above it the log-odds of a hazard share a normal term of that
spread. Hazards of a visit are a Poisson number, with a gamma share of the given squared variation where they cluster.
"""

from __future__ import annotations

import sys
from math import exp, log
from random import Random

from anlan.detection.estimating import Recapture, Tally, ratio

RUNS = 2_000


def recaptured(truth: int, first: float, second: float, alike: float, chance: Random) -> Recapture:
    """Return what two checks find of `truth` hazards."""
    sums = [0, 0, 0]
    for _hazard in range(truth):
        shift = chance.gauss(0, alike) if alike else 0.0
        one, other = (chance.random() < _shifted(p, shift) for p in (first, second))
        sums[0] += one
        sums[1] += other
        sums[2] += one and other
    return Recapture(*sums)


def _shifted(probability: float, shift: float) -> float:
    return 1 / (1 + exp(-(log(probability / (1 - probability)) + shift)))


def tallied(visits: int, mean: float, clustered: float, chance: Random) -> Tally:
    """Return what so many visits find, `mean` hazards each."""
    found = [
        _poisson(mean * (chance.gammavariate(1 / clustered, clustered) if clustered else 1.0), chance)
        for _v in range(visits)
    ]
    return Tally(visits, sum(found), sum(n * n for n in found))


def _poisson(mean: float, chance: Random) -> int:
    number, product, least = 0, chance.random(), exp(-mean)
    while product > least:
        number, product = number + 1, product * chance.random()
    return number


def main() -> int:
    chance = Random(20221024)
    sys.stdout.write("capture and recapture: N, p1, p2, alike -> held of 100, mean estimate / N\n")
    for truth in (40, 200, 1_000):
        for first, second in ((0.3, 0.3), (0.5, 0.4), (0.8, 0.3)):
            for alike in (0.0, 1.0):
                shares = [
                    s
                    for _r in range(RUNS // 4)
                    if (s := recaptured(truth, first, second, alike, chance).all())
                ]
                held = sum(s.low <= truth <= s.high for s in shares)
                mean = sum(s.value for s in shares) / len(shares) / truth
                sys.stdout.write(
                    f"  {truth:5} {first} {second} {alike}  {100 * held / len(shares):5.1f}  {mean:.2f}\n"
                )
    sys.stdout.write("ratio of rates: visits, clustered -> held of 100\n")
    for visits in (20, 80, 400):
        for clustered in (0.0, 1.5):
            held = 0
            for _run in range(RUNS // 2):
                told = ratio(
                    tallied(visits, 4.8, clustered, chance), tallied(4 * visits, 1.0, clustered, chance)
                )
                held += told is not None and told.low <= 4.8 <= told.high
            sys.stdout.write(f"  {visits:5} {clustered}  {100 * held / (RUNS // 2):5.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
