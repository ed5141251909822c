"""What may be said about daily reports."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.documents.claims import Kind, check
from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.reporting.claims import expected
from anlan.reporting.making import make_due
from anlan.reporting.models import Due
from anlan.reporting.tests.demands import lay_down
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import TODAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["坚持日报告、零报告制度", "每天下午4点进行调度", "每天收集汇总信息"])
def test_every_day_is_true_only_if_nothing_due_is_missing(city: Any, text: str) -> None:
    dues = a_day()
    for due in dues.values():
        if due.organisation.code != "gas":
            take(due, "zero", now=at(15))

    def said() -> Any:
        with clock.at(at(18)):
            (found,) = check(
                text,
                area=Area.objects.get(code="city"),
                period=Period(TODAY, TODAY),
                known=Known.now(),
                language="zh",
            )
        return found

    missing = said()
    take(dues["gas"], "report", now=at(17))
    complete = said()

    assert missing.kind == Kind.FALSE
    assert missing.weaker == "应报日报告5份，已报4份，未报1份"
    assert complete.kind == Kind.TRUE


def test_what_the_rules_ask_is_asked_of_the_rules_at_once(
    city: Any, django_assert_max_num_queries: Any
) -> None:
    lay_down(city)
    lay_down(city, name="second", turn=2, due_time="20:00")
    period = Period(TODAY, TODAY)

    with django_assert_max_num_queries(1):
        found = expected(city.areas["city"], period)

    assert sorted(key[3] for key in found) == [1, 1, 1, 2, 2, 2]
    assert {key[0] for key in expected(city.areas["a"], period)} == {city.organisations["gov-a"].pk}


def test_a_second_report_of_the_day_that_was_never_asked_for_is_missing_too(city: Any) -> None:
    lay_down(city)
    make_due(TODAY, TODAY)
    lay_down(city, name="second", turn=2, due_time="20:00")
    for due in Due.objects.select_related("organisation"):
        take(due, "zero", now=at(15))

    with clock.at(at(18)):
        (found,) = check(
            "坚持日报告、零报告制度", area=city.areas["city"], period=Period(TODAY, TODAY), known=Known.now(),
            language="zh",
        )  # fmt: skip

    assert found.kind == Kind.FALSE
