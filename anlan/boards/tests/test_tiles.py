from __future__ import annotations

from typing import Any

from anlan.boards.tiles import Tile, blocks
from anlan.org.models import Area


def tile(area: Area) -> Tile:
    return Tile(area.name_en, "1/1", "all in", "good")


def names(city: Any, *keys: str) -> dict[str, list[str]]:
    found = blocks([city.areas[key].pk for key in keys], tile)
    return {block.label: [one.label for one in block.tiles] for block in found}


def test_counties_alone_stand_in_the_citys_block(city: Any) -> None:
    assert names(city, "a", "b", "zone") == {"Anzhou": ["Dongjiang", "Xishan", "Development Zone"]}


def test_a_county_with_townships_is_a_block_with_its_own_tile_first(city: Any) -> None:
    assert names(city, "a1", "a2", "a", "b1", "zone") == {
        "Anzhou": ["Development Zone"],
        "Dongjiang": ["Dongjiang", "Chengguan", "Liulin"],
        "Xishan": ["Shiqiao"],
    }


def test_what_is_nowhere_has_no_blocks(city: Any) -> None:
    assert blocks([], tile) == []


def test_the_map_costs_two_queries(city: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        blocks([area.pk for code, area in city.areas.items() if code != "a"], tile)
