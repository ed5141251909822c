"""Which special periods hold somewhere on a day: for reports, duty, and whatever else asks for more in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from anlan.periods.models import RANK, SpecialPeriod

CHANGED: list[Callable[[], None]] = []
"""What is told, after the commit, that a period was declared, moved, ended or called off."""


def running(day: date, area_path: str) -> list[SpecialPeriod]:
    """Return the periods that hold in an area on a day, those from above it too, the strictest first. One query.

    A period of a part of the area does not hold in the whole of it.
    """
    return strictest_first(
        period for period in SpecialPeriod.objects.on(day) if area_path.startswith(period.area_path)
    )


def strictest_first(periods: Iterable[SpecialPeriod]) -> list[SpecialPeriod]:
    return sorted(periods, key=lambda period: (-RANK[period.level], period.first_day, period.pk))


def level_on(day: date, area_path: str) -> str:
    """Return the highest level that holds, "" on an ordinary day. One query."""
    periods = running(day, area_path)
    return periods[0].level if periods else ""
