"""Numbers that cannot all be true are found, whoever printed or typed them; numbers of a real cohort never are."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from anlan.documents.consistency import Contradiction, Issue, check
from anlan.documents.printed import Printed, quoted, typed_in
from anlan.documents.relations import RELATIONS
from anlan.figures.registry import REGISTRY
from anlan.kernel import numerals
from anlan.kernel.period import Period

YEAR = Period.year_to(date(2022, 10, 24))
FOUND, RECTIFIED, OUTSTANDING, RATE = (
    f"hazards.{name}" for name in ("found", "rectified", "outstanding", "rectification_rate")
)
VISITS, PLACES = "inspections.visits", "inspections.premises_visited"


def chip(code: str, text: str, *, area: str = "city", period: Period = YEAR, part: str = "") -> Printed:
    found = quoted(code, text, area_code=area, period=period, where="a chip", part=part)
    assert found is not None
    return found


def typed(text: str, *, language: str = "zh", period: Period = YEAR) -> list[Printed]:
    return typed_in(
        text, area_code="city", period=period, where="1", language=language, area_names=("安州市",)
    )


def guilty(found: list[Contradiction]) -> list[set[str]]:
    return [{one.text for one in each.printed} for each in found]


def printed_of(found: int, outstanding: int, *, area: str = "city") -> list[Printed]:
    """Return what a bulletin prints of a real cohort."""
    done = found - outstanding
    texts = {
        FOUND: numerals.count(found) + "条",
        RECTIFIED: numerals.count(done) + "条",
        OUTSTANDING: numerals.count(outstanding) + "处",
        RATE: numerals.rate(done, found),
    }
    return [one for code, text in texts.items() if (one := quoted(code, text, area_code=area, period=YEAR))]


# -- the examples of the domain ------------------------------------------------------------------------------


def test_more_rectified_than_found_is_caught_in_plain_text():
    found = check(typed("非煤矿山：发现一般隐患32条、已整改隐患70条。"))

    assert guilty(found) == [{"32条", "70条"}]
    assert [(one.printed.text, one.least, one.most) for one in found[0].repairs] == [
        ("32条", 70, None),
        ("70条", None, 32),
    ]


def test_a_county_whose_parts_add_up_passes():
    assert len(typed("共发现隐患13处，其中当场整改8处，限期整改5处。")) == 3
    assert check(typed("共发现隐患13处，其中当场整改8处，限期整改5处。")) == []


def test_a_county_whose_parts_are_more_than_the_whole_is_caught():
    assert guilty(check(typed("共发现隐患13处，其中当场整改9处，限期整改5处。"))) == [{"13处", "9处", "5处"}]


def bulletin(rate: str = "99.9%", outstanding: str = "102处", visits: str = "11.1万多家次") -> str:
    return f"今年以来，安州市检查单位{visits}，排查隐患8.1万多条，整改率{rate}，剩余{outstanding}隐患。"


def test_the_bulletins_own_numbers_pass_typed_or_printed():
    found = typed(bulletin())

    assert [(one.code, one.scope, one.part) for one in found] == [
        (VISITS, "", ""),
        (FOUND, "", ""),
        (RATE, "", ""),
        (OUTSTANDING, "", ""),
    ]
    assert check(found) == []
    assert check([chip(FOUND, "8.1万多条"), chip(RATE, "99.9%"), chip(OUTSTANDING, "102处")]) == []


@pytest.mark.parametrize(("rate", "outstanding"), [("99.8%", "102处"), ("99.9%", "502处"), ("98%", "102处")])
def test_a_rate_that_does_not_go_with_its_numbers_is_caught(rate, outstanding):
    assert guilty(check(typed(bulletin(rate, outstanding)))) == [{"8.1万多条", rate, outstanding}]


def test_all_cannot_be_rectified_while_some_are_outstanding():
    assert guilty(check(typed(bulletin("100%")))) == [{"100%", "102处"}]


def test_the_nearest_rate_is_told():
    (found,) = check([chip(FOUND, "8.1万多条"), chip(RATE, "98.9%"), chip(OUTSTANDING, "102处")])

    nearest = {one.printed.text: (one.least, one.most) for one in found.repairs}
    assert float(nearest["98.9%"][0]) == 99.9
    assert nearest["102处"] == (851, None)


def test_a_contradiction_is_told_in_both_languages():
    (found,) = check(typed("非煤矿山：发现一般隐患32条、已整改隐患70条。"))

    with override("en"):
        english = found.message
    with override("zh-hans"):
        chinese = found.message

    assert english == (
        "“32条” (Hazards found), “70条” (Hazards rectified) cannot all be true: no more can be rectified than was "
        "found. With the others as they are, “32条” would have to be at least 70. With the others as they are, “70条” "
        "could be at most 32."
    )
    assert chinese == (
        "“32条”（排查隐患）、“70条”（已整改隐患）不能同时成立：整改数不能大于发现数。"
        "其他数字不变时，“32条”至少应为70。其他数字不变时，“70条”至多为32。"
    )


# -- real cohorts ---------------------------------------------------------------------------------------------


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_the_numbers_of_a_real_cohort_never_contradict(found, outstanding):
    assert check(printed_of(found, min(outstanding, found))) == []


@given(st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 300)), min_size=1, max_size=6), st.booleans())
def test_the_numbers_of_a_real_city_and_its_areas_never_contradict(areas, exact):
    cohorts = {f"area{n}": (found, min(left, found)) for n, (found, left) in enumerate(areas)}
    whole = (sum(found for found, _ in cohorts.values()), sum(left for _, left in cohorts.values()))
    numbers = printed_of(*whole)
    for code, (found, left) in cohorts.items():
        numbers += printed_of(found, left, area=code)
        if exact:
            numbers += [chip(FOUND, str(found), area=code), chip(OUTSTANDING, str(left), area=code)]

    assert check(numbers, areas={"city": tuple(cohorts)}) == []


@given(st.integers(20, 400), st.integers(0, 60), st.integers(0, 1_000))
def test_a_rate_is_called_impossible_exactly_where_no_cohort_prints_it(found, outstanding, tenths):
    """The answer of the solver is that of trying every cohort."""
    outstanding = min(outstanding, found)
    whole, tenth = divmod(tenths, 10)
    rate = f"{whole}.{tenth}%" if tenth else f"{whole}%"
    possible = numerals.rate(found - outstanding, found) == rate

    numbers = [chip(FOUND, f"{found}条"), chip(OUTSTANDING, f"{outstanding}处"), chip(RATE, rate)]

    assert (check(numbers) == []) == possible


@given(st.integers(10_001, 300_000), st.integers(0, 2_000), st.integers(0, 1_000))
def test_with_a_rounded_total_too(found, outstanding, tenths):
    interval = numerals.interval(numerals.count(found), step=1_000)
    whole, tenth = divmod(tenths, 10)
    rate = f"{whole}.{tenth}%" if tenth else f"{whole}%"
    totals = range(max(interval.low, outstanding), interval.high)
    possible = any(numerals.rate(total - outstanding, total) == rate for total in totals)

    text = numerals.count(found)
    numbers = [chip(FOUND, text + "条"), chip(OUTSTANDING, f"{outstanding}处"), chip(RATE, rate)]

    assert (check(numbers) == []) == possible


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_one_number_changed_beyond_its_interval_is_caught(found, outstanding, change):
    outstanding = min(outstanding, found)
    rectified = found - outstanding
    numbers = [
        chip(FOUND, str(found)),
        chip(RECTIFIED, str(rectified)),
        chip(OUTSTANDING, str(outstanding + change)),
    ]

    (contradiction,) = check(numbers)

    assert {one.code for one in contradiction.printed} >= {OUTSTANDING}
    mended = {repair.printed.code: repair for repair in contradiction.repairs}
    assert mended[OUTSTANDING].most == outstanding


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_nearest_value_that_is_told_would_do(found, rectified):
    assume(rectified > found)
    numbers = [chip(FOUND, str(found)), chip(RECTIFIED, str(rectified))]

    (contradiction,) = check(numbers)

    for repair in contradiction.repairs:
        for value in (repair.least, repair.most):
            if value is not None:
                mended = chip(repair.printed.code, str(value))
                assert check([mended, *(one for one in numbers if one.code != mended.code)]) == []


# -- areas, distinct units, twice ------------------------------------------------------------------------------


def test_areas_that_do_not_add_up_are_caught():
    numbers = [chip(FOUND, "100条"), chip(FOUND, "60", area="a"), chip(FOUND, "41", area="b")]

    (found,) = check(numbers, areas={"city": ("a", "b")})

    assert found.kind == "sum"
    assert guilty([found]) == [{"100条", "60", "41"}]


def test_what_the_whole_would_have_to_be_is_told_first():
    areas = tuple(f"area{n}" for n in range(40))
    numbers = [*(chip(FOUND, "2", area=area) for area in areas), chip(FOUND, "90条")]

    (found,) = check(numbers, areas={"city": areas})

    assert (found.repairs[0].printed.text, found.repairs[0].most) == ("90条", 80)


def test_a_large_table_is_checked_while_one_waits():
    """200 areas, 804 numbers: 0.9 s measured on two shared cores."""
    areas = {f"area{n}": (1_000 + 37 * n, n % 20) for n in range(200)}
    numbers = printed_of(sum(f for f, _ in areas.values()), sum(left for _, left in areas.values()))
    for area, (found, left) in areas.items():
        numbers += printed_of(found, left, area=area)

    begun = time.perf_counter()
    assert check(numbers, areas={"city": tuple(areas)}) == []

    assert time.perf_counter() - begun < 10


def test_some_of_the_areas_are_no_more_than_the_whole():
    areas = {"city": ("a", "b", "c")}

    assert check([chip(FOUND, "100条"), chip(FOUND, "60", area="a")], areas=areas) == []
    assert len(check([chip(FOUND, "100条"), chip(FOUND, "160", area="a")], areas=areas)) == 1


def test_distinct_places_of_areas_are_not_added_up():
    numbers = [chip(PLACES, "100家"), chip(PLACES, "60", area="a"), chip(PLACES, "41", area="b")]

    assert check(numbers, areas={"city": ("a", "b")}) == []


def test_more_places_than_visits_are_caught():
    assert guilty(check([chip(VISITS, "30家次"), chip(PLACES, "31家")])) == [{"30家次", "31家"}]
    assert check([chip(VISITS, "30家次"), chip(PLACES, "30家")]) == []


def test_one_figure_printed_in_two_ways_is_caught():
    assert check([chip(FOUND, "8.1万多条"), chip(FOUND, "81562")]) == []
    assert check([chip(FOUND, "8.1万多条"), chip(FOUND, "81,562")]) == []

    (found,) = check([chip(FOUND, "8.1万多条"), chip(FOUND, "82000")])

    assert found.kind == "same"


def test_another_cut_is_another_number():
    assert check([chip(FOUND, "100条"), chip(FOUND, "90条", part="fire")]) == []
    assert check([chip(FOUND, "100条"), chip(FOUND, "110条", part="fire")]) != []
    assert check([chip(FOUND, "100条"), chip(FOUND, "90条", area="a")]) == []


def test_two_contradictions_are_told_apart():
    numbers = [chip(FOUND, "10条"), chip(RECTIFIED, "11条"), chip(VISITS, "3家次"), chip(PLACES, "4家")]

    assert sorted(map(sorted, guilty(check(numbers)))) == [["10条", "11条"], ["3家次", "4家"]]


def test_bands_of_age_add_up_to_what_is_outstanding():
    bands = ["0_7", "8_15", "16_30", "31_90", "91_up"]
    numbers = [chip(f"hazards.aged_{band}", "2处") for band in bands]

    assert check([*numbers, chip(OUTSTANDING, "10处")]) == []
    assert len(check([*numbers, chip(OUTSTANDING, "11处")])) == 1


# -- earlier issues ----------------------------------------------------------------------------------------------


def earlier(text: str, *, day: date = date(2022, 10, 17), corrected: bool = False) -> Issue:
    one = chip(FOUND, text, period=Period.year_to(day))
    return Issue("第48期", (one,), frozenset({(FOUND, "city")}) if corrected else frozenset())


def test_a_year_to_date_that_falls_is_caught_and_the_issue_named():
    (found,) = check([chip(FOUND, "8.0万多条")], [earlier("8.1万多条")])

    assert (found.kind, found.issue) == ("falls", "第48期")
    with override("en"):
        assert "第48期" in found.message
        assert "at least 81001" in found.message


@pytest.mark.parametrize(
    "former",
    [
        earlier("8.1万多条"),
        earlier("7.9万多条"),
        earlier("9万多条", corrected=True),
        earlier("9万多条", day=date(2021, 10, 17)),
        earlier("9万多条", day=date(2022, 10, 31)),
    ],
    ids=["equal", "less", "corrected", "another year", "a later day"],
)
def test_what_does_not_fall_is_not_caught(former):
    assert check([chip(FOUND, "8.1万多条")], [former]) == []


def test_what_is_outstanding_may_fall():
    before = Issue("第48期", (chip(OUTSTANDING, "120处", period=Period.year_to(date(2022, 10, 17))),))

    assert check([chip(OUTSTANDING, "102处")], [before]) == []


# -- what is declared ------------------------------------------------------------------------------------------------


def test_every_declared_code_is_a_figure_or_counted_by_hand():
    assert RELATIONS.strangers() == []


def test_every_declared_relation_has_a_reason_in_both_languages():
    for one in RELATIONS:
        with override("zh-hans"):
            assert any("一" <= sign <= "鿿" for sign in str(one.reason)), one


@given(st.data())
def test_identities_hold_by_the_definitions_of_the_figures(data):
    """A declared sum or share of counted figures is true of any measures: it agrees with how they are counted."""
    for relation in RELATIONS:
        known = {figure.code: figure for figure in REGISTRY}
        parts = [known.get(code) for code in relation.codes]
        if relation.sign not in ("=", "/") or not all(part and part.is_counted for part in parts):
            continue
        measures = {measure for part in parts if part for measure in part.measures}
        sums = {measure: data.draw(st.integers(0, 1_000)) for measure in measures}
        left, *right = [part for part in parts if part]
        if relation.sign == "/":
            assert (left.value(sums), left.base(sums)) == (right[0].value(sums), right[1].value(sums))
        else:
            assert left.value(sums) == sum(part.value(sums) for part in right)
