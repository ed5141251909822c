"""The schematic map of a board: a block for each county, in it a tile for each area that something is told of.

It is drawn from the area tree alone and needs no map data; a map with boundaries can be drawn from the same tiles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from anlan.org.models import Area


@dataclass(frozen=True, slots=True)
class Tile:
    """One area: its name, the number on it, how it stands in a word (never by colour alone), where it leads."""

    label: str
    text: str
    word: str
    tone: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A county with the tiles of its parts; the city's own block holds counties that stand as one tile."""

    label: str
    tiles: tuple[Tile, ...]


def blocks(keys: Collection[int], tile: Callable[[Area], Tile]) -> list[Block]:
    """Return the blocks of the areas with these keys, in the order of the area codes. Two queries at most."""
    areas = {area.pk: area for area in Area.objects.filter(pk__in=keys)}
    has_parts = {area.ancestor_ids()[1] for area in areas.values() if area.depth > 1}
    grouped: dict[int, list[Area]] = defaultdict(list)
    for area in areas.values():
        line = area.ancestor_ids()
        grouped[line[1] if area.depth > 0 and line[1] in has_parts else line[0]].append(area)
    missing = [key for key in grouped if key not in areas]
    heads = areas | ({area.pk: area for area in Area.objects.filter(pk__in=missing)} if missing else {})
    return [
        Block(heads[key].label, tuple(tile(area) for area in sorted(grouped[key], key=_place)))
        for key in sorted(grouped, key=lambda key: _place(heads[key]))
    ]


def _place(area: Area) -> tuple[int, str, int]:
    return area.depth, area.code, area.pk
