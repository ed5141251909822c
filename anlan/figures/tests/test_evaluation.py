"""A value: its number, its official prose, its rows and digest; and what cannot be asked."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import translation

from anlan.figures.cut import Cut, Known, find_area, find_sector
from anlan.figures.evaluation import Value, evaluate, prose, records, trace
from anlan.figures.registry import REGISTRY, Figure
from anlan.kernel import clock
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.period import Period
from anlan.org.models import Area, Sector
from anlan.org.scope import EVERYTHING
from anlan.testing import (
    NOON,
    SINCE,
    TODAY,
    accepted_hazard,
    actor,
    found_hazard,
    many_hazards,
    record_hazard,
)

YEAR = Period.year_to(TODAY)
COUNT, RATE = "hazards.outstanding", "hazards.rectification_rate"


def ask(city, code: str, area: str = "city", **cut) -> Value:
    return evaluate(code, cut=Cut.of(city.areas[area], **cut), period=YEAR)


@pytest.mark.parametrize(
    ("code", "count", "base", "text"),
    [
        ("hazards.found", 81_562, None, "8.1万多"),
        ("hazards.found", 0, None, "0"),
        ("hazards.outstanding", 102, None, "102"),
        ("inspections.visits", 111_234, None, "11.1万多"),
        (RATE, 81_460, 81_562, "99.9%"),
        (RATE, 81_562, 81_562, "100%"),
        (RATE, 0, 0, "—"),
    ],
)
def test_values_are_written_as_the_official_prose_writes_them(code, count, base, text):
    assert prose(REGISTRY[code], count, base) == text


def test_a_phrase_carries_the_measure_word_and_a_rate_none(city):
    accepted_hazard()
    found_hazard()

    assert [ask(city, code).phrase for code in ("hazards.found", COUNT, RATE, "inspections.visits")] == [
        "2条", "1处", "50%", "2家次",
    ]  # fmt: skip


def test_a_rate_of_nothing_is_a_dash_and_no_number(city):
    value = ask(city, RATE)

    assert (value.text, value.number, value.base) == ("—", None, 0)


@pytest.mark.parametrize(("done", "number"), [(0, 0.0), (1, 33.3333), (2, 66.6667), (3, 100.0)])
def test_a_rate_is_a_number_to_four_decimals(city, done, number):
    value = Value(REGISTRY[RATE], Cut.of(city.areas["city"]), YEAR, Known.now(), done, 3)

    assert value.number == number


def test_a_trace_is_the_digest_over_the_keys_in_order(city):
    keys = many_hazards(3)

    proof = trace(ask(city, "hazards.found"))

    assert proof.rows == 3
    assert proof.digest == hashlib.sha256("".join(f"{key}\n" for key in sorted(keys)).encode()).hexdigest()


def test_a_trace_of_a_rate_counts_its_denominator(city):
    accepted_hazard()
    found_hazard()

    assert trace(ask(city, RATE)).rows == 2


@pytest.mark.parametrize(
    ("account", "seen"),
    [("dept1", 2), ("dept2", 1), ("county1", 2), ("county2", 1), ("business1", 1), ("nobody1", 0)],
)
def test_records_are_those_that_the_reader_may_see(city, account, seen):
    for premises in ("shop", "depot", "mill"):
        record_hazard(premises)
    value = ask(city, "hazards.found")

    assert value.count == 3
    assert records(value, scope=actor(account).scope).count() == seen
    assert records(value, scope=EVERYTHING).count() == 3


def test_cuts_by_area_sector_and_grade(city):
    for premises, grade in (
        ("shop", "major"),
        ("kitchen", "general"),
        ("depot", "general"),
        ("plant", "major"),
    ):
        record_hazard(premises, grade=grade)
    fire, gas = city.sectors["fire"], city.sectors["gas"]

    assert [ask(city, COUNT, area).count for area in ("city", "a", "b", "zone", "a1", "a2", "b1")] == [
        4, 2, 1, 1, 2, 0, 1,
    ]  # fmt: skip
    assert ask(city, COUNT, sectors=(fire,)).count == 2
    assert ask(city, COUNT, sectors=(fire, gas)).count == 4
    assert ask(city, COUNT, grade="major").count == 2
    assert ask(city, COUNT, "a", sectors=(gas,), grade="general").count == 1


def test_a_value_costs_one_statement_beside_what_was_known(city, django_assert_num_queries):
    ask(city, COUNT)
    known = Known.now()

    with django_assert_num_queries(1):
        evaluate(COUNT, cut=Cut.of(city.areas["city"]), period=YEAR, known=known)


# -- what cannot be asked --------------------------------------------------------------------------------------


def test_a_moment_that_has_not_come_is_refused(city):
    with pytest.raises(Invalid) as met:
        evaluate(
            COUNT, cut=Cut.of(city.areas["city"]), period=YEAR, known_at=NOON + timedelta(microseconds=1)
        )

    assert (met.value.code, met.value.field) == ("known_at.future", "known_at")
    assert evaluate(COUNT, cut=Cut.of(city.areas["city"]), period=YEAR, known_at=NOON).count == 0


def test_what_was_recorded_ahead_of_a_clock_that_went_back_is_still_known(city):
    many_hazards(2)

    with clock.at(NOON - timedelta(days=2)):
        assert ask(city, COUNT).count == 2


def test_an_unknown_figure_is_answered_with_the_known_ones(city):
    with pytest.raises(Unknown, match=r"hazards\.outstanding, .*…") as met:
        ask(city, "hazards.outstandng" + "x" * 300)

    assert (met.value.code, met.value.field, met.value.status) == ("figure.unknown", "code", 404)
    assert len(str(met.value)) < 600


def test_a_grade_that_is_none_is_refused(city):
    with pytest.raises(Invalid, match="general or major") as met:
        ask(city, COUNT, grade="terrible")

    assert met.value.field == "grade"


def test_a_figure_without_grades_is_not_asked_by_grade(city):
    with pytest.raises(Invalid) as met:
        ask(city, "inspections.visits", grade="major")

    assert (met.value.code, met.value.field) == ("figure.not_graded", "grade")


@pytest.mark.parametrize("text", ["city", "安州市", "Anzhou", "anzhou", "  city  ", None, ""])
def test_an_area_is_found_by_code_or_name_and_without_text_it_is_the_root(city, text):
    assert find_area(text) == city.areas["city"]


@pytest.mark.parametrize("text", ["nowhere", "安州", "%", "x" * 500, "'; --", "0"])
def test_an_unknown_area_is_named(city, text):
    with pytest.raises(Unknown) as met:
        find_area(text)

    assert (met.value.code, met.value.field) == ("area.unknown", "area")
    assert text[:80] in str(met.value)


def test_a_closed_area_is_not_found_and_its_successor_is(city):
    old = city.areas["b1"]
    old.valid_to = TODAY
    old.save()
    new = Area.objects.create(
        code="b1", name="新石桥街道", name_en="New", short_name="新", kind="township", parent=old.parent,
        path="/101/1020/777/", depth=2, valid_from=TODAY,
    )  # fmt: skip

    assert find_area("b1") == new


def test_a_name_of_two_areas_asks_for_the_code(city):
    Area.objects.filter(pk=city.areas["b1"].pk).update(short_name="城关镇")

    with pytest.raises(Invalid) as met:
        find_area("城关镇")

    assert met.value.code == "area.ambiguous"
    assert find_area("a1") == city.areas["a1"]


def test_without_any_area_a_figure_says_so(db):
    with pytest.raises(Unknown) as met, translation.override("en"):
        find_area(None)

    assert met.value.code == "area.none"


def test_a_sector_is_found_by_code_or_name(city):
    assert {find_sector(text) for text in ("fire", "消防", "Fire safety", " fire ")} == {city.sectors["fire"]}


def test_an_unknown_sector_is_named(city):
    with pytest.raises(Unknown, match="mining") as met:
        find_sector("mining")

    assert (met.value.code, met.value.field) == ("sector.unknown", "sector")


@pytest.mark.parametrize("find", [find_area, find_sector])
@pytest.mark.parametrize("text", ["a\x00b", "\udcff"], ids=["NUL", "lone surrogate"])
def test_a_name_that_no_database_can_hold_is_unknown(city, find, text):
    with pytest.raises(Unknown):
        find(text)


# -- the list of figures ----------------------------------------------------------------------------------------


def test_a_figure_cannot_be_defined_twice_or_from_an_unknown_measure():
    known = REGISTRY[COUNT]
    with pytest.raises(RuntimeError, match="twice"):
        REGISTRY.add(known)
    with pytest.raises(RuntimeError, match="unknown measure"):
        REGISTRY.add(
            Figure(code="x.y", name="", definition="", unit="", plus=("no.measure",), rows=known.rows)
        )


def test_every_figure_says_what_it_is_in_both_languages():
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert all(str(figure.name) and len(str(figure.definition)) > 10 for figure in REGISTRY)


def test_a_sector_added_later_is_counted(city):
    mining = Sector.objects.create(
        code="mining", name="矿山", name_en="Mines", lead=city.organisations["fire"]
    )
    city.premises["shop"].sector = mining
    city.premises["shop"].save()
    record_hazard(by="county1")

    assert ask(city, COUNT, sectors=(mining,)).count == 1
    assert SINCE < TODAY
