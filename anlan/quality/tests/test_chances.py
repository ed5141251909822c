"""The probabilities, compared with what a hand works out."""

from __future__ import annotations

import math

import pytest

from anlan.quality.chances import Peers, binomial_at_least, fitted, hypergeometric_at_most, mode, ratio

PEERS = [(10, 100), (20, 100), (30, 100), (40, 100)]
"""Rates 0.1 to 0.4: mean 0.25, variance 0.0125; less the chance of a count, 0.25 / 100, leaves 0.01 between them."""


def test_two_moments_fit_the_rates_of_peers():
    found = fitted(PEERS)

    assert found is not None
    assert found.mean == pytest.approx(0.25)
    assert found.alpha == pytest.approx(6.25)  # 0.25² / 0.01
    assert found.beta == pytest.approx(25)  # 0.25 / 0.01


def test_a_run_without_events_is_as_improbable_as_by_hand():
    found = fitted(PEERS)

    assert found is not None
    assert found.none_in(25) == pytest.approx(0.5**6.25)  # (25 / 50) ^ 6.25
    # after 5 events in 25 days of its own: (50 / 75) ^ 11.25
    assert found.none_in(25, events=5, over=25) == pytest.approx((2 / 3) ** 11.25)


def test_peers_that_differ_no_more_than_by_chance_are_taken_for_equal():
    found = fitted([(25, 100), (25, 100), (25, 100)])

    assert found == Peers(0.25)
    assert found is not None
    assert found.none_in(10) == pytest.approx(math.exp(-2.5))


@pytest.mark.parametrize(
    "peers", [[], [(1, 10), (2, 10)], [(0, 10), (0, 10), (0, 10)]], ids=["none", "two", "nothing"]
)
def test_too_few_peers_or_nothing_among_them_fits_nothing(peers):
    assert fitted(peers) is None


def test_the_tail_of_the_mixture_is_one_less_what_lies_below():
    peers = Peers(2.0, 1.0, 0.5)  # alpha 1 over one exposure: geometric with p = 0.5 / 1.5

    assert peers.at_least(0, 1) == 1
    assert peers.at_least(1, 1) == pytest.approx(2 / 3)
    assert peers.at_least(3, 1) == pytest.approx((2 / 3) ** 3)


def test_the_tail_of_equal_rates_is_poissons():
    peers = Peers(0.5)

    assert peers.at_least(2, 2) == pytest.approx(1 - 2 * math.exp(-1))


def test_the_binomial_tail_is_as_by_hand():
    assert binomial_at_least(2, 3, 0.5) == pytest.approx(0.5)
    assert binomial_at_least(0, 5, 0.1) == pytest.approx(1)
    assert binomial_at_least(20, 20, 1 / 60) == pytest.approx((1 / 60) ** 20)


def test_fishers_tail_is_the_lady_tasting_tea():
    # 8 cups, 4 of them with milk first; of 4 drawn at most 1 right: (1 + 16) / 70
    assert hypergeometric_at_most(1, 4, 4, 8) == pytest.approx(17 / 70)
    assert hypergeometric_at_most(4, 4, 4, 8) == pytest.approx(1)


def test_a_ratio_comes_with_its_interval():
    times, low, high = ratio(10, 100, 30, 100)

    assert times == pytest.approx(30.5 / 10.5)
    assert low < times < high
    assert math.log(high / times) == pytest.approx(
        1.96 * math.sqrt(1 / 10.5 - 1 / 100.5 + 1 / 30.5 - 1 / 100.5)
    )


def test_of_equally_common_values_the_least_is_told():
    assert mode([7, 3, 7, 3, 9]) == (3, 2)
