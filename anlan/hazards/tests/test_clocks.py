"""What is owed by when, to the minute, over the National Day holiday of 2022: 1–7 October off, 8 and 9 made up."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from anlan.hazards.tests.factories import (
    look_back_due,
    major_hazard,
    photo,
    ready_for,
    shown,
    take_with,
)
from anlan.kernel import clock
from anlan.obligations.models import Kind, Obligation
from anlan.testing import SmallCity, closed_hazard, found_hazard, take

EVE = datetime(2022, 9, 30, 15, 30, tzinfo=clock.SHANGHAI)  # a Friday
HOLIDAY = datetime(2022, 10, 4, 9, 7, tzinfo=clock.SHANGHAI)
MADE_UP = ["2022-10-08", "2022-10-09"]


@pytest.fixture
def eve(city: SmallCity):
    with clock.at(EVE):
        yield city


def duty(hazard, kind: Kind) -> tuple[str, dict[str, object]]:
    """Return when an open duty is due and how that was worked out."""
    row = Obligation.objects.open().get(case_id=hazard.pk, kind=kind)
    told = json.loads(row.computation)
    return shown(row.due_at), told


def test_hours_run_through_the_holiday(eve):
    assert duty(found_hazard(), Kind.ASSIGN) == (
        "2022-10-01 15:30",
        {"from": "2022-09-30T15:30", "hours": 24, "due": "2022-10-01T15:30"},
    )


def test_one_working_day_ends_on_the_make_up_saturday(eve):
    assert duty(ready_for("sign_for"), Kind.SIGN_FOR) == (
        "2022-10-08 18:00",
        {
            "from": "2022-09-30T15:30",
            "working_days": 1,
            "days_off": 7,
            "made_up": MADE_UP[:1],
            "due": "2022-10-08T18:00",
        },
    )


@pytest.mark.parametrize(
    ("step", "kind", "due", "days", "off"),
    [
        ("decide_refusal", Kind.HEAR_REFUSAL, "2022-10-09 18:00", 2, 7),
        ("receive", Kind.RECEIVE_TRANSFER, "2022-10-09 18:00", 2, 7),
        ("decide_regrade", Kind.SECOND_VIEW, "2022-10-09 18:00", 2, 7),
        ("decide_void", Kind.DECIDE_VOID, "2022-10-09 18:00", 2, 7),
        ("accept", Kind.ACCEPT, "2022-10-10 18:00", 3, 7),
        ("close_out", Kind.CLOSE_OUT, "2022-10-10 18:00", 3, 7),
    ],
)
def test_working_days_jump_over_the_holiday_and_count_the_make_up_days(eve, step, kind, due, days, off):
    at, told = duty(ready_for(step), kind)

    assert at == due
    assert told == {
        "from": "2022-09-30T15:30",
        "working_days": days,
        "days_off": off,
        "made_up": MADE_UP,
        "due": due.replace(" ", "T"),
    }


def test_the_sampled_look_back_has_fifteen_working_days(eve):
    at, told = duty(look_back_due(), Kind.LOOK_BACK)

    assert (at, told["working_days"], told["made_up"]) == ("2022-10-26 18:00", 15, MADE_UP)


def test_the_look_back_at_a_major_one_moves_from_a_sunday_to_the_monday(eve):
    at, told = duty(major_hazard("assign", "plan", "claim", "accept"), Kind.LOOK_BACK)

    assert at == "2022-10-31 18:00"
    assert (told["days"], told["moved_from"]) == (30, "2022-10-30")


def test_ten_working_days_for_an_extension_unless_the_deadline_is_nearer(eve):
    long, short = found_hazard(), found_hazard()
    for hazard, days in ((long, 40), (short, 3)):
        take(hazard, "assign", due_at=EVE + timedelta(days=days))
        take(hazard, "ask_extension", until=EVE + timedelta(days=50))

    at, told = duty(long, Kind.DECIDE_EXTENSION)
    assert (at, told["working_days"]) == ("2022-10-19 18:00", 10)
    assert duty(short, Kind.DECIDE_EXTENSION) == (
        "2022-10-03 15:30",
        {"before_deadline": "2022-10-03T15:30"},
    )


def test_the_week_of_what_is_still_there_ends_on_a_working_day(eve):
    hazard = closed_hazard()
    take_with(hazard, "look_back", result="still")

    at, told = duty(hazard, Kind.RECTIFY)
    assert at == "2022-10-08 18:00"
    assert (told["days"], told["moved_from"]) == (7, "2022-10-07")


def test_a_deadline_that_somebody_set_says_who(eve):
    hazard = found_hazard()
    take(hazard, "assign", due_at=EVE + timedelta(days=2, minutes=7))

    at, told = duty(hazard, Kind.RECTIFY)
    assert at == "2022-10-02 15:37"
    assert told["set_by"] == hazard.found_by_id


def test_what_happens_on_a_holiday_begins_on_the_next_working_day(city):
    with clock.at(HOLIDAY):
        hazard = major_hazard("assign", "plan")
        take(hazard, "claim", after=[photo(3)])

        assert duty(hazard, Kind.ACCEPT)[0] == "2022-10-10 18:00"  # 8, 9, 10 October


def test_a_late_entry_counts_from_when_it_happened(city):
    """Reported on the Monday for the Friday before: the clock began on the Friday."""
    monday = datetime(2022, 10, 17, 9, 0, tzinfo=clock.SHANGHAI)
    friday = monday - timedelta(days=3)
    with clock.at(friday):
        hazard = ready_for("claim")
    with clock.at(monday):
        take(hazard, "claim", at=friday + timedelta(hours=1))

        assert duty(hazard, Kind.ACCEPT)[0] == "2022-10-19 18:00"
