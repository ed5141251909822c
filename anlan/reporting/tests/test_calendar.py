"""On which days a rule asks: recurrences, days off, make-up days, short months."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.org.calendar import is_working
from anlan.reporting.calendar import is_asked
from anlan.reporting.models import ReportRule

pytestmark = pytest.mark.django_db
YEAR = [date(2022, 1, 1) + timedelta(days=n) for n in range(365)]


def version(**changes: Any) -> ReportRule:
    whole: dict[str, Any] = {
        "first_day": date(2022, 1, 1), "due_time": time(16), "late_hours": 18, "working_days_only": False,
        **changes,
    }  # fmt: skip
    return ReportRule(form="daily", axis="area", **whole)


def asked(month: int, **changes: Any) -> list[int]:
    rule = version(**changes)
    return [day.day for day in YEAR if day.month == month and is_asked(rule, day)]


# October 2022: the 1st to the 7th are off, Saturday 8 and Sunday 9 are worked
@pytest.mark.parametrize(
    ("month", "changes", "days"),
    [
        (10, {"recurrence": "weekly", "days": "5"}, [7, 14, 21, 28]),
        (10, {"recurrence": "weekly", "days": "5", "working_days_only": True}, [14, 21, 28]),
        (10, {"recurrence": "weekly", "days": "5", "working_days_only": True, "shift": "after"}, [8, 14, 21, 28]),
        (9, {"recurrence": "weekly", "days": "6,7", "working_days_only": True, "shift": "before"},
         [2, 9, 16, 23, 30]),
        (10, {"recurrence": "weekly", "days": "1,7"}, [2, 3, 9, 10, 16, 17, 23, 24, 30, 31]),
        (10, {"recurrence": "monthly", "days": "15,30"}, [15, 30]),
        (10, {"recurrence": "monthly", "days": "15,30", "working_days_only": True}, []),
        (10, {"recurrence": "monthly", "days": "15,30", "working_days_only": True, "shift": "before"}, [14, 28]),
        (10, {"recurrence": "monthly", "days": "15,30", "working_days_only": True, "shift": "after"}, [17, 31]),
        (2, {"recurrence": "monthly", "days": "15,30"}, [15, 28]),
        (2, {"recurrence": "monthly", "days": "30,31"}, [28]),
        (2, {"recurrence": "month_end"}, [28]),
        (4, {"recurrence": "month_end_working"}, [29]),
        (10, {"recurrence": "month_end_working"}, [31]),
        (10, {"recurrence": "once", "first_day": date(2022, 10, 20)}, [20]),
        (11, {"recurrence": "once", "first_day": date(2022, 10, 20)}, []),
    ],
)  # fmt: skip
def test_a_recurrence_names_its_days(month: int, changes: dict[str, Any], days: list[int]) -> None:
    assert asked(month, **changes) == days


@given(
    days=st.sets(st.integers(1, 31), min_size=1, max_size=4),
    recurrence=st.sampled_from(["weekly", "monthly", "month_end"]),
    shift=st.sampled_from(["before", "after"]),
)
def test_what_moves_off_days_off_is_never_lost_and_never_on_a_day_off(
    days: set[int], recurrence: str, shift: str
) -> None:
    named = sorted({(day - 1) % 7 + 1 for day in days} if recurrence == "weekly" else days)
    text = "" if recurrence == "month_end" else ",".join(map(str, named))
    plain = version(recurrence=recurrence, days=text)
    moving = version(recurrence=recurrence, days=text, working_days_only=True, shift=shift)
    span = YEAR[31:-31]

    falls = {day for day in span if is_asked(plain, day)}
    moved = {day for day in YEAR if is_asked(moving, day)}

    assert all(is_working(day) for day in moved)
    for day in falls:
        worked, step = day, timedelta(days=-1 if shift == "before" else 1)
        while not is_working(worked):
            worked += step
        assert worked in moved
