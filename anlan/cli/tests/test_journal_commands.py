"""`anlan journal`: what it prints about seals and proofs, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.utils import translation

from anlan.cli import main
from anlan.cli.reference import verify_journal
from anlan.journal.models import Seal
from anlan.testing import many_visits


@pytest.fixture
def seals_file(settings, tmp_path):
    settings.JOURNAL_SEALS_FILE = tmp_path / "journal-seals.jsonl"
    return settings.JOURNAL_SEALS_FILE


@pytest.fixture
def run(capsys, monkeypatch):
    """Return what runs a command in English: (exit status, standard output, standard error)."""
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with translation.override("en"):
            try:
                status = main(list(arguments))
            except SystemExit as end:
                status = int(end.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def worked(settled, seals_file):
    many_visits(6)


def test_what_waits_is_sealed_and_told(worked, run, seals_file):
    status, out, _err = run("journal", "seal")

    made = Seal.objects.get()
    assert status == 0
    assert out.splitlines()[0] == f"Seal 1 over entries 1 to 6: root {bytes(made.root).hex()}"
    assert str(seals_file) in out
    assert run("journal", "seal")[1].startswith("Nothing waits for a seal.\n")


def test_seals_as_json_are_the_lines_of_the_file(worked, run, seals_file):
    status, out, _err = run("journal", "seal", "--json")

    assert status == 0
    assert json.loads(out) == {"seals": [json.loads(seals_file.read_text())], "file": str(seals_file)}


def test_a_verification_tells_how_far_the_seals_reach(worked, run):
    assert "No entry is sealed yet.\n" in run("journal", "verify")[1]
    run("journal", "seal")
    many_visits(2)

    status, out, _err = run("journal", "verify")

    assert status == 0
    assert "1 seals over entries 1 to 6; 2 entries wait for the next.\n" in out
    assert out.endswith("8 entries of 8 cases: the journal is sound\n")


def test_a_verification_as_json_has_exactly_these_keys(worked, run, seals_file):
    told = json.loads(run("journal", "verify", "--json")[1])

    assert list(told) == ["sound", "entries", "cases", "seals", "sealed", "faults", "notes"]
    assert told["notes"] == [
        f"there is no file of seals at {seals_file}: a journal rewritten as a whole would not be noticed"
    ]


def test_a_verification_against_another_file_finds_what_differs(worked, run, seals_file, tmp_path):
    run("journal", "seal")
    copy = tmp_path / "copy.jsonl"
    copy.write_text(seals_file.read_text().replace('"last_seq": 6', '"last_seq": 7'))

    status, out, _err = run("journal", "verify", "--seals", str(copy))

    assert status == 1
    assert "FAULT line 1 of the file of seals was edited" in out


def test_a_file_that_is_not_there_ends_with_2(worked, run, tmp_path):
    status, out, err = run("journal", "verify", "--seals", str(tmp_path / "none.jsonl"))

    assert (status, out) == (2, "")
    assert "none.jsonl" in err


def test_a_proof_is_checked_without_anlan_and_a_forged_one_is_refused(worked, run, seals_file, tmp_path):
    run("journal", "seal")
    status, out, _err = run("journal", "prove", "4")
    proof = tmp_path / "proof.json"
    proof.write_text(out)

    assert (status, verify_journal.main_proof(str(proof), str(seals_file))) == (0, 0)

    told = json.loads(out)
    for forged in (
        told | {"entry": told["entry"] | {"actor_id": 1}},
        told | {"path": told["path"][:-1]},
        told | {"path": [["right", neighbour] for _side, neighbour in told["path"]]},
        told | {"seal": told["seal"] | {"root": "00" * 32}},
        told | {"seal": told["seal"] | {"last_seq": 3}},
    ):
        proof.write_text(json.dumps(forged))
        assert verify_journal.main_proof(str(proof), str(seals_file)) == 1
    proof.write_text(out)
    seals_file.write_text("")
    assert verify_journal.main_proof(str(proof), str(seals_file)) == 1


@pytest.mark.parametrize(
    ("seq", "words"), [("6", "not sealed yet"), ("7", "no entry 7"), ("0", "whole number"), ("x", "whole")]
)
def test_what_cannot_be_proven_ends_with_2(worked, run, seq, words):
    status, out, err = run("journal", "prove", seq)

    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.parametrize("name", ["md5", "SHA256", "sha256; drop"])
def test_an_unknown_digest_ends_the_start_with_a_sentence(tmp_path, name):
    told = subprocess.run(
        [sys.executable, "-m", "anlan", "figures", "list"],
        capture_output=True, text=True, check=False,
        env=os.environ | {"ANLAN_DIGEST": name, "ANLAN_HOME": str(tmp_path)},
    )  # fmt: skip

    assert told.returncode != 0
    assert f"ANLAN_DIGEST is “{name}”; it takes sha256 or sm3." in told.stderr


def test_settings_of_the_journal_are_read_from_the_environment(tmp_path):
    code = (
        "import django; django.setup(); from django.conf import settings; "
        "print(settings.JOURNAL_DIGEST, settings.JOURNAL_SEALS_FILE)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {
            "DJANGO_SETTINGS_MODULE": "anlan.config.settings", "ANLAN_SEALS_FILE": "/mnt/x/seals.jsonl",
            "ANLAN_DIGEST": "sha256",
        },
    )  # fmt: skip

    assert told.stdout == "sha256 /mnt/x/seals.jsonl\n"
