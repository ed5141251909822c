"""The grading by GB 18218-2018: worked examples, boundaries, and what must hold for every unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from anlan.installations.grading import Component, Grading, Holding, alpha_of, grade, shown
from anlan.installations.packs import checked_cas, edition_on, editions
from anlan.kernel.errors import Invalid, Unknown

NOW = edition_on(date(2022, 10, 16))


def graded(*holdings: Holding, residents: int = 0) -> Grading:
    with translation.override("en"):
        return grade(holdings, residents=residents, edition=NOW)


def held(name: str, tonnes: str, **more: Any) -> Holding:
    return Holding(name, Decimal(tonnes), **more)


def mixed(*percents: str) -> tuple[Component, ...]:
    return tuple(Component("组分", Decimal(one)) for one in percents)


AMMONIA, LPG, CHLORINE = {"cas": "7664-41-7"}, {"cas": "68476-85-7"}, {"cas": "7782-50-5"}


@pytest.mark.parametrize(
    ("holding", "residents", "s", "r", "level"),
    [
        (held("液氨", "40", **AMMONIA), 60, 4, 12, "III"),
        (held("液化石油气", "120", **LPG), 0, Fraction(12, 5), Fraction(9, 5), "IV"),
        (held("液氯", "30", **CHLORINE), 150, 6, 48, "III"),
        (held("液氯", "35", **CHLORINE), 150, 7, 56, "II"),
        (held("光气", "1.5", cas="75-44-5"), 100, 5, 200, "I"),
        (held("氢气", "5", cas="1333-74-0"), 30, 1, Fraction(9, 5), "IV"),
    ],
)
def test_the_worked_examples(holding, residents, s, r, level):
    outcome = graded(holding, residents=residents)

    assert (outcome.s, outcome.r, outcome.level) == (s, r, level)


@pytest.mark.parametrize(
    ("tonnes", "level"),
    [
        ("24.999999", "IV"), ("25", "III"), ("124.999999", "III"), ("125", "II"), ("249.999999", "II"), ("250", "I"),
    ],
)  # fmt: skip
def test_a_level_begins_exactly_at_its_boundary(tonnes, level):
    # ammonia with α = 2 and β = 2: R = 0.4 · q
    assert graded(held("液氨", tonnes, **AMMONIA), residents=100).level == level


@pytest.mark.parametrize(("tonnes", "is_one"), [("9.999999", False), ("10", True)])
def test_a_unit_is_an_installation_from_s_1_on(tonnes, is_one):
    outcome = graded(held("液氨", tonnes, **AMMONIA))

    assert outcome.is_installation is is_one
    assert bool(outcome.level) is is_one


@pytest.mark.parametrize(
    ("residents", "alpha"),
    [(0, "0.5"), (1, "1"), (29, "1"), (30, "1.2"), (49, "1.2"), (50, "1.5"), (99, "1.5"), (100, "2")],
)
def test_alpha_goes_by_the_residents(residents, alpha):
    assert alpha_of(residents, NOW) == Fraction(alpha)


def test_several_substances_add_up_and_each_step_is_told():
    outcome = graded(held("液氨", "5", **AMMONIA), held("甲醇", "250", cas="67-56-1"), residents=10)

    assert outcome.s == 1
    assert outcome.r == Fraction(3, 2)
    assert [(line.q, line.beta, line.ratio) for line in outcome.lines] == [
        (Fraction(10), Fraction(2), Fraction(1, 2)),
        (Fraction(500), Fraction(1), Fraction(1, 2)),
    ]


def test_a_substance_with_several_classes_takes_the_lowest_threshold_and_the_highest_correction():
    line = graded(held("某液体", "20", classes=("W5.4", "J4"))).lines[0]

    assert (line.q, line.beta) == (Fraction(50), Fraction(2))


def test_petrol_above_its_boiling_point_is_corrected_by_that_class():
    cold = graded(held("汽油", "400", cas="86290-81-5")).lines[0]
    hot = graded(held("汽油", "400", cas="86290-81-5", classes=("W5.1",))).lines[0]

    assert (cold.beta, hot.beta) == (Fraction(1), Fraction(3, 2))


@pytest.mark.parametrize(
    ("holding", "said"),
    [
        (held("氨", "-1", **AMMONIA), "above 0"),
        (held("氨", "0", **AMMONIA), "above 0"),
        (held("氨", "NaN", **AMMONIA), "above 0"),
        (held("某物", "5", cas="7664-41-8"), "no CAS number"),
        (held("某物", "5", cas="氨"), "no CAS number"),
        (held("水", "5", cas="7732-18-5"), "not in table 1"),
        (held("某物", "5"), "not in table 1"),
        (held("某物", "5", number=86), "ends with No. 85"),
        (held("氯", "5", number=1, cas="7782-50-5"), "No. 1 of table 1 is ammonia"),
        (held("硝化棉", "5", cas="9004-70-0"), "name the number"),
        (held("某物", "5", classes=("W5",)), "no class “W5”"),
        (held("氟", "5", cas="7782-41-4"), "β goes by the class"),
        (held("氯", "5", stated_beta=Decimal(2), **CHLORINE), "β is stated as 2; table 3 gives 4"),
        (held("氢", "20", cas="1333-74-0", classes=("W5.3",)), "W5.3 is of another, and so is its β"),
        (held("混合液", "5", classes=("W5.3",), components=mixed("60", "40.1")), "100.1 %"),
        (held("混合液", "5", classes=("W5.3",), components=mixed("-1")), "above 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_reckoned_is_refused_with_rule_and_line(holding, said):
    with pytest.raises(Invalid) as refusal:
        graded(held("氨", "1", **AMMONIA), holding)

    assert said in str(refusal.value)
    assert "Line 2" in str(refusal.value)
    assert refusal.value.field.startswith("holdings.1.")


def test_residents_below_zero_and_a_unit_of_nothing_are_refused():
    with pytest.raises(Invalid, match="-1 residents"):
        graded(held("氨", "1", **AMMONIA), residents=-1)
    with pytest.raises(Invalid, match="at least one substance"):
        graded()


def test_each_refusal_and_each_step_has_its_words_in_chinese_too():
    with translation.override("zh-hans"):
        assert grade([held("液氯", "5", **CHLORINE)], residents=0, edition=NOW).lines[0].q_from == "表1第12号"
        with pytest.raises(Invalid, match="第1行（水）"):
            grade([held("水", "5", cas="7732-18-5")], residents=0, edition=NOW)


def test_no_edition_is_guessed_for_a_day_before_the_first():
    with pytest.raises(Unknown):
        edition_on(date(2019, 2, 28))


def test_the_tables_are_whole_and_their_numbers_sound():
    assert sorted(NOW.substances) == list(range(1, 86))
    assert len(NOW.classes) == 24
    assert len(NOW.toxic) == 14
    for one in NOW.substances.values():
        assert one.q > 0
        assert one.hazard_class in {"", *NOW.classes}
        for cas in one.cas:
            assert checked_cas(cas) == cas
    for cas in NOW.toxic:
        assert checked_cas(cas) == cas
    assert [one.code for one in editions()] == ["gb-18218-2018"]


tonnes = st.decimals("0.0001", "5000", places=4)
known = st.sampled_from(
    [no for no, one in NOW.substances.items() if one.hazard_class or set(one.cas) & set(NOW.toxic)]
)
holdings = st.builds(lambda no, t: Holding(f"No. {no}", t, number=no), known, tonnes)
units = st.lists(holdings, min_size=1, max_size=5)
living = st.integers(0, 300)


@given(units, living, st.data())
def test_more_of_anything_never_lowers_a_unit(unit, residents, data):
    place = data.draw(st.integers(0, len(unit) - 1))
    more = [*unit]
    more[place] = Holding(more[place].name, more[place].tonnes * 2, number=more[place].number)
    before, after = graded(*unit, residents=residents), graded(*more, residents=residents)

    assert after.s > before.s
    assert after.r > before.r
    assert not before.is_installation or after.is_installation


@given(units, living, living)
def test_more_residents_never_lower_a_unit(unit, one, other):
    fewer, more = sorted((one, other))

    assert graded(*unit, residents=fewer).r <= graded(*unit, residents=more).r
    assert graded(*unit, residents=fewer).s == graded(*unit, residents=more).s


@given(units, living, st.integers(1, 9))
def test_s_and_r_grow_with_the_scale_and_do_not_mind_the_order(unit, residents, times):
    grown = [Holding(one.name, one.tonnes * times, number=one.number) for one in reversed(unit)]
    before, after = graded(*unit, residents=residents), graded(*grown, residents=residents)

    assert (after.s, after.r) == (before.s * times, before.r * times)


@given(units, living)
def test_splitting_a_holding_changes_nothing(unit, residents):
    halves = [Holding(one.name, one.tonnes / 2, number=one.number) for one in unit for _ in range(2)]
    whole, split = graded(*unit, residents=residents), graded(*halves, residents=residents)

    assert (split.s, split.r, split.level) == (whole.s, whole.r, whole.level)


def test_what_is_shown_is_rounded_once_and_without_idle_noughts():
    assert [shown(Fraction(n)) for n in ("12", "1/3", "2.00005", "0.5")] == ["12", "0.3333", "2.0001", "0.5"]
