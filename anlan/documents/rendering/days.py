"""The day that a document bears, read from its printed form: files are dated by it, never by the clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_ENGLISH = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})")
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""What an undated document is dated by: the first day that a zip file can name."""


def printed_day(text: str) -> date | None:
    """Return the day of “2022年10月24日” or “24 October 2022”; None if the text holds none."""
    try:
        if found := _CHINESE.search(text):
            return date(*(int(part) for part in found.groups()))
        if found := _ENGLISH.search(text):
            return datetime.strptime(" ".join(found.groups()), "%d %B %Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    return None


def stamp(text: str) -> datetime:
    """Return the moment by which a file is dated: midnight UTC of its printed day."""
    day = printed_day(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day and day.year >= 1980 else EPOCH
