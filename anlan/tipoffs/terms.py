"""By when a tip-off must be sorted and answered, and how high a reward may be: data with the day from which it holds.

Local measures differ: 30 days with at most 90 in some cities, 60 days with 30 more in others (read in stored copies of
municipal measures; the national measures of 2012, 安监总财〔2012〕63号 art. 10, ask for feedback within 10 days of the
finding). What stands here are defaults of the product. A city whose own measure says otherwise adds a line with the day
on which it begins; a tip-off keeps the term of the day on which it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """From `since` on: working days to sort, days to answer, days of the one extension, the highest reward in yuan."""

    since: date
    triage_working_days: int
    answer_days: int
    extension_days: int
    most_reward: int
    basis: str


TERMS: tuple[Term, ...] = (
    Term(date(2000, 1, 1), 7, 60, 30, 100_000, "安监总财〔2012〕63号，时限为系统默认值"),
    Term(date(2018, 1, 4), 7, 60, 30, 300_000, "安监总财〔2018〕19号，时限为系统默认值"),
)
"""In the order of their days."""


def term_on(day: date) -> Term:
    """Return what holds for a tip-off that came on this day."""
    return next(term for term in reversed(TERMS) if term.since <= day)
