"""The intervals, against simulated checks of a known truth: they must hold it at least nine times in ten."""

from __future__ import annotations

from random import Random

import pytest

from anlan.detection.estimating import FEW, Recapture, Tally, rate, ratio
from bench.simulate_detection import recaptured, tallied

RUNS = 300


@pytest.mark.parametrize(("truth", "first", "second"), [(60, 0.5, 0.4), (400, 0.3, 0.6), (40, 0.8, 0.3)])
def test_the_interval_of_what_there_was_holds_the_truth(truth, first, second):
    chance = Random(f"{truth} {first} {second}")
    shares = [recaptured(truth, first, second, 0.0, chance).all() for _run in range(RUNS)]
    held = sum(share is not None and share.low <= truth <= share.high for share in shares)
    middle = sum(share.value for share in shares if share) / RUNS

    assert held >= 0.9 * RUNS
    assert middle == pytest.approx(truth, rel=0.06)


def test_where_both_overlook_the_same_the_estimate_is_too_low_and_never_below_what_was_found():
    chance = Random(7)
    found = [recaptured(200, 0.5, 0.5, 2.0, chance) for _run in range(RUNS)]
    shares = [one.all() for one in found]

    assert sum(share.value for share in shares if share) / RUNS < 200
    assert all(share is not None and share.low >= one.met for share, one in zip(shares, found, strict=True))


@pytest.mark.parametrize("clustered", [0.0, 1.5])
def test_the_interval_of_a_ratio_holds_the_truth_also_where_hazards_come_in_clusters(clustered):
    chance = Random(11)
    held = 0
    for _run in range(RUNS):
        told = ratio(tallied(80, 4.8, clustered, chance), tallied(300, 1.0, clustered, chance))
        held += told is not None and told.low <= 4.8 <= told.high

    assert held >= 0.9 * RUNS


def test_little_says_nothing():
    few, none, enough = Tally(FEW - 1, 5, 5), Tally(100, 0, 0), Tally(100, 50, 50)

    assert rate(few) is rate(none) is None
    assert ratio(few, enough) is ratio(enough, none) is None
    assert Recapture(0, 9, 0).all() is None


def test_two_checks_that_found_the_same_found_all():
    share = Recapture(12, 12, 12).all()

    assert share is not None
    assert (share.value, share.low) == (12, 12)
    assert share.high < 14
