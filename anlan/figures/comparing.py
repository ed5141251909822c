"""Which two values an address asks to compare: one figure at two moments of knowing, or over two periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anlan.figures import parts
from anlan.figures.asking import QUESTION, Asked, asked
from anlan.figures.changes import before
from anlan.figures.evaluation import Value
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid
from anlan.kernel.period import Period
from anlan.org.scope import Actor

UNLESS_ASKED = timedelta(days=7)
COMPARED = (*QUESTION, "since", "then_from", "then_to")
"""The keys of an address that ask how a figure changed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values of a figure, the question of the latter, and since when the former was known."""

    asked: Asked
    former: Value
    latter: Value
    since: datetime
    by_period: bool

    @property
    def query(self) -> dict[str, str]:
        """What of the address says with what it is compared."""
        told = {"since": self.since.isoformat()}
        if self.by_period:
            told = {"then_from": str(self.former.period.first), "then_to": str(self.former.period.last)}
            if self.since != self.latter.known.at:
                told["since"] = self.since.isoformat()
        return told

    def link(self, **changes: str) -> str:
        return self.asked.link(**{**self.query, **changes})


def compared(code: str, actor: Actor, query: Mapping[str, Any]) -> Compared:
    """Return the two values; unless anything is asked for, those of now and of a week ago. Raises Invalid, Refused."""
    question = asked(query, actor)
    latter = question.value(code)
    period = _then(query, latter.period)
    since = parameters.moment(query, "since")
    if since is None:
        week = clock.day_start(clock.local_day(latter.known.at)) - UNLESS_ASKED
        since = latter.known.at if period else week
    return Compared(question, before(latter, since, period), latter, since, period is not None)


def _then(query: Mapping[str, Any], now: Period) -> Period | None:
    first, last = parameters.day(query, "then_from"), parameters.day(query, "then_to")
    if last is None:
        if first is not None:
            raise Invalid(
                "period.missing", _("Say the last day of the period to compare with."), field="then_to"
            )
        return None
    first = first or last.replace(month=1, day=1)
    if first > last:
        raise Invalid("period.order", _("The period ends before it begins."), field="then_from")
    return Period(first, last)


def usual(now: Period) -> list[tuple[str, Period]]:
    """Return the periods that a value is usually compared with: (what, which)."""
    year = parts.year_before(now)
    found = [(_("The same days a year before"), year)]
    if (now.first.month, now.first.day) == (1, 1) and now.days() > UNLESS_ASKED.days:
        week = now.last - UNLESS_ASKED
        found.insert(0, (_("As it stood a week before"), Period(now.first, week)))
    else:
        span = timedelta(days=now.days())
        former = Period(now.first - span, now.last - span)
        if now.first.day == 1 and parts.is_whole_month(now):
            last = now.first - timedelta(days=1)
            former = Period(last.replace(day=1), last)
        found.insert(0, (_("The period before"), former))
    return found
