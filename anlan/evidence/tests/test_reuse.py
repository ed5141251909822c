"""Photographs that were used before are flagged: the same bytes, a copy sent again, a copy turned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PIL import Image, ImageEnhance

from anlan.evidence import actions, reuse
from anlan.evidence.models import File, Likeness
from anlan.evidence.tests.factories import attach, encoded, photograph, scene, upload
from anlan.journal.models import Entry
from anlan.testing import NOON, actor


def entry(seq: int, case_id: int) -> None:
    """Write the journal entry that an attachment belongs to."""
    Entry.objects.create(
        seq=seq, kind="hazard", case_id=case_id, n=seq, step="claim", from_state="assigned", to_state="claimed",
        actor_id=1, occurred_at=NOON + timedelta(hours=seq), recorded_at=NOON + timedelta(days=1), input="{}",
        former_hash=b"", hash=b"",
    )  # fmt: skip


def send(image: Image.Image, **options):
    return actions.store(upload(encoded(image, **options)), by=actor("business2"), at=NOON)


def test_the_same_picture_on_another_case_is_told_with_its_case_and_day(city):
    file = photograph()
    entry(1, 7)
    entry(2, 8)
    attach(file, 7, seq=1)
    attach(file, 8, seq=2)

    told = reuse.elsewhere([file], case_kind="hazard", case_id=8)[file.pk]

    assert [(use.case_kind, use.case_id, use.exact, use.distance) for use in told] == [("hazard", 7, True, 0)]
    assert told[0].at == NOON + timedelta(hours=1)
    assert len(reuse.similar(file)) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.resize((500, 375)),
        lambda image: ImageEnhance.Brightness(image).enhance(0.85),
        lambda image: image.rotate(90, expand=True),
        lambda image: image.rotate(180, expand=True),
        lambda image: image.rotate(270, expand=True),
        lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda image: image.crop((60, 20, 620, 460)),
    ],
    ids=["smaller", "darker", "turned by 90", "turned by 180", "turned by 270", "mirrored", "cropped"],
)
def test_a_copy_is_found_although_its_bytes_differ(city, change):
    first = photograph(3)
    entry(1, 7)
    attach(first, 7, seq=1)

    copy = send(change(scene(3)), quality=60)

    assert copy != first
    use = reuse.similar(copy)[0]
    assert (use.case_id, use.exact) == (7, False)
    assert use.distance <= reuse.NEAR
    assert Likeness.objects.get().other_id == first.pk


def test_the_flag_is_read_from_both_sides(city):
    first = photograph(3)
    copy = send(scene(3), quality=50)
    entry(2, 9)
    attach(copy, 9, seq=2)

    assert [use.case_id for use in reuse.similar(first)] == [9]


def test_another_scene_is_no_flag(city):
    entry(1, 7)
    for seed in range(1, 6):
        attach(photograph(seed), 7, seq=1, position=seed)

    assert reuse.similar(photograph(99)) == []
    assert not Likeness.objects.exists()


def test_two_blank_walls_are_not_alike(city):
    entry(1, 7)
    attach(send(Image.new("RGB", (300, 200), "grey")), 7, seq=1)

    assert reuse.similar(send(Image.new("RGB", (320, 200), "white"))) == []


def test_a_picture_on_no_case_yet_is_no_use(city):
    photograph(3)

    assert reuse.similar(send(scene(3), quality=50)) == []


def test_any_number_of_pictures_costs_three_queries(city, django_assert_num_queries):
    files = [photograph(seed) for seed in range(1, 6)]
    entry(1, 7)
    for position, file in enumerate(files):
        attach(file, 7, seq=1, position=position)

    with django_assert_num_queries(3):
        told = reuse.elsewhere(files, case_kind="hazard", case_id=8)

    assert all(len(told[file.pk]) == 1 for file in files)


def test_pictures_older_than_prints_are_found_once_the_job_has_been(city):
    first = photograph(3)
    File.objects.update(print=None)
    assert send(scene(3), quality=45).likenesses.count() == 0

    assert reuse.make_missing() == 1

    assert send(scene(3), quality=50).likenesses.filter(other=first).count() == 1


def test_only_the_nearest_are_kept(city, monkeypatch):
    monkeypatch.setattr(reuse, "KEPT", 2)
    for quality in (30, 40, 50, 60, 70):
        send(scene(3), quality=quality)

    last = send(scene(3), quality=75)

    assert last.likenesses.count() == 2
