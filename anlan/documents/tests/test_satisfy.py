"""The solver's answer is that of trying every combination of whole numbers."""

from __future__ import annotations

import time
from collections.abc import Hashable
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.documents.satisfy import Share, Sum, possible

NAMES = ("a", "b", "c")
DOMAINS = st.tuples(*[st.tuples(st.integers(0, 12), st.integers(0, 5)) for _name in NAMES])
SUMS = st.builds(
    lambda plus, minus, at_least: Sum((plus,), tuple(n for n in minus if n != plus), at_least),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=2),
    st.booleans(),
)
SHARES = st.builds(
    lambda pair, low, width, closed: Share(
        pair[0], pair[1], Fraction(low, 10), min(Fraction(low + width, 10), Fraction(1)), *closed
    ),
    st.permutations(NAMES),
    st.integers(0, 9),
    st.integers(1, 4),
    st.tuples(st.booleans(), st.booleans()),
)


def satisfied(constraint: Sum | Share, values: dict[Hashable, int]) -> bool:
    if isinstance(constraint, Sum):
        left = sum(values[n] for n in constraint.plus) - sum(values[n] for n in constraint.minus)
        return left >= 0 if constraint.at_least else left == 0
    if values[constraint.total] == 0:
        return False
    share = Fraction(values[constraint.done], values[constraint.total])
    above = share >= constraint.low if constraint.low_closed else share > constraint.low
    below = share <= constraint.high if constraint.high_closed else share < constraint.high
    return above and below


@settings(max_examples=300)
@given(DOMAINS, st.lists(st.one_of(SUMS, SHARES), min_size=1, max_size=4))
def test_the_answer_is_that_of_trying_everything(drawn, constraints):
    domains = {name: (low, low + width) for name, (low, width) in zip(NAMES, drawn, strict=True)}
    everything = product(*(range(low, high + 1) for low, high in domains.values()))

    expected = any(
        all(satisfied(one, dict(zip(NAMES, values, strict=True))) for one in constraints)
        for values in everything
    )

    assert possible(domains, constraints) == expected


def test_bounds_that_creep_towards_each_other_are_parted_quickly():
    rules = [Sum(("t",), ("d", "o")), Share("d", "t", Fraction(9_985, 10_000), Fraction(1))]

    begun = time.perf_counter()
    assert not possible({"t": (1, 100_000), "o": (200, 200)}, rules)
    assert possible({"t": (1, 10**9), "o": (200, 200)}, rules)

    assert time.perf_counter() - begun < 2


def test_a_number_that_nobody_printed_may_be_anything():
    assert possible({"a": (5, 5)}, [Sum(("a",), ("b",), at_least=True)])
    assert not possible({"a": (5, 4)}, [])
