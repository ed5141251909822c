"""The evidence proved against its digests, orphans swept, and any storage of Django's in the folder's place."""

from __future__ import annotations

import argparse
import json
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.memory import InMemoryStorage

from anlan.cli import evidence
from anlan.evidence import storage
from anlan.evidence.folder import real_now
from anlan.evidence.models import File
from anlan.evidence.tests.factories import photograph
from anlan.evidence.verifying import ORPHAN_AGE, sweep_orphans, verify
from anlan.jobs.schedule import JOBS

LATER = ORPHAN_AGE + 10
STRANGER = "ab/" + "0" * 62 + ".jpg"


def run(command: str, capsys, **options: bool) -> tuple[int, dict[str, object]]:
    status = getattr(evidence, command)(argparse.Namespace(json=True, **options))
    return status, json.loads(capsys.readouterr().out)


def test_what_lies_as_it_was_kept_is_sound(city, capsys):
    photograph(1)
    photograph(2)

    status, told = run("verify", capsys)

    assert (status, told["sound"], told["pictures"], told["files"]) == (0, True, 2, 4)
    assert (told["missing"], told["changed"], told["orphans"]) == (0, 0, 0)


def test_what_is_missing_changed_or_nobodys_is_told_with_its_name(city, evidence_folder, capsys):
    gone, changed, small = photograph(1), photograph(2), photograph(3)
    (evidence_folder / storage.picture_name(gone.sha256)).unlink()
    for name in (storage.picture_name(changed.sha256), storage.thumb_name(small.sha256)):
        (evidence_folder / name).write_bytes((evidence_folder / name).read_bytes() + b"!")
    storage.write(STRANGER, b"of nobody")
    (evidence_folder / "readme.txt").write_text("not ours")

    status, told = run("verify", capsys)

    assert (status, told["missing"], told["changed"], told["orphans"]) == (1, 1, 2, 1)
    assert told["named"] == {
        "missing": [storage.picture_name(gone.sha256)],
        "changed": [storage.picture_name(changed.sha256), storage.thumb_name(small.sha256)],
        "orphans": [STRANGER],
    }


def test_an_orphan_alone_is_no_fault_and_progress_is_told(city):
    photograph(1)
    storage.write(STRANGER, b"of nobody")
    steps: list[tuple[int, int]] = []

    verdict = verify(progress=lambda done, total: steps.append((done, total)))

    assert verdict.sound
    assert verdict.counts["orphans"] == 1
    assert steps == [(1, 1)]


def test_a_sweep_is_a_trial_unless_it_is_told_to_remove(city, evidence_folder, capsys):
    photograph(1)
    storage.write(STRANGER, b"of nobody")

    young = run("sweep", capsys, remove=True)[1]
    trial = sweep_orphans(now=real_now() + LATER, remove=False)
    left = (evidence_folder / STRANGER).exists()
    swept = sweep_orphans(now=real_now() + LATER, remove=True)

    assert (young["found"], young["young"], young["removed"]) == (1, 1, 0)
    assert (trial.found, trial.removed, trial.told, left) == (1, 0, [STRANGER], True)
    assert (swept.removed, (evidence_folder / STRANGER).exists()) == (1, False)
    assert verify().sound


def test_a_sweep_leaves_what_got_its_row_meanwhile(city, monkeypatch):
    """An upload that was between its bytes and its row when the sweep looked first."""
    file = photograph(1)
    File.objects.filter(pk=file.pk).update(sha256="f" * 64)  # as if the row were still to come
    looked = storage.held

    def held(*, alone: bool = False):
        File.objects.filter(pk=file.pk).update(sha256=file.sha256)
        return looked(alone=alone)

    monkeypatch.setattr(storage, "held", held)
    swept = sweep_orphans(now=real_now() + LATER, remove=True)

    assert (swept.found, swept.removed) == (2, 0)
    assert storage.holds(file.sha256)


def test_the_nightly_job_sweeps(city):
    storage.write(STRANGER, b"of nobody")

    assert (
        JOBS["anlan.evidence.jobs.sweep_files_without_record"].work()
        == "0 of 1 files without a record removed"
    )


class Bucket(InMemoryStorage):
    """A storage that is no folder: what S3 does, in memory. It names anew what is there already."""


def test_photographs_lie_in_whatever_storage_the_settings_name(city, settings, evidence_folder):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": f"{__name__}.Bucket"}}
    assert isinstance(storages["evidence"], Bucket)

    file = photograph(1)
    storages["evidence"].delete(storage.picture_name(file.sha256))
    assert not verify().sound
    assert photograph(1) == file  # it comes back under its own name
    storage.write(STRANGER, b"of nobody")

    assert not list(evidence_folder.rglob("*.jpg"))
    assert storage.picture(file.sha256)[:3] == b"\xff\xd8\xff"
    assert (verify().sound, sweep_orphans(now=real_now() + LATER, remove=True).removed) == (True, 1)
    storage.remove(file.sha256)
    assert not storage.holds(file.sha256)


def test_a_storage_that_renames_is_refused_ahead_of_any_row(city, settings, monkeypatch):
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": f"{__name__}.Bucket"}}
    monkeypatch.setattr(Bucket, "get_available_name", lambda self, name, max_length=None: f"other-{name[3:]}")

    with pytest.raises(OSError, match="must keep names"):
        photograph(1)
    assert not File.objects.exists()


def test_a_folder_writes_over_what_a_name_holds(evidence_folder):
    storage.write(STRANGER, b"first")
    storages["evidence"].save(STRANGER, ContentFile(BytesIO(b"second").read()))

    assert storage.read(STRANGER) == b"second"
