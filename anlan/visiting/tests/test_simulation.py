"""The simulated year: fewer visits at equal coverage, by how much, and where the assumptions carry it."""

from __future__ import annotations

from anlan.enforcement.limits import shipped
from anlan.hazards.duties import DEFAULT_DAYS, LOOK_BACK_WORKING_DAYS
from bench import simulate_visits
from bench.simulate_visits import ASSUMED, demo_rules, rule_sets, simulate

PLACES = 250


def test_the_terms_of_follow_ups_are_the_products_own() -> None:
    assert DEFAULT_DAYS == simulate_visits.RECTIFY_DAYS
    assert shipped()["recheck_days"][0].number == simulate_visits.RECHECK_DAYS
    assert LOOK_BACK_WORKING_DAYS * 7 // 5 == simulate_visits.LOOK_BACK_DAYS


def test_planning_together_takes_thirty_percent_fewer_visits_at_equal_coverage_and_less_where_days_are_few() -> (
    None
):
    rules = rule_sets()["with assumed rounds"]

    usual, narrow = simulate(PLACES, rules), simulate(PLACES, rules, narrow=0.1)

    assert usual.missed == narrow.missed == 0  # every check inside its days, planned and list by list
    assert usual.saved >= 0.30
    assert usual.saved_of_own >= 0.30
    assert 0 < narrow.saved < usual.saved


def test_where_few_plans_meet_at_a_place_little_is_saved() -> None:
    """Said in the guide: the demo's plans alone ask most places once, and what anybody's visit meets is met anyway."""
    alone = simulate(PLACES, demo_rules())

    assert alone.missed == 0
    assert 0 <= alone.saved < 0.2


def test_bodies_that_decline_cost_what_they_saved() -> None:
    rules = [*demo_rules(), *ASSUMED]

    assert simulate(PLACES, rules, refusing=0.5).saved < simulate(PLACES, rules).saved
