"""Figures about hazards: found, outstanding, and the rate of rectification, all over one dated cohort."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from anlan.figures.counting import measure_ids
from anlan.figures.cut import Cut, Known
from anlan.figures.models import Contribution
from anlan.figures.registry import REGISTRY, Figure
from anlan.hazards.flow import FOUND, RECTIFIED
from anlan.hazards.models import Hazard, HazardQuerySet
from anlan.hazards.rows import tell_hazards
from anlan.journal.models import Entry
from anlan.kernel import clock
from anlan.kernel.period import Period, day_bucket
from anlan.org.scope import Scope

REGISTRY.measure(FOUND)
REGISTRY.measure(RECTIFIED)


def found(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the hazards found in the period that were known."""
    return Hazard.objects.within(scope).filter(
        cut.where(), found_on__range=(period.first, period.last), pk__lte=known.seq
    )


def outstanding(cut: Cut, period: Period, known: Known, scope: Scope) -> HazardQuerySet:
    """Return the hazards found in the period that at its end, as known, were in a state before acceptance.

    Asked about now, these are the open rows. Asked about the past, they are sought among the rows open now
    and those whose rectification was counted since: cost grows with what changed, not with the archive.
    """
    cohort = found(cut, period, known, scope)
    measure = measure_ids([RECTIFIED])[RECTIFIED]
    last = day_bucket(period.last)
    since = Q(seq__gt=known.seq)
    if period.last < clock.local_day(known.at):
        since |= Q(step_day__gt=last) & Q(step_day__gt=F("day"))
    later = Contribution.objects.filter(since, measure_id=measure)
    if not later.exists():
        return cohort.filter(accepted_at=None)
    moved = Entry.objects.filter(seq__in=later.values("seq")).values("case_id")
    entries = Entry.objects.filter(case_id=OuterRef(OuterRef("pk"))).values("seq")
    rectified: Any = (
        Contribution.objects.filter(
            measure_id=measure, seq__in=entries, seq__lte=known.seq, step_day__lte=last
        )
        .values("measure_id")
        .annotate(total=Sum("n"))
        .values("total")
    )
    candidates = cohort.filter(Q(accepted_at=None) | Q(pk__in=moved))
    return candidates.annotate(rectified_then=Coalesce(Subquery(rectified), 0)).filter(rectified_then=0)


REGISTRY.add(
    Figure(
        code=FOUND,
        name=_("Hazards found"),
        definition=_(
            "Hazards whose finding lies in the period, each recorded on a visit, whatever became of them."
        ),
        unit="条",
        plus=(FOUND,),
        rows=found,
        tell=tell_hazards,
    )
)
REGISTRY.add(
    Figure(
        code="hazards.outstanding",
        name=_("Hazards outstanding"),
        definition=_(
            "Hazards found in the period that, at its end, were not yet accepted as rectified: found, assigned, or "
            "reported rectified and waiting for acceptance."
        ),
        unit="处",
        plus=(FOUND,),
        minus=(RECTIFIED,),
        rows=outstanding,
        tell=tell_hazards,
    )
)
REGISTRY.add(
    Figure(
        code="hazards.rectification_rate",
        name=_("Rectification rate"),
        definition=_(
            "Hazards found in the period and accepted as rectified by its end, divided by all hazards found in the "
            "period: one cohort above and below the line. Rounded half up to one decimal; never 100 % while one is "
            "outstanding; of nothing it is “—”."
        ),
        unit="%",
        plus=(RECTIFIED,),
        of=(FOUND,),
        rows=found,
        tell=tell_hazards,
    )
)
