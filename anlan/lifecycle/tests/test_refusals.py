"""What the door refuses of a hazard, step by step: class, code and field of each no, and that it left no trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.kernel.errors import Conflict, Invalid, Refused, Unknown
from anlan.lifecycle import door
from anlan.lifecycle.tests.doors import refuses
from anlan.testing import (
    NOON,
    READY_FOR,
    STEPS,
    actor,
    assigned_hazard,
    found_hazard,
    hazard_input,
    record_hazard,
    record_visit,
    scratch,
    step_input,
    take,
    visit_input,
)

SOURCE = {
    "assign": "found",
    "claim": "assigned",
    "accept": "claimed",
    "send_back": "claimed",
    "close_out": "accepted",
}
# step → the code of "no right"
RIGHT = {
    "assign": "hazard.assign",
    "claim": "hazard.claim",
    "accept": "hazard.accept",
    "send_back": "hazard.accept",
    "close_out": "hazard.close",
}
# step → (account, why it may not); the hazard is of the sector fire at the shop in township a1
STRANGERS = {
    "county2": "its county is another",
    "station3": "its township is another",
    "zone1": "its zone is no part of the county",
    "dept2": "its sector is another",
    "leader1": "a leader reads",
    "editor1": "an editor reads",
    "security1": "an administrator of accounts sees no cases",
    "auditor1": "an auditor sees the journal only",
    "nobody1": "holds no post",
    "business2": "the business is another's",
}
LONGEST = {"requirement": 300, "rectification": 500, "acceptance": 300, "reason": 300}


WRONG_ROLE = {
    "assign": ("business1", "inspector1"),
    "claim": ("dept1", "office1", "county1", "inspector1"),
    "accept": ("business1", "office1"),
    "send_back": ("business1", "office1"),
    "close_out": ("business1", "inspector1"),
}
OWNERS_AND_SUPERIORS = {
    "assign": ("dept1", "county1", "office1", "station1"),
    "claim": ("business1", "station1"),
    "accept": ("county1", "inspector1", "station1"),  # dept1 found it
    "send_back": ("dept1", "county1", "inspector1", "station1"),
    "close_out": ("dept1", "county1", "office1", "station1"),
}


def only(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def states_of_one_hazard() -> Iterator[Hazard]:
    """Take one hazard from its finding to its closing out; yield it in each of its states."""
    hazard = found_hazard()
    yield hazard
    for step in ("assign", "claim", "accept", "close_out"):
        take(hazard, step)
        hazard.refresh_from_db()
        yield hazard


def test_a_step_from_a_wrong_state_is_refused(city, subtests):
    tried = 0
    for hazard in states_of_one_hazard():
        for step in STEPS:
            if SOURCE[step] == hazard.state:
                continue
            with subtests.test(state=hazard.state, step=step), refuses(Conflict, "state.wrong") as met:
                take(hazard, step)
            assert (met[0].status, met[0].details["state"]) == (409, hazard.state)
            tried += 1

    assert tried == 20


@pytest.mark.parametrize("step", STEPS)
def test_a_step_by_somebody_without_the_right_is_refused(city, subtests, step):
    hazard = READY_FOR[step]()

    for account, why in STRANGERS.items():
        with subtests.test(account=account, why=why):
            with refuses(Refused, RIGHT[step]) as met:
                take(hazard, step, by=account)
            assert met[0].status == 403


@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_of_the_area_but_not_of_the_right_role_is_refused(city, subtests, step):
    hazard = READY_FOR[step]()

    for account in WRONG_ROLE[step]:
        with subtests.test(account=account), refuses(Refused, RIGHT[step]):
            take(hazard, step, by=account)


@pytest.mark.parametrize("step", STEPS)
def test_owner_and_superior_may(city, subtests, step):
    hazard = READY_FOR[step]()

    for account in OWNERS_AND_SUPERIORS[step]:
        with subtests.test(account=account), scratch():
            assert take(hazard, step, by=account).revision == hazard.revision + 1


def test_whoever_rectified_a_hazard_does_not_accept_it_but_a_colleague_may(city):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")

    with refuses(Refused, "hazard.own_rectification") as met:
        take(hazard, "accept", by="station1")

    assert met[0].status == 403
    assert take(hazard, "accept", by="station2").state in ("accepted", "look_back")


def test_whoever_found_a_hazard_does_not_accept_it_but_a_second_person_may(city):
    hazard = assigned_hazard()
    take(hazard, "claim")

    with refuses(Refused, "hazard.own_finding") as met:
        take(hazard, "accept", by="dept1")

    assert met[0].status == 403
    assert take(hazard, "accept", by="inspector1").state in ("accepted", "look_back")


def test_whoever_reported_it_rectified_takes_the_report_back(city):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")

    assert take(hazard, "send_back", by="station1").state == "assigned"


# -- input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "field"),
    [("assign", "due_at"), ("claim", "rectification"), ("accept", "acceptance"), ("send_back", "reason")],
)
def test_a_missing_input_is_refused(city, subtests, step, field):
    hazard = READY_FOR[step]()

    for given in (None, "", "   ", "\u3000\u3000"):
        with subtests.test(given=given):
            with refuses(Invalid, "input.required", field) as met:
                take(hazard, step, **only(field, given))
            assert (met[0].status, list(met[0].details["errors"])) == (422, [field])


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ("assign", "requirement"),
        ("claim", "rectification"),
        ("accept", "acceptance"),
        ("send_back", "reason"),
    ],
)
def test_text_that_cannot_be_stored_is_refused(city, subtests, step, field):
    hazard = READY_FOR[step]()
    bad = {
        "over-long": ("门" * (LONGEST[field] + 1), "input.long"),
        "NUL": ("door\x00cleared", "input.character"),
        "lone surrogate": ("door \ud800 cleared", "input.character"),
        "escape": ("door \x1b[2J cleared", "input.character"),
        "number": (12345, "input.type"),
        "list": (["door", "cleared"], "input.type"),
    }

    for name, (given, code) in bad.items():
        with subtests.test(name), refuses(Invalid, code, field):
            take(hazard, step, **only(field, given))


@pytest.mark.parametrize(("step", "field"), [("claim", "rectification"), ("accept", "acceptance")])
def test_text_of_exactly_the_longest_length_is_kept_whole(city, step, field):
    hazard = READY_FOR[step]()

    take(hazard, step, **only(field, "𠮷" * LONGEST[field]))

    hazard.refresh_from_db()
    assert getattr(hazard, field) == "𠮷" * LONGEST[field]


@pytest.mark.parametrize("step", STEPS)
def test_a_field_that_a_step_does_not_know_is_refused(city, subtests, step):
    hazard = READY_FOR[step]()

    for name in ("state", "accepted_by", "x" * 400, "\x00"):
        with subtests.test(name=name[:20]), refuses(Invalid, "input.unknown", name):
            take(hazard, step, **only(name, "closed"))


def test_every_fault_of_an_input_is_told_at_once(city):
    visit = record_visit()

    with refuses(Invalid, "input.short", "description") as met:
        record_hazard(visit=visit, description="no", grade="terrible", category=None)

    assert {name: fault.code for name, fault in met[0].details["errors"].items()} == {
        "description": "input.short",
        "grade": "input.choice",
        "category": "input.required",
    }


def test_a_deadline_that_is_no_moment_is_refused(city, subtests):
    hazard = found_hazard()

    for due_at in ("soon", "2022-13-01", "31/12/2022", "\x00", 20221231, True, "99999-01-01"):
        with subtests.test(due_at=due_at), refuses(Invalid, "input.moment", "due_at"):
            take(hazard, "assign", due_at=due_at)


def test_a_deadline_outside_of_this_century_is_refused(city, subtests):
    hazard = found_hazard()

    for due_at in ("1999-12-31", "2100-01-02", "9999-12-31T23:59"):
        with subtests.test(due_at=due_at), refuses(Invalid, "input.range", "due_at"):
            take(hazard, "assign", due_at=due_at)


@pytest.mark.parametrize(
    ("due_at", "code"),
    [
        (NOON, "hazard.due_past"),
        (NOON - timedelta(days=1), "hazard.due_past"),
        (NOON + timedelta(days=365, microseconds=1), "hazard.due_far"),
    ],
    ids=["now", "yesterday", "over a year"],
)
def test_a_deadline_in_the_past_or_too_far_is_refused(city, due_at, code):
    hazard = found_hazard()

    with refuses(Refused, code) as met:
        take(hazard, "assign", due_at=due_at)

    assert met[0].status == 409


@pytest.mark.parametrize("due_at", [NOON + timedelta(microseconds=1), NOON + timedelta(days=365)])
def test_a_deadline_at_the_edge_is_taken(city, due_at):
    hazard = found_hazard()

    take(hazard, "assign", due_at=due_at)

    hazard.refresh_from_db()
    assert hazard.due_at == due_at


# -- time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_a_step_in_the_future_is_refused(city, step):
    hazard = READY_FOR[step]()

    with refuses(Invalid, "at.future", "at"):
        take(hazard, step, at=NOON + timedelta(microseconds=1))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_before_the_one_ahead_of_it_is_refused(city, step):
    hazard = READY_FOR[step]()

    with refuses(Invalid, "at.before", "at"):
        take(hazard, step, at=NOON - timedelta(microseconds=1))


@pytest.mark.parametrize(
    "at", [datetime(1, 1, 2, tzinfo=UTC), datetime(1999, 12, 30, tzinfo=UTC)], ids=["1", "1999"]
)
def test_a_visit_before_this_century_is_refused(city, at):
    with refuses(Invalid, "at.range", "at"):
        record_visit(at=at)


def test_a_hazard_is_not_found_before_its_visit(city):
    visit = record_visit(at=NOON - timedelta(hours=2))

    with refuses(Refused, "hazard.before_visit"):
        record_hazard(visit=visit, at=NOON - timedelta(hours=3))


# -- the case --------------------------------------------------------------------------------------------------


def test_a_case_that_does_not_exist_is_unknown(city, subtests):
    found_hazard()
    who = actor("dept1")

    for step in STEPS:
        for key in (0, -1, 999_999, 2**63 - 1, 2**63, 10**30, -(2**63) - 1):
            with subtests.test(step=step, key=key):
                with refuses(Unknown, "case.unknown", "id") as met:
                    door.apply(HAZARD_FLOW, key, step, by=who, input=step_input(step))
                assert met[0].status == 404


def test_the_key_of_a_visit_is_no_hazard(city):
    visit = record_visit()

    with refuses(Unknown, "case.unknown", "id"):
        door.apply(HAZARD_FLOW, visit.pk, "assign", by=actor("dept1"), input=step_input("assign"))


def test_a_step_that_does_not_exist_is_unknown(city, subtests):
    hazard = found_hazard()

    for step in ("explode", "", "x" * 5_000, "\x00"):
        with subtests.test(step=step[:20]), refuses(Unknown, "step.unknown", "step"):
            door.apply(HAZARD_FLOW, hazard.pk, step, by=actor("dept1"))


def test_an_opening_step_is_not_taken_on_a_case_that_is_open(city):
    hazard = found_hazard()

    with refuses(Unknown, "step.unknown", "step"):
        door.apply(HAZARD_FLOW, hazard.pk, "record", by=actor("dept1"), input=hazard_input(hazard.visit))


def test_a_case_is_not_opened_by_a_later_step(city):
    with refuses(Unknown, "case.unknown", "id"):
        door.open_case(HAZARD_FLOW, "assign", by=actor("dept1"), input=step_input("assign"))


# -- opening ---------------------------------------------------------------------------------------------------


def test_a_visit_and_a_hazard_are_recorded_only_by_who_may(city, subtests):
    visit = record_visit()

    for account in (*STRANGERS, "office1", "business1"):
        with subtests.test(account=account):
            with refuses(Refused, "visit.record"):
                record_visit(by=account)
            with refuses(Refused, "hazard.record"):
                record_hazard(visit=visit, by=account)


def test_whoever_supervises_the_place_records_visits_and_hazards(city, subtests):
    for account in ("dept1", "county1", "inspector1", "station1"):
        with subtests.test(account=account):
            assert record_hazard(by=account).found_by.username == account


@pytest.mark.parametrize("field", ["premises", "visit"])
def test_a_reference_to_nothing_is_refused(city, subtests, field):
    flow, whole = (
        (VISIT_FLOW, visit_input()) if field == "premises" else (HAZARD_FLOW, hazard_input(record_visit()))
    )
    who = actor("dept1")

    given: Any
    for given in (0, -1, 2**63, 10**30, "9" * 5_000, "1e3", "²", "１", True, 1.5, None, "", [], "\x00"):
        code = "input.required" if given in (None, "") else "input.reference"
        with subtests.test(given=str(given)[:20]), refuses(Invalid, code, field):
            door.open_case(flow, "record", by=who, input={**whole, field: given})


def test_a_place_that_was_closed_takes_no_visits(city):
    city.premises["shop"].is_active = False
    city.premises["shop"].save()

    with refuses(Invalid, "input.reference", "premises"):
        record_visit()


def test_a_mode_that_is_no_choice_is_refused(city, subtests):
    for mode in ("Announced", "", "random\x00", "\ud800", 3, None):
        code = "input.required" if mode in ("", None) else "input.choice"
        with subtests.test(mode=mode):
            with refuses(Invalid, code, "mode") as met:
                record_visit(mode=mode)
            assert "\x00" not in str(met[0])
