"""Figures about arranged visits: how many were made, and how many visits the places were spared by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.visiting.flow import VISITS_MADE, VISITS_SAVED
from anlan.visiting.models import ArrangedState, ArrangedVisit
from anlan.visiting.rows import tell_arranged

REGISTRY.group("visiting", _("Arranged visits"))
REGISTRY.measure(VISITS_MADE)
REGISTRY.measure(VISITS_SAVED)


def _made(measure: str, more: Q) -> Callable[[Cut, Period, Known, Scope], QuerySet[Any]]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> QuerySet[Any]:
        return standing(
            ArrangedVisit.objects.within(scope),
            here=cut.where(graded=False) & Q(planned_on__range=(period.first, period.last)),
            counts=Q(state=ArrangedState.MADE) & more,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


REGISTRY.add(
    Figure(
        code=VISITS_MADE,
        name=_("Arranged visits made"),
        definition=_(
            "Visits that were arranged with the visit planner for a day of the period, and for which the visit that "
            "was made is put down by its end."
        ),
        unit="家次",
        rows=_made(VISITS_MADE, Q()),
        plus=(VISITS_MADE,),
        graded=False,
        tell=tell_arranged,
        day="planned_on",
    )
)
REGISTRY.add(
    Figure(
        code=VISITS_SAVED,
        name=_("Visits saved by merging"),
        definition=_(
            "For each arranged visit made in the period: how many visits the same checks would have taken if each body "
            "that came had gone for itself and merged only its own, less the one that was made. Bodies that declined, "
            "and visits that were called off or lapsed, count nothing."
        ),
        unit="家次",
        rows=_made(VISITS_SAVED, Q(saved__gt=0)),
        plus=(VISITS_SAVED,),
        graded=False,
        tell=tell_arranged,
        day="planned_on",
    )
)
