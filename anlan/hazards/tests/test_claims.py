"""What is claimed about hazards is refused by one failing fact, with the facts and a weaker wording that is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils.translation import override

from anlan.documents.claims import Finding, Kind, check
from anlan.figures.cut import Known
from anlan.hazards.tests.factories import look_back_due
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.supervision.sweep import sweep
from anlan.testing import (
    TODAY,
    SmallCity,
    accepted_hazard,
    assigned_hazard,
    closed_hazard,
    found_hazard,
    many_hazards,
    many_visits,
    take,
)

LANGUAGES = ["zh", "en"]


def findings(city: SmallCity, text: str, language: str) -> list[Finding]:
    return check(
        text,
        area=city.areas["city"],
        period=Period(TODAY.replace(month=1, day=1), clock.today()),
        known=Known.now(),
        language=language,
    )


def nothing() -> None:
    pass


def looked_back_at() -> None:
    take(look_back_due(), "look_back")


def three_accepted() -> None:
    for _n in range(3):
        accepted_hazard()


@dataclass(frozen=True)
class Case:
    """A claim in both languages, a city in which it is true, and the one act after which it is not."""

    zh: str
    en: str
    so: Callable[[], object]
    spoilt: Callable[[], object]
    facts: tuple[str, ...]

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


CASES = {
    "all rectified": Case(
        "发现的隐患已全部整改到位", "all hazards have been rectified", accepted_hazard, assigned_hazard,
        ("hazards.found", "hazards.rectification_rate", "hazards.outstanding"),
    ),
    "all hazards, the word ahead": Case(
        "全部隐患已整改到位", "all hazards have been rectified", accepted_hazard, assigned_hazard,
        ("hazards.found", "hazards.rectification_rate", "hazards.outstanding"),
    ),
    "hazards without exception": Case(
        "排查出的隐患均已整改", "all hazards have been rectified", accepted_hazard, assigned_hazard,
        ("hazards.found", "hazards.rectification_rate", "hazards.outstanding"),
    ),
    "rate of 100%": Case(
        "隐患整改率达到100%", "a rectification rate of 100%", accepted_hazard, found_hazard,
        ("hazards.found", "hazards.rectification_rate", "hazards.outstanding"),
    ),
    "all closed": Case(
        "隐患全部销号", "all hazards are closed out", closed_hazard, accepted_hazard,
        ("hazards.found", "hazards.closed"),
    ),
    "rolling clearance": Case(
        "剩余隐患正在动态清零", "the rest is under rolling clearance", assigned_hazard, found_hazard,
        ("hazards.found", "hazards.outstanding", "hazards.without_deadline"),
    ),
    "closed loop": Case(
        "实行闭环管理", "in a closed loop", assigned_hazard, found_hazard,
        ("hazards.found", "hazards.outstanding", "hazards.without_deadline"),
    ),
    "followed one by one": Case(
        "剩余隐患逐项盯办", "the rest is followed one by one", assigned_hazard, found_hazard,
        ("hazards.outstanding", "hazards.without_deadline", "hazards.overdue", "hazards.overdue_alone"),
    ),
}  # fmt: skip
NEEDED = {
    "look-back": Case(
        "开展“回头看”", "look-backs were made", looked_back_at, nothing, ("hazards.looked_back",)
    ),
    "a batch rectified": Case(
        "整改了一批安全隐患", "rectified a number of hazards", three_accepted, nothing, ("hazards.rectified",)
    ),
    "a batch found": Case(
        "排查出一批安全隐患",
        "found a number of hazards",
        lambda: many_hazards(3),
        nothing,
        ("hazards.found",),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", [*CASES.values(), *NEEDED.values()], ids=[*CASES, *NEEDED])
def test_a_claim_that_the_facts_bear_out_is_true(city, case, language):
    case.so()

    (found,) = findings(city, case.text(language), language)

    assert (found.kind, found.weaker) == (Kind.TRUE, "")
    assert tuple(fact.code for fact in found.facts) == case.facts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_one_failing_fact_refuses_it(city, case, language):
    case.so()
    case.spoilt()

    (found,) = findings(city, case.text(language), language)

    assert (found.kind, found.holds) == (Kind.FALSE, False)
    assert tuple(fact.code for fact in found.facts) == case.facts
    assert_weaker_is_true(city, found, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", [*CASES.values(), *NEEDED.values()], ids=[*CASES, *NEEDED])
def test_nothing_at_all_proves_nothing(city, case, language):
    """Zero denominators never print 100 %, and no hazard at all is not “all hazards”."""
    (found,) = findings(city, case.text(language), language)

    if case in (CASES["rolling clearance"], CASES["closed loop"]):
        assert found.kind is Kind.TRUE  # nothing is outstanding: none is without a deadline
    else:
        assert found.kind is Kind.FALSE
        assert_weaker_is_true(city, found, language)


def assert_weaker_is_true(city: SmallCity, found: Finding, language: str) -> None:
    assert found.weaker
    assert "{" not in found.weaker
    assert [one for one in findings(city, found.weaker, language) if not one.holds] == []


@pytest.mark.parametrize(
    ("language", "word", "weaker"),
    [
        ("zh", "及时整改", "剩余2处，其中逾期1处"),
        ("en", "rectified in time", "2 outstanding, 1 of them overdue"),
    ],
)
def test_in_time_is_refused_by_one_that_is_overdue(city, language, word, weaker):
    assigned_hazard()
    assert findings(city, word, language)[0].kind is Kind.TRUE

    hazard = found_hazard()
    take(hazard, "assign", due_at=clock.now() + timedelta(days=1))
    with clock.at(clock.now() + timedelta(days=2)):
        (found,) = findings(city, word, language)
        assert_weaker_is_true(city, found, language)

    assert (found.kind, found.weaker) == (Kind.FALSE, weaker)


def test_a_late_hazard_is_followed_once_a_letter_of_supervision_was_served(city):
    assigned_hazard()
    late = clock.now() + timedelta(days=7, hours=1)
    with clock.at(late - timedelta(days=1)):
        sweep(clock.now())  # a reminder is no supervision

    with clock.at(late):
        (before,) = findings(city, "逐项盯办", "zh")
        sweep(late)
        (after,) = findings(city, "逐项盯办", "zh")

    assert (before.kind, before.weaker) == (Kind.FALSE, "剩余1处，其中尚未明确整改期限0处，逾期1处")
    assert after.kind is Kind.TRUE


def test_the_weaker_wording_is_filled_with_the_numbers(city):
    accepted_hazard()
    many_hazards(2)

    assert findings(city, "全部整改", "zh")[0].weaker == "整改率33.3%，剩余2处"
    assert findings(city, "all hazards are rectified", "en")[0].weaker == "33.3% rectified, 2 outstanding"
    with override("zh-hans"):
        assert (
            findings(city, "全部整改", "zh")[0].message
            == "“全部整改”与事实不符：排查隐患 3条、整改率 33.3%、剩余隐患 2处。"
        )
    with override("en"):
        assert findings(city, "全部整改", "zh")[0].message == (
            "“全部整改” is not true: Hazards found 3, Rectification rate 33.3%, Hazards outstanding 2."
        )


def test_only_what_was_known_in_the_period_decides(city):
    accepted_hazard()
    then = Known.now()
    found_hazard()

    def judged(known: Known) -> Kind:
        area = city.areas["city"]
        return check("全部整改", area=area, period=Period.year_to(TODAY), known=known)[0].kind

    assert (judged(then), judged(Known.now())) == (Kind.TRUE, Kind.FALSE)


def test_another_areas_hazards_do_not_decide(city):
    accepted_hazard("shop")
    found_hazard("depot")

    def judged(area: str) -> Kind:
        return check("全部整改", area=city.areas[area], period=Period.year_to(TODAY), known=Known.now())[
            0
        ].kind

    assert (judged("a"), judged("b"), judged("city")) == (Kind.TRUE, Kind.FALSE, Kind.FALSE)


def test_a_claim_is_decided_once_however_often_it_is_made(city, django_assert_max_num_queries):
    many_visits(1)
    known = Known.now()

    with django_assert_max_num_queries(6):
        found = check("全部整改，" * 20, area=city.areas["city"], period=Period.year_to(TODAY), known=known)

    assert len(found) == 20
