"""A systemic problem becomes a task: what the task takes over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.assignments.kinds import Source
from anlan.assignments.origins import ORIGINS, Arising
from anlan.org.scope import Actor
from anlan.systemic.kinds import BEING_SOLVED
from anlan.systemic.models import SystemicProblem


def arising(actor: Actor, pk: int) -> Arising | None:
    """Return what a task takes over from a problem that is being solved. One query."""
    rows = SystemicProblem.objects.within(actor.scope).filter(pk=pk, state__in=sorted(BEING_SOLVED))
    one = rows.first()
    if one is None:
        return None
    return Arising(
        source=Source.OTHER,
        reference=_("Systemic problem %(number)s") % {"number": one.number},
        title=one.title,
        content="\n".join(text for text in (one.description, one.measures) if text),
        lead_id=one.owner_id,
    )


ORIGINS["systemic_problem"] = arising
