"""The rules alone: what is odd about a photograph, and what is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.errors import Invalid
from anlan.scrutiny.judging import Photo, Use, findings, metres
from anlan.scrutiny.subjects import Position, Subject
from anlan.scrutiny.terms import term_on

FOUND = datetime(2022, 10, 1, 2, tzinfo=UTC)
CLAIMED = FOUND + timedelta(days=5)
TERM = term_on(date(2022, 10, 1))
HAZARD = Subject(1, "/1/", 1, "Shop", 33_500_000, 114_000_000, FOUND, group=70)
PHOTO = Photo(
    attachment=9, file=1, kind="hazard", case=5, seq=50, role="after", at=CLAIMED, uploaded_at=CLAIMED, has_camera=True
)  # fmt: skip
ELSEWHERE = Use(attachment=3, kind="hazard", case=4, seq=40, role="after", group=71, bits=None)


def told(
    photo: Photo = PHOTO, *uses: Use, subject: Subject = HAZARD
) -> dict[str, tuple[int | None, int, str]]:
    return {str(f.reason): (f.other, f.value, f.detail) for f in findings(photo, subject, uses, TERM)}


@pytest.mark.parametrize(
    ("role", "use", "reasons"),
    [
        ("after", ELSEWHERE, {"same_bytes"}),
        ("after", replace(ELSEWHERE, bits=4), {"near_same"}),
        ("after", replace(ELSEWHERE, group=70, role="before"), {"same_bytes"}),
        ("before", replace(ELSEWHERE, group=70, role="before"), set()),
        ("before", replace(ELSEWHERE, group=None, kind="activity"), {"same_bytes"}),
        ("before", replace(ELSEWHERE, kind="visit", case=70, group=70, role="document"), set()),
        ("after", replace(ELSEWHERE, case=5, seq=45), {"same_bytes"}),
        ("after", replace(ELSEWHERE, case=5, seq=45, bits=3), set()),
        ("after", replace(ELSEWHERE, case=5, seq=50), set()),
        ("after", replace(ELSEWHERE, case=5, seq=40, role="before", group=70), {"before_after"}),
        ("after", replace(ELSEWHERE, case=5, seq=40, role="before", group=70, bits=2), {"before_after"}),
        ("signature", ELSEWHERE, {"same_bytes"}),
        ("signature", replace(ELSEWHERE, bits=0), set()),
    ],
    ids=["the same file elsewhere", "nearly the same elsewhere", "before of a neighbour as after",
         "one of two hazards of a visit",
         "a picture of publicity", "the paper of its own visit", "again after a return",
         "the same place again", "twice in one step", "before as after", "before nearly after", "a copied signature",
         "signatures that are alike"],
)  # fmt: skip
def test_a_use_is_flagged_where_it_proves_something_twice(role, use, reasons):
    assert told(replace(PHOTO, role=role), use).keys() == reasons


def test_the_very_file_goes_before_what_is_near_and_the_first_use_before_later_ones():
    later = replace(ELSEWHERE, attachment=6, case=7)
    nearer = replace(ELSEWHERE, attachment=1, bits=1)

    assert told(PHOTO, nearer, later, ELSEWHERE) == {"same_bytes": (3, 0, "")}
    assert told(PHOTO, replace(nearer, attachment=8), replace(later, bits=4)) == {"near_same": (8, 1, "")}


@pytest.mark.parametrize(
    ("role", "hours", "expected"),
    [
        ("after", 24, None),
        ("after", -0.2, None),
        ("after", -1, ("early", 60)),
        ("after", -24 * 90, ("early", 60 * 24 * 90)),
        ("after", 24 * 5 + 0.2, None),
        ("after", 24 * 5 + 3, ("late", 180)),
        ("before", -20, None),
        ("before", -30, ("early", 30 * 60)),
        ("document", -1, ("early", 60)),
    ],
)
def test_a_picture_is_taken_between_the_finding_and_the_step_that_brings_it(role, hours, expected):
    photo = replace(
        PHOTO, role=role, taken_at=FOUND + timedelta(hours=hours), uploaded_at=CLAIMED + timedelta(days=9)
    )

    found = told(photo).get("capture_time")

    assert (found and (found[2], found[1])) == expected


def test_what_was_put_right_on_the_spot_was_photographed_ahead_of_its_record():
    photo = replace(PHOTO, taken_at=FOUND - timedelta(hours=1), at=FOUND)

    assert told(photo, subject=replace(HAZARD, on_the_spot=True)) == {}
    assert told(photo).keys() == {"capture_time"}


def test_a_camera_ahead_of_the_upload_is_in_the_future():
    assert told(replace(PHOTO, taken_at=CLAIMED + timedelta(days=400))) == {"future": (None, 400 * 1440, "")}
    assert told(replace(PHOTO, taken_at=CLAIMED + timedelta(minutes=10))) == {}


@pytest.mark.parametrize(
    ("away", "accuracy", "flagged"), [(250, 0, False), (350, 0, True), (350, 80, False), (5_000, 80, True)]
)
def test_a_position_is_far_beyond_the_limit_and_its_own_inexactness(away, accuracy, flagged):
    north = 33_500_000 + round(away / 111_195 * 1e6)

    found = told(replace(PHOTO, position=Position(north, 114_000_000, accuracy, "phone")))

    assert bool(found) is flagged
    if flagged:
        _other, metres_away, source = found["place"]
        assert abs(metres_away - away) <= 1
        assert source == "phone"


def test_without_coordinates_of_the_premises_no_place_is_far():
    photo = replace(PHOTO, position=Position(0, 1))

    assert told(photo, subject=replace(HAZARD, lat_e6=None, lon_e6=None)) == {}


LATITUDES, LONGITUDES = st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000)
PLACES = st.builds(Position, LATITUDES, LONGITUDES)


@given(one=PLACES, other=PLACES)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_around(one, other):
    assert metres(one, other) == metres(other, one)
    assert 0 <= metres(one, other) <= 20_015_100
    assert metres(one, one) == 0


@pytest.mark.parametrize(
    ("came", "changes", "flagged"),
    [
        ((1080, 2400), {}, True),
        ((2532, 1170), {}, True),
        ((1080, 2400), {"has_camera": True}, False),
        ((1920, 1080), {}, False),
        ((1920, 1080), {"is_png": True}, True),
        ((1600, 1200), {"is_png": True}, False),
        ((4000, 3000), {"grid": 80.0}, True),
        ((4000, 3000), {"grid": 3.0}, False),
    ],
)
def test_a_screen_shows_in_size_or_grid(came, changes, flagged):
    photo = replace(PHOTO, **{"has_camera": False, "came": came, **changes})

    assert ("screen" in told(photo)) is flagged


def test_limits_have_their_day_and_a_city_may_add_its_own(settings, tmp_path):
    folder = tmp_path / "packs" / "photos"
    folder.mkdir(parents=True)
    edition = {
        "since": "2022-06-01",
        "far_metres": 150,
        "clock_minutes": 5,
        "old_hours": 12,
        "basis": "本市规定",
    }
    (folder / "own.json").write_text(json.dumps(edition), "utf-8")

    assert term_on(date(2022, 5, 31)).far_metres == 300
    assert term_on(date(2022, 6, 1)).far_metres == 150

    (folder / "own.json").write_text(json.dumps({**edition, "far_metres": 1}), "utf-8")
    with pytest.raises(Invalid, match=r"own\.json"):
        term_on(date(2022, 6, 1))
