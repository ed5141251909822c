"""The register through the door: graded, filed, assessed anew, removed; old filings; what each refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anlan.figures.cut import Cut
from anlan.figures.evaluation import evaluate
from anlan.installations import acts
from anlan.installations.flow import INSTALLATION_FLOW, PARK_FLOW
from anlan.installations.models import GuaranteePost, Installation
from anlan.installations.reckoning import grading_of
from anlan.installations.tests.factories import do, installation, old_filing, park, unit_input
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.kernel.identity import uuid7
from anlan.kernel.period import Period
from anlan.obligations.models import Kind, Obligation
from anlan.testing import NOON, TODAY, actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def value(city: Any, code: str, period: Period | None = None) -> int:
    found = evaluate(code, cut=Cut.of(city.areas["city"]), period=period or Period.year_to(TODAY))
    return int(found.count)


def owed(one: Installation) -> set[str]:
    return set(Obligation.objects.open().filter(case_id=one.pk).values_list("kind", flat=True))


def test_a_unit_is_graded_filed_assessed_anew_and_removed(city: Any) -> None:
    one = installation(park=park())

    assert (one.level, one.r, one.s, one.alpha, one.r_milli) == ("III", "12", "4", "3/2", 12_000)
    assert (one.method, one.review_due_on) == ("gb-18218-2018", date(2025, 9, 1))
    assert grading_of(one).level == "III"  # type: ignore[union-attr]
    assert owed(one) == {Kind.FILE_INSTALLATION, Kind.REVIEW_INSTALLATION}
    assert GuaranteePost.objects.filter(installation=one, state="vacant").count() == 4
    assert value(city, "installations.level_3") == value(city, "installations.registered") == 1
    do(INSTALLATION_FLOW, one, "file", filed_number="BA-1", filed_on="2022-09-10")
    assert owed(one) == {Kind.REVIEW_INSTALLATION}
    given = {
        "holdings": "液氨 | 7664-41-7 | 300",
        "residents": 100,
        "assessed_on": "2022-10-01",
        "reason": "扩建",
    }
    do(INSTALLATION_FLOW, one, "regrade", **given)
    assert (one.level, one.state, one.review_due_on) == ("I", "identified", date(2025, 10, 1))
    assert owed(one) == {Kind.FILE_INSTALLATION, Kind.REVIEW_INSTALLATION}
    assert value(city, "installations.level_1") == value(city, "installations.plants") == 1
    assert value(city, "installations.level_3") == 0
    acts.take(
        "remove", one.pk, {"removed_on": "2022-10-20", "reason": "拆除"}, actor("county1"), uuid7(), None
    )
    assert owed(one) == set()
    assert set(GuaranteePost.objects.values_list("state", flat=True)) == {"closed"}
    assert value(city, "installations.registered") == value(city, "installations.plants") == 0
    assert value(city, "installations.parks") == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"holdings": "某物 | 7664-41-8 | 40"}, "is no CAS number"),
        ({"holdings": "水 | 7732-18-5 | 40"}, "not in table 1"),
        ({"holdings": "液氨 | 7664-41-7 | -40"}, "above 0"),
        ({"holdings": "液氨 | 7664-41-7"}, "has no design maximum"),
        ({"holdings": "液氨，7664-41-7，四十吨"}, "“四十吨” is neither"),
        ({"holdings": "混合液 | 6000 t | W5.3 | 甲苯 60% 乙醇 40.1%"}, "more than 100 %"),
        ({"holdings": "液氯 | 7782-50-5 | 30 | β=2"}, "β is stated as 2; table 3 gives 4"),
        ({"holdings": "液氨 | 7664-41-7 | 9.9"}, "S = 0.99 is below 1"),
        ({"residents": -1}, "a whole number from 0 on decides α"),
        ({"assessed_on": "2022-10-25"}, "lies in the future"),
        ({"assessed_on": "2019-02-28"}, "No edition"),
    ],
)
def test_what_cannot_be_graded_is_refused_with_its_rule_and_writes_nothing(
    city: Any, given: Any, said: str
) -> None:
    with pytest.raises(AnlanError) as refusal:
        installation(**given)

    assert said in str(refusal.value)
    assert not Installation.objects.exists()


def test_names_and_filing_numbers_stand_once_and_strangers_keep_nothing(city: Any) -> None:
    one, other = installation(), installation("液氨罐区二")
    do(INSTALLATION_FLOW, one, "file", filed_number="BA-1", filed_on="2022-09-10")

    for act, code in (
        (installation, "installation.double"),
        (lambda: do(INSTALLATION_FLOW, other, "file", filed_number="BA-1", filed_on="2022-09-11"),
         "installation.number"),
        (lambda: do(INSTALLATION_FLOW, other, "file", filed_number="BA-2", filed_on="2022-08-31"),
         "installation.order"),
        (lambda: installation("三号罐区", by="county2"), "installation.keep"),
        (lambda: installation("三号罐区", by="dept2"), "installation.keep"),
        (lambda: installation("三号罐区", by="business1"), "installation.keep"),
        (lambda: do(PARK_FLOW, installation("四号罐区", park=park()).park, "strike", reason="撤销"), "park.used"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == code
    assert installation("五号罐区", by="dept1").state == "identified"
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.filter(pk=one.pk).update(level="I")


def test_an_old_filing_is_kept_as_it_was_stated_and_must_not_contradict_itself(city: Any) -> None:
    one = old_filing(holdings="液氯 | 7782-50-5 | 30")

    assert (one.state, one.level, one.is_stated, one.r_milli) == ("filed", "III", True, 12_500)
    assert (grading_of(one), one.review_due_on) == (None, date(2019, 5, 1))
    with pytest.raises(Refused, match=r"R = 60 is Level II, not Level III"):
        old_filing("二号库", r="60", filed_number="BA-2")
    with pytest.raises(Invalid, match="is no R"):
        old_filing("二号库", r="-1", filed_number="BA-2")


def test_where_decree_40_does_not_apply_nothing_is_filed_and_nobody_guarantees(city: Any) -> None:
    one = installation(applicability="city_gas")

    assert owed(one) == {Kind.REVIEW_INSTALLATION}
    assert not GuaranteePost.objects.exists()
    raw = {name: given for name, given in unit_input().items() if name in ("park", "name", "unit", "licence")}
    acts.take("amend", one.pk, raw | {"applicability": "general"}, actor("county1"), uuid7(), None)
    assert GuaranteePost.objects.filter(state="vacant").count() == 4
