import subprocess
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.draws import Candidate, draw, lot, pool_digest, shares
from anlan.kernel.errors import Invalid

KEYS = st.lists(st.text("甲乙丙丁abc123", min_size=1, max_size=6), min_size=1, max_size=30, unique=True)


def drawn(seed: str, pool: list[Candidate], counts: int) -> list[str]:
    return [one.candidate.key for one in draw(seed, pool, counts) if one.is_drawn]


def plain(keys: Iterable[str]) -> list[Candidate]:
    return [Candidate(key) for key in keys]


def test_a_lot_is_what_sha256sum_prints():
    said = subprocess.run(  # a fixed command
        ["/usr/bin/sha256sum"], input="漯河2022-10-24\n商户甲".encode(), capture_output=True, check=True
    )

    assert said.stdout.split()[0].decode() == lot("漯河2022-10-24", "商户甲")


@given(KEYS, st.randoms(use_true_random=False), st.data())
def test_neither_order_nor_those_left_out_change_anybodys_lot(keys, random, data):
    count = data.draw(st.integers(0, len(keys)))
    shuffled = random.sample(keys, len(keys))

    first = drawn("s", plain(keys), count)

    assert first == drawn("s", plain(shuffled), count)
    assert pool_digest(plain(keys)) == pool_digest(plain(shuffled))
    if first:
        left = [key for key in keys if key != first[0]]
        assert drawn("s", plain(left), count - 1) == first[1:]


@given(KEYS, st.integers(1, 9))
def test_equal_weights_draw_what_no_weights_draw(keys, weight):
    weighted = [Candidate(key, weight=Decimal(weight)) for key in keys]

    assert drawn("s", weighted, len(keys) // 2) == drawn("s", plain(keys), len(keys) // 2)


def test_everybody_is_drawn_equally_often():
    """Chi-square over 4,000 seeds, 10 candidates, 3 drawn each time: 27.9 is passed once in a thousand."""
    pool = plain("abcdefghij")

    hits = Counter(key for seed in range(4_000) for key in drawn(str(seed), pool, 3))

    assert sum((hits[c.key] - 1_200) ** 2 / 1_200 for c in pool) < 27.9


def test_a_weight_of_three_is_drawn_first_three_times_as_often():
    pool = [Candidate("a", weight=Decimal(3)), Candidate("b"), Candidate("c")]

    hits = Counter(drawn(str(seed), pool, 1)[0] for seed in range(3_000))

    assert abs(hits["a"] / 3_000 - 0.6) < 0.03
    assert abs(hits["b"] / 3_000 - 0.2) < 0.03


def test_groups_are_drawn_apart():
    pool = [Candidate(f"{group}{n}", stratum=group) for group in "xy" for n in range(5)]

    lots = draw("s", pool, {"x": 2, "y": 1})

    assert Counter(one.candidate.stratum for one in lots if one.is_drawn) == {"x": 2, "y": 1}
    assert [one.rank for one in lots] == [1, 2, 3, 4, 5] * 2


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 50), min_size=1), st.data())
def test_shares_add_up_and_stay_within_one_of_the_exact_share(sizes, data):
    everybody = sum(sizes.values())
    total = data.draw(st.integers(0, everybody))

    given_out = shares(sizes, total)

    assert sum(given_out.values()) == total
    for name, size in sizes.items():
        assert given_out[name] <= size
        assert abs(given_out[name] * everybody - total * size) < max(everybody, 1)


@pytest.mark.parametrize(
    ("seed", "pool", "count", "code"),
    [
        ("", plain("a"), 1, "draw.seed"),
        ("a\nb", plain("a"), 1, "draw.seed"),
        ("s", plain(["a", "a"]), 1, "draw.twice"),
        ("s", plain([""]), 1, "draw.key"),
        ("s", plain(["a\nb"]), 1, "draw.key"),
        ("s", plain(["a\u2028b"]), 1, "draw.key"),
        ("s", [Candidate("a", weight=Decimal(0))], 1, "draw.weight"),
        ("s", [Candidate("a", weight=Decimal("NaN"))], 1, "draw.weight"),
        ("s", plain("ab"), 3, "draw.count"),
        ("s", plain("ab"), -1, "draw.count"),
        ("s", plain("ab"), {"x": 1}, "draw.count"),
    ],
)
def test_what_cannot_be_drawn_is_refused(seed, pool, count, code):
    with pytest.raises(Invalid) as caught:
        draw(seed, pool, count)

    assert caught.value.code == code
