"""What was made ahead follows the rules: moved, withdrawn or made anew through the door, never for days that began.

Rules and periods change in one transaction, what is due in later ones: for a process that was killed between them the
job of every ten minutes finds the same differences.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Act
from anlan.org.models import Organisation
from anlan.org.scope import SYSTEM
from anlan.periods.running import CHANGED
from anlan.reporting import groups
from anlan.reporting.calendar import times
from anlan.reporting.demand import Demand
from anlan.reporting.demand_effects import AFTER_COMMIT
from anlan.reporting.flow import DEMAND_FLOW
from anlan.reporting.kinds import Group
from anlan.reporting.making import AHEAD_DAYS, Key, asked, carry_out, make_due
from anlan.reporting.models import Due, DueState, Obliged

log = logging.getLogger(__name__)
ONE = timedelta(days=1)
CHANGED_RULE = _("The rule for reports has changed")
NOT_ASKED = _("The rules ask for this report no more")


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What an adjustment did."""

    made: int = 0
    moved: int = 0
    withdrawn: int = 0

    def __str__(self) -> str:
        return f"{self.made} made, {self.moved} adjusted, {self.withdrawn} withdrawn"


def adjust(today: date) -> Adjusted:
    """Bring what is made ahead in line with the rules, from tomorrow on; of today, only what is due later is added.

    Two queries and as many chunks of the door as there are differences.
    """
    ahead = Due.objects.filter(day__gt=today)
    last = max(ahead.aggregate(last=Max("day"))["last"] or today, today + timedelta(days=AHEAD_DAYS))
    wanted = asked(today + ONE, last)
    moved, withdrawn = [], []
    for due in ahead.filter(state__in=[DueState.OWED, DueState.WITHDRAWN]).order_by("id"):
        key: Key = (due.organisation_id, due.form, due.day, due.turn)
        unit = wanted.get(key)
        if unit is None and due.state == DueState.OWED:
            withdrawn.append(Act(SYSTEM, {"reason": str(NOT_ASKED)}, case_id=due.pk))
        elif unit is not None and (due.state == DueState.WITHDRAWN or _differs(due, unit)):
            given = {"obliged": unit, "reason": str(CHANGED_RULE)}
            moved.append(Act(SYSTEM, given, case_id=due.pk))
    gone, kept = carry_out("withdraw", withdrawn), carry_out("adjust", moved)
    return Adjusted(make_due(today, last, after=clock.now()), kept, gone)


def _differs(due: Due, unit: Obliged) -> bool:
    at = times(unit.rule, due.day)
    said = (due.rule_id, due.phone, due.opens_at, due.due_at, due.late_after, due.closes_at)
    return said != (unit.rule_id, unit.phone, at.opens_at, at.due_at, at.late_after, at.closes_at)


def follow_tree(day: date) -> int:
    """Oblige the units that joined a group, release those that left it, from a day on; return how many. By the clock.

    Whom the office released by hand, its group does not bring back.
    """
    done = 0
    for demand in Demand.objects.standing().exclude(unit_group=Group.PICKED).select_related("area", "period"):
        if not demand.covers(day):
            continue
        rows = Obliged.objects.filter(rule__demand=demand)
        bound = set(
            rows.filter(first_day__lte=day).exclude(last_day__lt=day).values_list("organisation", flat=True)
        )
        later = set(rows.filter(first_day__gt=day).values_list("organisation", flat=True))
        released = set(rows.filter(is_released=True).values_list("organisation", flat=True))
        belong = {body.pk: body for body in groups.members(demand.unit_group, demand.area, day)}
        joined = [body for pk, body in belong.items() if pk not in bound | later | released]
        gone = Organisation.objects.filter(pk__in=bound - belong.keys(), valid_to__lt=day)
        done += sum(_take(demand, "oblige", {"unit": body, "from_day": day}) for body in joined)
        reason = str(_("The unit has ended"))
        done += sum(
            _take(demand, "release", {"unit": body, "last_day": day - ONE, "reason": reason})
            for body in gone.select_related("area")
        )
    return done


def _take(demand: Demand, step: str, given: dict[str, object]) -> bool:
    try:
        door.apply(DEMAND_FLOW, demand.pk, step, by=SYSTEM, input=given)
    except AnlanError as refused:
        log.warning("rule %s: %s refused: %s (%s)", demand.number, step, refused, refused.code)
        return False
    return True


def adjust_now() -> None:
    """Adjust from the day of the clock; told after a rule or a period has changed."""
    adjust(clock.today())


AFTER_COMMIT.append(adjust_now)
CHANGED.append(adjust_now)
