"""The programme that verifies a journal without anlan, and a journal made with the other digest."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import pytest
from django.db import connection, connections
from django.utils import translation

from anlan.cli.reference import verify_journal
from anlan.journal.chain import installed
from anlan.journal.models import Entry, Head, Seal
from anlan.journal.seals import seal
from anlan.journal.tests.thief import reseal, rewrite, tampering
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Refused
from anlan.testing import accepted_hazard, many_visits, small_city


def test_a_journal_begun_with_sm3_stays_with_it_whatever_the_setting_says(own_database, settings, seals_file):
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("this OpenSSL has no SM3")
    Head.objects.update(digest="sm3")  # as the head row of a new installation with ANLAN_DIGEST=sm3
    with translation.override("en"):
        small_city()
        accepted_hazard()
        seal(at=clock.now())

    settings.JOURNAL_DIGEST = "sha256"

    verdict = verify()
    assert (verdict.faults, verdict.sealed) == ([], Head.objects.get().seq)
    assert verdict.notes == ["ANLAN_DIGEST says sha256; this journal was begun with sm3 and keeps it"]
    entry = Entry.objects.get(pk=1)
    assert installed() == Seal.objects.get().digest == "sm3"
    assert json.loads(seals_file.read_text())["digest"] == "sm3"
    Head.objects.update(digest="sha256")
    assert any(f"entry {entry.seq} " in fault for fault in verify().faults)
    assert any("names the digest sm3" in fault for fault in verify().faults)
    if connection.vendor == "sqlite":
        Head.objects.update(digest="sm3")
        connections.close_all()
        assert verify_journal.main(own_database.name, str(seals_file)) == 0


def test_a_journal_of_a_digest_that_this_machine_has_not_is_told(city):
    if connection.vendor != "sqlite":
        pytest.skip("the constraint is switched off on SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE journal_head SET digest = 'sm9'")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    with pytest.raises(Refused, match="hashed with “sm9”"):
        verify()


@pytest.fixture
def outside(settled, own_database):
    """A sealed journal in a file of its own, as the programme without anlan reads it."""
    if connection.vendor != "sqlite":
        pytest.skip("the programme reads SQLite files")
    accepted_hazard()
    many_visits(5)
    seal(at=clock.now(), most=5)
    connections.close_all()
    return own_database.name


def test_the_programme_without_anlan_finds_a_sound_journal_sound(outside, seals_file, capsys):
    assert verify_journal.main(outside, str(seals_file)) == 0
    assert "10 entries, 2 seals, 0 faults" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE journal_seal SET root = zeroblob(32) WHERE number = 1", "seal 1 was changed"),
        ("DELETE FROM journal_seal WHERE number = 2", "seal 2 stands in the file but not in the database"),
        ("DELETE FROM journal_seal WHERE number = 1", "seal 1 is missing"),
        ("UPDATE journal_seal SET number = 3 WHERE number = 2", "seal 2 is missing"),
        ("DELETE FROM journal_entry WHERE seq = 10", "seal 2: entries under it are gone"),
        (
            "UPDATE journal_entry SET hash = zeroblob(32) WHERE seq = 2",
            "seal 1: an entry under it was changed",
        ),
    ],
)
def test_the_programme_without_anlan_finds_attacks_on_seals(outside, seals_file, capsys, statement, words):
    with sqlite3.connect(outside) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
    database.close()

    assert verify_journal.main(outside, str(seals_file)) == 1
    assert words in capsys.readouterr().out


def test_the_programme_without_anlan_finds_a_journal_recomputed_as_a_whole(outside, seals_file, capsys):
    with tampering() as cursor:
        cursor.execute("UPDATE journal_entry SET input = '{}' WHERE seq = 3")
        rewrite()
        reseal()
    connections.close_all()

    assert verify_journal.main(outside) == 0
    assert verify_journal.main(outside, str(seals_file)) == 1
    assert "it was rewritten as a whole" in capsys.readouterr().out
