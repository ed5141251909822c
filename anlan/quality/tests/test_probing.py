"""Which units are flagged, and which are not."""

from __future__ import annotations

from random import Random

import pytest

from anlan.quality.probing import Kind, Sent, Unit, flags


def unit(key: int, *, zero: float, days: int = 60, seed: int | None = None, text: str = "") -> Unit:
    """Return a unit that has nothing to tell on a share of its days, at seconds as they come."""
    chance = Random(key if seed is None else seed)
    sent = [
        Sent(chance.random() < zero, chance.randrange(60), text or f"巡查辖区企业并整改第{n}号问题")
        for n in range(days)
    ]
    return Unit(key, "area", sent)


def honest(number: int = 12) -> list[Unit]:
    return [unit(key, zero=0.5 + key / 40) for key in range(1, number + 1)]


def kinds_of(units: list[Unit], key: int) -> list[Kind]:
    return [one.kind for one in flags(units) if one.unit == key]


def test_honest_units_are_not_flagged():
    assert flags(honest()) == []


def test_a_unit_that_only_ever_says_all_safe_is_flagged_among_peers_that_do_not():
    units = [*honest(), unit(99, zero=1.1)]

    (found,) = flags(units)

    assert (found.unit, found.kind) == (99, Kind.ZEROS)
    assert found.numbers["run"] == 60


def test_a_short_run_of_zeros_says_nothing():
    assert kinds_of([*honest(), unit(99, zero=1.1, days=9)], 99) == []


def test_where_all_are_silent_nobody_stands_out():
    assert flags([unit(key, zero=1.1) for key in range(1, 13)]) == []


def test_a_unit_whose_own_days_were_quiet_before_is_believed_longer():
    busy = unit(98, zero=0.2)
    quiet = unit(99, zero=0.97, seed=3)
    for one in (busy, quiet):
        one.sent += [Sent(True, n, "") for n in range(16)]

    units = [*honest(), busy, quiet]

    assert kinds_of(units, 98) == [Kind.ZEROS]
    assert kinds_of(units, 99) == []


def test_reports_on_one_second_are_flagged():
    programme = unit(99, zero=0.6)
    programme.sent = [
        Sent(one.is_zero, 0 if n % 3 else one.second, one.text) for n, one in enumerate(programme.sent)
    ]

    assert kinds_of([*honest(), programme], 99) == [Kind.SECONDS]


def test_the_same_words_again_and_again_are_flagged():
    assert kinds_of([*honest(), unit(99, zero=0.6, text="今日工作正常开展")], 99) == [Kind.COPIES]


def test_own_checks_that_find_much_less_than_others_are_flagged():
    careless, careful = unit(98, zero=0.6), unit(99, zero=0.6)
    careless.own, careless.external = (5, 100), (40, 80)
    careful.own, careful.external = (35, 100), (40, 80)

    units = [*honest(), careless, careful]

    assert kinds_of(units, 98) == [Kind.SELF_CHECK]
    assert kinds_of(units, 99) == []


@pytest.mark.parametrize("own", [(0, 9), (0, 0)])
def test_few_own_visits_say_nothing(own):
    one = unit(99, zero=0.6)
    one.own, one.external = own, (40, 80)

    assert kinds_of([*honest(), one], 99) == []
