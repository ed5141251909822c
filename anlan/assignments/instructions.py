"""A leader's activity becomes a task: a note (批示), or what was required on a visit."""

from __future__ import annotations

from anlan.assignments.kinds import ActivityKind, Source
from anlan.assignments.models import LeaderActivity
from anlan.assignments.origins import ORIGINS, Arising
from anlan.org.scope import Actor

_SOURCES = {ActivityKind.INSTRUCTION: Source.NOTE, ActivityKind.INSPECTION: Source.INSPECTION}


def arising(actor: Actor, pk: int) -> Arising | None:
    """Return what a task takes over from a leader's activity. One query."""
    activity = LeaderActivity.objects.within(actor.scope).standing().filter(pk=pk).first()
    if activity is None:
        return None
    of_kind = _SOURCES.get(ActivityKind(activity.kind), Source.NOTE)
    return Arising(
        source=Source.MEETING if activity.meeting_id else of_kind,
        reference=activity.source or activity.number,
        title=activity.occasion,
        content=activity.requirement,
        meeting_id=activity.meeting_id,
    )


ORIGINS["leading"] = arising
