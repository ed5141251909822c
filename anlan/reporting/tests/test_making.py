"""The obligation calendar."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from anlan.journal.models import Entry
from anlan.reporting.calendar import is_asked, owes, times
from anlan.reporting.making import make_due
from anlan.reporting.models import Due, Obliged, ReportRule
from anlan.reporting.tests.factories import at, obliged, rule

pytestmark = pytest.mark.django_db

SATURDAY, MAKE_UP_SUNDAY, HOLIDAY = date(2022, 10, 22), date(2022, 10, 9), date(2022, 10, 4)


@pytest.mark.parametrize(
    ("day", "every_day", "working_days"),
    [
        (date(2022, 10, 24), True, True),
        (SATURDAY, True, False),
        (MAKE_UP_SUNDAY, True, True),
        (HOLIDAY, True, False),
        (date(2021, 12, 31), False, False),
        (date(2022, 11, 1), False, False),
    ],
    ids=["monday", "saturday", "make-up sunday", "holiday", "before the rule", "after the rule"],
)
def test_a_rule_asks_on_its_days(day: date, every_day: bool, working_days: bool) -> None:
    def asked(only: bool) -> bool:
        given = ReportRule(first_day=date(2022, 1, 1), last_day=date(2022, 10, 31), working_days_only=only)
        return is_asked(given, day)

    assert asked(False) is every_day
    assert asked(True) is working_days


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, None, True), (1, None, False), (-5, 0, True), (-5, -1, False), (0, 0, True)],
)
def test_a_unit_owes_between_its_days(first: int, last: int | None, expected: bool) -> None:
    day = date(2022, 10, 24)
    unit = Obliged(
        first_day=day + timedelta(days=first), last_day=None if last is None else day + timedelta(days=last)
    )

    assert owes(unit, day) is expected


def test_a_report_is_due_at_four_and_taken_late_until_the_next_morning() -> None:
    usual = times(rule(late_hours=18), date(2022, 10, 24))
    lenient = times(
        rule(axis="department", late_hours=2, opens_hours=48, grace_minutes=10), date(2022, 10, 24)
    )

    assert (usual.opens_at, usual.due_at, usual.late_after) == (at(0), at(16), at(16))
    assert usual.closes_at == at(10, day=date(2022, 10, 25))
    assert (lenient.opens_at, lenient.late_after) == (at(16, day=date(2022, 10, 22)), at(16, 10))
    assert lenient.closes_at == at(18)


def test_what_is_due_is_made_once_for_a_unit_and_day(city: Any) -> None:
    asked = rule()
    for unit in ("gov-a", "gov-b"):
        obliged(unit, asked)

    first = make_due(date(2022, 10, 24), date(2022, 10, 26))
    again = make_due(date(2022, 10, 25), date(2022, 10, 27))

    assert (first, again) == (6, 2)
    assert Due.objects.count() == 8
    assert Entry.objects.filter(step="make").count() == 8


def test_who_joins_later_does_not_owe_before_and_who_leaves_keeps_what_it_owed(city: Any) -> None:
    asked = rule()
    obliged("gov-a", asked, last_day=date(2022, 10, 24))
    obliged("gov-b", asked, first_day=date(2022, 10, 25))

    make_due(date(2022, 10, 23), date(2022, 10, 26))

    owed = list(Due.objects.order_by("day").values_list("day__day", "organisation__code"))
    assert owed == [(23, "gov-a"), (24, "gov-a"), (25, "gov-b"), (26, "gov-b")]


def test_a_stricter_rule_of_a_special_period_holds_before_the_usual_one(city: Any) -> None:
    obliged("gov-a", rule())
    obliged("gov-a", rule(due_time=time(10), first_day=date(2022, 10, 16), last_day=date(2022, 10, 22)))

    make_due(date(2022, 10, 22), date(2022, 10, 23))

    assert [due.due_at for due in Due.objects.order_by("day")] == [
        at(10, day=date(2022, 10, 22)),
        at(16, day=date(2022, 10, 23)),
    ]
