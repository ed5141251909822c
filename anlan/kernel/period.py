"""A half-open span of Shanghai days, and how days, months and years are written as one number (a bucket)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anlan.kernel import clock


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole Shanghai days from `first` to `last`, both inclusive; as moments it is half-open [start, end)."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end before it begins: {self.first} … {self.last}")

    @property
    def start(self) -> datetime:
        return clock.day_start(self.first)

    @property
    def end(self) -> datetime:
        return clock.day_end(self.last)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def days(self) -> int:
        return (self.last - self.first).days + 1

    def months(self) -> Iterator[Period]:
        """Yield the calendar months that it touches, the first and the last cut to the period."""
        day = self.first
        while day <= self.last:
            end = min(month_end(day), self.last)
            yield Period(day, end)
            day = end + timedelta(days=1)

    @classmethod
    def year_to(cls, day: date) -> Period:
        """Return 今年以来: 1 January to `day`."""
        return cls(date(day.year, 1, 1), day)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    following = day.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


def day_bucket(day: date) -> int:
    """Return 20221024 for 24 October 2022: years have 4 digits, months 6 and days 8, so that none overlap."""
    return day.year * 10000 + day.month * 100 + day.day


def bucket_day(bucket: int) -> date:
    """Return the day of an eight-digit bucket."""
    return date(bucket // 10000, bucket // 100 % 100, bucket % 100)


def buckets(period: Period) -> list[tuple[int, int]]:
    """Return at most five inclusive bucket ranges (days, months, years, months, days) that tile the period.

    Whole years are read as year buckets, whole months as month buckets and the edges as days.
    """
    first, last = period.first, period.last
    ranges: list[tuple[int, int]] = []
    tail: list[tuple[int, int]] = []
    if first.day != 1:
        end = min(month_end(first), last)
        ranges.append((day_bucket(first), day_bucket(end)))
        first = end + timedelta(days=1)
    if first <= last and last != month_end(last):
        start = last.replace(day=1)
        tail.insert(0, (day_bucket(start), day_bucket(last)))
        last = start - timedelta(days=1)
    if first > last:
        return ranges + tail
    a, b = first.year, last.year
    months: list[tuple[int, int]] = []
    if a == b and not (first.month == 1 and last.month == 12):
        months.append((a * 100 + first.month, a * 100 + last.month))
        return ranges + months + tail
    if first.month != 1:
        months.append((a * 100 + first.month, a * 100 + 12))
        a += 1
    if last.month != 12:
        tail.insert(0, (b * 100 + 1, b * 100 + last.month))
        b -= 1
    if a <= b:
        months.append((a, b))
    return ranges + months + tail
