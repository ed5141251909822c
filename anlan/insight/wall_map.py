"""The board's map with borders: the tiles of areas drawn in their places, those without a border left as tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from anlan.boards.tiles import Block, Tile
from anlan.maps.layers import Layer, Shade
from anlan.maps.picture import Picture, children_of, picture_of
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.org.scope import Actor

TONES = {"bad": "red", "warn": "orange", "info": "blue", "good": "good"}
OVERDUE = "‼"
LEGEND = [
    ("red", OVERDUE, _("with overdue ones")),
    ("blue", "", _("outstanding, none overdue")),
    ("good", "", _("nothing outstanding")),
]


def drawing(area: Area, blocks: Sequence[Block], actor: Actor) -> tuple[Picture | None, list[Block]]:
    """Return the map of the areas right below one, each with its tile's number, word and link, and the blocks that
    are left. No map where fewer than half of the areas have a border: then all of them stay tiles. Two queries."""
    tiles = {tile.label: tile for block in blocks for tile in block.tiles}
    by_key = {one.pk: tiles[one.short_label] for one in children_of(area) if one.short_label in tiles}
    picture = picture_of(area, _layer(by_key), actor) if by_key else None
    shapes = [one for one in picture.shapes if one.area.pk in by_key] if picture is not None else []
    if picture is None or 2 * len(shapes) < len(tiles):
        return None, list(blocks)
    picture.shapes = [replace(one, href=one.shade.href) for one in shapes]
    drawn = {one.area.short_label for one in shapes}
    left = [
        Block(block.label, tuple(tile for tile in block.tiles if tile.label not in drawn)) for block in blocks
    ]
    return picture, [block for block in left if block.tiles]


def _sign(tile: Tile) -> str:
    """Return the number in an area, marked where something is overdue: no colour stands alone."""
    return f"{tile.text} {OVERDUE}" if tile.tone == "bad" else tile.text


def _layer(tiles: Mapping[int, Tile]) -> Layer:
    shades = {
        key: Shade(TONES[tile.tone], f"{tile.text} · {tile.word}", _sign(tile), tile.href)
        for key, tile in tiles.items()
    }
    return Layer(
        "wall",
        _("Outstanding by area"),
        Permission.FIGURE_READ,
        0,
        shades=lambda _actor, _area, _areas: shades,
        legend=LEGEND,
    )
