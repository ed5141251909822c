"""Borders of the small city: two counties side by side, drawn by hand."""

from __future__ import annotations

import json
from typing import Any

from anlan.maps import acts
from anlan.maps.models import BoundarySet
from anlan.org.models import Area
from anlan.testing import actor


def square(west: float, south: float, size: float = 0.2) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, ring: Any, kind: str = "Polygon") -> dict[str, Any]:
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def drawing(*features: Any) -> str:
    found = features or (feature("a", square(114.0, 33.5)), feature("b", square(114.2, 33.5)))
    return json.dumps({"type": "FeatureCollection", "features": list(found)})


def loaded(*features: Any, by: str = "system1", **given: Any) -> BoundarySet:
    base = {
        "area": Area.objects.get(code="city").pk, "title": "市县界线", "source": "测试绘制", "demo": "yes",
        "drawing": drawing(*features),
    }  # fmt: skip
    return BoundarySet.objects.get(pk=acts.load(base | given, by=actor(by)).case_id)
