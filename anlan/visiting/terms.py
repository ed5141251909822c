"""The terms within which visits are planned, as they hold on a day (dated limits), and the days that are open to them.

The State Council's opinion on inspections of enterprises (国办发〔2024〕54号) asks for joint inspections, reasonable
frequencies and published caps, and gives no number: the numbers that ship are the product's, and a city lays down its
own under Enforcement → Limits, from a day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from anlan.enforcement import limits
from anlan.org.calendar import is_working


@dataclass(frozen=True, slots=True)
class Terms:
    """`visits_year`: to one place, in a calendar year. `gap_days`: between two of one body. `drawn_days`: after a draw.
    `quiet`: the days of each month without planned visits, or none."""

    visits_year: int
    gap_days: int
    drawn_days: int
    quiet: range
    basis: str

    def is_quiet(self, day: date) -> bool:
        return day.day in self.quiet

    def open_days(self, first: date, last: date) -> list[date]:
        """Return the days on which visits are planned: working days that are not quiet."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if is_working(day) and not self.is_quiet(day)]


def terms(on: date) -> Terms:
    """Return what holds on a day. One query."""
    held = limits.held_all(on)
    first, last = held["quiet_first"].number, held["quiet_last"].number
    return Terms(
        held["unit_visits_year"].number,
        held["body_gap_days"].number,
        held["drawn_visit_days"].number,
        range(first, last + 1) if first and last else range(0),
        held["unit_visits_year"].basis,
    )
