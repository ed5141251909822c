"""Which days a token's number is of: the document's own, a span that ends on its last day, or the period before.

The period before is the one that a reader would compare with: of a week that runs to its Wednesday the Monday to
Wednesday of last week, of a whole month the whole month before (docs/adr/0049).
"""

from __future__ import annotations

from datetime import date, timedelta

from anlan.kernel.period import Period, month_end

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
CYCLES = (DAY, WEEK, MONTH, YEAR)
BEFORE = "before"
_AFTER = "_before"
SPECIAL = "special"
"""The named period of which the document tells; its days are kept elsewhere (`named_periods.py`)."""
SPANS = r"(?:day|week|month|year)(?:_before)?|before|special"
"""Every span that a token may name, as a regular expression."""


def days(period: Period, span: str, cycle: str = "") -> Period:
    """Return the days of a span of a document over `period`, whose issues come in a cycle (`cycle`, empty for none)."""
    if span == BEFORE:
        return before(period, cycle)
    if span.endswith(_AFTER):
        name = span.removesuffix(_AFTER)
        return before(_ending(period.last, name), name)
    return _ending(period.last, span) if span else period


def earlier(span: str) -> str:
    """Return the span with which a span is compared. Raises ValueError for one that is a period before already, and
    for a named period, which has none."""
    if span == SPECIAL:
        raise ValueError("a special period is compared with nothing before it")
    if span == BEFORE or span.endswith(_AFTER):
        raise ValueError(f"{span} is a period before already")
    return span + _AFTER if span else BEFORE


def _ending(last: date, span: str) -> Period:
    first = {
        DAY: last,
        WEEK: last - timedelta(days=last.weekday()),
        MONTH: last.replace(day=1),
        YEAR: date(last.year, 1, 1),
    }[span]
    return Period(first, last)


def before(period: Period, cycle: str = "") -> Period:
    """Return the period with which a period is compared: as many days of the cycle before, a whole one with a
    whole one.

    Without a cycle as many days as the period has, right before it.
    """
    first, last = period.first, period.last
    if cycle == YEAR:
        return Period(_year_back(first), _year_back(last))
    if cycle == MONTH:
        end = first - timedelta(days=1)
        whole = last == month_end(last)
        return Period(end.replace(day=1), end if whole else end.replace(day=min(last.day, end.day)))
    step = 7 if cycle == WEEK else period.days()
    return Period(first - timedelta(days=step), last - timedelta(days=step))


def _year_back(day: date) -> date:
    """Return the same day of the year before; of 29 February the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def is_whole(period: Period, cycle: str) -> bool:
    """Tell whether a period is a cycle from its first to its last day."""
    if cycle == WEEK:
        return period.first.weekday() == 0 and period.days() == 7
    if cycle == MONTH:
        return period.first.day == 1 and period.last == month_end(period.first)
    if cycle == YEAR:
        return (period.first.month, period.first.day, period.last.month, period.last.day) == (1, 1, 12, 31)
    return True


_ZH = {DAY: ("前一日", "前一日"), WEEK: ("上周", "上周同期"), MONTH: ("上月", "上月同期"), YEAR: ("上年", "上年同期"),
       "": ("此前同样天数", "此前同样天数")}  # fmt: skip
_EN = {
    DAY: ("the day before", "the day before"),
    WEEK: ("last week", "the same days of last week"),
    MONTH: ("last month", "the same days of last month"),
    YEAR: ("last year", "the same days of last year"),
    "": ("as many days before", "as many days before"),
}


def name_of_before(period: Period, span: str, cycle: str, language: str) -> str:
    """Return how a document calls the period with which a span of it is compared."""
    base = span or (cycle if cycle in CYCLES else "")
    whole, part = (_ZH if language == "zh" else _EN)[base]
    return whole if is_whole(_ending(period.last, span) if span else period, base) else part


_NOW_ZH = {DAY: "当日", WEEK: "本周", MONTH: "本月", YEAR: "今年以来", "": "本期"}
_NOW_EN = {DAY: "This day", WEEK: "This week", MONTH: "This month", YEAR: "This year", "": "This period"}


def name_of_now(cycle: str, language: str) -> str:
    """Return how a table calls the document's own period."""
    return (_NOW_ZH if language == "zh" else _NOW_EN)[cycle if cycle in CYCLES else ""]
