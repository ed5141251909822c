"""What happens by itself when a report stays away: its unit's leader is told; when its window closes, it has lapsed.

The reminder (`reminding`) and the calls (`board`) come before; how far a report is chased, its rule says.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from anlan.lifecycle.door import Act
from anlan.org.scope import SYSTEM, Scope
from anlan.reporting import letters
from anlan.reporting.kinds import CHASED, Ladder
from anlan.reporting.making import carry_out
from anlan.reporting.models import Due, DueQuerySet, DueState, ReportRule


def chase(now: datetime) -> tuple[int, int]:
    """Tell the leaders of units whose reports are missing, and let lapse what is taken no more; return how many each.

    Two ranges of `due_to_chase`: what has lapsed is in it no more.
    """
    waiting = Due.objects.filter(state=DueState.OWED, lapsed_at=None).order_by("id")
    over = waiting.filter(due_at__lt=now, closes_at__lt=now).values_list("id", "rule__ladder")
    lapsed = carry_out(
        "lapse",
        [
            Act(SYSTEM, {"named": "yes" if ladder == Ladder.CIRCULAR else "no"}, case_id=key)
            for key, ladder in over
        ],
    )
    told = carry_out("tell_leader", [Act(SYSTEM, case_id=key) for key in _silent(waiting, now)])
    return told, lapsed


def _silent(waiting: DueQuerySet, now: datetime) -> list[int]:
    """Return the reports of whose absence the leader is to be told. A query for each time that rules have."""
    rules = ReportRule.objects.filter(ladder__in=CHASED)
    missing = waiting.filter(due_at__lt=now, late_after__lt=now, told_leader_at=None, rule__ladder__in=CHASED)
    keys: list[int] = []
    for minutes in rules.values_list("leader_minutes", flat=True).distinct():
        edge = now - timedelta(minutes=minutes)
        over = missing.filter(due_at__lt=edge, rule__leader_minutes=minutes)
        keys += over.values_list("id", flat=True)
    return sorted(keys)


def propose_letters(today: date) -> int:
    """Propose the letters that are due for the month of yesterday and the one before; return how many. Twice is once.

    The last day of a month closes in the next one: its misses still belong to the former.
    """
    first = ((today - timedelta(days=1)).replace(day=1) - timedelta(days=1)).replace(day=1)
    rows = Due.objects.filter(day__gte=first, day__lt=today, state=DueState.OWED, lapsed_at__isnull=False)
    groups: dict[tuple[int, str, int], list[int]] = {}
    for due in rows.filter(collector__isnull=False).order_by("day", "turn", "id"):
        groups.setdefault(letters.month_of(due), []).append(due.pk)
    done = {letters.month_of(due) for due in Due.objects.filter(letters.SETTLED, day__gte=first)}
    acts = [
        Act(SYSTEM, case_id=found[letters.MISSES - 1])
        for key, found in groups.items()
        if len(found) >= letters.MISSES and key not in done
    ]
    return carry_out("propose_letter", acts)


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
