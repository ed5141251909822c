"""What a verification of the journal finds when somebody with the database's password has been at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from anlan.journal.chain import entry_hash
from anlan.journal.models import Entry, Head
from anlan.journal.seals import seal
from anlan.journal.tests.thief import tampering
from anlan.journal.verify import HASHED, verify
from anlan.kernel import clock
from anlan.testing import (
    NOON,
    accepted_hazard,
    actor,
    assigned_hazard,
    found_hazard,
    many_hazards,
    many_visits,
    person,
    record_visit,
    take,
)


def tampered(statement: str, *parameters: Any) -> list[str]:
    """Return the faults that a verification finds after the statement."""
    with tampering() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount == 1, "the test must change one row"
    verdict = verify()
    assert verdict.sound == (not verdict.faults)
    return verdict.faults


def last(hazard) -> Entry:
    return Entry.objects.filter(case_id=hazard.pk).latest("n")


def test_an_untouched_journal_is_sound(city):
    accepted_hazard()
    record_visit("kitchen")

    verdict = verify()

    assert (verdict.sound, verdict.entries, verdict.cases) == (True, 6, 3)


def test_an_empty_journal_is_sound(db):
    assert verify().sound


def test_progress_is_told_with_the_whole(city):
    told: list[tuple[int, int]] = []

    verify(progress=lambda done, whole: told.append((done, whole)))

    assert told == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("input", '{"acceptance":"never seen"}'),
        ("step", "close_out"),
        ("actor_id", 4711),
        ("post_id", None),
        ("organisation_id", 4711),
        ("occurred_at", "2022-10-01 00:00:00+00:00"),
        ("recorded_at", "2022-10-25 00:00:00+00:00"),
        ("key", "a-forged-key"),
    ],
)
def test_a_changed_entry_is_found(city, column, value):
    entry = last(accepted_hazard())
    if connection.vendor == "sqlite" and column.endswith("_at"):
        value = value.removesuffix("+00:00")

    faults = tampered(f"UPDATE journal_entry SET {column} = %s WHERE seq = %s", value, entry.seq)

    assert any(f"entry {entry.seq} " in fault and "its hash" in fault for fault in faults)


def test_a_changed_target_state_is_found(city):
    entry = last(accepted_hazard())

    faults = tampered("UPDATE journal_entry SET to_state = 'closed' WHERE seq = %s", entry.seq)

    assert any("its hash" in fault for fault in faults)
    assert any("says state accepted" in fault for fault in faults)


def test_a_removed_entry_in_the_middle_is_found(city):
    hazard = accepted_hazard()
    entry = Entry.objects.get(case_id=hazard.pk, n=2)

    faults = tampered("DELETE FROM journal_entry WHERE seq = %s", entry.seq)

    assert f"entry {entry.seq} is missing (the next one is {entry.seq + 1})" in faults
    assert any("step 3 follows step 1" in fault for fault in faults)
    assert any("not linked" in fault for fault in faults)


def test_the_removed_last_entry_of_a_case_is_found(city):
    hazard = accepted_hazard()
    record_visit()

    faults = tampered("DELETE FROM journal_entry WHERE seq = %s", last(hazard).seq)

    assert any("is missing" in fault for fault in faults)
    assert any(f"hazard {hazard.pk} says state accepted, revision 4" in fault for fault in faults)


def test_the_removed_last_entry_of_the_journal_is_found(city):
    entry = last(accepted_hazard())

    faults = tampered("DELETE FROM journal_entry WHERE seq = %s", entry.seq)

    assert f"the journal ends at {entry.seq - 1} but {entry.seq} entries were numbered" in faults


def test_the_removed_last_entry_is_found_also_when_the_head_was_turned_back(city):
    hazard = accepted_hazard()
    entry = last(hazard)
    Head.objects.update(seq=entry.seq - 1)

    faults = tampered("DELETE FROM journal_entry WHERE seq = %s", entry.seq)

    assert [fault for fault in faults if fault.startswith(f"hazard {hazard.pk} says")]


def recompute(hazard, n: int, **changes: Any) -> bytes:
    """Change an entry of a hazard and recompute the hashes from there to the end, as a clever thief would."""
    former = None
    for entry in Entry.objects.filter(case_id=hazard.pk, n__gte=n).order_by("n"):
        for name, value in (changes if entry.n == n else {}).items():
            setattr(entry, name, value)
        former = former or bytes(entry.former_hash)
        fields = {name: getattr(entry, name) for name in HASHED}
        entry.former_hash, former = former, entry_hash(**fields, former=former)
        entry.hash = former
        entry.save()
    assert former is not None
    return former


def test_a_recomputed_chain_of_one_case_is_found(city):
    hazard = accepted_hazard()
    with tampering():
        recompute(hazard, 3, input='{"rectification":"nothing was done"}')

    faults = verify().faults

    assert len(faults) == 1
    assert faults[0].startswith(f"hazard {hazard.pk} says state accepted")


def test_a_recomputed_chain_is_found_also_when_the_case_was_made_to_fit(city):
    hazard = accepted_hazard()
    seal(at=NOON)
    with tampering():
        end = recompute(hazard, 3, input='{"rectification":"nothing was done"}')
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hazards_hazard SET last_hash = %s WHERE id = %s", [end, hazard.pk])

    assert not verify().sound


@pytest.mark.parametrize(
    ("change", "value"),
    [("state", "assigned"), ("revision", 9), ("last_hash", bytes(32))],
    ids=lambda v: str(v)[:9],
)
def test_a_changed_case_is_found(city, change, value):
    hazard = assigned_hazard()
    other = {"state": "found", "assigned_at": None, "assigned_by": None, "due_at": None}
    changes = other if change == "state" else {change: value}
    type(hazard).objects.filter(pk=hazard.pk).update(**changes)

    faults = verify().faults

    assert len(faults) == 1
    assert faults[0].startswith(f"hazard {hazard.pk} says state")


def test_a_missing_case_is_found(city):
    hazard = found_hazard()
    type(hazard).objects.filter(pk=hazard.pk).delete()

    assert verify().faults == ["1 cases of kind hazard are in the journal but no longer in their table"]


def test_a_case_that_nobody_opened_is_found(city):
    hazard = found_hazard()
    hazard.pk = 4711
    hazard.save(force_insert=True)

    assert verify().faults == ["hazard 4711 has no entry in the journal"]


def test_a_missing_trigger_is_told(city):
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON journal_entry"
        cursor.execute(f"DROP TRIGGER journal_entry_no_update{on}")

    assert [f for f in verify().faults if "journal_entry_no_UPDATE" in f]


def test_numbers_are_gapless_and_refusals_take_none(city):
    many_visits(5)
    keys = many_hazards(4)
    with pytest.raises(Exception, match="not possible"):
        take(keys[0], "accept")
    take(keys[1], "assign")

    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 12))
    assert Head.objects.get().seq == 11


def test_two_commits_are_recorded_one_after_the_other_also_on_a_clock_that_stands_or_goes_back(city):
    record_visit()
    record_visit()
    with clock.at(NOON.replace(hour=3)):
        record_visit(at=NOON.replace(hour=2))

    moments = list(Entry.objects.order_by("seq").values_list("recorded_at", flat=True))

    assert moments == sorted(set(moments))


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"n": 2}, "key"),
        ({"key": "another-key"}, "case"),
        ({"n": 2, "key": None, "occurred_at": NOON.replace(year=2030)}, "future"),
        ({"n": 0, "key": None}, "n_from_1"),
        ({"n": 2, "key": None, "seq": -5}, "seq_from_1"),
    ],
    ids=["key twice", "step twice", "future", "step 0", "negative number"],
)
def test_the_database_holds_what_must_always_hold(city, changes, name):
    record_visit(key="the-one-key")
    entry = Entry.objects.get()
    entry.seq = 99
    for column, value in changes.items():
        setattr(entry, column, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        entry.save(force_insert=True)


def test_the_same_key_of_two_people_is_two_keys(city):
    record_visit(key="the-one-key")
    record_visit(key="the-one-key", by="county1")

    assert set(Entry.objects.values_list("actor_id", flat=True)) == {
        person("dept1").pk,
        actor("county1").person_id,
    }
