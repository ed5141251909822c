"""Where the demo's places lie: the borders drawn by hand, and coordinates within them that follow from the codes."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from anlan.demo.content.studies import INSIDE
from anlan.maps.geometry import MILLION, Ring, inside
from anlan.org.models import Area

FILE = Path(__file__).parent / "content" / "boundaries.geojson"
SPREAD = 6_000


@cache
def borders() -> str:
    return FILE.read_text("utf-8")


@cache
def _rings() -> dict[str, Ring]:
    """Return code of a district → its border."""
    features = json.loads(borders())["features"]
    return {
        one["properties"]["code"]: tuple(
            (round(lon * MILLION), round(lat * MILLION)) for lon, lat in one["geometry"]["coordinates"][0]
        )
        for one in features
    }


def _within(ring: Ring, rng: random.Random, about: tuple[int, int] | None = None) -> tuple[int, int]:
    lons, lats = [lon for lon, _lat in ring], [lat for _lon, lat in ring]
    for _try in range(60):
        if about is None:
            point = (rng.randint(min(lons), max(lons)), rng.randint(min(lats), max(lats)))
        else:
            point = (about[0] + round(rng.gauss(0, SPREAD)), about[1] + round(rng.gauss(0, SPREAD)))
        if inside(point, ring):
            return point
    return about or ring[0]


class Coordinates:
    """Gives places their coordinates: around the middle of their township, always the same of the same place."""

    def __init__(self) -> None:
        self.anchors: dict[str, tuple[int, int]] = {}

    def place(self, premises: Any, leaf: Area, county: Area, serial: int) -> None:
        ring = _rings().get(INSIDE.get(county.code, county.code))
        if ring is None:
            return
        if leaf.code not in self.anchors:
            self.anchors[leaf.code] = _within(ring, random.Random(leaf.code))  # noqa: S311 -- a map, no secret
        rng = random.Random(serial)  # noqa: S311 -- the same
        premises.lon_e6, premises.lat_e6 = _within(ring, rng, self.anchors[leaf.code])
