"""Units that were late with tasks again and again: listed, counted, and duty by duty as a file.

It counts work, never the use of this system (domain brief §6.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import AssignedTask, TaskPart, TaskState
from anlan.assignments.models.tasks import PartState
from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Cut, Known
from anlan.kernel import clock, parameters
from anlan.kernel.period import Period
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Obligation, ObligationQuerySet
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.scope import EVERYTHING, Actor, Scope

LEAST = 2
MOST = 100


def rung_labels() -> dict[int, str]:
    """Return how far a duty was escalated, in words."""
    labels = {
        Rung.REMINDER: _("Reminder"),
        Rung.LETTER: _("Supervision letter"),
        Rung.CIRCULAR: _("Circular"),
        Rung.INTERVIEW: _("Interview"),
        Rung.HANDED_OVER: _("Handed over for accountability"),
    }
    return {rung.value: str(label) for rung, label in labels.items()}


def late_duties(
    rows: ObligationQuerySet, first: date, last: date, *, at: datetime, seq: int | None = None
) -> ObligationQuerySet:
    """Return what was due on tasks in these days and was late: done after it was due, or not done by `at`.

    As it was known by the journal entry `seq`, if one is given. What was owed on a task that was voided, or by a unit
    whose part was withdrawn, was never late.
    """
    due = Q(due_at__gte=clock.day_start(first), due_at__lt=min(clock.day_end(last), at))
    undone = Q(discharged_at=None) | Q(discharged_at__gte=at)
    if seq is not None:
        rows = rows.filter(opened_seq__lte=seq)
        undone |= Q(discharged_seq__gt=seq)
    gone = AssignedTask.objects.filter(state=TaskState.VOIDED).order_by().values("pk")
    left = TaskPart.objects.filter(state=PartState.WITHDRAWN).order_by().values("pk")
    found: ObligationQuerySet = (
        rows.filter(due, case_kind__in=("task", "task_part"))
        .filter(undone | Q(discharged_at__gt=F("due_at")))
        .exclude(Q(case_kind="task", case_id__in=gone) | Q(case_kind="task_part", case_id__in=left))
    )
    return found


def often(rows: ObligationQuerySet, least: int = LEAST) -> Any:
    """Return the owners that were late at least so often, with how often, in how many cases, and letters needed."""
    return (
        rows.order_by()
        .values("owner", "owner__name", "owner__name_en")
        .annotate(
            late=Count("pk"),
            tasks=Count("case_id", distinct=True),
            letters=Count("pk", filter=Q(rung__gte=Rung.LETTER)),
        )
        .filter(late__gte=least)
    )


def repeat_offenders(scope: Scope, first: date, last: date) -> list[dict[str, Any]]:
    """Return the units that were late with tasks twice or more in these days, the most often first. One query."""
    rows = often(late_duties(Obligation.objects.within(scope), first, last, at=clock.now()))
    return [dict(row) for row in rows.order_by("-late", "owner")[:MOST]]


def days_of(query: Mapping[str, Any]) -> tuple[date, date]:
    """Return the days asked for: this year to today else."""
    today = clock.today()
    first = parameters.day(query, "from") or date(today.year, 1, 1)
    return first, parameters.day(query, "to") or today


def offences(actor: Actor, query: Mapping[str, Any]) -> ObligationQuerySet:
    """Return the late duties of repeat offenders in the days of an address."""
    late = late_duties(Obligation.objects.within(actor.scope), *days_of(query), at=clock.now())
    return late.filter(owner__in=often(late).values("owner"))


# -- as figures --------------------------------------------------------------------------------------------------


def late_rows(cut: Cut, period: Period, known: Known, scope: Scope) -> ObligationQuerySet:
    """Return the late duties on tasks of a period, as they stood at its end and were known."""
    at = min(known.at, clock.day_start(period.last + timedelta(days=1)))
    rows = Obligation.objects.within(scope).filter(cut.where(graded=False))
    return late_duties(rows, period.first, period.last, at=at, seq=known.seq)


def repeating_rows(cut: Cut, period: Period, known: Known, scope: Scope) -> ObligationQuerySet:
    late = late_rows(cut, period, known, scope)
    return late.filter(owner__in=often(late).values("owner"))


def repeating(cut: Cut, period: Period, known: Known) -> tuple[int, None]:
    """Return the number of units that were late twice or more. One query."""
    return often(late_rows(cut, period, known, EVERYTHING)).count(), None


def told(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the repeat offenders of an area as a circular names them, the most often late first. One query."""
    at = min(known.at, clock.day_start(period.last + timedelta(days=1)))
    rows = Obligation.objects.filter(below(area.path or ""))
    late = late_duties(rows, period.first, period.last, at=at, seq=known.seq)
    sentences = []
    for row in often(late).order_by("-late", "owner")[:MOST]:
        if language == "zh":
            letters = f"，被督办{row['letters']}次" if row["letters"] else ""
            sentences.append(
                f"{row['owner__name']}：逾期{row['late']}次，涉及交办事项{row['tasks']}项{letters}。"
            )
        else:
            letters = f", {row['letters']} supervision letters" if row["letters"] else ""
            name = row["owner__name_en"] or row["owner__name"]
            sentences.append(f"{name}: late {row['late']} times with {row['tasks']} tasks{letters}. ")
    return sentences


CHRONICLES.add("assignments.repeat_offenders", _("Units that were late with tasks again and again"), told)
