"""Ledgers of visits and hazards: taken in with the days on which things happened, faults at their cells, undone."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from django.db import connection

from anlan.figures.cut import Cut, find_area
from anlan.figures.evaluation import evaluate
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard, State
from anlan.imports.models import Batch, BatchState, Line
from anlan.imports.running import take, undo
from anlan.imports.tests.sheets_of import brought, faults, ledger, taken_in
from anlan.inspections.models import Visit
from anlan.inspections.tests.factories import qualified
from anlan.journal.models import Entry
from anlan.journal.verify import verify
from anlan.kernel.errors import Conflict, Refused
from anlan.kernel.period import Period
from anlan.lifecycle import door
from anlan.lifecycle.tests.doors import refuses
from anlan.notifications.models import Notice
from anlan.org.scope import SYSTEM
from anlan.testing import actor, found_hazard, record_visit, written
from anlan.testing import take as take_step

VISIT = {"premises": "shop", "visited_at": "2022-03-05", "officer": "dept1", "mode": "四不两直"}
FOUND = {
    "premises": "shop",
    "found_at": "2022-03-05",
    "found_by": "dept1",
    "description": "配电箱门缺失，导线裸露",
    "category": "electrical",
}
WHOLE = FOUND | {
    "number": "2022-001",
    "assigned_at": "2022-03-05",
    "due_at": "2022-03-12",
    "rectified_at": "2022/3/10",
    "rectified_by": "business1",
    "rectification": "已更换",
    "accepted_at": "2022年3月11日",
    "accepted_by": "county1",
    "closed_at": "2022-03-11",
}


@pytest.fixture
def visited(city, tmp_path):
    taken_in(ledger(tmp_path / "v.xlsx", "visits", VISIT), "visits")
    return city


def test_a_visit_of_spring_counts_in_spring(city, tmp_path):
    batch, told = taken_in(
        ledger(tmp_path / "v.xlsx", "visits", VISIT, VISIT | {"visited_at": "2022-04-06"}), "visits"
    )

    assert (told["written"], told["faulty"]) == (2, 0)
    assert [str(visit.visited_on) for visit in Visit.objects.order_by("pk")] == ["2022-03-05", "2022-04-06"]
    assert {visit.mode for visit in Visit.objects.all()} == {"four_no_two_direct"}
    assert figure("inspections.visits", date(2022, 3, 1), date(2022, 3, 31)) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.written) == (BatchState.TAKEN_IN, 2)


def test_a_hazard_goes_through_its_steps_on_their_days(visited, tmp_path):
    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE), "hazards")

    assert (told["written"], faults(batch)) == (1, {})
    hazard = Hazard.objects.get()
    assert hazard.state == State.CLOSED
    assert (hazard.found_by.username, hazard.rectified_by.username, hazard.accepted_by.username) == (
        "dept1",
        "business1",
        "county1",
    )
    entries = list(Entry.objects.filter(case_id=hazard.pk).order_by("n"))
    assert [entry.step for entry in entries] == ["record", "assign", "claim", "accept", "close_out"]
    assert all(entry.recorded_at > entry.occurred_at for entry in entries)
    assert figure("hazards.found", date(2022, 3, 1), date(2022, 3, 31)) == 1
    assert figure("hazards.closed", date(2022, 3, 1), date(2022, 3, 31)) == 1
    assert not Notice.objects.filter(case_id=hazard.pk).exists()
    assert verify().sound


def test_every_act_names_the_batch_and_the_batch_its_bringer(visited, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE), "hazards", by=actor("office1"))

    hazard = Hazard.objects.get()
    keys = Entry.objects.filter(case_id=hazard.pk).values_list("key", flat=True)
    assert all(str(key).startswith(f"ledger-{batch.pk}-2-") for key in keys)
    opening = Entry.objects.get(seq=batch.pk)
    assert (opening.actor_id, opening.kind) == (actor("office1").person_id, "import")
    assert batch.digest in opening.input


def test_the_same_ledger_twice_is_taken_in_once(visited, tmp_path):
    path = ledger(tmp_path / "h.xlsx", "hazards", WHOLE, FOUND)
    taken_in(path, "hazards")
    before = Hazard.objects.count(), Entry.objects.filter(kind="hazard").count()

    _batch, told = taken_in(path, "hazards")

    assert (told["written"], told["same"], told["faulty"]) == (0, 2, 0)
    assert (Hazard.objects.count(), Entry.objects.filter(kind="hazard").count()) == before


def test_the_same_number_with_another_content_is_a_fault(visited, tmp_path):
    taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE), "hazards")

    batch, _told = taken_in(
        ledger(tmp_path / "i.xlsx", "hazards", WHOLE | {"description": "消防通道堵塞"}), "hazards"
    )

    assert faults(batch) == {2: [("description", "row.differs")]}


def test_a_trial_writes_nothing_and_finds_the_same_faults(visited, tmp_path):
    path = ledger(tmp_path / "h.xlsx", "hazards", WHOLE, FOUND | {"found_by": "Nobody"})
    batch = brought(path, "hazards")
    before = written()

    told = take(batch, by=SYSTEM, dry=True)

    assert (told["sound"], told["faulty"]) == (1, 1)
    assert written() == before
    tried = faults(batch)
    again, told = taken_in(path, "hazards")
    assert again.pk == batch.pk
    assert (told["written"], faults(again)) == (1, tried)


REFUSED = {
    "unknown person": ({"found_by": "孙悟空"}, ("found_by", "person.unknown")),
    "person without a post then": ({"found_by": "nobody1"}, ("found_by", "person.no_post")),
    "person without the right": ({"found_by": "leader1"}, ("found_by", "person.no_right")),
    "unknown place": ({"premises": "月球"}, ("premises", "reference.unknown")),
    "a day that is none": ({"found_at": "2022-02-30"}, ("found_at", "input.moment")),
    "in the future": ({"found_at": "2022-10-25"}, ("found_at", "at.future")),
    "no visit that day": ({"found_at": "2022-03-06"}, ("found_at", "hazard.no_visit")),
    "unknown category": ({"category": "水"}, ("category", "input.choice")),
    "description too short": ({"description": "坏"}, ("description", "input.short")),
    "no description": ({"description": ""}, ("description", "input.required")),
    "major without criterion": ({"grade": "重大"}, ("criterion", "hazard.criterion")),
    "accepted by the finder": (
        WHOLE | {"accepted_by": "dept1", "closed_by": "county1"},
        ("accepted_by", "hazard.own_finding"),
    ),
    "accepted ahead of rectification": (
        WHOLE | {"accepted_at": "2022-03-08"},
        ("accepted_at", "at.before"),
    ),
    "assigned without a deadline": (WHOLE | {"due_at": ""}, ("due_at", "due.missing")),
    "deadline ahead of the assignment": (
        WHOLE | {"due_at": "2022-03-04"},
        ("assigned_by", "hazard.due_past"),
    ),
    "closed but never rectified": (
        WHOLE | {"rectified_at": ""},
        ("rectified_at", "step.missing"),
    ),
    "rectified by nobody": (WHOLE | {"rectified_by": ""}, ("rectified_by", "step.nobody")),
    "unknown organisation": ({"organisation": "天庭"}, ("organisation", "reference.unknown")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_faulty_row_says_where_and_leaves_nothing(visited, tmp_path, name):
    changes, fault = REFUSED[name]
    good = FOUND | {"number": "good"}

    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", FOUND | changes, good), "hazards")

    assert (told["written"], told["faulty"]) == (1, 1)
    assert faults(batch)[2] == [fault]
    assert Hazard.objects.count() == 1
    line = Line.objects.get(batch=batch, number=2)
    assert line.faults[0][2]
    assert line.cells


def test_a_row_that_stands_twice_in_the_file_is_named(visited, tmp_path):
    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE, WHOLE), "hazards")

    assert (told["written"], faults(batch)) == (1, {3: [("", "row.twice")]})


def test_a_formula_and_a_merged_cell_are_faults_of_their_columns(visited, tmp_path):
    path = ledger(tmp_path / "h.xlsx", "hazards", FOUND, FOUND | {"description": "=A1&B1"}, FOUND, FOUND)
    book = openpyxl.load_workbook(path)
    header = [cell.value for cell in book.active[1]]
    place = header.index("被检查单位") + 1
    book.active.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)
    book.save(path)

    batch, _told = taken_in(path, "hazards")

    assert faults(batch) == {
        3: [("description", "cell.formula_empty")],
        4: [("premises", "cell.merged")],
        5: [("premises", "cell.merged")],
    }


def test_a_hazard_without_a_visit_brings_one_where_it_was_asked_for(city, tmp_path):
    rows = [FOUND, FOUND | {"description": "消防通道堵塞，杂物未清理"}]

    _batch, told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", *rows), "hazards", options=["with-visits"])

    assert told["written"] == 2
    assert Visit.objects.count() == 1
    assert {hazard.visit_id for hazard in Hazard.objects.all()} == {Visit.objects.get().pk}


def test_a_hidden_visit_of_others_is_not_told_by_the_ledger_of_hazards(city, tmp_path):
    hidden = record_visit("shop", by="county1", mode="unannounced", hidden="yes")
    row = FOUND | {"found_at": f"{hidden.visited_on}"}

    without, _told = taken_in(ledger(tmp_path / "a.xlsx", "hazards", row), "hazards")
    _batch, told = taken_in(ledger(tmp_path / "b.xlsx", "hazards", row), "hazards", options=["with-visits"])

    assert faults(without) == {2: [("found_at", "hazard.no_visit")]}
    assert told["written"] == 1
    assert Hazard.objects.get().visit_id != hidden.pk


def test_what_reads_like_a_hazard_on_record_is_hinted_at(visited, tmp_path):
    taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE), "hazards")

    batch, told = taken_in(
        ledger(
            tmp_path / "i.xlsx",
            "hazards",
            FOUND | {"number": "B-1", "description": "配电箱门缺失、导线裸露在外"},
        ),
        "hazards",
    )

    assert told["written"] == 1
    assert [w[1] for w in Line.objects.get(batch=batch).warnings] == ["hazard.alike"]


def test_undoing_voids_what_did_not_move_and_keeps_what_did(visited, tmp_path):
    batch, _told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE, FOUND), "hazards")
    moved = Hazard.objects.get(state=State.FOUND)
    take_step(moved, "assign", by="county1")

    assert undo(Batch.objects.get(pk=batch.pk), by=SYSTEM)

    batch.refresh_from_db()
    assert (batch.state, batch.undone, batch.kept) == (BatchState.UNDONE, 1, 1)
    assert sorted(Hazard.objects.values_list("state", flat=True)) == [State.ASSIGNED, State.VOIDED]
    kept = Line.objects.get(batch=batch, state="kept")
    assert kept.faults[0][1] == "import.moved_on"
    assert figure("hazards.found", date(2022, 3, 1), date(2022, 3, 31)) == 1
    assert figure("hazards.outstanding", date(2022, 3, 1), date(2022, 3, 31)) == 1


def test_only_who_takes_ledgers_in_takes_back_what_came_from_one(visited, tmp_path):
    taken_in(ledger(tmp_path / "h.xlsx", "hazards", FOUND), "hazards")
    hazard = Hazard.objects.get()

    for account in ("inspector1", "station1", "county2", "leader1", "business1"):
        with refuses(Refused, "ledger.import"):
            take_back(hazard, account)

    assert take_back(hazard, "county1").state == State.VOIDED
    with refuses(Conflict, "state.wrong"):
        take_back(hazard, "county1")


def test_what_was_recorded_on_a_page_is_not_taken_back(city):
    hazard = found_hazard()

    with refuses(Refused, "not_now"):
        take_back(hazard, "county1")


def test_a_visit_with_hazards_is_not_undone(visited, tmp_path):
    taken_in(ledger(tmp_path / "h.xlsx", "hazards", FOUND), "hazards")
    visits = Batch.objects.get(ledger="visits")

    undo(visits, by=SYSTEM)

    visits.refresh_from_db()
    assert (visits.undone, visits.kept) == (0, 1)
    assert Line.objects.get(batch=visits).faults[0][1] == "visit.has_hazards"


def test_an_undone_ledger_may_be_brought_again(visited, tmp_path):
    path = ledger(tmp_path / "h.xlsx", "hazards", WHOLE)
    batch, _told = taken_in(path, "hazards")
    undo(Batch.objects.get(pk=batch.pk), by=SYSTEM)

    again, told = taken_in(path, "hazards")

    assert (again.pk != batch.pk, told["written"]) == (True, 1)
    assert Hazard.objects.exclude(state=State.VOIDED).count() == 1


def test_a_neighbours_place_is_not_the_countys_to_take_in(city, tmp_path):
    batch, _told = taken_in(
        ledger(tmp_path / "v.xlsx", "visits", VISIT | {"premises": "depot", "officer": "dept2"}),
        "visits",
        by=actor("county1"),
    )

    assert faults(batch) == {2: [("premises", "import.scope")]}


def test_the_database_holds_a_natural_key_once(visited, tmp_path):
    taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE), "hazards")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM imports_line WHERE ledger = 'hazards' AND \"natural\" = '2022-001'"
        )
        assert cursor.fetchone() == (1,)


def figure(code: str, first: date, last: date) -> int:
    value = evaluate(code, cut=Cut.of(find_area(None)), period=Period(first, last))
    return int(value.number or 0)


def take_back(hazard: Hazard, account: str) -> door.Outcome:
    return door.apply(HAZARD_FLOW, hazard.pk, "take_back", by=actor(account))


def test_the_expert_of_a_visit_accepts_nothing_in_a_ledger_either(city, tmp_path):
    expert = qualified(account="county1")
    taken_in(ledger(tmp_path / "v.xlsx", "visits", VISIT | {"experts": expert.name}), "visits")

    batch, told = taken_in(ledger(tmp_path / "h.xlsx", "hazards", WHOLE), "hazards")

    assert Visit.objects.get().has_expert
    assert told["written"] == 0
    assert ("accepted_by", "hazard.own_visit") in faults(batch)[2]
