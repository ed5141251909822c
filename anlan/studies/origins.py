"""A finding becomes a task: what the task takes over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.assignments.kinds import Source
from anlan.assignments.origins import ORIGINS, Arising
from anlan.org.scope import Actor
from anlan.studies.kinds import FindingState
from anlan.studies.models import Finding


def arising(actor: Actor, pk: int) -> Arising | None:
    """Return what a task takes over from a finding without an end. One query."""
    rows = Finding.objects.within(actor.scope).filter(pk=pk, state=FindingState.OPEN)
    one = rows.select_related("study", "sector", "area", "premises").first()
    if one is None:
        return None
    place = one.premises.name if one.premises else one.place
    return Arising(
        source=Source.MEETING if one.study.meeting_id else Source.OTHER,
        reference=_("%(study)s, finding %(number)s") % {"study": one.study.title, "number": one.number},
        title=f"{one.area.short_name}{one.sector.name}{place}风险处置"[:200],
        content=one.weakness if not one.advice else f"{one.weakness}\n{one.advice}",
        lead_id=one.lead_id,
        meeting_id=one.study.meeting_id,
    )


ORIGINS["finding"] = arising
