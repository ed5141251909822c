"""Borders are loaded from GeoJSON or refused with the fault named; a map draws them in the reader's scope."""

import json

import pytest
from django.test import Client

from anlan.kernel.errors import Invalid, Refused
from anlan.maps.geometry import MILLION, Box, Sheet, inside, middle, twice_area
from anlan.maps.models import Boundary, BoundarySet
from anlan.maps.tests.factories import drawing, feature, loaded, square
from anlan.premises.models import Premises
from anlan.studies.tests.factories import rated
from anlan.testing import sign_in


def test_a_centroid_lies_in_its_square_and_north_is_up():
    ring = tuple((round(lon * MILLION), round(lat * MILLION)) for lon, lat in square(114.0, 33.5)[:-1])

    assert middle(ring) == (114_100_000, 33_600_000)
    assert inside(middle(ring), ring)
    assert not inside((114_300_000, 33_600_000), ring)
    assert twice_area(ring) == 2 * 200_000**2
    sheet = Sheet(Box(114_000_000, 33_500_000, 114_200_000, 33_700_000), width=500)
    assert sheet.at(114_000_000, 33_700_000) == (0.0, 0.0)
    assert sheet.at(114_200_000, 33_500_000) == pytest.approx((sheet.breadth, sheet.height), abs=1)
    assert sheet.height > sheet.breadth  # a degree of longitude is shorter than one of latitude


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ("{", "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "at least one feature"),
        (drawing(feature("nowhere", square(114, 33))), "no area in the system"),
        (drawing({"type": "Feature", "properties": {}, "geometry": None}), "names no area"),
        (drawing(feature("a", square(114, 33)[:3])), "fewer than four points"),
        (drawing(feature("a", square(114, 33)[:4])), "not closed"),
        (drawing(feature("a", [[114, 33]] * 4)), "encloses nothing"),
        (drawing(feature("a", square(33, 114))), "longitude first"),
        (drawing(feature("a", square(500_000, 3_700_000))), "longitude first"),
        (drawing(feature("a", [[114, "x"]] * 4)), "not \\[longitude, latitude\\]"),
        (drawing(feature("a", square(114, 33)), feature("a", square(114, 33))), "drawn twice"),
        (
            drawing({"type": "Feature", "properties": {"code": "a"}, "geometry": {"type": "Point"}}),
            "no Polygon",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_the_fault_named_and_nothing_is_written(city, drawn, reason):
    with pytest.raises(Invalid, match=reason):
        loaded(drawing=drawn)

    assert not BoundarySet.objects.exists()


@pytest.mark.django_db
def test_the_newest_borders_of_an_area_hold_and_only_the_keeper_loads_them(city):
    first = loaded()
    second = loaded(feature("a", square(113.9, 33.4), "MultiPolygon"))

    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "in_force")
    assert Boundary.objects.filter(belongs_to=first.pk).count() == 2
    with pytest.raises(Refused, match="keeps the tree"):
        loaded(by="office1")
    with pytest.raises(Refused, match="does not lie in the area"):
        loaded(area=city.areas["a"].pk)


@pytest.mark.django_db
def test_a_map_shows_levels_in_words_too_drills_down_and_keeps_to_the_readers_area(city):
    loaded()
    rated(where="a", risk_level="1")
    Premises.objects.filter(code="shop").update(lat_e6=33_600_000, lon_e6=114_100_000)
    rated(where=None, premises="shop", risk_level="2")
    office, county = sign_in(Client(), "office1"), sign_in(Client(), "county1")

    page = office.get("/maps/?layer=risk").content.decode()

    assert 'class="map-area map-red"' in page
    assert "东江县 · 重大风险" in page or "Dongjiang · Major risk" in page
    assert "area=a&amp;layer=risk" in page
    below = county.get("/maps/?area=a&layer=risk").content.decode()
    assert "惠民超市" in below or "Huimin" in below
    assert county.get("/maps/?area=b&layer=risk").status_code == 404
    told = json.loads(office.get("/maps/of/risk/map.geojson").content)
    assert {one["properties"].get("code"): one["properties"]["tone"] for one in told["features"]}[
        "a"
    ] == "red"
    assert [
        one["geometry"]["coordinates"]
        for one in told["features"]
        if one["geometry"] and one["geometry"]["type"] == "Point"
    ] == [[114.1, 33.6]]
    assert told["sources"][0]["demonstration"] is True
