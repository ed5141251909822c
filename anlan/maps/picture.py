"""A map as a picture: the areas that are drawn, their shades, the spots gathered in a grid. Server-made SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.maps.geometry import Box, Point, Polygon, Sheet, middle, twice_area
from anlan.maps.layers import Layer, Shade, Spot
from anlan.maps.models import Boundary, BoundarySet, SetState
from anlan.org.models import Area
from anlan.org.scope import Actor

CELL = 28.0
"""Spots nearer than this many pixels are one, with their number."""
PLAIN = Shade("plain", "")


@dataclass(frozen=True, slots=True)
class Shape:
    """An area as it is drawn."""

    area: Area
    path: str
    x: float
    y: float
    shade: Shade
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One spot, or several that lie too near one another."""

    x: float
    y: float
    count: int
    tone: str
    sign: str
    text: str
    href: str


@dataclass(slots=True)
class Picture:
    """What the template draws: shapes, marks, and every area and spot once more as lists."""

    area: Area
    layer: Layer
    width: int = 0
    height: int = 0
    ground: str = ""
    shapes: list[Shape] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    undrawn: list[tuple[Area, Shade]] = field(default_factory=list)
    listed: list[tuple[Area, Shade, bool]] = field(default_factory=list)
    spots: Sequence[Spot] = ()
    unplaced: int = 0
    pin: tuple[float, float] | None = None
    sources: list[BoundarySet] = field(default_factory=list)

    @property
    def is_drawn(self) -> bool:
        return bool(self.width)

    @property
    def is_demo(self) -> bool:
        return any(one.is_demo for one in self.sources)


def children_of(area: Area) -> list[Area]:
    return list(Area.objects.filter(parent=area.pk, valid_to=None).order_by("path"))


def shapes_of(areas: Sequence[Area]) -> tuple[dict[int, tuple[Polygon, ...]], list[BoundarySet]]:
    """Return key → polygons of the areas that are drawn in a set in force, the newest first, with these sets."""
    rows = Boundary.objects.filter(area__in=[one.pk for one in areas], belongs_to__state=SetState.IN_FORCE)
    found: dict[int, tuple[Polygon, ...]] = {}
    sets: dict[int, BoundarySet] = {}
    for row in rows.select_related("belongs_to").order_by("-belongs_to"):
        if row.area_id not in found:
            found[row.area_id] = row.shape()
            sets[row.belongs_to_id] = row.belongs_to
    return found, list(sets.values())


def drawn_above(area: Area) -> Area:
    """Return the area itself where it or one in it is drawn, else the nearest above that is; itself without any."""
    paths = (area.path or "").strip("/").split("/")
    line = Area.objects.filter(path__in=[f"/{'/'.join(paths[:n])}/" for n in range(1, len(paths) + 1)])
    inner = Boundary.objects.filter(belongs_to__state=SetState.IN_FORCE)
    for one in line.order_by("-depth"):
        if inner.filter(Q(area=one.pk) | Q(area__parent=one.pk)).exists():
            return one
    return area


def picture_of(
    area: Area, layer: Layer, actor: Actor, *, query: str = "", at: Point | None = None
) -> Picture:
    """Return the map of an area: its children that are drawn, or itself, shaded and marked by a layer.

    `at` (longitude, latitude) is pinned; where no border is drawn, the map reaches as far as it too.
    """
    children = children_of(area)
    drawn, sources = shapes_of([area, *children])
    shades = dict(layer.shades(actor, area, [area, *children])) if layer.shades else {}
    spots = list(layer.spots(actor, area)) if layer.spots else []
    found = Picture(area, layer, spots=spots, sources=sources)
    found.listed = [(one, shades.get(one.pk, PLAIN), one.pk in drawn) for one in children or [area]]
    box = _box(area, children, drawn, spots, at)
    if box is None:
        return found
    sheet = Sheet(box)
    found.width, found.height = sheet.breadth, sheet.height
    shown = [one for one in children if one.pk in drawn]
    if area.pk in drawn:
        if shown:
            found.ground = sheet.path(drawn[area.pk])
        else:
            shown = [area]
    found.shapes = [
        _shape(one, drawn[one.pk], sheet, shades.get(one.pk, PLAIN), area, query) for one in shown
    ]
    inside = [spot for spot in spots if box.holds(spot.lon_e6, spot.lat_e6)]
    found.marks, found.unplaced = _marks(inside, sheet), len(spots) - len(inside)
    if at is not None and box.holds(*at):
        found.pin = sheet.at(*at)
    return found


def _box(
    area: Area, children: Sequence[Area], drawn: Mapping[int, Any], spots: Sequence[Spot], at: Point | None
) -> Box | None:
    """Return what is to be seen: the drawn areas; where none is drawn, the spots and what is pinned."""
    shapes = [drawn[one.pk] for one in (area, *children) if one.pk in drawn]
    points = [point for polygons in shapes for polygon in polygons for point in polygon[0]]
    pinned = [at] if at is not None else []
    box = Box.around(points or [*((spot.lon_e6, spot.lat_e6) for spot in spots), *pinned])
    return box.wider(0.02) if box else None


def _shape(
    one: Area, polygons: tuple[Polygon, ...], sheet: Sheet, shade: Shade, shown: Area, query: str
) -> Shape:
    largest = max(polygons, key=lambda polygon: abs(twice_area(polygon[0])))
    x, y = sheet.at(*middle(largest[0]))
    href = "" if one.pk == shown.pk else f"{reverse('maps:home')}?area={one.code}{query}"
    return Shape(one, sheet.path(polygons), x, y, shade, href)


def _marks(spots: Sequence[Spot], sheet: Sheet) -> list[Mark]:
    cells: dict[tuple[int, int], list[tuple[float, float, Spot]]] = defaultdict(list)
    for spot in spots:
        x, y = sheet.at(spot.lon_e6, spot.lat_e6)
        cells[int(x // CELL), int(y // CELL)].append((x, y, spot))
    marks = []
    for _cell, several in sorted(cells.items()):
        gravest = min((spot for _x, _y, spot in several), key=lambda spot: (_weight(spot.tone), spot.text))
        x = sum(one for one, _y, _spot in several) / len(several)
        y = sum(one for _x, one, _spot in several) / len(several)
        alone = len(several) == 1
        text = (
            gravest.text
            if alone
            else _("%(n)s places, the gravest: %(text)s") % {"n": len(several), "text": gravest.text}
        )
        marks.append(
            Mark(
                round(x, 1),
                round(y, 1),
                len(several),
                gravest.tone,
                gravest.sign,
                text,
                gravest.href if alone else "",
            )
        )
    return marks


def _weight(tone: str) -> int:
    order = (
        "red",
        "heat-5",
        "orange",
        "heat-4",
        "yellow",
        "heat-3",
        "blue",
        "heat-2",
        "heat-1",
        "good",
        "plain",
    )
    return order.index(tone) if tone in order else len(order)
