"""Who is named, and by which rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.figures.cut import Known
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.reporting import chronicles
from anlan.reporting.claims import at_four_every_day, nothing_is_missing
from anlan.reporting.models import Due, ReportRule
from anlan.reporting.tests.factories import a_day, at, take
from anlan.testing import TODAY, record_hazard

pytestmark = pytest.mark.django_db


def days(number: int) -> list[Any]:
    return [TODAY - timedelta(days=n) for n in range(number)]


def reported(unit: str, *, missed: int = 0, late: int = 0, of: int = 5) -> Period:
    """Let a unit miss some days and be late on others; everybody else reports in time."""
    for n, day in enumerate(days(of)):
        with clock.at(at(9, day=day)):
            dues = a_day(day)
        for code, due in dues.items():
            if code != unit:
                take(due, "zero", now=at(15, day=day))
            elif n >= missed:
                take(due, "zero", now=at(17 if n < missed + late else 15, day=day))
    return Period(days(of)[-1], TODAY)


def told(which: Any, period: Period, language: str = "en") -> list[str]:
    with clock.at(at(18)):
        return which(Area.objects.get(code="city"), period, Known.now(), language)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("missed", "late", "is_named"),
    [(0, 1, False), (0, 2, True), (1, 0, True), (0, 0, False)],
    ids=["late once", "late twice", "missed once", "never"],
)
def test_a_week_names_whoever_missed_one_or_was_late_twice(
    city: Any, missed: int, late: int, is_named: bool
) -> None:
    period = reported("gas", missed=missed, late=late)

    (sentence,) = told(chronicles.named, period)

    assert ("no unit in this period" not in sentence) == is_named


def test_a_longer_period_names_whoever_missed_two(city: Any) -> None:
    period = reported("gas", missed=1, of=8)

    assert "no unit in this period" in told(chronicles.named, period)[0]
    assert chronicles.LONGER.names(2, 0)
    assert chronicles.LONGER.names(0, 3)
    assert not chronicles.LONGER.names(1, 2)


def test_the_third_miss_is_told_to_lead_to_a_letter(city: Any) -> None:
    period = reported("gas", missed=3)

    (sentence,) = told(chronicles.named, period)

    assert "missing 3, a reminder letter is due" in sentence


def test_an_excused_day_names_nobody(city: Any) -> None:
    period = reported("gas", missed=1)
    take(Due.objects.get(day=TODAY, organisation__code="gas"), "excuse", now=at(17))

    assert "no unit in this period" in told(chronicles.named, period)[0]


def test_a_day_names_the_missing_and_the_late_with_the_minute(city: Any) -> None:
    dues = a_day()
    take(dues["gas"], "zero", now=at(16, 7))
    today = Period(TODAY, TODAY)

    assert told(chronicles.late, today)[0].endswith("(16:07). ")
    assert told(chronicles.missing, today)[0].startswith("Missing: ")
    assert told(chronicles.missing, today, "zh")[0].startswith("未报：")


def test_an_explained_zero_is_told_with_what_speaks_against_it(city: Any) -> None:
    dues = a_day()
    record_hazard("shop", at=at(8))
    take(dues["gov-a"], "zero", now=at(15), explanation="Made safe. " + "And so on and on " * 10)

    (sentence,) = told(chronicles.contradicted, Period(TODAY, TODAY))

    assert "1 hazards found on that day" in sentence
    assert "……" in sentence


def test_many_wishes_are_cut_and_counted(city: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronicles, "MOST_WORDS", 1)
    dues = a_day()
    for code in ("gas", "fire", "gov-a"):
        take(dues[code], "report", now=at(15), help_wanted=f"Help for {code}")

    sentences = told(chronicles.help_wanted, Period(TODAY, TODAY))

    assert len(sentences) == 2
    assert sentences[1].startswith("2 more")


def ruled(which: Any, period: Period) -> bool:
    with clock.at(at(18)):
        return bool(which(Area.objects.get(code="city"), period, Known.now()).holds)


def test_a_day_for_which_nothing_was_asked_breaks_the_claim(city: Any) -> None:
    period = reported("gas", of=3)
    assert ruled(nothing_is_missing, period)

    wider = Period(period.first - timedelta(days=1), period.last)  # the rules asked, nobody made it due

    assert not ruled(nothing_is_missing, wider)


@pytest.mark.parametrize("late", [0, 1])
def test_four_every_day_is_true_though_somebody_was_late(city: Any, late: int) -> None:
    assert ruled(at_four_every_day, reported("gas", late=late, of=3))


def test_another_hour_is_not_four(city: Any) -> None:
    with clock.at(at(9)):
        dues = a_day()
    ReportRule.objects.filter(axis="area").update(due_time="15:00")
    for due in dues.values():
        take(due, "zero", now=at(14))
    assert ruled(at_four_every_day, Period(TODAY, TODAY))
    tomorrow = TODAY + timedelta(days=1)
    with clock.at(at(9, day=tomorrow)):
        dues = a_day(tomorrow)
    for due in dues.values():
        take(due, "zero", now=at(14, day=tomorrow))

    with clock.at(at(18, day=tomorrow)):
        found = at_four_every_day(Area.objects.get(code="city"), Period(tomorrow, tomorrow), Known.now())

    assert not found.holds
    assert found.facts[-1].number == 1
