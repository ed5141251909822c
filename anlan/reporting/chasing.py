"""What happens by itself when a report stays away: its unit's leader is told; when its window closes, it has lapsed.

The reminder (`reminding`) and the calls (`board`) come before; how far a report is chased, its rule says.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM, Scope
from anlan.reporting.kinds import CHASED, Ladder
from anlan.reporting.making import carry_out
from anlan.reporting.models import Due, DueQuerySet, DueState

LEADER_MINUTES = 30
"""After the deadline: the second call was a quarter of an hour ago (domain brief §6.3)."""


def chase(now: datetime) -> tuple[int, int]:
    """Tell the leaders of units whose reports are missing, and let lapse what is taken no more; return how many each.

    Two ranges of `due_to_chase`: what has lapsed is in it no more.
    """
    waiting = Due.objects.filter(state=DueState.OWED, lapsed_at=None).order_by("id")
    edge = now - timedelta(minutes=LEADER_MINUTES)
    over = waiting.filter(due_at__lt=now, closes_at__lt=now).values_list("id", "rule__ladder")
    lapsed = carry_out(
        "lapse",
        [
            Act(SYSTEM, {"named": "yes" if ladder == Ladder.CIRCULAR else "no"}, case_id=key)
            for key, ladder in over
        ],
    )
    silent = waiting.filter(
        due_at__lt=edge, late_after__lt=now, told_leader_at=None, rule__ladder__in=CHASED
    ).values_list("id", flat=True)
    told = carry_out("tell_leader", [Act(SYSTEM, case_id=key) for key in silent])
    return told, lapsed


def named(first: date, last: date, scope: Scope) -> DueQuerySet:
    """Return what the weekly circular names for its days: reports that never came in, by rules that say so.

    What was excused since is not named.
    """
    return (
        Due.objects.within(scope)
        .filter(day__range=(first, last), is_named=True, state=DueState.OWED)
        .select_related("organisation")
        .order_by("organisation__area__path", "organisation__code", "day", "turn")
    )
