"""The bulletin's own figures are the vectors; the rest are properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel import numerals

VECTORS = [
    (111_234, 1_000, "11.1万多"),
    (111_000, 1_000, "11.1万"),
    (81_562, 1_000, "8.1万多"),
    (9_999, 1_000, "9999"),
    (10_000, 1_000, "1万"),
    (10_001, 10_000, "1万余"),
    (603_500, 10_000, "60万余"),
    (603_500, 1_000, "60.3万多"),
    (600_000, 10_000, "60万"),
    (600_000, 1_000, "60万"),
    (16_340_000, 1_000_000, "1600多万"),
    (16_000_000, 1_000_000, "1600万"),
    (42_318, 1_000, "4.2万多"),
    (102, 1_000, "102"),
    (0, 1_000, "0"),
    (500_000, 1_000_000, "50万"),
    (110_500, 1_000, "11万余"),
]


@pytest.mark.parametrize(("n", "step", "text"), VECTORS)
def test_counts_are_written_as_the_bulletin_writes_them(n, step, text):
    assert numerals.count(n, step=step) == text


@pytest.mark.parametrize(
    ("outstanding", "total", "text"),
    [
        (102, 81_562, "99.9%"),
        (30, 81_500, "99.9%"),
        (1, 81_500, "99.9%"),
        (0, 81_500, "100%"),
        (0, 0, "—"),
        (1, 40, "97.5%"),
        (40, 40, "0%"),
        (81_499, 81_500, "0.1%"),
        (1, 2, "50%"),
    ],
)
def test_rates_are_rounded_half_up_and_capped(outstanding, total, text):
    assert numerals.rate(total - outstanding, total) == text


@given(st.integers(81_001, 81_999))
def test_every_total_that_prints_8_1_wan_gives_the_bulletins_rate(total):
    assert numerals.count(total) == "8.1万多"
    assert numerals.rate(total - 102, total) == "99.9%"


@given(st.integers(0, 10**8), st.sampled_from([1_000, 10_000, 100_000, 1_000_000]))
def test_a_printed_count_stands_for_an_interval_that_holds_it(n, step):
    text = numerals.count(n, step=step)

    assert n in numerals.interval(text)
    assert ("多" in text or "余" in text) == (
        n >= 10_000 and n % min(step, max(n // step * step, 10_000)) != 0
    )


@given(st.integers(0, 10**7))
def test_counts_never_round_up(n):
    assert numerals.interval(numerals.count(n)).low <= n


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_rate_shows_100_only_when_nothing_is_outstanding(total, outstanding):
    outstanding = min(outstanding, total)

    assert (numerals.rate(total - outstanding, total) == "100%") == (outstanding == 0)


@pytest.mark.parametrize("text", ["3千", "约8万", "8.1", "12多", "８万", "1,000", ""])
def test_text_that_is_no_official_number_is_refused(text):
    with pytest.raises(ValueError, match=r"official prose|decimals"):
        numerals.interval(text)


@pytest.mark.parametrize(("done", "total"), [(-1, 3), (4, 3)])
def test_an_impossible_rate_is_refused(done, total):
    with pytest.raises(ValueError, match="0 ≤ done ≤ total"):
        numerals.rate(done, total)


@pytest.mark.parametrize(("n", "step"), [(-1, 1_000), (5, 500), (5, 15_000)])
def test_impossible_counts_and_steps_are_refused(n, step):
    with pytest.raises(ValueError, match=r"negative|step"):
        numerals.count(n, step=step)


def test_a_number_smaller_than_its_step_stands_for_a_cut_at_ten_thousand():
    text = numerals.count(163_400, step=1_000_000)

    assert text == "16万余"
    assert numerals.interval(text, step=1_000_000) == numerals.Interval(160_001, 170_000)
    assert numerals.interval("1万余", step=1_000) == numerals.Interval(10_001, 11_000)
