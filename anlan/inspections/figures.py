"""Figures about visits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.inspections.flow import VISITS
from anlan.inspections.models import Visit, VisitQuerySet
from anlan.inspections.rows import tell_visits
from anlan.kernel.period import Period
from anlan.org.scope import Scope

REGISTRY.measure(VISITS)


def visits(cut: Cut, period: Period, known: Known, scope: Scope) -> VisitQuerySet:
    """Return the visits of the period that were known."""
    return (
        Visit.objects.within(scope)
        .filter(cut.where(graded=False), visited_on__range=(period.first, period.last), pk__lte=known.seq)
    )  # fmt: skip


REGISTRY.add(
    Figure(
        code=VISITS,
        name=_("Visits to business units"),
        definition=_(
            "Visits (家次) whose first moment lies in the period. Every visit counts, also a second one to the "
            "same unit; the number of distinct units is another figure."
        ),
        unit="家次",
        plus=(VISITS,),
        rows=visits,
        graded=False,
        tell=tell_visits,
    )
)
