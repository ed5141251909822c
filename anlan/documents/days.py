"""How a text names days: one, or a span of them, nothing said twice (10月1日至24日; domain brief §1.4, GB/T 15835)."""

from __future__ import annotations

from datetime import date

from anlan.kernel.period import Period


def of(period: Period, language: str) -> str:
    """Return the days of a period as prose names them.

    Within a month the month is named once, within a year no year is named; a span over two years names both.
    """
    return _chinese(period.first, period.last) if language == "zh" else _english(period.first, period.last)


def _chinese(first: date, last: date) -> str:
    if first == last:
        return f"{last.month}月{last.day}日"
    if first.year != last.year:
        return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    if first.month != last.month:
        return f"{first.month}月{first.day}日至{last.month}月{last.day}日"
    return f"{first.month}月{first.day}日至{last.day}日"


def _english(first: date, last: date) -> str:
    if first == last:
        return f"{last.day} {last:%B}"
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {last.day} {last:%B}"
    return f"{first.day} to {last.day} {last:%B}"
