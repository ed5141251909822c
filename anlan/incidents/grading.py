"""Grades and categories as pure functions of numbers: decree 493 art. 3, and the bulletin's five thresholds.

“以上” includes its number, “以下” does not: three dead are a relatively serious accident, two an ordinary one.
A missing person counts as dead where it is asked how far up an incident must be reported and whether a zero may be
printed; the grade itself goes by what is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anlan.incidents.kinds import Category, IncidentGrade, IncidentKind
from anlan.kernel import clock

STEPS = (
    # grade, deaths, serious injuries (acute poisoning with them), direct loss in yuan: from there on
    (IncidentGrade.EXTRAORDINARY, 30, 100, 100_000_000),
    (IncidentGrade.SERIOUS, 10, 50, 50_000_000),
    (IncidentGrade.LARGER, 3, 10, 10_000_000),
    (IncidentGrade.ORDINARY, 1, 1, 1),
)
RANK: dict[str, int] = {grade.value: rank for rank, grade in enumerate(IncidentGrade)}


@dataclass(frozen=True, slots=True)
class Numbers:
    """People and yuan. A number of people that nobody knows yet is 0 here; that it is unknown stands in the row of its
    source. A loss that nobody told is None: nothing was lost, and nobody knows, are told apart."""

    deaths: int = 0
    missing: int = 0
    serious: int = 0
    minor: int = 0
    loss_yuan: int | None = None

    @property
    def any_casualty(self) -> bool:
        return bool(self.deaths or self.missing or self.serious or self.minor)


def grade(numbers: Numbers) -> str:
    """Return the worst of the three columns (decree 493, art. 3)."""
    return _graded(numbers.deaths, numbers.serious, numbers.loss_yuan)


def reporting_grade(numbers: Numbers) -> str:
    """Return the grade with the missing as dead: by it the way up and the clocks go (art. 12 reports both)."""
    return _graded(numbers.deaths + numbers.missing, numbers.serious, numbers.loss_yuan)


def _graded(deaths: int, serious: int, loss: int | None) -> str:
    for name, dead, hurt, yuan in STEPS:
        if deaths >= dead or serious >= hurt or (loss or 0) >= yuan:
            return name.value
    return IncidentGrade.NONE.value


def is_at_least(one: str, other: str) -> bool:
    return RANK[one] >= RANK[other]


def category(kind: str, numbers: Numbers) -> str:
    """Return which of the bulletin's five counts an incident is in; empty for none (domain brief §1.2, S2).

    Who is missing or slightly hurt is a casualty. Of road traffic only a relatively serious accident counts, the
    missing taken as dead: a zero is not printed while it is open.
    """
    if kind == IncidentKind.PRODUCTION:
        return Category.PRODUCTION.value if numbers.any_casualty else ""
    if kind == IncidentKind.FIRE:
        return Category.FIRE.value if numbers.any_casualty else ""
    if kind == IncidentKind.TRAFFIC:
        return Category.TRAFFIC.value if is_at_least(reporting_grade(numbers), IncidentGrade.LARGER) else ""
    return Category.EMERGENCY.value if kind == IncidentKind.EMERGENCY else Category.DISASTER.value


def last_day_of_change(occurred_at: datetime, change_days: int) -> date:
    """Return the last day whose numbers change the accident; the day on which it happened is not counted."""
    return clock.local_day(occurred_at) + timedelta(days=change_days)


def levels_up(of: str) -> tuple[str, ...]:
    """Return how far up a grade must be reported: ordinary to the city, 较大 to the province, from 重大 the State."""
    if is_at_least(of, IncidentGrade.SERIOUS):
        return "city", "province", "state"
    return ("city", "province") if is_at_least(of, IncidentGrade.LARGER) else ("city",)
