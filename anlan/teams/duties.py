"""What a team's organisation owes when a day is over without a log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from anlan.kernel import clock
from anlan.kernel.identity import canonical
from anlan.lifecycle.flow import Owed, Taken
from anlan.obligations.models import Kind

BY = time(18, 0)
"""A missing log is written by six in the evening of the day on which it was noted."""


LONG_PAST_DAYS = 3
"""What is noted later than this (a team of the past, from a ledger) is listed as missing and owed by nobody."""


def log_to_write(day: Any, taken: Taken) -> Owed | None:
    noted = clock.local_day(taken.at)
    if noted - day.day > timedelta(days=LONG_PAST_DAYS):
        return None
    due = datetime.combine(noted, BY, tzinfo=clock.SHANGHAI)
    if due <= taken.at:
        due += timedelta(days=1)
    told = {"noted_on": f"{noted}", "day": f"{day.day}"}
    return Owed(Kind.WRITE_LOG, day.organisation_id, due, canonical(told))
