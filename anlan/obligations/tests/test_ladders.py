"""The ladders as tables of moments, holidays and make-up days included."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel import clock
from anlan.obligations.ladders import LADDERS, Rung, first_look, next_look
from anlan.obligations.models import Kind


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("kind", "opened", "due", "reminded"),
    [
        (Kind.RECTIFY, "2022-10-24T12:00", "2022-10-31T18:00", "2022-10-30T18:00"),
        (Kind.RECTIFY, "2022-10-24T12:00", "2022-10-26T12:00", "2022-10-26T00:00"),
        (Kind.RECTIFY, "2022-10-24T12:00", "2022-10-24T12:00", "2022-10-24T12:00"),
        (Kind.RECTIFY, "2022-10-24T12:00", "2022-10-20T18:00", "2022-10-24T12:00"),
        (Kind.ASSIGN, "2022-10-24T12:00", "2022-10-25T12:00", "2022-10-25T08:00"),
        (Kind.SIGN_FOR, "2022-10-24T12:00", "2022-10-24T20:00", "2022-10-24T18:00"),
    ],
    ids=[
        "a day before",
        "a quarter of a short term",
        "due at once",
        "due before it was opened",
        "hours",
        "short",
    ],
)
def test_a_reminder_comes_before_it_is_due(kind, opened, due, reminded):
    assert first_look(kind, at(opened), at(due)) == at(reminded)


@pytest.mark.parametrize(
    ("kind", "rung", "due", "taken", "following"),
    [
        (Kind.RECTIFY, Rung.REMINDER, "2022-10-31T18:00", "2022-10-30T18:00", "2022-10-31T18:00"),
        (Kind.RECTIFY, Rung.REMINDER, "2022-10-20T18:00", "2022-10-24T09:00", "2022-10-25T09:00"),
        (Kind.RECTIFY, Rung.LETTER, "2022-10-31T18:00", "2022-10-31T18:00", "2022-11-03T18:00"),
        (Kind.RECTIFY, Rung.LETTER, "2022-09-29T18:00", "2022-09-29T18:01", "2022-10-09T18:00"),
        (Kind.RECTIFY, Rung.LETTER, "2022-10-07T09:00", "2022-10-07T09:01", "2022-10-10T18:00"),
        (Kind.RECTIFY, Rung.CIRCULAR, "2022-09-20T18:00", "2022-09-28T10:00", "2022-10-12T18:00"),
        (Kind.RECTIFY, Rung.INTERVIEW, "2022-10-31T18:00", "2022-11-20T10:00", None),
        (Kind.ACCEPT, Rung.REMINDER, "2022-10-27T12:00", "2022-10-27T08:00", "2022-10-27T12:00"),
        (Kind.ACCEPT, Rung.LETTER, "2022-10-27T12:00", "2022-10-27T12:00", None),
    ],
    ids=[
        "letter when it is due",
        "a late reminder leaves a day",
        "three working days",
        "over the national holiday, both make-up days count",
        "from within the holiday",
        "seven working days over the holiday",
        "nothing after the interview",
        "a small ladder has a letter",
        "and no more",
    ],
)
def test_the_next_rung_is_counted_in_working_days(db, kind, rung, due, taken, following):
    found = next_look(kind, rung, due_at=at(due), at=at(taken))

    assert found == (at(following) if following else None)


def test_what_is_owed_in_a_supervision_is_not_supervised():
    own = [kind for kind in Kind if kind.startswith("supervision.")]

    assert own
    assert not set(own) & set(LADDERS)
    assert {first_look(kind, at("2022-10-24T12:00"), at("2022-10-25T12:00")) for kind in own} == {None}


def test_every_other_kind_has_a_ladder_but_those_of_publicity_and_bulletins():
    """What is not verified counts in no figure: that is enough, letters about it would be a burden (brief §6.6).

    An issue waits for its reviewer and signer in the office itself; who did not sign for one is reminded by its editor.
    A report is chased by its own rule, to the minute: reminder, calls, the leader, the circular.
    A team's missing log is listed and counted for all to see: a paper about it would come after the team has gone.
    A call-out that nobody answers is escalated by the minute, by a clock of its own.
    A warning that nobody acknowledged is told to the level above within minutes: a paper would come too late.
    An alarm of a plant is checked within minutes, a duty of a post ends by itself as missed: both are counted.
    """
    without = {
        kind
        for kind in Kind
        if kind.startswith(
            (
                "supervision.",
                "outreach.",
                "bulletin.",
                "report.",
                "team.",
                "call_out.",
                "advisory.",
                "plant_alarm.",
            )
        )
    } | {Kind.PERFORM_DUTY}

    assert set(Kind) - set(LADDERS) == without


@given(st.sampled_from(sorted(LADDERS)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_reminder_lies_within_the_term_and_never_in_its_first_three_quarters(kind, term):
    opened = at("2022-10-24T12:00")

    look = first_look(kind, opened, opened + term)

    assert look is not None
    assert opened + term * 3 / 4 - timedelta(microseconds=2) <= look <= opened + term
