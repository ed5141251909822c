"""A map as GeoJSON (RFC 7946): the drawn areas with their shades, and the spots, for other programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.maps.geometry import MILLION, Polygon
from anlan.maps.layers import Layer
from anlan.maps.picture import PLAIN, children_of, shapes_of
from anlan.org.models import Area
from anlan.org.scope import Actor

CONTENT_TYPE = "application/geo+json"


def _coordinates(polygons: tuple[Polygon, ...]) -> list[Any]:
    return [
        [[[lon / MILLION, lat / MILLION] for lon, lat in (*ring, ring[0])] for ring in polygon]
        for polygon in polygons
    ]


def _border(polygons: tuple[Polygon, ...]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": _coordinates(polygons)}


def collection(area: Area, layer: Layer, actor: Actor) -> Mapping[str, Any]:
    """Return an area's map in one layer as a FeatureCollection, in the reader's scope."""
    children = children_of(area) or [area]
    drawn, sources = shapes_of([area, *children])
    shades = layer.shades(actor, area, [area, *children]) if layer.shades else {}
    areas = [
        {
            "type": "Feature",
            "geometry": _border(drawn[one.pk]) if one.pk in drawn else None,
            "properties": {
                "code": one.code,
                "name": one.name,
                "layer": layer.code,
                "tone": shades.get(one.pk, PLAIN).tone,
                "text": shades.get(one.pk, PLAIN).text,
            },
        }
        for one in children
    ]  # fmt: skip
    spots = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [spot.lon_e6 / MILLION, spot.lat_e6 / MILLION]},
            "properties": {"name": spot.text, "about": spot.sub, "layer": layer.code, "tone": spot.tone},
        }
        for spot in (layer.spots(actor, area) if layer.spots else ())
    ]
    return {
        "type": "FeatureCollection",
        "name": f"{area.name} · {layer.label}",
        "sources": [
            {"title": one.title, "source": one.source, "note": one.note, "demonstration": one.is_demo}
            for one in sources
        ],
        "features": [*areas, *spots],
    }
