"""A problem that needs help in a daily report becomes a task: what the task takes over from the report."""

from __future__ import annotations

from anlan.assignments.kinds import Source
from anlan.assignments.origins import ORIGINS, Arising
from anlan.org.scope import Actor
from anlan.reporting.models import Due

TITLE = 60


def arising(actor: Actor, pk: int) -> Arising | None:
    """Return what a task takes over from a report that tells of a problem. One query."""
    due = Due.objects.within(actor.scope).select_related("organisation").filter(pk=pk).first()
    if due is None or not due.help_wanted.strip():
        return None
    first = due.help_wanted.strip().splitlines()[0]
    return Arising(
        source=Source.REPORT,
        reference=f"{due.number} {due.organisation.name} {due.day}",
        title=first if len(first) <= TITLE else f"{first[: TITLE - 1]}…",
        content=due.help_wanted,
    )


ORIGINS["report"] = arising
