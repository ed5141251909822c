"""What is claimed about visits."""

from __future__ import annotations

import pytest

from anlan.documents.claims import Finding, Kind, check
from anlan.figures.cut import Known
from anlan.inspections.tests.factories import answer, enter_leader, qualified, take
from anlan.kernel.period import Period
from anlan.testing import PLACES, TODAY, SmallCity, many_visits, record_visit

EVERYWHERE = {"zh": "排查检查全覆盖", "en": "with full coverage"}
SEVERAL = {"zh": "多次开展检查", "en": "repeatedly inspected"}


def one(city: SmallCity, text: str, language: str = "zh", area: str = "city") -> Finding:
    (found,) = check(
        text, area=city.areas[area], period=Period.year_to(TODAY), known=Known.now(), language=language
    )
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_several_times_is_twice_at_least(city, language):
    many_visits(1)
    assert (
        one(city, SEVERAL[language], language).weaker == {"zh": "检查1家次", "en": "visits made: 1"}[language]
    )

    many_visits(1)
    assert one(city, SEVERAL[language], language).kind is Kind.TRUE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_place_that_was_not_visited_refuses_full_coverage(city, language):
    *most, last = PLACES
    for place in most:
        record_visit(place)

    found = one(city, EVERYWHERE[language], language)

    assert found.kind is Kind.FALSE
    assert [fact.code for fact in found.facts] == [
        "premises.visited",
        "premises.registered",
        "premises.coverage",
    ]
    assert (
        found.weaker
        == {
            "zh": "已检查4家，占登记在册5家的80%",
            "en": "visited 4 of 5 places in the register (80%)",
        }[language]
    )
    assert (
        check(
            found.weaker,
            area=city.areas["city"],
            period=Period.year_to(TODAY),
            known=Known.now(),
            language=language,
        )
        == []
    )

    record_visit(last)
    assert one(city, EVERYWHERE[language], language).kind is Kind.TRUE


@pytest.mark.parametrize("text", ["确保不留盲区", "不留死角", "全面开展排查", "无死角", "全面检查"])
def test_blind_spots_are_places_that_were_not_visited(city, text):
    assert one(city, text).claim.code == "inspections.everywhere"


def test_an_empty_register_is_not_covered(city):
    city.areas["city"].path = "/999999/"

    assert one(city, "全覆盖").weaker == "已检查0家，占登记在册0家的—"


def test_a_leaders_visits_are_not_the_citys(city):
    many_visits(3)

    assert one(city, "副市长多次检查").kind is Kind.FALSE


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "落实“领导+专家”检查机制"), ("en", "leaders and experts went together")]
)
def test_leader_and_expert_is_proved_by_one_visit_with_both(city, language, text):
    visit = record_visit()
    assert one(city, text, language).holds is False

    take(visit, "attend", leader=enter_leader().pk, experts=[qualified().pk])

    assert one(city, text, language).kind is Kind.TRUE


def test_four_haves_is_proved_when_every_visit_has_them(city):
    text = "按照“四有”标准督导"
    visit = answer(take(record_visit(focus="用电"), "attend", experts=[qualified().pk]))
    assert one(city, text).kind is Kind.TRUE

    record_visit("mill")

    assert one(city, text).holds is False
    assert visit.is_four
