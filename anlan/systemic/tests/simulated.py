"""A city of chance: places with habits of their own, areas inspected unequally, and a problem planted where asked."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass

from anlan.systemic.clusters import Tally

CATEGORIES = tuple(f"c{n}" for n in range(6))


@dataclass(frozen=True)
class City:
    """`part` None: the problem is in all of them; without `category` there is none."""

    parts: int = 4
    sectors: int = 3
    phases: int = 3
    places: int = 30  # in a part and sector, in the part that is inspected least
    part: int | None = None
    sector: int | None = None
    category: str = ""
    only_now: bool = False
    times: float = 5.0

    def weight(self, part: int, sector: int, phase: int, category: str) -> float:
        usual = 1.0 + CATEGORIES.index(category) / 2
        hit = (
            category == self.category
            and sector == self.sector
            and self.part in (None, part)
            and (phase == 0 or not self.only_now)
        )
        return usual * self.times if hit else usual


def tallies(rng: random.Random, city: City) -> list[Tally]:
    """Return what inspections found: one to six hazards a place, of the categories that the place tends to."""
    seen: dict[tuple[int, int, str, int], set[int]] = defaultdict(set)
    hazards: Counter[tuple[int, int, str, int]] = Counter()
    for part in range(city.parts):
        for sector in range(city.sectors):
            for place in range(city.places * (1 + part)):
                for phase in range(city.phases):
                    weights = [
                        city.weight(part, sector, phase, one) * rng.choice((0.3, 1.0, 1.7))
                        for one in CATEGORIES
                    ]
                    for category in rng.choices(CATEGORIES, weights, k=rng.choice((1, 1, 2, 3, 6))):
                        seen[part, sector, category, phase].add(place)
                        hazards[part, sector, category, phase] += 1
    return [Tally(*key, places=len(places), hazards=hazards[key]) for key, places in seen.items()]
