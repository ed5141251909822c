"""Polygons in whole millionths of a degree, and how they come onto paper. No tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians

MILLION = 1_000_000
Point = tuple[int, int]  # longitude, latitude
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]  # the outer ring, then its holes


@dataclass(frozen=True, slots=True)
class Box:
    """What a picture shows: from west and south to east and north."""

    west: int
    south: int
    east: int
    north: int

    @classmethod
    def around(cls, points: Iterable[Point]) -> Box | None:
        """Return the smallest box that holds all points; None of none."""
        found = list(points)
        if not found:
            return None
        lons, lats = [point[0] for point in found], [point[1] for point in found]
        return cls(min(lons), min(lats), max(lons), max(lats))

    def wider(self, share: float, least: int = 2_000) -> Box:
        """Return a box with a margin on each side, a share of its own size and never nothing."""
        across, up = (
            max(int(size * share), least) for size in (self.east - self.west, self.north - self.south)
        )
        return Box(self.west - across, self.south - up, self.east + across, self.north + up)

    def holds(self, lon: int, lat: int) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def twice_area(ring: Sequence[Point]) -> int:
    """Return twice the area of a ring with its sign: nothing of one that encloses nothing."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def middle(ring: Sequence[Point]) -> Point:
    """Return the centroid of a ring."""
    total = twice_area(ring)
    if not total:
        return ring[0]
    base = ring[0]  # moved to a corner, so that the products stay small
    moved = [(lon - base[0], lat - base[1]) for lon, lat in ring]
    lon = lat = 0
    for a, b in zip(moved, [*moved[1:], moved[0]], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        lon += (a[0] + b[0]) * cross
        lat += (a[1] + b[1]) * cross
    return base[0] + lon // (3 * total), base[1] + lat // (3 * total)


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Tell whether a point lies in a ring (even-odd rule)."""
    lon, lat = point
    within = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[1] > lat) != (b[1] > lat) and lon < (b[0] - a[0]) * (lat - a[1]) / (b[1] - a[1]) + a[0]:
            within = not within
    return within


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper onto which a box is projected: equal scale both ways at its middle latitude, north up."""

    box: Box
    width: int = 800
    tallest: int = 720

    @cached_property
    def _squeeze(self) -> float:
        return cos(radians((self.box.north + self.box.south) / 2 / MILLION))

    @cached_property
    def scale(self) -> float:
        """Pixels for a millionth of a degree of latitude."""
        across = (self.box.east - self.box.west) * self._squeeze
        return min(self.width / across, self.tallest / (self.box.north - self.box.south))

    @property
    def height(self) -> int:
        return max(1, round((self.box.north - self.box.south) * self.scale))

    @property
    def breadth(self) -> int:
        return max(1, round((self.box.east - self.box.west) * self._squeeze * self.scale))

    def at(self, lon: int, lat: int) -> tuple[float, float]:
        x = (lon - self.box.west) * self._squeeze * self.scale
        return round(x, 1), round((self.box.north - lat) * self.scale, 1)

    def path(self, polygons: Iterable[Polygon], *, least: float = 0.7) -> str:
        """Return polygons as the data of an SVG path; points nearer than `least` pixels to the last are left out."""
        parts = []
        for ring in (ring for polygon in polygons for ring in polygon):
            kept: list[tuple[float, float]] = []
            for lon, lat in ring:
                x, y = self.at(lon, lat)
                if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= least:
                    kept.append((x, y))
            if len(kept) > 2:
                parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
        return "".join(parts)
