"""The obligation calendar: from dated rules to the reports that are due, made ahead and only once."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q

from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, apply_many
from anlan.org.scope import SYSTEM
from anlan.reporting.calendar import is_asked, owes, times
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due, Obliged, ReportRule

log = logging.getLogger(__name__)
AHEAD_DAYS = 7
CHUNK = 200
"""Acts in one transaction: 3,000 clerks who send meanwhile wait for it, on SQLite all of them."""
Key = tuple[int, str, date, int]
"""A report that is due: unit, form, day, and which of the day."""


def make_due(first: date, last: date, *, after: datetime | None = None) -> int:
    """Make what is due from a day to a day and not made yet; return how many. Safe to repeat: one for a unit's day.

    With `after`, only what is due later than that moment: a rule of this morning asks nothing for last night.
    """
    made = set(
        Due.objects.filter(day__range=(first, last)).values_list("organisation", "form", "day", "turn")
    )
    wanted = {key: unit for key, unit in asked(first, last).items() if key not in made}
    if after is not None:
        wanted = {key: unit for key, unit in wanted.items() if times(unit.rule, key[2]).due_at > after}
    acts = [Act(by=SYSTEM, input={"obliged": unit, "day": key[2]}) for key, unit in wanted.items()]
    return carry_out("make", acts)


def carry_out(step: str, acts: list[Act]) -> int:
    """Take acts of the clock through the door, a chunk in a transaction; return how many were done.

    A refusal (a day that began meanwhile, a report that just came in) stands in no other's way. Between two chunks it
    rests as long as the first took: SQLite lets a writer in only by chance where another comes back at once.
    """
    done, took = 0, 0.0
    for start in range(0, len(acts), CHUNK):
        time.sleep(took)
        began = time.monotonic()
        for outcome in apply_many(DUE_FLOW, step, acts[start : start + CHUNK]):
            if isinstance(outcome, AnlanError):
                log.info("clock: %s refused: %s (%s)", step, outcome, outcome.code)
            else:
                done += 1
        took = time.monotonic() - began
    return done


def asked(first: date, last: date) -> Mapping[Key, Obliged]:
    """Return what the rules ask for from a day to a day, day by day: key → who is obliged, by which version.

    Where several rules ask a unit for one report of a day, the one that is due first holds. One query.
    """
    units = list(
        Obliged.objects.filter(first_day__lte=last)
        .filter(Q(last_day=None) | Q(last_day__gte=first))
        .select_related("rule__demand__period", "organisation__area")
        .order_by("rule__due_time", "rule__id", "organisation__code", "id")
    )
    rules = {unit.rule_id: unit.rule for unit in units}
    found: dict[Key, Obliged] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        today = _asking(rules.values(), day)
        for unit in units:
            if unit.rule_id in today and owes(unit, day):
                found.setdefault((unit.organisation_id, unit.rule.form, day, unit.rule.turn), unit)
    return found


def _asking(rules: Iterable[ReportRule], day: date) -> set[int]:
    return {rule.pk for rule in rules if is_asked(rule, day)}
