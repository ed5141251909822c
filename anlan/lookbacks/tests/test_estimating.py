"""Wilson's interval against published values, and samples that are fair within their strata."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.draws import Candidate
from anlan.lookbacks.estimating import Stratum, estimate, wilson
from anlan.lookbacks.lots import Quota, draw, quotas


@pytest.mark.parametrize(
    ("held", "n", "low", "high"),
    [
        # Newcombe 1998 (Statistics in Medicine 17: 857), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 1 - 0.1170, 1.0),
    ],
)
def test_wilson_gives_the_published_values(held, n, low, high):
    found = wilson(held / n, n)

    assert list(found) == pytest.approx([low, high], abs=5e-5)


@given(n=st.integers(1, 400), data=st.data())
def test_wilson_holds_the_share_stays_within_and_narrows(n, data):
    held = data.draw(st.integers(0, n))
    low, high = wilson(held / n, n)
    nearer, farther = wilson(held / n, 4 * n)

    assert 0 <= low <= held / n <= high <= 1
    assert low <= nearer
    assert farther <= high
    assert list(wilson(1 - held / n, n)) == pytest.approx([1 - high, 1 - low])


STRATA = st.lists(
    st.integers(1, 60).flatmap(
        lambda size: st.integers(0, size).flatmap(
            lambda n: st.builds(Stratum, st.just(size), st.just(n), st.integers(0, n))
        )
    ),
    max_size=6,
)


@given(strata=STRATA)
def test_an_estimate_is_the_weighted_share_of_the_strata_with_answers(strata):
    found = estimate(strata)
    told = [one for one in strata if one.answered]

    if not told:
        assert found is None
        return
    whole = sum(one.size for one in told)
    assert found is not None
    assert found.share == pytest.approx(sum(one.size * one.held / one.answered for one in told) / whole)
    assert found.low <= found.share <= found.high
    assert found.effective <= found.answered + 1e-9
    assert found.covered + found.left_out == sum(one.size for one in strata)


def test_one_stratum_is_wilsons_own_interval_and_shares_alike_need_no_weight():
    one = estimate([Stratum(1_000, 40, 37)])
    split = estimate([Stratum(600, 24, 24), Stratum(400, 16, 13)])

    assert one is not None
    assert split is not None
    assert (one.low, one.high) == wilson(37 / 40, 40)
    assert split.effective == pytest.approx(40)  # drawn in proportion: as good as from one urn
    assert split.share == pytest.approx(37 / 40)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = random.Random(20221024)
    pools = [(900, 0.97), (300, 0.90), (60, 0.75), (20, 1.0)]
    truth = sum(size * share for size, share in pools) / sum(size for size, _share in pools)
    covered = 0
    for _run in range(1_000):
        told = []
        for size, share in pools:
            n = max(1, size * 30 // 1_000)
            told.append(Stratum(size, n, sum(rng.random() < share for _k in range(n))))
        found = estimate(told)
        assert found is not None
        covered += found.low <= truth <= found.high

    assert covered >= 940  # 973 with this seed; 95 % is promised, three standard errors are 21


def test_everybody_in_a_stratum_is_drawn_alike_and_strata_do_not_meddle():
    pool = [Candidate(f"YH2022-{n:07d}", f"general-{n % 3}") for n in range(60)]
    wanted = [Quota("general-0", 20, 5), Quota("general-1", 20, 2), Quota("general-2", 20, 0)]
    times: Counter[str] = Counter()
    for seed in range(600):
        chosen = draw(f"seed {seed}", pool, wanted)
        assert Counter(one.stratum for one in chosen) == {"general-0": 5, "general-1": 2}
        times.update(one.number for one in chosen)

    # chi squared with 19 degrees of freedom: 43.8 is passed by chance once in a thousand
    for stratum, expected in (("general-0", 150), ("general-1", 60)):
        counts = [times[one.key] for one in pool if one.stratum == stratum]
        assert sum((count - expected) ** 2 / expected for count in counts) < 43.8
    assert not any(times[one.key] for one in pool if one.stratum == "general-2")
    alone = [Candidate(one.key, one.stratum) for one in pool if one.stratum == "general-0"]
    assert draw("seed 1", alone, wanted[:1]) == draw("seed 1", pool, wanted)[:5]


@given(
    sizes=st.dictionaries(st.sampled_from(["general-a", "general-b", "major-a"]), st.integers(1, 80)),
    general=st.integers(0, 1_000),
    least=st.integers(0, 5),
)
def test_quotas_reach_the_rate_and_never_more_than_there_are(sizes, general, least):
    strata = [name for name, size in sizes.items() for _n in range(size)]

    for quota in quotas(strata, {"general": general, "major": 1_000}, least):
        rate = general if quota.stratum.startswith("general") else 1_000
        assert quota.size == sizes[quota.stratum]
        assert quota.wanted <= quota.size
        if rate:
            assert quota.wanted * 1_000 >= min(quota.size * 1_000, quota.size * rate)
            assert quota.wanted >= min(least, quota.size)
        else:
            assert quota.wanted == 0
