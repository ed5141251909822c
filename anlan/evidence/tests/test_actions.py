"""Taking photographs in: once, whole, and forgotten when nobody needs them."""

from __future__ import annotations

import hashlib
import os
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.evidence import actions, storage
from anlan.evidence.models import Attachment, File
from anlan.evidence.tests.factories import attach, camera_data, encoded, photograph, scene, upload
from anlan.jobs.schedule import JOBS
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.testing import NOON, actor, small_city


def on_disk(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.jpg"))


def test_a_photograph_lies_under_its_digest_with_a_thumbnail(city, evidence_folder):
    file = photograph(exif=camera_data())

    assert on_disk(evidence_folder) == [
        f"{file.sha256[:2]}/{file.sha256[2:]}-thumb.jpg",
        f"{file.sha256[:2]}/{file.sha256[2:]}.jpg",
    ]
    kept = storage.picture(file.sha256)
    assert file.size == len(kept)
    assert file.picture_sha256 == hashlib.sha256(kept).hexdigest()
    assert (file.taken_at is not None, file.has_position) == (True, True)
    assert (file.uploaded_by_id, file.uploaded_at) == (city.people["business1"].pk, NOON)


def test_the_same_bytes_are_one_file_whoever_sends_them(city, evidence_folder):
    first = photograph(by="business1")
    second = photograph(by="station1")

    assert first == second
    assert File.objects.get().uploaded_by_id == city.people["business1"].pk
    assert len(on_disk(evidence_folder)) == 2


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x.jpg", "/etc/cron.d/x", "a\x00b.jpg", "x.php", "x.svg", "照片.HEIC", ""],
)
def test_a_name_has_no_say_in_where_a_file_lies(city, evidence_folder, tmp_path, name):
    given = upload(encoded(scene()), "x.jpg")
    given.__dict__["_name"] = name  # past Django's own trimming

    file = actions.store(given, by=actor("business1"), at=NOON)

    assert on_disk(evidence_folder) == [
        f"{file.sha256[:2]}/{file.sha256[2:]}-thumb.jpg",
        f"{file.sha256[:2]}/{file.sha256[2:]}.jpg",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evidence"]


def test_a_refused_file_leaves_nothing(city, evidence_folder):
    with pytest.raises(Invalid):
        actions.store(upload(b"<script>alert(1)</script>", "door.jpg"), by=actor("business1"), at=NOON)

    assert not File.objects.exists()
    assert on_disk(evidence_folder) == []


def test_a_large_upload_is_refused_by_its_size_alone(city):
    given = upload(b"\xff\xd8\xff")
    given.size = 20 * 1024 * 1024 + 1

    with pytest.raises(Invalid, match="at most 20 MB"):
        actions.store(given, by=actor("business1"), at=NOON)


def test_bytes_lost_from_the_disk_come_back_with_the_next_upload(city):
    file = photograph()
    storage.remove(file.sha256)

    assert photograph() == file
    assert storage.holds(file.sha256)


def test_two_uploads_of_one_picture_at_once_are_one_file(own_database, evidence_folder):
    small_city()
    content = encoded(scene())
    by = actor("business1")
    start = threading.Barrier(6)
    results: list[int | Exception] = []

    def send() -> None:
        start.wait()
        try:
            results.append(actions.store(upload(content), by=by, at=NOON).pk)
        except Exception as error:  # noqa: BLE001 -- any error of a thread is the test's finding
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [File.objects.get().pk] * 6
    assert len(on_disk(evidence_folder)) == 2
    assert not list(evidence_folder.rglob(".new-*"))


def test_a_torn_write_leaves_the_place_empty(city, evidence_folder, monkeypatch):
    def full(handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        photograph()

    assert not File.objects.exists()
    assert not [path for path in evidence_folder.rglob("*") if path.is_file() and path.name != ".lock"]


def test_a_form_keeps_its_good_photographs_beside_a_bad_one(city):
    first = photograph(1)

    gathered = actions.gather(
        [first.sha256, "f" * 64, "../../x"],
        [upload(encoded(scene(2))), upload(b"text", "notes.jpg"), upload(encoded(scene(1)))],
        by=actor("business1"),
        at=NOON,
    )

    assert gathered.files == [first, File.objects.get(pk__gt=first.pk)]
    assert len(gathered.faults) == 3
    assert "notes.jpg" in gathered.faults[2]
    assert "not a photograph" in gathered.faults[2]


def test_what_nobody_attached_in_a_day_is_forgotten(city, evidence_folder):
    old, fresh, attached = photograph(1), photograph(2, at=NOON + timedelta(hours=2)), photograph(3)
    attach(attached, 7)

    assert actions.remove_unattached(now=NOON + timedelta(hours=24)) == 0
    assert actions.remove_unattached(now=NOON + timedelta(hours=25)) == 1

    assert set(File.objects.all()) == {fresh, attached}
    assert not storage.holds(old.sha256)
    assert len(on_disk(evidence_folder)) == 4


def test_sending_it_again_starts_its_day_anew(city):
    file = photograph()
    photograph(at=NOON + timedelta(hours=23))

    assert actions.remove_unattached(now=NOON + timedelta(hours=25)) == 0
    attach(file, 7)
    photograph(at=NOON + timedelta(days=9))
    assert File.objects.get().uploaded_at == NOON + timedelta(hours=23)


def test_the_job_forgets_each_night_and_sweeps_torn_files(city, evidence_folder):
    photograph()
    torn = evidence_folder / "ab" / ".new-killed"
    torn.parent.mkdir(exist_ok=True)
    torn.write_bytes(b"half")
    os.utime(torn, (0, 0))
    job = JOBS["anlan.evidence.jobs.forget_unattached"]

    with clock.at(NOON + timedelta(days=2)):
        told = job.work()

    assert told == "1 pictures and 1 torn files removed"
    assert not torn.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE evidence_attachment SET role = 'before'", "DELETE FROM evidence_attachment"]
)
def test_an_attachment_is_never_changed_or_removed(city, statement):
    attach(photograph(), 7)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Attachment.objects.get().role == "after"


def test_an_attached_file_cannot_be_deleted_even_by_sql(own_database):
    small_city()
    file = photograph()
    attach(file, 7)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM evidence_file WHERE id = %s", [file.pk])

    assert File.objects.exists()


def test_files_are_found_by_either_digest_in_one_query(city, django_assert_num_queries):
    one, other = photograph(1), photograph(2)

    with django_assert_num_queries(1):
        found = actions.find([one.sha256, other.picture_sha256, "e" * 64, "nonsense"])

    assert found == {one.sha256: one, other.picture_sha256: other}


def test_two_uploads_that_give_one_picture_answer_to_it_by_the_first(city):
    plain = encoded(scene())
    first = actions.store(upload(plain), by=actor("business1"), at=NOON)
    second = actions.store(upload(plain + b"payload"), by=actor("business1"), at=NOON)
    assert first != second
    assert first.picture_sha256 == second.picture_sha256

    assert actions.find([first.picture_sha256]) == {first.picture_sha256: first}
    assert actions.find([second.sha256]) == {second.sha256: second}
