"""From an attached photograph to a flag: by its bytes, its look, its time and place; each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from PIL import Image, ImageDraw

from anlan.evidence.models import File
from anlan.evidence.tests.factories import scene
from anlan.figures.tests.test_parts import ask
from anlan.hazards.models import Hazard
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.premises.models import Premises
from anlan.scrutiny import looking, measuring
from anlan.scrutiny.models import PhotoFlag, Reached
from anlan.scrutiny.tests.factories import claimed, decide, exif, flags_of, picture, used_twice
from anlan.testing import actor, record_hazard, take


@pytest.fixture(autouse=True)
def beginning(city):
    Premises.objects.filter(code="shop").update(lat_e6=33_000_000, lon_e6=114_000_000)


def test_a_photograph_that_proves_two_hazards_is_flagged_with_the_first(city):
    photo = picture(scene(5))
    first = claimed(photo)
    second = claimed(photo)

    flag = flags_of(second)["same_bytes"]
    assert flags_of(first) == {}
    assert (flag.other_kind, flag.other_id, flag.other_file_id) == ("hazard", first.pk, photo.pk)
    assert (flag.area_id, flag.sector_id, flag.place) == (
        second.area_id,
        second.sector_id,
        second.premises.name,
    )
    assert (flag.attached_by, flag.other_by) == (second.rectified_by_id, first.rectified_by_id)
    assert Entry.objects.get(seq=flag.pk).actor_id == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda image: image.rotate(90, expand=True),
        lambda image: image.crop((30, 20, 610, 450)),
    ],
    ids=["mirrored", "turned", "cropped"],
)
def test_a_picture_made_over_is_flagged_as_nearly_the_same(city, change):
    first = claimed(picture(scene(5)))

    flag = flags_of(claimed(picture(change(scene(5)), quality=60)))["near_same"]

    assert (flag.other_id, flag.value <= flag.bound == 10) == (first.pk, True)


def test_the_picture_from_before_is_no_proof_of_after(city):
    before = picture(scene(5))

    flag = flags_of(claimed(before, before=(before,)))["before_after"]

    assert (flag.value, flag.detail, flag.role) == (0, "bytes", "after")
    assert flag.other_id == flag.case_id


def test_time_and_place_of_the_camera_are_compared_with_the_case(city):
    now = clock.now()

    old = flags_of(claimed(picture(scene(1), exif=exif(taken=now - timedelta(days=90), lat=33.0))))
    ahead = flags_of(claimed(picture(scene(2), exif=exif(taken=now + timedelta(days=2), lat=33.01))))
    sound = flags_of(claimed(picture(scene(3), exif=exif(taken=now, lat=33.001))))

    assert old.keys() == {"capture_time"}
    assert ahead.keys() == {"future", "place"}
    assert (ahead["place"].value, ahead["place"].detail) == (1112, "camera")
    assert sound == {}


def test_nothing_is_refused_and_who_accepts_is_told(city):
    flag = used_twice()
    hazard = Hazard.objects.get(pk=flag.case_id)

    assert hazard.state == "claimed"
    take(hazard, "accept")

    assert Hazard.objects.get(pk=hazard.pk).accepted_at is not None


def test_looking_again_flags_nothing_twice(city):
    used_twice()
    looking.begin_anew()

    assert looking.look() == 0
    assert PhotoFlag.objects.count() == 1
    assert Reached.objects.get().attachment > 0


def test_what_is_held_back_is_passed_over_and_asked_for_later(city):
    photo = picture(scene(5))
    for _n in range(2):
        hazard = record_hazard("shop")
        take(hazard, "assign")
        take(hazard, "claim", after=[photo])
    with looking.held_back():
        looking.look_now()
    assert not PhotoFlag.objects.exists()

    looking.pass_over()
    assert looking.look() == 0
    looking.begin_anew()
    assert looking.look() == 1


def test_the_step_that_brings_a_photograph_has_it_looked_at(city, django_capture_on_commit_callbacks):
    photo = picture(scene(5))
    claimed(photo)
    hazard = record_hazard("shop")
    take(hazard, "assign")
    with django_capture_on_commit_callbacks(execute=True):
        take(hazard, "claim", after=[photo])

    assert flags_of(hazard).keys() == {"same_bytes"}


def test_a_chunk_costs_the_same_whatever_its_size(city, django_assert_max_num_queries):
    hazards = [record_hazard("shop", before=[picture(scene(seed))]) for seed in range(1, 5)]
    with django_assert_max_num_queries(16):
        looking.look()
    assert [flags_of(hazard) for hazard in hazards] == [{}] * 4


def screened(image: Image.Image) -> Image.Image:
    """Return a picture as a camera sees it on a screen: a fine lattice over it."""
    lattice = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(lattice)
    for x in range(0, image.width, 5):
        draw.line((x, 0, x, image.height), fill=(120, 120, 120))
    for y in range(0, image.height, 5):
        draw.line((0, y, image.width, y), fill=(120, 120, 120))
    return Image.blend(image, lattice, 0.35)


def test_a_job_finds_the_grid_of_a_screen_and_flags_it_once(city):
    plain = claimed(picture(scene(1)))
    shown = claimed(picture(screened(scene(2))))

    assert measuring.measure() == (2, 1)
    assert measuring.measure() == (0, 0)
    looking.begin_anew()
    looking.look()

    assert flags_of(plain) == {}
    assert {reason: flag.detail for reason, flag in flags_of(shown).items()} == {"screen": "grid"}
    assert not File.objects.filter(grid=None).exists()


def test_the_figures_recount_to_the_flags_and_follow_the_decision(city):
    first, second = used_twice(seed=5), used_twice(premises="mill", other="mill", seed=6)
    assert ask(city, "evidence.flagged").number == 2
    assert ask(city, "evidence.confirmed_reuse").number == 0

    decide(first)
    decide(second, "apart", by="office1")

    flags = list(PhotoFlag.objects.all())
    assert ask(city, "evidence.flagged").number == len(flags)
    assert (
        ask(city, "evidence.confirmed_reuse").number
        == sum(f.state == "confirmed" and f.is_reuse for f in flags)
        == 1
    )
    by_area = ask(city, "evidence.flagged", area=first.area.code)
    assert by_area.number == sum(f.area_path.startswith(first.area.path) for f in flags)


def test_a_flag_keeps_what_must_hold_in_the_database(city):
    flag = used_twice()

    with (
        pytest.raises(IntegrityError, match=r"photo_flag_decided_paired|CHECK"),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE scrutiny_photoflag SET state = 'confirmed' WHERE id = %s", [flag.pk])


def test_a_person_never_raises_a_flag(city):
    from anlan.kernel.errors import Refused
    from anlan.lifecycle import door
    from anlan.scrutiny.flow import FLAG_FLOW

    flag = used_twice()
    given = {"attachment": flag.attachment_id, "reason": "screen", "value": 0, "bound": 0}
    with pytest.raises(Refused, match="by the system alone"):
        door.open_case(FLAG_FLOW, "raise", by=actor("office1"), input=given)
