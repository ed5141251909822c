"""A backup of a running installation and its way back, on both engines; what is damaged or foreign is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from anlan.cli import backup as making
from anlan.cli import keys
from anlan.cli.progress import Bar
from anlan.hazards.models import Hazard
from anlan.kernel.errors import Invalid
from anlan.testing import accepted_hazard, found_hazard


def command(database: Any, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "anlan", *arguments],
        env=database.environment(ANLAN_HOME=str(home), ANLAN_LANGUAGE="en"),
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )


def test_what_was_backed_up_comes_back_with_equal_figures(own_database, settled, tmp_path):
    found_hazard()
    accepted_hazard()
    home, file = tmp_path / "home", tmp_path / "b.tar"
    (home / "evidence" / "ab").mkdir(parents=True)
    (home / "evidence" / "ab" / "c.jpg").write_bytes(b"picture")
    (home / "tip-offs.key").write_text("k" * 43)
    (home / "phrase").write_text("correct horse battery")
    sealed = ("--with-key", str(home / "phrase"))

    bare = command(own_database, home, "backup", str(tmp_path / "bare.tar"))
    made = command(own_database, home, "backup", str(file), "--json", *sealed)
    assert "tip-offs.key" in bare.stderr
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["seq"] > 0
    assert json.loads((home / "last-backup.json").read_text())["file"] == str(file)
    before = making.check(file)
    found_hazard()
    (home / "evidence" / "ab" / "c.jpg").unlink()
    (home / "tip-offs.key").unlink()
    connections.close_all()

    refused = command(own_database, home, "restore", str(file))
    assert "--replace" in refused.stderr, refused.stderr
    without = command(own_database, home, "restore", str(file), "--replace")
    done = command(own_database, home, "restore", str(file), "--replace", *sealed)

    assert "--with-key" in without.stderr
    assert done.returncode == 0, done.stderr
    assert (home / "tip-offs.key").read_text() == "k" * 43
    assert Hazard.objects.count() == 2
    assert making.figures(before["known_at"]) == before["figures"]
    assert (home / "evidence" / "ab" / "c.jpg").read_bytes() == b"picture"
    assert command(own_database, home, "journal", "verify").returncode == 0
    found_hazard()  # numbers go on, nothing collides
    assert Hazard.objects.count() == 3


def test_a_damaged_backup_is_refused_and_changes_nothing(own_database, settled, tmp_path):
    found_hazard()
    home, file = tmp_path / "home", tmp_path / "b.tar"
    assert command(own_database, home, "backup", str(file)).returncode == 0
    data = bytearray(file.read_bytes())
    with tarfile.open(file) as tar:
        first = max(tar.getmembers(), key=lambda member: member.size)
    data[first.offset_data + first.size // 2] ^= 255
    file.write_bytes(bytes(data))
    connections.close_all()

    refused = command(own_database, home, "restore", str(file), "--replace")

    assert (refused.returncode, first.name in refused.stderr) == (2, True)
    assert Hazard.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"no tar at all", bytes(10_240)])
def test_what_is_no_backup_is_refused(tmp_path, content):
    file = tmp_path / "b.tar"
    file.write_bytes(content)

    with pytest.raises(Invalid) as met:
        making.check(file, Bar({}))

    assert met.value.code == "backup.damaged"


def test_a_backup_of_the_other_engine_is_refused(own_database, settled, tmp_path):
    home, file = tmp_path / "home", tmp_path / "b.tar"
    assert command(own_database, home, "backup", str(file)).returncode == 0
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    manifest = making.check(file)

    from anlan.cli.restore import fits

    with pytest.raises(Invalid) as met:
        fits(manifest | {"engine": other})
    assert met.value.code == "restore.engine"
    with pytest.raises(Invalid) as met:
        fits(manifest | {"migrations": [["hazards", "0999_later"]]})
    assert met.value.code == "restore.version"


def test_the_key_of_the_tip_offs_goes_along_only_under_its_passphrase(tmp_path, settings):
    settings.HOME = tmp_path
    key = tmp_path / "tip-offs.key"
    key.write_text("a-key-of-tip-offs\n")
    (tmp_path / "phrase").write_text("correct horse battery\n")
    (tmp_path / "short").write_text("short\n")
    phrase = keys.passphrase(tmp_path / "phrase")
    told = keys.fingerprint()

    sealed = keys.sealed(phrase)
    key.write_text("another\n")
    keys.put_back(keys.opened(sealed, phrase))

    assert b"a-key-of-tip-offs" not in sealed
    assert keys.fingerprint() == told
    assert key.stat().st_mode & 0o077 == 0
    assert (tmp_path / "tip-offs.key.before-restore").read_text() == "another\n"
    for wrong in ("short", "nowhere"):
        with pytest.raises(Invalid, match="12"):
            keys.passphrase(tmp_path / wrong)
    with pytest.raises(Invalid, match="口令"):
        keys.opened(sealed, b"another passphrase")


@pytest.mark.slow  # three databases are made from nothing
def test_an_upgrade_is_rehearsed_on_a_copy_of_an_older_version_and_restored_from_it(
    own_database, settled, tmp_path
):
    """The copy's tables are of before tip-offs came as ledgers; the installation is only read meanwhile."""
    found_hazard()
    home, old = tmp_path / "home", tmp_path / "old.tar"
    connections.close_all()
    first = command(own_database, home, "rehearse", "--json")
    assert first.returncode == 0, first.stderr
    now = json.loads(first.stdout)
    assert (now["applied"], now["differ"], now["new"]) == ([], {}, [])
    assert now["compared"] > 100
    assert set(now["seconds"]) >= {"backup", "read", "unpack", "migrate", "journal", "counters", "figures"}

    back = command(own_database, home, "manage", "migrate", "tipoffs", "0001")
    assert back.returncode == 0, back.stderr
    assert command(own_database, home, "backup", str(old)).returncode == 0
    assert command(own_database, home, "manage", "migrate").returncode == 0
    connections.close_all()
    rehearsed = command(own_database, home, "rehearse", str(old), "--json")
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert "tipoffs.0002_tip_offs_of_a_ledger_are_taken_back" in json.loads(rehearsed.stdout)["applied"]
    found_hazard()
    connections.close_all()
    assert command(own_database, home, "restore", str(old), "--replace").returncode == 0
    assert Hazard.objects.count() == 1
    assert sum(json.loads(rehearsed.stdout)["seconds"].values()) < 60, (
        "the drill of a small city takes seconds"
    )


def test_a_rehearsal_names_the_figures_that_would_be_others(own_database, settled, tmp_path):
    found_hazard()
    home, file = tmp_path / "home", tmp_path / "b.tar"
    assert command(own_database, home, "backup", str(file)).returncode == 0
    with tarfile.open(file) as tar:
        tar.extractall(tmp_path / "parts", filter="data")
    path = tmp_path / "parts" / making.MANIFEST
    manifest = json.loads(path.read_text("utf-8"))
    manifest["figures"]["hazards.found"] = "7"
    path.write_text(json.dumps(manifest))
    with tarfile.open(file, "w") as tar:
        for part in sorted((tmp_path / "parts").rglob("*")):
            if part.is_file():
                tar.add(part, str(part.relative_to(tmp_path / "parts")))
    connections.close_all()

    refused = command(own_database, home, "rehearse", str(file))

    assert (refused.returncode, "hazards.found 7 → 1" in refused.stderr) == (2, True), refused.stderr
    assert [p.name for p in home.iterdir() if p.name.startswith(".rehearsal")] == []
