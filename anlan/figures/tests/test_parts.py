"""A value taken apart: whatever the history, its parts are of the same cohort and add up to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from anlan.figures import changes, parts
from anlan.figures.counting import first_day, fold
from anlan.figures.cut import Cut, Known
from anlan.figures.evaluation import evaluate
from anlan.figures.registry import REGISTRY
from anlan.figures.tests.histories import operations, play
from anlan.figures.tests.recounts import QUESTIONS
from anlan.kernel import clock
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.org.scope import EVERYTHING
from anlan.testing import (
    NOON,
    TODAY,
    accepted_hazard,
    actor,
    found_hazard,
    many_hazards,
    record_hazard,
    record_visit,
    scratch,
    take,
)

YEAR = Period.year_to(TODAY)
EXAMPLES = settings().max_examples // 8  # a history is some hundred statements


def ask(city, code: str = "hazards.outstanding", area: str = "city", period: Period = YEAR, **more):
    return evaluate(code, cut=Cut.of(city.areas[area], **more), period=period)


# weighted by strata: no sum of their parts
ESTIMATED = ("lookbacks.held_share", "lookbacks.true_rate")
# what stands on a day: no sum of its days
STANDING = ("forces.teams_", "forces.people_", "forces.experts_", "forces.registered", "installations.registered",
            "installations.level_", "installations.plants", "installations.parks", "installations.guaranteed",
            "installations.gaps", "installations.experts_", "risk.")  # fmt: skip
# teams are there on many days and areas; their shares are of rows
OVERLAPPING = ("teams.teams", "teams.provincial", "teams.comprehensive", "teams.stationed", "teams.department",
               "teams.areas_", "teams.four_haves_rate", "teams.four_days_rate")  # fmt: skip


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=operations(16), question=QUESTIONS)
def test_the_parts_of_every_figure_add_up_to_it(city, history, question):
    area = city.areas[question.area]
    with scratch():
        for _now in play(history):
            pass
        with clock.at(_now):
            for figure in REGISTRY:
                if not figure.answers(question.cut(city)):
                    continue
                value = evaluate(
                    figure.code,
                    cut=question.cut(city),
                    period=question.period(),
                    known_at=question.known_at(),
                )
                whole = (value.count, value.base)
                grid = parts.grid(value, area)
                if grid is None:
                    assert (
                        figure.code.startswith(OVERLAPPING + STANDING)
                        or figure.code
                        in (
                            "inspections.premises_visited",
                            "inspections.premises_registered",
                            "inspections.premises_unvisited",
                            "inspections.premises_never_visited",
                            "inspections.register_coverage",
                            "outreach.households",
                            "enforcement.units_suspended",
                            "enforcement.units_closed",
                            "assignments.late_duties",
                            "assignments.repeat_offenders",
                            "advisories.median_seconds",
                            "plans.places_due",
                            "plans.places_visited",
                            "plans.places_unvisited",
                            "plans.coverage",
                            "plans.leaders_fulfilment",
                        )
                        or figure.code.startswith(ESTIMATED)
                    ), "distinct"
                    continue
                assert (grid.at().count, grid.at().base) == whole, figure.code
                by_sector = [grid.at(sector=sector) for sector in grid.sectors] or [value]
                by_area = [part.value for part in parts.by_area(value, area, grid)] or [value]
                by_grade = [grid.at(grade=grade) for grade in grid.grades] or [value]
                is_long = value.period.days() > parts.MOST_PARTS
                by_day = [value] if is_long else [part.value for part in parts.by_time(value, parts.DAYS)]
                by_week = [part.value for part in parts.by_time(value, parts.WEEKS)]
                by_month = [part.value for part in parts.by_time(value, parts.MONTHS)]
                if figure.is_mean:  # the sums and the numbers add up, the means do not
                    assert not figure.adds_up
                for cut in (by_sector, by_area, by_grade, by_day, by_week, by_month):
                    base = None if value.base is None else sum(one.base or 0 for one in cut)
                    assert (sum(one.count for one in cut), base) == whole, (figure.code, question)


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=operations(20), question=QUESTIONS)
def test_what_moved_a_value_adds_up_to_the_difference(city, history, question):
    with scratch():
        moments = list(play(history))
        with clock.at(moments[-1]):
            early, late = moments[len(moments) // 3], moments[2 * len(moments) // 3]
            for code in ("hazards.outstanding", "hazards.rectification_rate", "inspections.visits"):
                if question.grade and not REGISTRY[code].graded:
                    continue
                asked = {"cut": question.cut(city), "period": question.period()}
                former, latter = (evaluate(code, **asked, known_at=at) for at in (early, late))

                found = changes.change(former, latter)

                assert (found.former.count, found.former.base) == (former.count, former.base)
                assert sum(one.count for one in found.moved) == latter.count - former.count
                assert sum(one.base for one in found.moved) == (latter.base or 0) - (former.base or 0)
                listed, before = [], None
                while page := changes.movers(former, latter, scope=EVERYTHING, before=before)[: changes.PAGE]:
                    listed += page
                    before = page[-1].entry.seq
                assert len(listed) == found.entries
                assert sum(one.count for one in listed) == found.count


@settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=operations(20), question=QUESTIONS, other=QUESTIONS)
def test_what_lies_between_two_periods_adds_up_to_the_difference(city, history, question, other):
    with scratch():
        moments = list(play(history))
        with clock.at(moments[-1]):
            cut, known = question.cut(city), (moments[len(moments) // 2], moments[-1])
            spans = (other.period(), question.period())
            for code in ("hazards.outstanding", "hazards.rectification_rate", "inspections.visits"):
                if not REGISTRY[code].answers(cut):
                    continue
                for early in known:  # of another period as known then, and as known at the same moment
                    former = evaluate(code, cut=cut, period=spans[0], known_at=early)
                    latter = evaluate(code, cut=cut, period=spans[1], known_at=known[1])

                    found = changes.change(former, latter)

                    keys = list(changes.entries(former, latter).values_list("pk", flat=True))
                    told = changes.movers_of(former, latter, keys, scope=EVERYTHING)
                    assert sum(one.count for one in told) == found.count == latter.count - former.count
                    assert sum(one.base for one in told) == found.base
                    assert sum(one.count for one in found.moved) == found.count
                    assert len(told) == found.entries


# -- time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "unit", "steps", "partial"),
    [
        (date(2022, 10, 1), date(2022, 10, 24), parts.DAYS, 24, []),
        (date(2022, 8, 3), date(2022, 10, 24), parts.WEEKS, 13, [0, 12]),  # a Wednesday to a Monday
        (date(2022, 1, 1), date(2022, 10, 24), parts.MONTHS, 10, [9]),
        (date(2019, 11, 15), date(2022, 10, 14), parts.MONTHS, 36, [0, 35]),
        (date(2016, 7, 1), date(2022, 10, 24), parts.YEARS, 7, [0, 6]),
        (date(2000, 1, 1), date(2099, 12, 31), parts.YEARS, 100, []),
    ],
)
def test_a_period_is_looked_at_in_steps_that_tile_it(first, last, unit, steps, partial):
    period = Period(first, last)

    found = parts.steps_of(period, parts.unit_of(period))

    assert parts.unit_of(period) == unit
    assert len(found) == steps
    assert [at for at, step in enumerate(found) if parts.is_partial(step, unit)] == partial
    assert (found[0].first, found[-1].last) == (first, last)
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(found))


def test_a_century_by_year_is_one_statement(city, django_assert_num_queries):
    record_hazard()
    value = ask(city, "hazards.found", period=Period(date(2000, 1, 1), date(2099, 12, 31)))

    with django_assert_num_queries(1):
        found = parts.by_time(value)

    assert {part.label: part.value.count for part in found if part.value.count} == {"2022": 1}


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2022, 1, 1), date(2022, 10, 24), (date(2021, 1, 1), date(2021, 10, 24))),
        (date(2024, 2, 29), date(2024, 2, 29), (date(2023, 2, 28), date(2023, 2, 28))),
        (date(2025, 2, 1), date(2025, 2, 28), (date(2024, 2, 1), date(2024, 2, 29))),
    ],
)
def test_the_year_before_has_the_same_days(first, last, before):
    assert parts.year_before(Period(first, last)) == Period(*before)


def test_the_year_before_stands_as_it_did_at_its_own_end(city):
    last_year = datetime(2021, 3, 1, 9, tzinfo=clock.SHANGHAI)
    with clock.at(last_year):
        old = record_hazard(at=last_year)
    take(old, "assign")
    take(old, "claim")
    take(old, "accept")
    found_hazard()

    value = ask(city, "hazards.rectification_rate")

    assert (value.count, value.base) == (0, 1)
    assert (parts.before(value).count, parts.before(value).base) == (0, 1)


@pytest.mark.parametrize("folded", [False, True])
def test_the_first_day_of_the_records_is_told(city, folded):
    assert first_day(["hazards.found"], city.areas["city"].pk) is None
    early = datetime(2022, 3, 4, 9, tzinfo=clock.SHANGHAI)
    record_hazard(at=early)
    record_hazard("depot")
    if folded:
        fold()

    days = [
        first_day(["hazards.found", "hazards.rectified"], city.areas[area].pk)
        for area in ("city", "b", "zone")
    ]

    assert days == [date(2022, 3, 4), TODAY, None]


# -- place ---------------------------------------------------------------------------------------------------------


def test_areas_come_in_the_order_of_what_needs_looking_at(city):
    for premises in ("depot", "shop", "shop", "plant"):
        found_hazard(premises)
    accepted_hazard("plant")
    value, rate = ask(city), ask(city, "hazards.rectification_rate")

    ranked = parts.by_area(value, city.areas["city"], parts.grid(value, city.areas["city"]))
    rated = parts.by_area(rate, city.areas["city"], parts.grid(rate, city.areas["city"]))

    assert [(part.key, part.value.count) for part in ranked] == [("a", 2), ("b", 1), ("zone", 1)]
    assert [(part.key, part.value.text) for part in rated] == [("a", "0%"), ("b", "0%"), ("zone", "50%")]


def test_a_number_of_distinct_things_is_evaluated_area_by_area(city):
    for premises in ("shop", "shop", "depot"):
        record_visit(premises)
    value = ask(city, "inspections.premises_visited")

    found = {part.key: part.value.count for part in parts.by_area(value, city.areas["city"])}

    assert found == {"a": 1, "b": 1, "zone": 0}
    assert parts.grid(value, city.areas["city"]) is None


def test_a_mean_is_cut_in_one_pass_also_of_a_past_moment(city, django_assert_max_num_queries):
    for premises in ("shop", "depot"):
        hazard = record_hazard(premises, at=NOON - timedelta(days=6))
        take(hazard, "assign", at=NOON - timedelta(days=6))
        for step in ("claim", "accept"):
            take(hazard, step, at=NOON - timedelta(days=4))
    then = Known.now().at
    with clock.at(NOON + timedelta(days=1)):
        record_visit()
        value = evaluate(
            "hazards.days_to_rectify", cut=Cut.of(city.areas["city"]), period=YEAR, known_at=then
        )

        with django_assert_max_num_queries(9):
            found = {part.label: part.value.text for part in parts.by_time(value)}
            table = parts.grid(value, city.areas["city"])

    assert found["2022-10"] == value.text == "2.0"
    assert table is not None
    assert table.at(area=city.areas["b"]).text == "2.0"
    assert table.at(area=city.areas["zone"]).text == "—"


def test_an_area_that_was_closed_within_the_period_keeps_its_line(city):
    found_hazard("plant")
    zone = city.areas["zone"]
    zone.valid_to = TODAY
    zone.save()

    value = ask(city)

    assert "zone" in [part.key for part in parts.by_area(value, city.areas["city"])]


def test_a_counted_table_costs_three_statements_whatever_its_size(city, django_assert_num_queries):
    many_hazards(20)
    value = ask(city)

    with django_assert_num_queries(3):
        grid = parts.grid(value, city.areas["city"])
        assert grid is not None
        parts.by_area(value, city.areas["city"], grid)


# -- changes -------------------------------------------------------------------------------------------------------


def test_each_entry_that_moved_a_value_names_its_case_only_within_reach(city):
    found_hazard("shop")
    hazard = found_hazard("depot")
    latter = ask(city)
    former = changes.before(latter, NOON - timedelta(days=1))
    found = changes.change(former, latter)

    told = changes.movers(former, latter, scope=actor("county2").scope)

    assert [(one.count, bool(one.words.text)) for one in told] == [(1, True), (1, False)]
    assert told[0].words.number == hazard.number
    assert [(one.step, one.entries, one.count) for one in found.moved] == [("record", 2, 2)]


def test_what_moves_neither_way_is_not_listed(city):
    hazard = accepted_hazard()
    before = Known.now().at
    with clock.at(NOON + timedelta(hours=1)):
        take(hazard, "close_out")
        record_visit()

        latter = ask(city)
        found = changes.change(changes.before(latter, before), latter)

    assert found.moved == ()


def test_the_earlier_moment_comes_first(city):
    value = evaluate(
        "hazards.found", cut=Cut.of(city.areas["city"]), period=YEAR, known=Known.by(NOON - timedelta(days=9))
    )

    with pytest.raises(Invalid, match="Turn them round"):
        changes.before(value, NOON - timedelta(days=1))


def test_of_a_figure_of_rows_those_are_told_that_came_and_left(city):
    stays, goes = (record_hazard(at=NOON - timedelta(days=20)) for _n in range(2))
    for hazard in (stays, goes):
        take(hazard, "assign", at=NOON - timedelta(days=20), due_at=NOON - timedelta(days=10))
    before = Known.now().at
    with clock.at(NOON + timedelta(hours=1)):
        take(goes, "claim")
        take(goes, "accept")
        late = record_hazard(at=NOON - timedelta(days=5))
        take(late, "assign", at=NOON - timedelta(days=5), due_at=NOON - timedelta(days=1))

        latter = ask(city, "hazards.overdue")
        found = changes.exchange(changes.before(latter, before), latter, scope=EVERYTHING)

    assert (found.former.count, found.latter.count) == (2, 2)
    assert (found.came, found.left, found.adds_up) == ((late.pk,), (goes.pk,), True)
