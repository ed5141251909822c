"""Decree 493 as tables, with every boundary: “以上” includes its number, “以下” does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.incidents import clocks
from anlan.incidents.grading import (
    RANK,
    Numbers,
    category,
    grade,
    last_day_of_change,
    levels_up,
    reporting_grade,
)
from anlan.incidents.kinds import IncidentKind
from anlan.incidents.papers import money, ordinal
from anlan.incidents.terms import as_shipped
from anlan.kernel import clock

WAN = 10_000


@pytest.mark.parametrize(
    ("deaths", "serious", "loss", "wanted"),
    [
        (0, 0, 0, "none"),
        (0, 0, 1, "ordinary"),
        (1, 0, 0, "ordinary"),
        (2, 9, 999 * WAN, "ordinary"),
        (0, 9, 1_000 * WAN - 1, "ordinary"),
        (3, 0, 0, "larger"),
        (0, 10, 0, "larger"),
        (0, 0, 1_000 * WAN, "larger"),
        (9, 49, 5_000 * WAN - 1, "larger"),
        (10, 0, 0, "serious"),
        (0, 50, 0, "serious"),
        (0, 0, 5_000 * WAN, "serious"),
        (29, 99, 10_000 * WAN - 1, "serious"),
        (30, 0, 0, "extraordinary"),
        (0, 100, 0, "extraordinary"),
        (0, 0, 10_000 * WAN, "extraordinary"),
    ],
)
def test_the_grade_is_the_worst_of_three_columns_at_every_boundary(deaths, serious, loss, wanted):
    assert grade(Numbers(deaths=deaths, serious=serious, loss_yuan=loss)) == wanted


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 120), st.integers(0, 12_000 * WAN))
def test_more_never_makes_a_grade_lower_and_the_missing_never_lower_the_way_up(
    deaths, missing, serious, loss
):
    numbers = Numbers(deaths, missing, serious, 0, loss)
    more = Numbers(deaths + 1, missing, serious + 1, 0, loss + 1)

    assert RANK[grade(more)] >= RANK[grade(numbers)]
    assert RANK[reporting_grade(numbers)] >= RANK[grade(numbers)]


@pytest.mark.parametrize(
    ("kind", "numbers", "wanted"),
    [
        ("production", Numbers(), ""),
        ("production", Numbers(loss_yuan=9_000_000), ""),
        ("production", Numbers(minor=1), "production_casualty"),
        ("production", Numbers(missing=1), "production_casualty"),
        ("fire", Numbers(loss_yuan=1), ""),
        ("fire", Numbers(serious=1), "fire_casualty"),
        ("traffic", Numbers(deaths=2, serious=9), ""),
        ("traffic", Numbers(deaths=3), "traffic_larger"),
        ("traffic", Numbers(deaths=2, missing=1), "traffic_larger"),
        ("traffic", Numbers(serious=10), "traffic_larger"),
        ("emergency", Numbers(), "emergency"),
        ("disaster", Numbers(), "disaster"),
    ],
)
def test_each_of_the_five_categories_has_its_own_threshold(kind, numbers, wanted):
    assert category(kind, numbers) == wanted


LAW = as_shipped("production", date(2022, 10, 22))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def test_numbers_change_for_thirty_days_of_fire_and_traffic_for_seven():
    happened = at("2022-10-01T23:59")

    assert last_day_of_change(happened, 30) == date(2022, 10, 31)
    days = {kind: as_shipped(kind, happened.date()).change_days for kind in IncidentKind.values}
    assert days == {"production": 30, "fire": 7, "traffic": 7, "emergency": 30, "disaster": 30}
    assert last_day_of_change(happened, 7) == date(2022, 10, 8)


@pytest.mark.parametrize(
    ("of", "wanted"),
    [
        ("none", ("city",)),
        ("ordinary", ("city",)),
        ("larger", ("city", "province")),
        ("serious", ("city", "province", "state")),
    ],
)
def test_how_far_up_a_grade_is_reported(of, wanted):
    assert levels_up(of) == wanted


def test_hours_run_through_the_night_and_a_term_of_days_ends_on_a_working_day(db):
    saturday_night = at("2022-10-22T23:30")

    assert clocks.by_phone(saturday_night, "ordinary", LAW) is None
    by_phone = clocks.by_phone(saturday_night, "larger", LAW)
    assert by_phone is not None
    assert by_phone.due_at == at("2022-10-23T00:30")
    assert clocks.first_report(saturday_night, LAW).due_at == at("2022-10-23T01:30")
    assert clocks.follow_up(saturday_night, "larger", LAW).due_at == at("2022-10-23T23:30")
    assert clocks.follow_up(saturday_night, "serious", LAW).due_at == at("2022-10-23T11:30")
    # 2 August + 60 days is 1 October: the national holiday moves it to the 8th
    assert clocks.investigation(at("2022-08-02T10:00"), LAW).due_at == at("2022-10-08T18:00")
    assert clocks.investigation(at("2022-08-02T10:00"), LAW, 60).due_at == at("2022-11-30T18:00")
    assert clocks.reply(at("2022-10-10T09:00"), "larger", LAW).due_at == at("2022-10-25T18:00")
    assert clocks.reply(at("2022-10-10T09:00"), "extraordinary", LAW).due_at == at("2022-11-09T18:00")


def test_the_final_report_waits_for_the_numbers_to_stand_and_a_day_after_rescue_at_the_earliest():
    happened, ended = at("2022-10-01T10:00"), at("2022-10-02T10:00")
    fire = as_shipped("fire", happened.date())

    assert clocks.final_report(happened, ended, fire).due_at == at("2022-10-09T00:00")
    assert clocks.final_report(happened, at("2022-10-20T10:00"), fire).due_at == at("2022-10-21T10:00")


def test_a_unit_has_one_hour_to_the_minute():
    happened = at("2022-10-01T10:00")

    assert not clocks.unit_was_late(happened, happened + timedelta(hours=1), LAW)
    assert clocks.unit_was_late(happened, happened + timedelta(hours=1, minutes=1), LAW)


def test_ordinals_and_money_as_papers_write_them():
    assert [ordinal(n) for n in (1, 9, 10, 11, 20, 23)] == ["一", "九", "十", "十一", "二十", "二十三"]
    assert [money(n) for n in (None, 0, 800, 10_000, 1_234_500)] == [
        "正在核实",
        "0元",
        "800元",
        "1万元",
        "123.45万元",
    ]
