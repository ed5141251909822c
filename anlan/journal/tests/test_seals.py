"""What the seals prove, against somebody who knows the database's password and how the journal is made."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import translation

from anlan.jobs.schedule import JOBS
from anlan.journal import digest, merkle
from anlan.journal.chain import GENESIS
from anlan.journal.models import Entry, Head, Seal
from anlan.journal.seal_file import publish
from anlan.journal.seals import prove, seal, waiting
from anlan.journal.tests.thief import reseal, rewrite, shift, tampering, update
from anlan.journal.verify import verify
from anlan.kernel import clock
from anlan.kernel.errors import Refused, Unknown
from anlan.testing import NOON, accepted_hazard, claimed_hazard, many_visits, record_visit, take

REWRITTEN = "was rewritten as a whole"


@pytest.fixture
def hazard(city):
    """A hazard of four entries among others, all sealed by two seals, and one visit that waits."""
    hazard = accepted_hazard()
    seal(at=NOON)
    many_visits(5)
    seal(at=NOON)
    record_visit()
    publish()  # what the commit does, which a test that is rolled back never reaches
    return hazard


def last(hazard) -> Entry:
    return Entry.objects.filter(case_id=hazard.pk).latest("n")


# -- sealing ---------------------------------------------------------------------------------------------------


def test_a_seal_covers_what_was_recorded_since_the_last_one(hazard):
    first, second = Seal.objects.order_by("number")

    assert (first.number, first.first_seq) == (1, 1)
    assert (second.number, second.first_seq, second.last_seq) == (2, first.last_seq + 1, first.last_seq + 5)
    assert (bytes(first.former_hash), bytes(second.former_hash)) == (GENESIS, bytes(first.hash))
    assert (waiting().last, waiting().entries) == (second, 1)
    assert verify().faults == []
    assert (verify().seals, verify().sealed, verify().notes) == (2, second.last_seq, [])


def test_nothing_new_makes_no_seal(hazard):
    seal(at=NOON)

    assert seal(at=NOON) == []
    assert Seal.objects.count() == 3


def test_an_empty_journal_is_not_sealed(db):
    assert seal(at=NOON) == []
    assert waiting() == type(waiting())(None, 0)


def test_a_backlog_becomes_several_seals(city):
    many_visits(8)

    made = seal(at=NOON, most=3)

    assert [(s.first_seq, s.last_seq) for s in made] == [(1, 3), (4, 6), (7, 8)]
    assert verify().faults == []


def test_a_seal_is_never_older_than_what_it_covers(city):
    many_visits(2)

    (made,) = seal(at=NOON - timedelta(days=1))

    assert made.sealed_at == Head.objects.get().recorded_at


def test_nothing_is_sealed_over_a_gap(city):
    many_visits(4)
    with tampering() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE seq = 2")

    with pytest.raises(Refused, match="Entry 2 is missing"):
        seal(at=NOON)
    assert not Seal.objects.exists()


def test_the_journal_is_sealed_every_ten_minutes(city):
    record_visit()
    job = JOBS["anlan.journal.jobs.seal_journal"]

    assert job.minutes == 10
    assert job.work() == "1 entries"
    assert job.work() == "0 entries"


def test_a_run_with_nothing_to_do_costs_few_queries(hazard, django_assert_max_num_queries):
    seal(at=NOON)

    with django_assert_max_num_queries(3):
        seal(at=NOON)


def test_many_who_seal_while_others_record_leave_one_gapless_chain(settled, seals_file):
    def records() -> None:
        with translation.override("en"):
            for _turn in range(12):
                record_visit()
        connections.close_all()

    def seals() -> None:
        for _turn in range(15):
            seal(at=clock.now(), most=2)
        connections.close_all()

    threads = [threading.Thread(target=work) for work in (records, records, seals, seals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    seal(at=clock.now())

    verdict = verify()
    assert (verdict.faults, verdict.notes, verdict.sealed) == ([], [], 24)
    assert len(seals_file.read_text().splitlines()) == verdict.seals


# -- attacks on entries ------------------------------------------------------------------------------------------


def test_a_sealed_entry_that_was_changed_is_found_although_its_chain_and_case_were_made_to_fit(hazard):
    with tampering() as cursor:
        cursor.execute("UPDATE journal_entry SET input = '{}' WHERE seq = %s", [last(hazard).seq])
        rewrite()

    (fault,) = verify().faults
    assert fault.startswith("seal 1 (entries 1 to ")
    assert "do not give its root" in fault


def test_a_sealed_entry_that_was_removed_is_found_although_all_others_were_numbered_anew(hazard):
    removed = Entry.objects.get(case_id=hazard.pk, n=2)
    with tampering() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE seq = %s", [removed.seq])
        shift(cursor, removed.seq, -1)
        rewrite()

    faults = verify().faults
    assert len(faults) == 2, "both seals: the entries under the second have moved"
    assert all("do not give its root" in fault for fault in faults)


def test_an_entry_put_in_between_is_found_although_all_others_were_numbered_anew(hazard):
    forged = Entry.objects.get(case_id=hazard.pk, n=2)
    with tampering() as cursor:
        shift(cursor, forged.seq + 1, +1)
        forged.seq, forged.n, forged.key = forged.seq + 1, 99, None
        forged.save(force_insert=True)
        rewrite()

    assert [fault for fault in verify().faults if fault.startswith("seal 1 ")]


def test_the_last_entry_of_a_case_is_missed_after_sealing_although_case_and_head_were_put_back(city):
    take_last_away(sealed=True)

    (fault,) = verify().faults
    assert fault.startswith("seal 1 (entries 1 to ")
    assert fault.endswith("of its 5 entries are there")


def test_the_last_entry_of_a_case_is_missed_before_a_seal_by_its_number_and_then_nothing_is_sealed(city):
    take_last_away(sealed=False)

    assert verify().faults == ["entry 5 is missing (the next one is 6)"]
    with pytest.raises(Refused, match="Entry 5 is missing"):
        seal(at=NOON)


def take_last_away(*, sealed: bool) -> None:
    """Accept a hazard, then remove that entry and put the case's row back as it was.

    Where it was sealed the head is turned back as well; else another entry stands after it.
    """
    hazard = claimed_hazard()
    before = type(hazard).objects.filter(pk=hazard.pk).values().get()
    take(hazard, "accept")
    entry = last(hazard)
    assert entry.seq == 5
    if sealed:
        seal(at=NOON)
        Head.objects.update(seq=entry.seq - 1)
    else:
        record_visit()
    with tampering() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE seq = %s", [entry.seq])
    type(hazard).objects.filter(pk=hazard.pk).update(**before)


# -- attacks on seals --------------------------------------------------------------------------------------------


def test_a_journal_recomputed_as_a_whole_is_found_by_the_file_alone(hazard, seals_file):
    with tampering() as cursor:
        cursor.execute("UPDATE journal_entry SET input = '{}' WHERE seq = %s", [last(hazard).seq])
        rewrite()
        reseal()

    faults = verify().faults

    assert [fault.partition(" in the file")[0] for fault in faults] == ["seal 1", "seal 2"]
    assert all(REWRITTEN in fault for fault in faults)
    seals_file.unlink()
    verdict = verify()
    assert verdict.sound, "without the file nobody can tell"
    assert "a journal rewritten as a whole would not be noticed" in verdict.notes[0]


def test_a_copy_of_the_file_taken_elsewhere_finds_it_too(hazard, seals_file, tmp_path):
    copy = tmp_path / "taken away.jsonl"
    copy.write_text(seals_file.read_text().splitlines()[0] + "\n")
    with tampering() as cursor:
        cursor.execute("UPDATE journal_entry SET input = '{}' WHERE seq = %s", [last(hazard).seq])
        rewrite()
        reseal()
    seals_file.unlink()
    publish()
    assert verify().sound, "the thief wrote the file on this machine anew as well"

    verdict = verify(seals=copy)

    assert [fault[:18] for fault in verdict.faults] == ["seal 1 in the file"]
    assert verdict.notes == [
        "the file does not hold seals 2 to 2: what lies under them is compared with the database alone"
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("root", bytes(32)),
        ("hash", bytes(32)),
        ("former_hash", bytes(range(32))),
        ("sealed_at", NOON + timedelta(days=9)),
        ("digest", "sm3"),
    ],
)
def test_a_changed_seal_is_found(hazard, column, value):
    with tampering():
        update(1, **{column: value})

    assert [fault for fault in verify().faults if fault.startswith("seal 1: its content")]


def test_seals_in_another_order_are_found(city):
    many_visits(6)
    seal(at=NOON, most=2)
    with tampering():
        for old, new in ((2, 9), (3, 2), (9, 3)):
            update(old, number=new)

    faults = verify().faults

    assert "seal 2: covers entries 5 to 6; it should begin at 3" in faults
    assert "seal 2: is not linked to the seal before it" in faults
    assert "seal 2: its content does not give its hash" in faults


def test_seals_whose_contents_changed_places_are_found(city):
    many_visits(6)
    seal(at=NOON, most=2)
    one, two = Seal.objects.filter(number__lte=2).order_by("number")
    with tampering():
        update(1, root=two.root)
        update(2, root=one.root)

    faults = verify().faults

    assert sum("do not give its root" in fault for fault in faults) == 2
    assert sum("its content does not give its hash" in fault for fault in faults) == 2


@pytest.mark.parametrize("kept", [0, 1, 2], ids=["all", "all but one", "the last"])
def test_a_table_of_seals_that_was_cut_short_is_found_by_the_file(city, kept):
    many_visits(6)
    seal(at=NOON, most=2)
    publish()
    with tampering() as cursor:
        cursor.execute("DELETE FROM journal_seal WHERE number > %s", [kept])

    faults = verify().faults

    assert len(faults) == 3 - kept
    assert all("stands in the file but not in the database" in fault for fault in faults)


def test_a_removed_first_seal_is_found_without_the_file(hazard, seals_file):
    seals_file.unlink()
    with tampering() as cursor:
        cursor.execute("DELETE FROM journal_seal WHERE number = 1")

    faults = verify().faults

    assert "seal 1 is missing (the next one is 2)" in faults
    assert "seal 2: is not linked to the seal before it" in faults


def test_a_seal_over_entries_that_are_not_there_is_found(hazard):
    with tampering():
        update(2, last_seq=9_999)

    assert any("seal 2 (entries 6 to 9999): 6 of its 9994 entries" in fault for fault in verify().faults)


# -- what the database holds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{"number": 4}, {"number": 2}, {"first_seq": 12}, {"first_seq": 10}, {"former_hash": bytes(32)}],
    ids=["a number left out", "a number twice", "a gap", "an overlap", "not linked"],
)
def test_a_seal_that_does_not_follow_is_refused_by_the_database(hazard, changes):
    new = following()
    for column, value in changes.items():
        setattr(new, column, value)

    with pytest.raises(DatabaseError, match="must follow"), transaction.atomic():
        new.save(force_insert=True)


def following() -> Seal:
    """A seal over the three entries after the last one, as the database takes it."""
    former = Seal.objects.latest("number")
    end, link = former.last_seq, bytes(former.hash)
    return Seal(
        number=former.number + 1, first_seq=end + 1, last_seq=end + 3, digest=former.digest,
        root=link, sealed_at=NOON, former_hash=link, hash=link,
    )  # fmt: skip


def test_a_seal_that_follows_is_taken(hazard):
    new = following()

    new.save(force_insert=True)

    assert Seal.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"last_seq": 10}, "not_empty"), ({"digest": "md5"}, "digest_is_known")],
    ids=["empty", "unknown digest"],
)
def test_a_seal_that_says_nothing_is_refused_by_the_database(hazard, changes, name):
    new = following()
    for column, value in changes.items():
        setattr(new, column, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        new.save(force_insert=True)


# -- one entry proven --------------------------------------------------------------------------------------------


def test_each_entry_is_proven_by_its_way_to_the_root(hazard):
    for seq in range(1, Seal.objects.latest("number").last_seq + 1):
        proof = prove(seq)

        sha = digest.hasher("sha256")
        assert proof.seal.first_seq <= seq <= proof.seal.last_seq
        assert merkle.root_by(sha, bytes(proof.entry.hash), proof.path) == bytes(proof.seal.root)


@pytest.mark.parametrize(
    ("ahead", "error", "words"),
    [(0, Refused, "not sealed yet"), (1, Unknown, "has no entry"), (2**62, Unknown, "has no entry")],
)
def test_what_cannot_be_proven_is_told(hazard, ahead, error, words):
    with pytest.raises(error, match=words):
        prove(Head.objects.get().seq + ahead)


def test_an_entry_beside_a_changed_one_is_not_proven(hazard):
    with tampering() as cursor:
        cursor.execute("UPDATE journal_entry SET input = '{}' WHERE seq = 2")
        rewrite()

    with pytest.raises(Refused, match="does not lead to the root of seal 1"):
        prove(3)
