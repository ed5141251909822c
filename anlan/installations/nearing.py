"""Which installations ask to be looked at: near their next level, assessment due, a gap, a missed duty, an alarm.

One definition for the register's filter, the agenda of a risk study and whoever else asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.installations.kinds import LEVEL_FROM, AlarmState, PostState, TaskState
from anlan.installations.models import GuaranteePost, GuaranteeTask, PlantAlarm

NEAR = Fraction(9, 10)
"""From this share of the R at which the next level begins, an installation stands near it."""
REVIEW_DAYS, MISSED_DAYS = 90, 30
LEVEL, REVIEW, GAP, MISSED, ALARM = "level", "review", "gap", "missed", "alarm"
LIMITS: Mapping[str, Promise] = {
    LEVEL: _("R at nine tenths of the next level or more"),
    REVIEW: _("Next assessment overdue, or due within 90 days"),
    GAP: _("A guarantee post vacant or not acknowledged"),
    MISSED: _("A duty missed in the last 30 days"),
    ALARM: _("An alarm that is not closed"),
}
OPEN_POSTS = (PostState.VACANT, PostState.APPOINTED)
OPEN_ALARMS = (AlarmState.RECEIVED, AlarmState.CHECKED)


def next_level(level: str) -> tuple[str, int] | None:
    """Return the level above one, and the R from which it holds; None of level I."""
    above = LEVEL_FROM[level][1]
    return (
        None
        if above is None
        else next((one, above) for one, (low, _to) in LEVEL_FROM.items() if low == above)
    )


def near_next_level() -> Q:
    """Return the condition: R lies in the last tenth below the next level, to the thousandth."""
    found = Q(pk__in=())
    for _low, above in LEVEL_FROM.values():
        if above is not None:
            found |= Q(r_milli__gte=int(above * 1_000 * NEAR), r_milli__lt=above * 1_000)
    return found


def missed_since(today: date) -> Q:
    """Return the condition of duties that were missed lately."""
    return Q(state=TaskState.MISSED, due_on__range=(today - timedelta(days=MISSED_DAYS), today))


def which(limit: str, today: date) -> Q:
    """Return the condition of one limit over installations, as of a day."""
    of_it = {"installation": OuterRef("pk")}
    if limit == LEVEL:
        return near_next_level()
    if limit == REVIEW:
        return Q(review_due_on__lte=today + timedelta(days=REVIEW_DAYS))
    if limit == GAP:
        return Q(Exists(GuaranteePost.objects.filter(state__in=OPEN_POSTS, **of_it)))
    if limit == MISSED:
        whole = GuaranteeTask.objects.filter(missed_since(today), premises=OuterRef("premises"))
        return Q(Exists(whole.filter(Q(installation=OuterRef("pk")) | Q(installation=None))))
    return Q(Exists(PlantAlarm.objects.filter(state__in=OPEN_ALARMS, **of_it)))
