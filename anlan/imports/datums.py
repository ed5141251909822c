"""Where something lies, as people and files give it: latitude, longitude, and the datum that both are of.

Kept is WGS 84 alone. Chinese web maps show GCJ-02 or BD-09, half a kilometre off: what a file brings names its datum,
and the shifted ones are converted (kernel/datums.py). A step that names none means WGS 84, as its help says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.imports.inputs import Degrees, told_degrees
from anlan.imports.kinds import Column, Row
from anlan.kernel.datums import BD09, CGCS2000, GCJ02, SHIFTED, WGS84, in_box, to_wgs84
from anlan.kernel.decision import ALLOWED, Decision, denied
from anlan.lifecycle.inputs import Choice

CHOICES = (
    (WGS84, pgettext_lazy("datum", "WGS 84 (GPS)")),
    (CGCS2000, pgettext_lazy("datum", "CGCS2000: the same to within decimetres")),
    (GCJ02, pgettext_lazy("datum", "GCJ-02 (Amap, Tencent): is converted")),
    (BD09, pgettext_lazy("datum", "BD-09 (Baidu): is converted")),
)
NAMES = {
    WGS84: "wgs84 wgs1984 gps epsg4326 4326 84 84坐标系 wgs84坐标系",
    CGCS2000: "cgcs2000 2000 国家2000 国家2000坐标系 2000国家大地坐标系 cgcs2000坐标系 epsg4490 4490 大地2000",
    GCJ02: "gcj02 gcj02坐标系 gcj 火星 火星坐标 火星坐标系 国测局 国测局坐标系 高德 高德坐标 高德地图 腾讯 腾讯地图",
    BD09: "bd09 bd09ll bd09坐标系 百度 百度坐标 百度坐标系 百度地图",
}
_CODES = {name: code for code, names in NAMES.items() for name in names.split()}
_NOISE = re.compile(r"[\s\-_:：()（）]+")


@dataclass(frozen=True, kw_only=True)
class Datum(Choice):
    """A datum by its code or by a name by which it goes."""

    def parse(self, raw: Any) -> str:
        code = _CODES.get(_NOISE.sub("", str(raw)).casefold())
        return super().parse(str(raw).strip()) if code is None else code


HEADER = "坐标系"
DATUM = Datum(
    name="datum",
    label=gettext_lazy("Datum of the coordinates"),
    choices=CHOICES,
    required=False,
    help=gettext_lazy("Empty: WGS 84. Coordinates read off Amap or Tencent are GCJ-02, off Baidu BD-09."),
)
LATITUDE = Degrees(
    name="lat",
    label=gettext_lazy("Latitude"),
    most=90,
    help=gettext_lazy("In degrees, for example 34.41420; both or none."),
)
LONGITUDE = Degrees(
    name="lon",
    label=gettext_lazy("Longitude"),
    most=180,
    help=gettext_lazy("In degrees, for example 115.65640; both or none."),
)
PLACED = (LATITUDE, LONGITUDE, DATUM)
COLUMNS = (
    Column(input=LATITUDE, header="纬度", also=("北纬", "lat", "Y坐标"), example="34.414200"),
    Column(input=LONGITUDE, header="经度", also=("东经", "lon", "lng", "X坐标"), example="115.656400"),
    Column(
        input=replace(
            DATUM, help=gettext_lazy("Of the coordinates in the row: WGS84, CGCS2000, GCJ-02 or BD-09.")
        ),
        header=HEADER,
        also=("坐标系统", "坐标基准", "坐标类型", "大地基准", "datum"),
        example="WGS84",
    ),
)
"""Columns of a ledger; the datum is needed where coordinates are given."""
_NAMES = {"lat", "lon", "datum"}


def fault_of(given: Mapping[str, Any], *, named: bool = False) -> tuple[str, str] | None:
    """Return (field, sentence) of what is wrong with coordinates, None where they are sound or not there."""
    lat, lon, datum = given.get("lat"), given.get("lon"), given.get("datum")
    if (lat is None) != (lon is None):
        return "lat" if lat is None else "lon", _("Give both coordinates, or none")
    if lat is None or lon is None:
        return None
    if named and not datum:
        told = _(
            "Say of which datum the coordinates are, in the column “%(column)s”: WGS84, CGCS2000, GCJ-02 (Amap, "
            "Tencent) or BD-09 (Baidu). They differ by half a kilometre."
        )
        return "datum", told % {"column": HEADER}
    if datum in SHIFTED and not in_box(lat, lon):
        told = _("Outside of China there is no GCJ-02 and no BD-09: %(lat)s, %(lon)s is of another datum")
        return "datum", told % {"lat": told_degrees(lat), "lon": told_degrees(lon)}
    return None


def may_lie(given: Mapping[str, Any], *, code: str) -> Decision:
    """Judge the coordinates of a step's input."""
    fault = fault_of(given)
    return ALLOWED if fault is None else denied(fault[1], code=code)


def check(row: Row, *, code: str) -> None:
    """Note what is wrong with the coordinates of a row: a file names its datum."""
    fault = None if {one.column for one in row.faults} & _NAMES else fault_of(row.values, named=True)
    if fault is not None:
        row.fault(*fault, code)


def placed(given: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the columns that keep sound coordinates: WGS 84."""
    lat, lon = given.get("lat"), given.get("lon")
    if lat is not None and lon is not None:
        lat, lon = to_wgs84(given.get("datum") or WGS84, lat, lon)
    return {"lat_e6": lat, "lon_e6": lon}


def again(row: Row) -> dict[str, Any]:
    """Return the coordinates of a row as the input of a step takes them: in degrees, not as they were cleaned."""
    return {"lat": told_degrees(row["lat"]), "lon": told_degrees(row["lon"]), "datum": row["datum"]}


def as_typed(case: Any) -> dict[str, str]:
    """Return what a form shows of coordinates that are kept."""
    there = case.lat_e6 is not None
    return {
        "lat": told_degrees(case.lat_e6),
        "lon": told_degrees(case.lon_e6),
        "datum": WGS84 if there else "",
    }
