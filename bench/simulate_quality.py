"""Honest and lazy reporters by the thousand: what the flags of `anlan.quality` catch, and whom they wrong.

    .venv/bin/python -m bench.simulate_quality --cities 100

Everything is drawn from one seed. Honest units differ: each has its own rate of days with something to tell (Gamma, by
default mean 0.25 with a standard deviation of 0.2), less at weekends, busier in some weeks; they send at
seconds as they
come, and a few of them have a turn of phrase that they repeat. Lazy ones say “all safe” always, or from a day on; a
programme sends on one second; a copier sends one text again. Own checks and checks from outside find what
there is, with a
place's own chance, except where a unit looks away. Prints Markdown for docs/quality.md.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from anlan.quality import probing
from anlan.quality.probing import TESTS, Kind, Sent, Unit

UNITS = {"22 units": 22, "100 units": 100}
DAYS = 180
LEVELS = (0.0001, 0.001, 0.003, 0.01, 0.05, 0.1)
SHAPES = {"usual": (0.25, 0.2), "quiet": (0.08, 0.08), "very different": (0.25, 0.3)}


@dataclass(frozen=True)
class Sort:
    """What a unit is in truth, and the flag that should find it."""

    name: str
    should: Kind | None = None


HONEST = Sort("honest")
LAZY = (
    Sort("always zero", Kind.ZEROS),
    Sort("zero for the last 45 days", Kind.ZEROS),
    Sort("a programme", Kind.SECONDS),
    Sort("copies", Kind.COPIES),
    Sort("looks away", Kind.SELF_CHECK),
)


def texts(chance: Random, habit: float) -> Iterator[str]:
    """Yield a text a day: with probability `habit` one of three phrases of the unit's own, else something of
    its own."""
    phrases = [f"巡查辖区重点企业，督促整改第{chance.randrange(10**6)}批问题" for _n in range(3)]
    while True:
        yield (
            chance.choice(phrases)
            if chance.random() < habit
            else f"检查企业并整改问题{chance.randrange(10**9)}"
        )


def unit(key: int, sort: Sort, chance: Random, shape: tuple[float, float]) -> Unit:
    mean, deviation = shape
    k = (mean / deviation) ** 2
    rate = min(0.95, chance.gammavariate(k, mean / k))
    told = texts(chance, 0.9 if sort.name == "copies" else chance.betavariate(1, 12))
    one = Unit(key, "area")
    busy = 1.0
    for day in range(DAYS):
        if day % 7 == 0:
            busy = chance.gammavariate(4, 0.25)
        p = min(0.95, rate * busy * (0.3 if day % 7 > 4 else 1.28))
        zero = chance.random() >= p
        if sort.name == "always zero" or (sort.name == LAZY[1].name and day >= DAYS - 45):
            zero = True
        if sort.name == "copies":
            zero = chance.random() < 0.5
        second = 3 if sort.name == "a programme" and chance.random() < 0.8 else chance.randrange(60)
        one.sent.append(Sent(zero, second, "" if zero else next(told)))
    _visits(one, sort, chance)
    return one


def _visits(one: Unit, sort: Sort, chance: Random) -> None:
    """Let both sides visit places of this area, each with its own chance of a hazard; who looks away sees a
    third of it."""
    there = chance.betavariate(6, 6)
    eye = 1 / 3 if sort.name == "looks away" else 1.0
    own, external = chance.randrange(30, 200), chance.randrange(15, 60)
    one.own = (sum(chance.random() < there * eye for _n in range(own)), own)
    one.external = (sum(chance.random() < there for _n in range(external)), external)


def city(number: int, units: int, lazy_share: float, shape: tuple[float, float]) -> list[tuple[Sort, Unit]]:
    chance = Random(f"{number} {units} {lazy_share} {shape}")
    found = []
    for key in range(1, units + 1):
        sort = chance.choice(LAZY) if chance.random() < lazy_share else HONEST
        found.append((sort, unit(key, sort, chance, shape)))
    return found


def probabilities(units: list[Unit]) -> Iterator[tuple[int, Kind, float]]:
    for one in units:
        for test in TESTS:
            if (found := test(one, units)) is not None:
                yield one.key, found.kind, found.probability


def run(
    cities: int, units: int, lazy_share: float, shape: tuple[float, float]
) -> tuple[dict[str, dict[float, int]], Counter[str], dict[Kind, dict[float, int]]]:
    """Return, by sort and level, how many were flagged as they should (or, honest, at all); how many there were; and
    honest ones flagged by kind."""
    caught: dict[str, dict[float, int]] = defaultdict(lambda: defaultdict(int))
    wronged: dict[Kind, dict[float, int]] = defaultdict(lambda: defaultdict(int))
    there: Counter[str] = Counter()
    for number in range(cities):
        people = city(number, units, lazy_share, shape)
        sorts = {one.key: sort for sort, one in people}
        there.update(sort.name for sort in sorts.values())
        least: dict[int, float] = {}
        for key, kind, p in probabilities([one for _sort, one in people]):
            sort = sorts[key]
            if sort is HONEST:
                least[key] = min(p, least.get(key, 1.0))
                for level in LEVELS:
                    wronged[kind][level] += p < level
            elif kind == sort.should:
                for level in LEVELS:
                    caught[sort.name][level] += p < level
        for p in least.values():
            for level in LEVELS:
                caught[HONEST.name][level] += p < level
    return caught, there, wronged


def share(n: int, of: int) -> str:
    return f"{100 * n / of:.1f} %" if of else "—"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=100)
    options = parser.parse_args()
    head = "| " + " | ".join(["flagged below", *(f"{level:g}" for level in LEVELS)]) + " |"
    rule = "|" + " --- |" * (len(LEVELS) + 1)
    for told, units in UNITS.items():
        for name, shape in SHAPES.items():
            for lazy_share in (0.0, 0.2, 0.5):
                cities = max(1, options.cities * 22 // units)
                caught, there, wronged = run(cities, units, lazy_share, shape)
                print(
                    f"\n**{told}, {name} (mean {shape[0]}, sd {shape[1]}), {lazy_share:.0%} not honest, "
                    f"{cities} cities**\n"
                )
                print(f"{head}\n{rule}")
                honest = there[HONEST.name]
                print(
                    "| honest, by any test |",
                    " | ".join(share(caught[HONEST.name][level], honest) for level in LEVELS),
                    "|",
                )
                for kind in Kind:
                    print(
                        f"| honest, {kind} |",
                        " | ".join(share(wronged[kind][level], honest) for level in LEVELS),
                        "|",
                    )
                for sort in LAZY:
                    if there[sort.name]:
                        row = (share(caught[sort.name][level], there[sort.name]) for level in LEVELS)
                        print(f"| {sort.name} |", " | ".join(row), "|")
    print(f"\nLimits in use: zeros {probing.LIMIT_OF_RUNS}, the others {probing.LIMIT}")


if __name__ == "__main__":
    main()
