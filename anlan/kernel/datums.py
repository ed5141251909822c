"""Coordinates of Chinese web maps brought to WGS 84. No tables.

GCJ-02 (Amap, Tencent) shifts WGS 84 by 100 to 700 m by a formula that its owner never published; the one used here is
the formula that everybody uses. BD-09 (Baidu) shifts GCJ-02 once more. Both are turned round by iteration: what comes
out, shifted again, lies within two millionths of a degree (0.22 m) of what was given, everywhere in the box of the
formula (tests/test_datums.py). How far the formula itself lies from the official shift nobody has told: take several
metres for it. CGCS2000 is WGS 84 to within decimetres and is taken as it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin, sqrt

MILLION = 1_000_000
WGS84, CGCS2000, GCJ02, BD09 = "wgs84", "cgcs2000", "gcj02", "bd09"
SHIFTED = (GCJ02, BD09)
WEST, SOUTH, EAST, NORTH = 72_004_000, 829_300, 137_834_700, 55_827_100
"""The box in which the formula shifts; beyond it GCJ-02 is not defined."""
TURNS = 8
_AXIS, _FLAT = (
    6_378_245.0,
    0.00669342162296594323,
)  # Krassowsky 1940: half axis in metres, squared eccentricity

Degrees = tuple[float, float]  # latitude, longitude


def in_box(lat_e6: int, lon_e6: int) -> bool:
    return SOUTH <= lat_e6 <= NORTH and WEST <= lon_e6 <= EAST


def to_wgs84(datum: str, lat_e6: int, lon_e6: int) -> tuple[int, int]:
    """Return coordinates of a datum in WGS 84, whole millionths of a degree. Those of a shifted one lie in the box."""
    if datum not in SHIFTED:
        return lat_e6, lon_e6
    point = lat_e6 / MILLION, lon_e6 / MILLION
    if datum == BD09:
        point = _turned(_shift_bd09, point)
    lat, lon = _turned(_shift_gcj02, point)
    return round(lat * MILLION), round(lon * MILLION)


def from_wgs84(datum: str, lat_e6: int, lon_e6: int) -> tuple[int, int]:
    """Return coordinates of WGS 84 as a map of a datum has them."""
    if datum not in SHIFTED:
        return lat_e6, lon_e6
    point = _shift_gcj02((lat_e6 / MILLION, lon_e6 / MILLION))
    lat, lon = _shift_bd09(point) if datum == BD09 else point
    return round(lat * MILLION), round(lon * MILLION)


def _turned(shift: Callable[[Degrees], Degrees], given: Degrees) -> Degrees:
    """Return the point that a shift brings to the one given: a few turns, for the shift is nearly the same nearby."""
    lat, lon = given
    for _turn in range(TURNS):
        there = shift((lat, lon))
        lat, lon = lat - (there[0] - given[0]), lon - (there[1] - given[1])
    return lat, lon


def _shift_gcj02(point: Degrees) -> Degrees:
    lat, lon = point
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    bent = 1.0 - _FLAT * sin(lat / 180.0 * pi) ** 2
    meridian = _AXIS * (1.0 - _FLAT) / (bent * sqrt(bent))
    parallel = _AXIS / sqrt(bent) * cos(lat / 180.0 * pi)
    return lat + north * 180.0 / (meridian * pi), lon + east * 180.0 / (parallel * pi)


def _shift_bd09(point: Degrees) -> Degrees:
    lat, lon = point
    turned = pi * 3000.0 / 180.0
    far = hypot(lon, lat) + 0.00002 * sin(lat * turned)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * turned)
    return far * sin(angle) + 0.006, far * cos(angle) + 0.0065
