"""A report more each day while a state of readiness is in force: a rule of its special period, which ends with it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.duty.hooks import RAISED, Raised
from anlan.lifecycle import door
from anlan.reporting.flow import DEMAND_FLOW
from anlan.reporting.kinds import Group, Recurrence


def ask_for_more(raised: Raised) -> None:
    """Lay down the rule. Raises AnlanError, and then the level is not ordered either."""
    period = raised.period
    given = {
        "name": _("Second report of the day: %(period)s") % {"period": period.name[:40]},
        "form": "daily",
        "group": Group.AREAS,
        "area": raised.readiness.area_id,
        "recurrence": Recurrence.DAILY,
        "due_time": f"{raised.reports_at:%H:%M}",
        "turn": 2,
        "period": period.pk,
        "first_day": period.first_day.isoformat(),
        "basis": raised.readiness.basis or raised.readiness.number,
    }
    door.open_case(DEMAND_FLOW, "lay_down", by=raised.by, input=given, key=raised.key)


RAISED.append(ask_for_more)
