"""From the assignment to the claim: deadline, receipt, refusal upwards, plan, and the evidence of a claim."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.hazards.forms import FULFILMENTS
from anlan.hazards.tests.factories import (
    deputise,
    major_hazard,
    owed,
    photo,
    ready_for,
    refusal,
    take_with,
)
from anlan.obligations.models import Kind
from anlan.testing import NOON, assigned_hazard, found_hazard, record_hazard, take

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(0), "hazard.due_past"),
        (-HOUR, "hazard.due_past"),
        (-timedelta(days=400), "hazard.due_past"),
        (timedelta(days=365, minutes=1), "hazard.due_far"),
    ],
    ids=["now", "before its discovery", "long before", "over a year"],
)
def test_a_deadline_lies_after_the_assignment_and_within_a_year(city, after, code):
    hazard = found_hazard()

    assert refusal(hazard, "assign", due_at=NOON + after) == code


def test_an_assignment_of_the_past_has_no_deadline_before_it(city):
    """Recorded at noon for ten o'clock: the deadline is compared with the moment of assignment, not of recording."""
    hazard = record_hazard(at=NOON - 3 * HOUR)

    assert refusal(hazard, "assign", at=NOON - 2 * HOUR, due_at=NOON - 2 * HOUR) == "hazard.due_past"
    assert refusal(hazard, "assign", at=NOON - 4 * HOUR, due_at=NOON - 3.5 * HOUR) == "at.before"
    take(hazard, "assign", at=NOON - 2 * HOUR, due_at=NOON - HOUR)


# -- receipt and refusal -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["sign_for", "refuse"])
def test_what_was_signed_for_is_not_signed_for_again_nor_refused(city, step):
    hazard = ready_for("sign_for")
    take(hazard, "sign_for")

    assert refusal(hazard, step) == "not_now"


def test_a_claim_is_also_the_receipt(city):
    hazard = assigned_hazard()

    take(hazard, "claim", by="station1")

    hazard.refresh_from_db()
    assert (hazard.signed_for_by.username, hazard.signed_for_at) == ("station1", NOON)
    assert owed(hazard) == {Kind.ACCEPT}


def test_a_receipt_that_was_given_stays_with_its_giver(city):
    hazard = assigned_hazard()
    take(hazard, "sign_for", by="station2")
    take(hazard, "claim", by="business1")

    hazard.refresh_from_db()
    assert hazard.signed_for_by.username == "station2"


@pytest.mark.parametrize(("decision", "leads_to"), [("grant", "found"), ("refuse", "assigned")])
def test_a_refusal_goes_up_and_comes_back_decided(city, decision, leads_to):
    hazard = ready_for("decide_refusal")

    assert take(hazard, "decide_refusal", decision=decision).state == leads_to
    hazard.refresh_from_db()
    assert (hazard.due_at is None) is (decision == "grant")


def test_a_refused_assignment_takes_its_open_request_along(city):
    hazard = ready_for("decide_extension")

    take(hazard, "refuse")

    hazard.refresh_from_db()
    assert (hazard.asked, owed(hazard)) == ("", {Kind.HEAR_REFUSAL})


def test_a_refusal_says_why(city):
    hazard = assigned_hazard()

    assert refusal(hazard, "refuse", reason="") == "input.required"
    assert refusal(hazard, "refuse", reason="no") == "input.short"


# -- the plan and the claim ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", FULFILMENTS)
def test_the_plan_holds_all_five_fulfilments(city, missing):
    hazard = major_hazard("assign")

    assert refusal(hazard, "plan", **{missing: ""}) == "input.required"


def test_a_general_hazard_has_no_plan(city):
    assert refusal(assigned_hazard(), "plan") == "not_now"


# (grade, photographed when found, plan sent, photograph after) → the code, or nothing
CLAIMS = [
    ("general", False, False, False, ""),
    ("general", False, False, True, ""),
    ("general", True, False, False, "hazard.evidence"),
    ("general", True, False, True, ""),
    ("major", False, False, False, "hazard.plan_missing"),
    ("major", False, False, True, "hazard.plan_missing"),
    ("major", False, True, False, "hazard.evidence"),
    ("major", True, True, False, "hazard.evidence"),
    ("major", False, True, True, ""),
]


@pytest.mark.parametrize(("grade", "pictured", "plan", "after", "code"), CLAIMS)
def test_a_claim_shows_what_the_rule_asks_for(city, grade, pictured, plan, after, code):
    hazard = record_hazard(grade=grade, before=[photo(1)] if pictured else [])
    take(hazard, "assign")
    if plan:
        take(hazard, "plan")
    given = {"after": [photo(2)] if after else []}

    if code:
        assert refusal(hazard, "claim", **given) == code
    else:
        assert take(hazard, "claim", **given).state == "claimed"


def test_a_claim_says_what_was_done(city):
    assert refusal(assigned_hazard(), "claim", rectification=" ") == "input.required"


def test_a_deputys_claim_says_for_whom(city):
    hazard = record_hazard("mill")
    take(hazard, "assign")
    deputise("business1", "business3")

    take(hazard, "claim", by="business1")

    hazard.refresh_from_db()
    assert (hazard.rectified_by.username, hazard.rectified_for.username) == ("business1", "business3")


def test_a_claim_settles_the_request_for_more_time_but_not_the_others(city):
    asked = ready_for("decide_extension")
    take(asked, "claim")
    graded = assigned_hazard()
    take_with(graded, "ask_regrade")
    take(graded, "claim")

    asked.refresh_from_db()
    graded.refresh_from_db()
    assert (asked.asked, owed(asked)) == ("", {Kind.ACCEPT})
    assert (graded.asked, owed(graded)) == ("grade", {Kind.ACCEPT, Kind.SECOND_VIEW})
    assert refusal(graded, "accept") == "hazard.asked_already"
