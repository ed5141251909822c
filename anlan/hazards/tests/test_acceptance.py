"""Acceptance, look-back, closing out, reopening, and the signed exception from the four persons."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.hazards.tests.factories import (
    deputise,
    look_back_due,
    major_hazard,
    owed,
    refusal,
    take_with,
    wrote,
)
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.testing import (
    NOON,
    accepted_hazard,
    assigned_hazard,
    claimed_hazard,
    closed_hazard,
    person,
    record_hazard,
    take,
)

DAY = timedelta(days=1)


def test_acceptance_times_the_way_from_the_finding(city):
    hazard = record_hazard(at=NOON - 2 * DAY)
    take(hazard, "assign")
    take(hazard, "claim")
    take(hazard, "accept")

    hazard.refresh_from_db()
    assert (hazard.minutes_to_rectify, hazard.settled_at) == (2 * 24 * 60, NOON)


def test_a_major_hazard_is_accepted_with_a_report(city):
    hazard = major_hazard("assign", "plan", "claim")

    assert refusal(hazard, "accept", report="") == "hazard.report_missing"
    assert take(hazard, "accept").state == "look_back"


def test_nothing_is_accepted_before_it_was_claimed(city):
    hazard = assigned_hazard()
    with clock.at(NOON + DAY):
        take(hazard, "claim", at=NOON + DAY)

        assert refusal(hazard, "accept", at=NOON + DAY - timedelta(minutes=1)) == "at.before"


def test_what_was_sent_back_is_claimed_anew_by_anybody(city):
    hazard = claimed_hazard()
    take(hazard, "send_back")
    take(hazard, "claim", by="station1")

    hazard.refresh_from_db()
    assert hazard.rectified_by.username == "station1"
    assert refusal(hazard, "accept", by="station1") == "hazard.own_rectification"


def test_what_is_to_be_looked_back_at_is_not_closed_out_before(city):
    hazard = look_back_due()

    assert refusal(hazard, "close_out") == "state.wrong"
    take(hazard, "look_back")
    assert take(hazard, "close_out").state == "closed"


def test_a_second_look_back_leaves_the_duty_to_close_as_it_was(city):
    hazard = accepted_hazard()
    duty = Obligation.objects.open().get(case_id=hazard.pk)

    with clock.at(NOON + DAY):
        take(hazard, "look_back", by="station1")
        take(hazard, "look_back", by="station2")

    assert Obligation.objects.open().get(case_id=hazard.pk).due_at == duty.due_at


def test_a_look_back_says_what_was_seen(city):
    assert refusal(accepted_hazard(), "look_back", result="") == "input.required"
    assert refusal(accepted_hazard(), "look_back", note="") == "input.required"


# -- reopened ------------------------------------------------------------------------------------------------------


def test_reopening_keeps_the_number_and_counts_once(city):
    hazard = closed_hazard()
    number = hazard.number

    first = wrote(city, hazard, "reopen")
    for step in ("claim", "accept", "close_out"):
        take(hazard, step)
    second = wrote(city, hazard, "reopen")

    hazard.refresh_from_db()
    assert (hazard.number, hazard.reopenings) == (number, 2)
    assert first.counted == {"hazards.rectified": -1, "hazards.closed": -1, "hazards.reopened": +1}
    assert second.counted == {"hazards.rectified": -1, "hazards.closed": -1}


@pytest.mark.parametrize("after", [timedelta(0), -DAY, timedelta(days=366)])
def test_what_is_reopened_has_a_deadline_ahead(city, after):
    assert refusal(closed_hazard(), "reopen", due_at=NOON + after) in ("hazard.due_past", "hazard.due_far")


def test_what_was_reopened_goes_through_four_persons_again(city):
    hazard = closed_hazard()
    take(hazard, "reopen")
    take(hazard, "claim", by="station1")

    assert refusal(hazard, "accept", by="dept1") == "hazard.own_finding"
    assert refusal(hazard, "accept", by="station1") == "hazard.own_rectification"
    take(hazard, "accept", by="county1")
    assert owed(hazard) == {Kind.CLOSE_OUT}


# -- the exception -------------------------------------------------------------------------------------------------


def test_nobody_signs_an_exception_for_himself_nor_for_whom_he_deputises(city):
    hazard = claimed_hazard()
    deputise("office1", "inspector1")

    assert refusal(hazard, "except", by="county1", person=person("county1").pk) == "hazard.own_exception"
    assert refusal(hazard, "except", by="office1", person=person("inspector1").pk) == "hazard.own_exception"


def test_an_exception_is_reasoned(city):
    assert refusal(claimed_hazard(), "except", reason="") == "input.required"
    assert refusal(claimed_hazard(), "except", person=None) == "input.required"


def test_an_excepted_finder_accepts_and_it_is_counted(city):
    hazard = claimed_hazard()

    signed = wrote(city, hazard, "except", person=person("dept1").pk)
    take(hazard, "accept", by="dept1")

    hazard.refresh_from_db()
    assert signed.counted == {"hazards.separation_exceptions": 1}
    assert (hazard.accepted_by.username, hazard.found_by.username) == ("dept1", "dept1")
    assert hazard.exception_by.username == "office1"


def test_an_exception_is_for_one_person_and_one_part(city):
    hazard = assigned_hazard()
    take(hazard, "claim", by="station1")
    take_with(hazard, "except", person=person("dept1").pk, part="accept")

    assert refusal(hazard, "accept", by="station1") == "hazard.own_rectification"
    take(hazard, "accept", by="dept1")
    assert refusal(hazard, "look_back", by="dept1") == "hazard.own_case"


def test_an_exception_gives_no_right_that_the_post_lacks(city):
    hazard = claimed_hazard()
    take_with(hazard, "except", person=person("business1").pk)

    assert refusal(hazard, "accept", by="business1") == "hazard.accept"


def test_an_excepted_finder_looks_back(city):
    hazard = accepted_hazard()
    take_with(hazard, "except", person=person("dept1").pk, part="look_back")

    take(hazard, "look_back", by="dept1")

    hazard.refresh_from_db()
    assert hazard.looked_back_by.username == "dept1"
