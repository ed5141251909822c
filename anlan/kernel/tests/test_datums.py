"""Coordinates of web maps come back from WGS 84 to where they were, everywhere in the country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.datums import BD09, CGCS2000, EAST, GCJ02, NORTH, SOUTH, WEST, WGS84, from_wgs84, to_wgs84

LATS, LONS = st.integers(SOUTH, NORTH), st.integers(WEST, EAST)


@pytest.mark.parametrize("datum", [GCJ02, BD09])
@given(LATS, LONS)
def test_what_is_converted_and_shifted_again_lies_within_two_millionths_of_a_degree(datum, lat, lon):
    back = from_wgs84(datum, *to_wgs84(datum, lat, lon))

    assert abs(back[0] - lat) <= 2  # one for each rounding to whole millionths
    assert abs(back[1] - lon) <= 2


@given(LATS, LONS)
def test_the_shift_is_never_nothing_and_never_a_kilometre(lat, lon):
    there = from_wgs84(GCJ02, lat, lon)
    far = max(abs(there[0] - lat), abs(there[1] - lon))

    assert far < 12_000
    assert from_wgs84(WGS84, lat, lon) == to_wgs84(CGCS2000, lat, lon) == (lat, lon)


def test_a_known_point_of_the_published_formula():
    """39.915, 116.404 in WGS 84 is 39.91640428150164, 116.41024449916938 in GCJ-02: the example of the libraries."""
    assert from_wgs84(GCJ02, 39_915_000, 116_404_000) == (39_916_404, 116_410_244)
    assert from_wgs84(BD09, 39_915_000, 116_404_000) != (39_916_404, 116_410_244)
    assert to_wgs84(GCJ02, 39_916_404, 116_410_244) == (39_915_000, 116_404_000)
