"""What one asks and another decides: extensions, changes of grade, voiding; one thing at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.hazards.tests.factories import major_hazard, owed, ready_for, refusal, take_with, wrote
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.testing import (
    NOON,
    accepted_hazard,
    assigned_hazard,
    claimed_hazard,
    closed_hazard,
    criterion,
    found_hazard,
    record_hazard,
    take,
)

DAY = timedelta(days=1)
DUE = NOON + 7 * DAY  # the deadline that the cases set


# -- extensions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "until", "code"),
    [
        (DUE, DUE + DAY, "hazard.extension_late"),
        (DUE + DAY, DUE + 9 * DAY, "hazard.extension_late"),
        (NOON, DUE, "hazard.extension_back"),
        (NOON, DUE - DAY, "hazard.extension_back"),
        (NOON, NOON - DAY, "hazard.extension_back"),
        (NOON, NOON + 366 * DAY, "hazard.due_far"),
    ],
    ids=["at the deadline", "after it", "the same", "backwards", "into the past", "over a year"],
)
def test_an_extension_is_asked_before_the_deadline_and_leads_forwards(city, at, until, code):
    hazard = assigned_hazard()

    with clock.at(at):
        assert refusal(hazard, "ask_extension", until=until) == code


def test_an_extension_is_asked_to_the_last_moment_and_for_a_year_at_most(city):
    hazard = assigned_hazard()

    with clock.at(DUE - timedelta(seconds=1)):
        take(hazard, "ask_extension", until=NOON + 365 * DAY)


def test_a_second_extension_is_an_offices_above_and_there_is_no_third(city):
    hazard = assigned_hazard()
    take(hazard, "ask_extension", until=DUE + DAY)
    take(hazard, "decide_extension", by="dept1")
    take(hazard, "ask_extension", until=DUE + 2 * DAY)

    duty = Obligation.objects.open().get(case_id=hazard.pk, kind=Kind.DECIDE_EXTENSION)
    assert duty.owner.code == "office"
    assert refusal(hazard, "decide_extension", by="dept1") == "hazard.not_superior"
    take(hazard, "decide_extension", by="office1")

    assert refusal(hazard, "ask_extension", until=DUE + 3 * DAY) == "hazard.extended_twice"
    hazard.refresh_from_db()
    assert (hazard.extensions, hazard.due_at) == (2, DUE + 2 * DAY)


def test_an_extension_is_counted_once(city):
    hazard = assigned_hazard()
    take(hazard, "ask_extension", until=DUE + DAY)
    take(hazard, "decide_extension")
    take(hazard, "ask_extension", until=DUE + 2 * DAY)

    assert wrote(city, hazard, "decide_extension", by="office1").counted == {}


def test_what_was_asked_for_and_has_passed_can_only_be_refused(city):
    hazard = ready_for("decide_extension")

    with clock.at(NOON + 30 * DAY):
        assert refusal(hazard, "decide_extension") == "hazard.extension_late"
        take(hazard, "decide_extension", decision="refuse")

    hazard.refresh_from_db()
    assert (hazard.asked, hazard.due_at, hazard.extensions) == ("", DUE, 0)


def test_a_refused_extension_leaves_the_deadline_and_its_duty(city):
    hazard = ready_for("decide_extension")
    before = Obligation.objects.open().get(case_id=hazard.pk, kind=Kind.RECTIFY)

    take(hazard, "decide_extension", decision="refuse")

    after = Obligation.objects.open().get(case_id=hazard.pk, kind=Kind.RECTIFY)
    assert (after.pk, after.due_at) == (before.pk, DUE)


@pytest.mark.parametrize("step", ["decide_extension", "decide_regrade", "decide_void"])
def test_nothing_is_decided_that_nobody_asked(city, step):
    assert refusal(assigned_hazard(), step, by="office1") == "not_now"


# -- one thing at a time -------------------------------------------------------------------------------------------

ASKING = ("ask_extension", "ask_regrade", "ask_void", "transfer")


@pytest.mark.parametrize("first", ASKING[:3])
@pytest.mark.parametrize("second", ASKING)
def test_one_request_waits_at_a_time(city, first, second):
    hazard = assigned_hazard()
    take_with(hazard, first)

    assert refusal(hazard, second) == "hazard.asked_already"


@pytest.mark.parametrize(
    ("made", "step"),
    [
        (claimed_hazard, "accept"),
        (accepted_hazard, "close_out"),
        (accepted_hazard, "look_back"),
        (closed_hazard, "reopen"),
    ],
)
def test_nothing_is_settled_while_a_request_waits(city, made, step):
    hazard = made()
    take(hazard, "ask_void")

    assert refusal(hazard, step) == "hazard.asked_already"


# -- grades --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_major", "grade", "by_criterion", "code"),
    [
        (False, "general", False, "hazard.same_grade"),
        (False, "major", False, "hazard.criterion"),
        (False, "general", True, "hazard.criterion"),
        (True, "major", True, "hazard.same_grade"),
        (True, "general", True, "hazard.criterion"),
    ],
)
def test_a_grade_goes_with_its_criterion(city, is_major, grade, by_criterion, code):
    hazard = record_hazard(grade="major" if is_major else "general")
    given = criterion() if by_criterion else None

    assert refusal(hazard, "ask_regrade", grade=grade, criterion=given) == code


def test_a_major_hazard_becomes_a_general_one_by_two_persons(city):
    hazard = major_hazard("assign")
    take(hazard, "ask_regrade", grade="general", criterion=None)
    take(hazard, "decide_regrade", by="office1")

    hazard.refresh_from_db()
    assert (hazard.grade, hazard.criterion, hazard.asked, hazard.asked_grade) == ("general", None, "", "")


def test_a_claim_that_turns_out_major_is_not_accepted_without_a_plan(city):
    hazard = claimed_hazard()
    take(hazard, "ask_regrade", by="dept1")
    take(hazard, "decide_regrade", by="office1")

    assert refusal(hazard, "accept") == "hazard.plan_missing"
    take(hazard, "send_back")
    take(hazard, "plan")


# -- voiding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [found_hazard, assigned_hazard, claimed_hazard])
def test_a_major_hazard_is_never_voided(city, made):
    hazard = made() if made is not claimed_hazard else assigned_hazard()
    take(hazard, "ask_regrade", by="dept1")
    take(hazard, "decide_regrade", by="office1")

    assert refusal(hazard, "ask_void") == "hazard.major_stays"


def test_a_closed_hazard_that_was_never_one_is_voided_out_of_all_counts(city):
    hazard = closed_hazard()
    take(hazard, "ask_void")

    found = wrote(city, hazard, "decide_void", by="office1")

    assert found.counted == {"hazards.found": -1, "hazards.rectified": -1, "hazards.closed": -1}
    assert "settled_at" not in found.columns
    assert owed(hazard) == set()


def test_what_is_not_voided_goes_on_where_it_was(city):
    hazard = assigned_hazard()
    take(hazard, "ask_void")

    assert take(hazard, "decide_void", decision="refuse").state == "assigned"
    assert owed(hazard) == {Kind.SIGN_FOR, Kind.RECTIFY}
