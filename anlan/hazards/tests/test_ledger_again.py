"""A ledger that is sent again: known numbers are taken on by what is new, contradictions stand at their cells."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.hazards.models import Hazard, State
from anlan.hazards.tests.test_imports import FOUND, VISIT, WHOLE
from anlan.imports.models import Batch, BatchState, Line, LineState
from anlan.imports.running import counts, take, undo
from anlan.imports.tests.sheets_of import brought, faults, ledger, taken_in
from anlan.journal.models import Entry
from anlan.journal.verify import verify
from anlan.obligations.models import Obligation
from anlan.org.scope import SYSTEM
from anlan.testing import take as take_step
from anlan.testing import written

NUMBERED = FOUND | {"number": "2022-001"}
ASSIGNED = NUMBERED | {"assigned_at": "2022-03-05", "due_at": "2022-03-12"}
CLAIMED = ASSIGNED | {
    "rectified_at": "2022-03-10",
    "rectified_by": "business1",
    "rectification": "已更换",
}


@pytest.fixture
def march(city, tmp_path) -> Batch:
    """What the ledger of March told: one hazard that was found and assigned."""
    taken_in(ledger(tmp_path / "v.xlsx", "visits", VISIT), "visits")
    return taken_in(ledger(tmp_path / "march.xlsx", "hazards", ASSIGNED), "hazards")[0]


def steps(hazard: Hazard) -> list[str]:
    return list(Entry.objects.filter(case_id=hazard.pk).order_by("n").values_list("step", flat=True))


def again(
    tmp_path, *rows: dict[str, Any], name: str = "april", **options: Any
) -> tuple[Batch, dict[str, int]]:
    return taken_in(ledger(tmp_path / f"{name}.xlsx", "hazards", *rows), "hazards", **options)


def test_a_known_number_is_taken_on_by_the_steps_that_are_new(march, tmp_path):
    batch, told = again(tmp_path, WHOLE)

    hazard = Hazard.objects.get()
    assert steps(hazard) == ["record", "assign", "claim", "accept", "close_out"]
    assert hazard.state == State.CLOSED
    assert (told["taken_on"], told["written"], told["same"], told["faulty"]) == (1, 0, 0, 0)
    line = Line.objects.get(batch=batch)
    assert (line.state, line.record) == (LineState.TAKEN_ON, hazard.pk)
    assert line.seq == Entry.objects.filter(case_id=hazard.pk).latest("seq").seq
    assert [warning[1] for warning in line.warnings] == ["hazard.goes_on"]
    batch.refresh_from_db()
    assert (batch.state, batch.taken_on, batch.written) == (BatchState.TAKEN_IN, 1, 0)
    keys = Entry.objects.filter(case_id=hazard.pk, step="accept").values_list("key", flat=True)
    assert list(keys) == [f"ledger-{batch.pk}-2-accept"]
    assert not Obligation.objects.filter(case_id=hazard.pk, discharged_at=None).exists()
    assert verify().sound


def test_what_took_a_case_on_does_so_once(march, tmp_path):
    again(tmp_path, WHOLE)
    before = written()

    for rows, name in ((WHOLE, "april"), (WHOLE | {"acceptance": "合格"}, "may"), (ASSIGNED, "march")):
        _batch, told = again(tmp_path, rows, name=name)
        assert (told["same"], told["taken_on"], told["written"], told["faulty"]) == (1, 0, 0, 0)

    assert written().hazards == before.hazards
    assert steps(Hazard.objects.get()) == ["record", "assign", "claim", "accept", "close_out"]


def test_a_trial_shows_what_would_be_taken_on_and_writes_nothing(march, tmp_path):
    batch = brought(ledger(tmp_path / "april.xlsx", "hazards", WHOLE), "hazards")
    before = written()

    told = take(batch, by=SYSTEM, dry=True)

    assert (told["goes_on"], told["sound"], told["faulty"]) == (1, 0, 0)
    assert written() == before
    line = Line.objects.get(batch=batch)
    assert Hazard.objects.get().number in line.warnings[0][2]
    assert take(batch, by=SYSTEM, dry=False)["taken_on"] == 1


def test_it_goes_on_month_by_month(march, tmp_path):
    assert again(tmp_path, CLAIMED, name="april")[1]["taken_on"] == 1
    assert again(tmp_path, WHOLE, name="may")[1]["taken_on"] == 1
    later = WHOLE | {"looked_back_at": "2022-04-20", "looked_back_by": "office1"}
    assert again(tmp_path, later, name="june")[1]["taken_on"] == 1

    assert steps(Hazard.objects.get()) == ["record", "assign", "claim", "accept", "close_out", "look_back"]


def test_columns_of_steps_on_record_may_be_left_empty(march, tmp_path):
    short = NUMBERED | {"rectified_at": "2022-03-10", "rectified_by": "business1"}

    batch, told = again(tmp_path, short)

    assert (told["taken_on"], faults(batch)) == (1, {})


CONTRADICTIONS = {
    "another place": ({"premises": "mill"}, ("premises", "row.differs")),
    "another day of finding": ({"found_at": "2022-03-06"}, ("found_at", "row.differs")),
    "another finder": ({"found_by": "county1"}, ("found_by", "row.differs")),
    "another grade": ({"grade": "重大"}, ("grade", "row.differs")),
    "on the spot": ({"on_the_spot": "是"}, ("on_the_spot", "row.differs")),
    "another day of assignment": ({"assigned_at": "2022-03-06"}, ("assigned_at", "step.differs")),
    "assigned by another": ({"assigned_by": "county1"}, ("assigned_by", "step.differs")),
    "another deadline": ({"due_at": "2022-03-20"}, ("due_at", "step.differs")),
    "rectified ahead of the assignment": ({"rectified_at": "2022-03-04"}, ("rectified_at", "at.before")),
    "accepted by the finder": ({"accepted_by": "dept1"}, ("accepted_by", "hazard.own_finding")),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_stands_at_its_cell_and_takes_nothing_on(march, tmp_path, name):
    changes, fault = CONTRADICTIONS[name]
    before = written()

    batch, told = again(tmp_path, WHOLE | {"closed_by": "county1"} | changes)

    assert (told["taken_on"], told["faulty"]) == (0, 1)
    assert faults(batch)[2][0] == fault
    assert Line.objects.get(batch=batch).faults[0][2]
    assert steps(Hazard.objects.get()) == ["record", "assign"]
    assert written().entries == before.entries + 2  # received and taken in: the ledger's own


def test_the_message_says_what_is_on_record(march, tmp_path):
    batch, _told = again(tmp_path, ASSIGNED | {"assigned_at": "2022-03-08"})

    (_column, _code, message), *_more = Line.objects.get(batch=batch).faults
    assert Hazard.objects.get().number in message
    assert "2022-03-05" in message


def test_other_words_of_steps_on_record_are_kept_and_said(march, tmp_path):
    again(tmp_path, CLAIMED)
    other = WHOLE | {
        "rectification": "已换新",
        "category": "消防",
        "description": "配电箱门缺失，导线裸露在外",
    }

    batch, told = again(tmp_path, other, name="may")

    line = Line.objects.get(batch=batch)
    assert told["taken_on"] == 1
    assert [(w[0], w[1]) for w in line.warnings] == [
        ("description", "words.kept"),
        ("category", "words.kept"),
        ("rectification", "words.kept"),
        ("", "hazard.goes_on"),
    ]
    assert Hazard.objects.get().rectification != "已换新"


def test_a_claim_that_was_sent_back_may_be_made_again(march, tmp_path):
    again(tmp_path, CLAIMED)
    take_step(Hazard.objects.get(), "send_back", by="county1")
    today = {"rectified_at": "2022-10-24", "rectified_by": "business1"}

    batch, told = again(tmp_path, ASSIGNED | today, name="october")

    assert (told["taken_on"], faults(batch)) == (1, {})
    assert steps(Hazard.objects.get())[-2:] == ["send_back", "claim"]


def test_a_case_that_went_another_way_is_not_forced(march, tmp_path):
    again(tmp_path, WHOLE)
    batch, _told = again(tmp_path, WHOLE | {"accepted_at": "2022-03-12", "closed_at": ""}, name="may")

    assert faults(batch) == {2: [("accepted_at", "step.differs")]}


def test_undoing_lists_what_was_merely_taken_on_and_voids_what_was_opened(march, tmp_path):
    batch, _told = again(
        tmp_path, WHOLE, FOUND | {"number": "2022-002", "description": "消防通道堵塞，杂物未清理"}
    )

    undo(Batch.objects.get(pk=batch.pk), by=SYSTEM)

    batch.refresh_from_db()
    assert (batch.state, batch.undone, batch.kept) == (BatchState.UNDONE, 1, 1)
    stays = Line.objects.get(batch=batch, state=LineState.STAYS)
    assert stays.faults[0][1] == "import.taken_on"
    assert stays.faults[0][2]
    assert counts(batch)["stays"] == 1
    assert sorted(Hazard.objects.values_list("state", flat=True)) == [State.CLOSED, State.VOIDED]
    assert verify().sound


def test_the_ledger_that_opened_a_case_keeps_it_once_another_took_it_on(march, tmp_path):
    again(tmp_path, WHOLE)

    undo(Batch.objects.get(pk=march.pk), by=SYSTEM)

    assert Line.objects.get(batch=march).faults[0][1] == "import.moved_on"
    assert Hazard.objects.get().state == State.CLOSED
