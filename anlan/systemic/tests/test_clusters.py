"""The test behind the candidates: exact against fractions, silent by chance, and it finds what was planted."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.systemic.clusters import FEWEST, LEVEL, Cell, Tally, corrected, look, upper_tail
from anlan.systemic.kinds import ProblemKind
from anlan.systemic.tests.simulated import City, tallies


@given(
    st.integers(0, 60).flatmap(
        lambda total: st.tuples(
            st.just(total), st.integers(0, total), st.integers(0, total), st.integers(-1, total + 1)
        )
    )
)
def test_the_tail_is_that_of_the_hypergeometric_distribution(numbers):
    total, drawn, marked, least = numbers

    told = upper_tail(least, drawn=drawn, marked=marked, total=total)

    ways = sum(
        comb(marked, n) * comb(total - marked, drawn - n)
        for n in range(max(0, least), min(drawn, marked) + 1)
    )
    assert told == pytest.approx(float(Fraction(ways, comb(total, drawn))), rel=1e-9, abs=1e-12)


def test_the_tail_of_a_whole_city_is_found_in_a_moment_and_is_a_probability():
    told = [upper_tail(n, drawn=20_000, marked=40_000, total=250_000) for n in (3_000, 3_200, 3_300, 3_500)]

    assert told == sorted(told, reverse=True)
    assert 0.4 < told[1] < 0.6
    assert told[0] > 0.999
    assert told[3] < 1e-8


def test_holms_correction_is_the_published_one():
    cells = [
        Cell(ProblemKind.REGIONAL, n, 0, "fire", 5, 9, 5, 9, chance=p)
        for n, p in enumerate((0.03, 0.01, 0.02, 0.9))
    ]

    assert [cell.corrected for cell in corrected(cells)] == pytest.approx([0.04, 0.06, 0.06, 0.9])


@pytest.mark.parametrize("looks", [100, pytest.param(2_000, marks=pytest.mark.slow)])
def test_a_city_without_problems_shows_a_candidate_in_five_looks_of_a_hundred_at_most(looks):
    """Hazards come in clusters within a place, areas are inspected unequally: both are in the simulation."""
    rng = random.Random(20221024)
    shown = sum(bool(look(tallies(rng, City())).candidates) for _n in range(looks))

    assert shown / looks <= LEVEL


def test_what_was_planted_is_found_and_told_as_what_it_is():
    rng = random.Random(1)
    planted = {
        ProblemKind.REGIONAL: City(part=2, sector=1, category="c0"),
        ProblemKind.SECTORAL: City(sector=1, category="c0"),
        ProblemKind.PERIODIC: City(sector=1, category="c0", only_now=True),
    }
    met = dict.fromkeys(planted, 0)
    for _n in range(10):
        for kind, city in planted.items():
            found = look(tallies(rng, city)).candidates
            met[kind] += any((one.kind, one.sector, one.category) == (kind, 1, "c0") for one in found)
            part = [one.part for one in found if one.kind == ProblemKind.REGIONAL and one.category == "c0"]
            assert kind != ProblemKind.REGIONAL or set(part) <= {2}

    assert all(n >= 9 for n in met.values()), met


def test_one_careless_place_is_no_problem_of_an_area():
    """Forty hazards of one category at one place: they count once."""
    told = [Tally(part, "s", c, 0, 20, 20) for part in range(4) for c in ("fire", "electrical")]
    told = [
        Tally(1, "s", "fire", 0, 20, 60) if (one.part, one.category) == (1, "fire") else one for one in told
    ]

    assert look(told).candidates == ()


def test_an_area_that_is_inspected_ten_times_as_much_is_no_worse_for_it():
    told = [
        Tally(part, "s", c, 0, n)
        for part, n in enumerate((300, 30, 30))
        for c in ("fire", "electrical", "layout")
    ]

    assert look(told).candidates == ()


def test_few_places_are_never_a_candidate_and_cells_without_a_rest_are_not_tested():
    few = [
        Tally(0, "s", "fire", 0, FEWEST - 1),
        Tally(1, "s", "layout", 0, 500),
        Tally(0, "s", "layout", 0, 500),
    ]
    alone = [Tally(0, "s", "fire", 0, 500), Tally(0, "s", "layout", 0, 500)]

    assert look(few).candidates == ()
    assert look(alone).tested == 0
    assert look([]).candidates == ()


def test_what_fits_no_category_is_left_out_of_the_comparison():
    told = [Tally(part, "s", c, 0, 40) for part in range(4) for c in ("fire", "electrical", "layout")]
    told.append(Tally(0, "s", "other", 0, 400))

    assert look(told).candidates == ()


def test_what_stands_out_in_one_part_only_is_not_the_sectors():
    told = [
        Tally(part, sector, c, 0, 200 if (part, sector, c) == (0, "s", "fire") else 40)
        for part in range(4)
        for sector in ("s", "t", "u")
        for c in ("fire", "electrical", "layout")
    ]

    found = look(told).candidates

    assert [(one.kind, one.part, one.sector, one.category) for one in found] == [
        (ProblemKind.REGIONAL, 0, "s", "fire")
    ]
