"""The file of seals outside the database: whole after a crash, and never made to fit another database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anlan.journal.models import Seal
from anlan.journal.seal_file import publish, read_file, told
from anlan.journal.seals import seal
from anlan.journal.tests.thief import tampering
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Refused, Unknown
from anlan.testing import NOON, many_visits


@pytest.fixture
def sealed(city, seals_file):
    """Three seals of two entries each, and their file."""
    many_visits(6)
    seal(at=NOON, most=2)
    assert publish() == 3
    return seals_file


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines(keepends=True)


def test_a_line_says_what_its_seal_says(sealed):
    assert [json.loads(line) for line in lines(sealed)] == [
        told(made) for made in Seal.objects.order_by("number")
    ]
    assert list(json.loads(lines(sealed)[0])) == [
        "number", "first_seq", "last_seq", "digest", "root", "sealed_at", "former_hash", "hash",
    ]  # fmt: skip
    assert json.loads(lines(sealed)[0])["sealed_at"] == "2022-10-24T04:00:00.000000Z"


def test_what_is_in_the_file_is_not_written_again(sealed):
    before = sealed.read_bytes()

    assert publish() == 0
    assert sealed.read_bytes() == before


def test_others_do_not_read_the_file(sealed):
    assert sealed.stat().st_mode & 0o007 == 0


def test_a_seal_reaches_the_file_only_once_it_is_committed(city, seals_file):
    many_visits(2)

    seal(at=NOON)

    assert Seal.objects.count() == 1
    assert not seals_file.exists(), "this test's transaction was never committed"


def test_a_seal_reaches_the_file_with_its_commit(settled, seals_file):
    many_visits(2)

    seal(at=clock.now())

    assert len(lines(seals_file)) == 1


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_seals_that_a_crash_left_out_are_written_by_the_next_run(sealed, kept):
    whole = lines(sealed)
    sealed.write_text("".join(whole[:kept]))

    assert verify().notes == [
        f"the file does not hold seals {kept + 1} to 3: what lies under them is compared with the database alone"
    ]
    assert publish() == 3 - kept
    assert lines(sealed) == whole


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_a_line_that_a_crash_cut_off_is_completed(sealed, cut):
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-cut])

    assert verify().faults == []
    publish()

    assert sealed.read_bytes() == whole


def test_a_file_that_cannot_be_written_is_told_and_caught_up_later(settled, settings, tmp_path):
    settings.JOURNAL_SEALS_FILE = tmp_path / "unmounted" / "seals.jsonl"
    many_visits(2)
    with pytest.raises(Refused, match="ANLAN_SEALS_FILE"):
        seal(at=clock.now())
    assert Seal.objects.count() == 1, "the seal itself stands"
    (tmp_path / "unmounted").mkdir()

    assert seal(at=clock.now()) == []

    assert len(lines(settings.JOURNAL_SEALS_FILE)) == 1


def test_nothing_is_added_to_a_file_that_knows_a_seal_which_the_database_lacks(sealed):
    before = sealed.read_bytes()
    with tampering() as cursor:
        cursor.execute("DELETE FROM journal_seal WHERE number > 1")

    with pytest.raises(Refused, match="rewritten as a whole or restored from a backup"):
        publish()
    assert sealed.read_bytes() == before


def test_nothing_is_added_to_a_file_of_another_database(sealed):
    with tampering() as cursor:
        cursor.execute("UPDATE journal_seal SET hash = former_hash WHERE number = 3")

    with pytest.raises(Refused, match="Seal 3 in the file"):
        publish()


@pytest.mark.parametrize("torn", ['{"number": 3', "garbage"])
def test_the_beginning_of_a_line_that_is_no_seal_of_ours_is_refused(sealed, torn):
    sealed.write_text("".join(lines(sealed)) + torn)

    with pytest.raises(Refused, match="is not the database's"):
        publish()


def test_an_edited_last_line_is_refused(sealed):
    sealed.write_text("".join(lines(sealed)[:2]) + lines(sealed)[2].replace('"last_seq": 6', '"last_seq": 5'))

    with pytest.raises(Refused, match="was edited"):
        publish()


def drop_line(whole: list[str]) -> list[str]:
    return [whole[0], whole[2]]


def swap_lines(whole: list[str]) -> list[str]:
    return [whole[1], whole[0], whole[2]]


def change_line(whole: list[str]) -> list[str]:
    return [whole[0], whole[1].replace('"last_seq": 4', '"last_seq": 5'), whole[2]]


def repeat_line(whole: list[str]) -> list[str]:
    return [*whole[:2], whole[1], whole[2]]


def scribble(whole: list[str]) -> list[str]:
    return [whole[0], "by hand\n", '{"number": "x"}\n', "[]\n"]


@pytest.mark.parametrize("edit", [drop_line, swap_lines, change_line, repeat_line, scribble])
def test_an_edited_file_is_found(sealed, edit):
    sealed.write_text("".join(edit(lines(sealed))))

    faults = verify().faults

    assert faults
    assert all(fault.startswith("line ") for fault in faults)


def test_a_copy_is_read_by_name(sealed, tmp_path):
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(sealed.read_bytes())
    sealed.unlink()

    assert verify(seals=copy).notes == []
    kept, faults = read_file(copy)
    assert ([seal.number for seal in kept], faults) == ([1, 2, 3], [])


def test_a_copy_that_is_not_there_is_told(sealed, tmp_path):
    with pytest.raises(Unknown, match=r"cannot be read: .*none\.jsonl"):
        verify(seals=tmp_path / "none.jsonl")
