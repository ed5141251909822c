"""Points on the earth and how far apart they are. No tables."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """A place in whole millionths of a degree."""

    lat_e6: int
    lon_e6: int

    @classmethod
    def of(cls, lat_e6: int | None, lon_e6: int | None) -> Point | None:
        return None if lat_e6 is None or lon_e6 is None else cls(lat_e6, lon_e6)

    def __str__(self) -> str:
        return f"{self.lat_e6 / MILLION:.5f}, {self.lon_e6 / MILLION:.5f}"


def metres(one: Point, other: Point) -> int:
    """Return how far two points are apart on the sphere, as the crow flies (haversine)."""
    lat_one, lat_other = radians(one.lat_e6 / MILLION), radians(other.lat_e6 / MILLION)
    across = radians((other.lon_e6 - one.lon_e6) / MILLION)
    half = sin((lat_other - lat_one) / 2) ** 2 + cos(lat_one) * cos(lat_other) * sin(across / 2) ** 2
    return round(2 * EARTH_METRES * asin(min(1.0, sqrt(half))))
