"""The wall board draws areas that have a border where they lie, with the number and link of their tile."""

from anlan.insight import board
from anlan.maps.tests.factories import loaded
from anlan.testing import actor, found_hazard


def test_areas_with_a_border_are_drawn_and_the_others_stay_tiles(city):
    found_hazard("shop")
    bare = board.content(actor("office1"), "")

    loaded()
    content = board.content(actor("office1"), "")

    assert bare["drawing"] is None
    assert bare["undrawn"] == bare["map"]
    tiles = {tile.label: tile for block in content["map"] for tile in block.tiles}
    drawn = {shape.area.short_label: shape for shape in content["drawing"].shapes}
    assert set(drawn) == {city.areas[code].short_label for code in ("a", "b")}
    for name, shape in drawn.items():
        assert shape.href == tiles[name].href
        assert shape.shade.text == f"{tiles[name].text} · {tiles[name].word}"
    left = {tile.label for block in content["undrawn"] for tile in block.tiles}
    assert left == tiles.keys() - drawn.keys()
