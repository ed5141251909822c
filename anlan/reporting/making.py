"""The obligation calendar: from dated rules to the reports that are due, made ahead and only once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, apply_many
from anlan.org.scope import SYSTEM
from anlan.reporting.calendar import is_asked, owes
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due, Obliged

AHEAD_DAYS = 7
CHUNK = 2_000


def make_due(first: date, last: date) -> int:
    """Make what is due from a day to a day and not made yet; return how many. Safe to repeat: one for a unit's day.

    Where two rules ask a unit for one form on one day, the one that is due first holds.
    """
    units = list(
        Obliged.objects.filter(first_day__lte=last)
        .filter(Q(last_day=None) | Q(last_day__gte=first))
        .select_related("rule", "organisation__area")
        .order_by("rule__due_time", "rule__id", "organisation__code", "id")
    )
    made = set(Due.objects.filter(day__range=(first, last)).values_list("organisation", "form", "day"))
    acts = [Act(by=SYSTEM, input=given) for given in _wanted(units, first, last, made)]
    for start in range(0, len(acts), CHUNK):
        for outcome in apply_many(DUE_FLOW, "make", acts[start : start + CHUNK]):
            if isinstance(outcome, AnlanError):
                raise outcome
    return len(acts)


def _wanted(units: list[Obliged], first: date, last: date, made: set[Any]) -> Iterator[dict[str, Any]]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for unit in units:
            key = (unit.organisation_id, unit.rule.form, day)
            if key not in made and is_asked(unit.rule, day) and owes(unit, day):
                made.add(key)
                yield {"obliged": unit, "day": day}
