"""What a team's organisation owes when a day is over without a log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from anlan.kernel import clock
from anlan.lifecycle.flow import Owed, Taken
from anlan.lifecycle.inputs import canonical
from anlan.obligations.models import Kind

BY = time(18, 0)
"""A missing log is written by six in the evening of the day on which it was noted."""


def log_to_write(day: Any, taken: Taken) -> Owed:
    noted = clock.local_day(taken.at)
    due = datetime.combine(noted, BY, tzinfo=clock.SHANGHAI)
    if due <= taken.at:
        due += timedelta(days=1)
    told = {"noted_on": f"{noted}", "day": f"{day.day}"}
    return Owed(Kind.WRITE_LOG, day.organisation_id, due, canonical(told))
