"""A GeoJSON file (RFC 7946) of boundaries, read and judged: every fault names the feature and what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.errors import Invalid
from anlan.lifecycle.inputs import Text
from anlan.maps.geometry import MILLION, Polygon, Ring, twice_area
from anlan.org import naming

MOST_CHARACTERS, MOST_FEATURES, MOST_POINTS = 8_000_000, 500, 200_000
CODES = ("code", "adcode", "area_code", "gb", "name", "区划代码", "名称")
"""Properties by which a feature names its area, in this order."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a file draws: (key of the area, its polygons) of each feature, and the digest of the file."""

    shapes: tuple[tuple[int, tuple[Polygon, ...]], ...]
    digest: str

    def __str__(self) -> str:
        return f"{self.digest[:16]} ({len(self.shapes)})"


@dataclass(frozen=True, kw_only=True)
class Drawing(Text):
    """The text of a GeoJSON file; the journal keeps its digest, the table what it draws."""

    max_length: int = MOST_CHARACTERS
    lines: int = 6

    def parse(self, raw: Any) -> Drawn:  # type: ignore[override]
        if isinstance(raw, Drawn):
            return raw
        text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
        if len(text) > self.max_length:
            raise self.invalid(
                "long", _("The file is larger than 8 million characters: simplify the borders first.")
            )
        try:
            data = json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError) as error:
            raise self.invalid(
                "json", _("This is no GeoJSON: %(why)s.") % {"why": str(error)[:120]}
            ) from None
        return Drawn(self._shapes(data), hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())

    def journal(self, value: Drawn | None) -> Any:
        return None if value is None else {"sha256": value.digest, "features": len(value.shapes)}

    def told(self, value: Any) -> str:
        digest, count = (
            (value["sha256"], value["features"]) if isinstance(value, Mapping) else (str(value), 0)
        )
        return _("%(n)s borders, SHA-256 %(digest)s…") % {"n": count, "digest": digest[:16]}

    def _shapes(self, data: Any) -> tuple[tuple[int, tuple[Polygon, ...]], ...]:
        features = (
            data.get("features")
            if isinstance(data, Mapping) and data.get("type") == "FeatureCollection"
            else None
        )
        if not isinstance(features, list) or not features:
            raise self.invalid("collection", _("A FeatureCollection with at least one feature is needed."))
        if len(features) > MOST_FEATURES:
            raise self.invalid(
                "many",
                _("%(n)s features; at most %(most)s are taken.")
                % {"n": len(features), "most": MOST_FEATURES},
            )
        areas, found, points = naming.areas(), {}, 0
        for number, feature in enumerate(features, start=1):
            area = self._area(number, feature, areas)
            if area.pk in found:
                raise self._fault(number, _("%(area)s is drawn twice") % {"area": area.name})
            shape = self._polygons(number, feature.get("geometry"))
            points += sum(len(ring) for polygon in shape for ring in polygon)
            if points > MOST_POINTS:
                raise self.invalid(
                    "points",
                    _("More than %(most)s points: simplify the borders first.")
                    % {"most": f"{MOST_POINTS:,}"},
                )
            found[area.pk] = shape
        return tuple(found.items())

    def _fault(self, number: int, why: str) -> Invalid:
        return self.invalid("feature", _("Feature %(number)s: %(why)s.") % {"number": number, "why": why})

    def _area(self, number: int, feature: Any, areas: naming.Names) -> Any:
        told = feature.get("properties") if isinstance(feature, Mapping) else None
        names = (
            [str(told[name]).strip() for name in CODES if told.get(name)] if isinstance(told, Mapping) else []
        )
        if not names:
            raise self._fault(number, _("it names no area: give a property “code” with the code of the area"))
        for name in names:
            hits = areas.find(name)
            if len(hits) == 1:
                return hits[0]
        raise self._fault(
            number, _("“%(name)s” is no area in the system, or several") % {"name": names[0][:40]}
        )

    def _polygons(self, number: int, geometry: Any) -> tuple[Polygon, ...]:
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        if kind not in ("MultiPolygon", "Polygon"):
            raise self._fault(number, _("its geometry is no Polygon or MultiPolygon"))
        given = geometry.get("coordinates")
        polygons = [given] if kind == "Polygon" else given
        if not isinstance(polygons, list) or not polygons:
            raise self._fault(number, _("it has no coordinates"))
        return tuple(self._polygon(number, polygon) for polygon in polygons)

    def _polygon(self, number: int, polygon: Any) -> Polygon:
        if not isinstance(polygon, list) or not polygon:
            raise self._fault(number, _("a polygon has no ring"))
        return tuple(self._ring(number, ring) for ring in polygon)

    def _ring(self, number: int, ring: Any) -> Ring:
        if not isinstance(ring, list) or len(ring) < 4:
            raise self._fault(number, _("a ring has fewer than four points"))
        points = tuple(self._point(number, point) for point in ring)
        if points[0] != points[-1]:
            raise self._fault(number, _("a ring is not closed: its last point is not its first"))
        if twice_area(points[:-1]) == 0:
            raise self._fault(number, _("a ring encloses nothing"))
        return points[:-1]

    def _point(self, number: int, point: Any) -> tuple[int, int]:
        whole = isinstance(point, Sequence) and not isinstance(point, str) and len(point) >= 2
        if not whole or not all(type(one) in (int, float) for one in point[:2]):
            raise self._fault(number, _("a point is not [longitude, latitude]"))
        lon, lat = point[0], point[1]
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise self._fault(
                number, _("%(point)s are no degrees, longitude first: change projected coordinates to degrees")
                % {"point": f"{lon}, {lat}"[:60]},
            )  # fmt: skip
        return round(lon * MILLION), round(lat * MILLION)
