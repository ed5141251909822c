"""The roll-up by unit and month: at every moment what the rows say, whatever happens to a month that is long over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q

from anlan.kernel import clock
from anlan.reporting import unit_months
from anlan.reporting.chasing import chase
from anlan.reporting.making import make_due
from anlan.reporting.models import Due, MonthSeal, UnitMonth
from anlan.reporting.tests.factories import a_day, a_form, at, fresh, take, weekly_due
from anlan.reporting.unit_months import Sums, by_unit, counted, differences, fold, rebuild, seal
from anlan.testing import TODAY

ONE = timedelta(days=1)
LATER = TODAY + timedelta(days=40)


def told(today: date, form: str = "daily") -> dict[str, Sums]:
    """Return unit → sums from the month of TODAY on; the whole year, which has rows of its own, says the same."""
    names = dict(Due.objects.values_list("organisation_id", "organisation__code"))
    found = by_unit(Q(), form=form, first=202210, last=202212, today=today)
    assert found == by_unit(Q(), form=form, first=202201, last=202212, today=today)
    return {names[unit]: sums for (unit, _area, _axis), sums in found.items()}


def rows(today: date, form: str = "daily") -> dict[str, Sums]:
    """Return the same, counted over the rows."""
    names = dict(Due.objects.values_list("organisation_id", "organisation__code"))
    found: dict[str, Sums] = {}
    for key, sums in counted(date(2022, 10, 1), today - ONE, Q(form=form)).items():
        unit = names[key.organisation]
        found[unit] = found.get(unit, Sums()).plus(sums)
    return found


def test_a_unit_is_told_of_the_days_that_are_over(city: Any) -> None:
    dues = a_day()
    take(dues["gov-a"], "report", now=at(15))
    take(dues["gov-b"], "zero", now=at(17))
    with clock.at(at(23)):
        make_due(TODAY + ONE, TODAY + 2 * ONE)

    assert told(TODAY) == {}
    fold(TODAY + ONE)

    assert told(TODAY + ONE) == {
        "gov-a": Sums(due=1, sent=1, on_time=1),
        "gov-b": Sums(due=1, sent=1, zero=1),
        "gov-zone": Sums(due=1),
        "fire": Sums(due=1),
        "gas": Sums(due=1),
    }
    assert told(TODAY + 2 * ONE)["gov-a"] == Sums(
        due=2, sent=1, on_time=1
    )  # a day more, and nobody folded since


def test_late_and_amended_reports_are_told_before_the_fold_and_after_it(city: Any) -> None:
    dues = a_day()
    take(dues["gov-a"], "zero", now=at(15))
    fold(TODAY + ONE)

    take(dues["gov-b"], "report", now=at(9, day=TODAY + ONE))
    take(dues["gov-a"], "amend", now=at(9, 5, day=TODAY + ONE), situation="Two visits")

    for lines in (0, 2):
        assert told(TODAY + ONE) == rows(TODAY + ONE)
        assert told(TODAY + ONE)["gov-b"] == Sums(due=1, sent=1)
        assert told(TODAY + ONE)["gov-a"] == Sums(due=1, sent=1, on_time=1)
        assert lines or fold(TODAY + ONE) == 2
    assert differences(202210, 202210) == []


@pytest.mark.parametrize("is_sealed", [False, True])
def test_an_excuse_moves_a_month_however_old_it_is(city: Any, is_sealed: bool) -> None:
    dues = a_day()
    with clock.at(at(1, day=LATER)):
        fold(LATER)
        assert not is_sealed or seal(clock.now()) == [202210]

    take(dues["gas"], "excuse", now=at(9, day=LATER))

    assert "gas" not in told(LATER)
    with clock.at(at(9, 1, day=LATER)):
        fold(LATER)
    assert told(LATER) == rows(LATER)
    assert differences(202210, 202211) == []
    marked = set(UnitMonth.objects.exclude(changed_at=None).values_list("organisation__code", flat=True))
    assert marked == ({"gas"} if is_sealed else set())


def test_thrown_away_and_made_again_it_is_the_same(city: Any) -> None:
    for number in range(3):
        dues = a_day(TODAY + number * ONE)
        take(dues["gov-a"], "report", now=at(15 + number, day=TODAY + number * ONE))
        fold(TODAY + (number + 1) * ONE)
    kept = list(
        UnitMonth.objects.order_by("organisation", "month").values_list("organisation", "due", "sent")
    )

    rebuild(TODAY + 3 * ONE)

    again = UnitMonth.objects.order_by("organisation", "month").values_list("organisation", "due", "sent")
    assert list(again) == kept


def test_each_form_has_its_own_lines(city: Any) -> None:
    a_day()
    a_form()
    due = weekly_due("fire")
    fold(TODAY + ONE)

    assert told(TODAY + ONE, "weekly") == {"fire": Sums(due=1)} == rows(TODAY + ONE, "weekly")
    assert due.form == "weekly"


def test_a_month_is_sealed_when_its_last_window_has_closed(city: Any) -> None:
    a_day(date(2022, 10, 31))
    fold(date(2022, 11, 1))

    with clock.at(at(9, day=date(2022, 11, 1))):
        assert seal(clock.now()) == []
    with clock.at(at(11, day=date(2022, 11, 1))):
        assert seal(clock.now()) == [202210]
        assert seal(clock.now()) == []
    assert MonthSeal.objects.get().lines == 5


def test_a_sum_that_is_no_longer_what_the_rows_say_is_found_and_mended(city: Any, caplog: Any) -> None:
    a_day()
    fold(TODAY + ONE)
    UnitMonth.objects.filter(organisation__code="gas").update(due=7)

    (fault,) = differences(202210, 202210)
    with clock.at(at(1, day=LATER)):
        seal(clock.now())

    assert "due=7" in fault
    assert "differed" in caplog.text
    assert differences(202210, 202210) == []


def test_two_at_a_time_fold_once(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    a_day()
    fold(TODAY + ONE)
    a_day(TODAY + ONE)
    counts = unit_months._anew
    others: list[int] = []

    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        others.append(fold(TODAY + 2 * ONE))
        return counts(*given)

    monkeypatch.setattr(unit_months, "_anew", meanwhile)

    assert fold(TODAY + 2 * ONE) == 0
    assert others == [5]
    assert told(TODAY + 2 * ONE) == rows(TODAY + 2 * ONE)


def test_a_reader_is_told_of_what_the_scope_shows(city: Any) -> None:
    a_day()
    fold(TODAY + ONE)
    here = Q(area_path__startswith=city.areas["a"].path)

    found = by_unit(here, form="daily", first=202210, last=202210, today=TODAY + ONE)

    assert list(found.values()) == [Sums(due=1)]


def test_what_lapsed_stays_missing(city: Any) -> None:
    dues = a_day()
    with clock.at(at(11, day=TODAY + ONE)):
        chase(clock.now())

    fold(TODAY + ONE)

    assert fresh(dues["gas"]).lapsed_at is not None
    assert told(TODAY + ONE)["gas"] == Sums(due=1)
