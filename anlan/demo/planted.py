"""Hazards of the demo's year, with clusters planted: a draw of their own, so that everything else stays as it was."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from anlan.demo.content.hazards import HazardSeed
from anlan.demo.content.hazards import hazard as hazard_seed
from anlan.demo.content.premises import KIND_OF
from anlan.demo.content.systemic import CLUSTERS, SHARE
from anlan.demo.world import World
from anlan.kernel import clock

TRIES = 12


class Planted:
    """Draws the hazards of the year; where a cluster is planted, more often than not one of its category."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.rng = rng
        self.paths = {code: area.path or "" for code, area in world.areas.items()}

    def hazard(self, place: Any, found_at: datetime) -> HazardSeed:
        """Return a hazard that fits a place."""
        kind, sector, on = KIND_OF[place.kind], place.sector.code, clock.local_day(found_at)
        seed = hazard_seed(self.rng, sector=sector, kind=kind)
        if seed.grade != "general":
            return seed
        for one in CLUSTERS:
            here = not one.area or place.area_path.startswith(self.paths.get(one.area, "-"))
            if one.sector != sector or not here or not one.first <= on <= one.last:
                continue
            own = random.Random(f"{place.code} {on} {seed.description}")  # noqa: S311 -- repeatable, not secret
            if own.random() < SHARE:
                drawn = [hazard_seed(own, sector=sector, kind=kind) for _n in range(TRIES)]
                fits = (new for new in drawn if (new.grade, new.category) == ("general", one.category))
                return next(fits, seed)
        return seed
