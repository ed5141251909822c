"""The period before, its name, and what a number differs by."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.documents.spans import before, days, earlier, is_whole, name_of_before
from anlan.kernel.period import Period


def d(text: str) -> date:
    return date.fromisoformat(text)


def p(first: str, last: str) -> Period:
    return Period(d(first), d(last))


@pytest.mark.parametrize(
    ("cycle", "first", "last", "expected"),
    [
        ("day", "2022-10-24", "2022-10-24", p("2022-10-23", "2022-10-23")),
        ("week", "2022-10-17", "2022-10-19", p("2022-10-10", "2022-10-12")),
        ("week", "2022-10-17", "2022-10-23", p("2022-10-10", "2022-10-16")),
        ("month", "2022-10-01", "2022-10-24", p("2022-09-01", "2022-09-24")),
        ("month", "2022-10-01", "2022-10-31", p("2022-09-01", "2022-09-30")),
        ("month", "2022-09-01", "2022-09-30", p("2022-08-01", "2022-08-31")),
        ("month", "2022-03-01", "2022-03-30", p("2022-02-01", "2022-02-28")),
        ("month", "2022-01-01", "2022-01-15", p("2021-12-01", "2021-12-15")),
        ("year", "2024-01-01", "2024-02-29", p("2023-01-01", "2023-02-28")),
        ("", "2022-10-16", "2022-10-22", p("2022-10-09", "2022-10-15")),
    ],
)
def test_a_period_is_compared_with_as_much_of_the_one_before(cycle, first, last, expected):
    assert before(p(first, last), cycle) == expected


def test_a_token_may_name_the_period_before_its_span():
    month = p("2022-10-01", "2022-10-24")

    assert days(month, "week_before", "month") == p("2022-10-17", "2022-10-17")
    assert days(month, "before", "month") == p("2022-09-01", "2022-09-24")
    assert (earlier(""), earlier("week")) == ("before", "week_before")
    with pytest.raises(ValueError, match="already"):
        earlier("week_before")


@pytest.mark.parametrize(
    ("first", "last", "cycle", "name"),
    [
        ("2022-10-17", "2022-10-19", "week", "上周同期"),
        ("2022-10-17", "2022-10-23", "week", "上周"),
        ("2022-10-01", "2022-10-31", "month", "上月"),
        ("2022-10-01", "2022-10-30", "month", "上月同期"),
        ("2022-10-24", "2022-10-24", "day", "前一日"),
        ("2022-10-16", "2022-10-22", "period", "此前同样天数"),
    ],
)
def test_it_is_called_by_what_it_is(first, last, cycle, name):
    period = p(first, last)

    assert name_of_before(period, "", cycle, "zh") == name
    assert is_whole(period, cycle) == ("同期" not in name)
