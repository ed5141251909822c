"""Figures about visits."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.inspections.flow import VISITS
from anlan.inspections.models import Visit, VisitQuerySet, VisitState
from anlan.inspections.rows import tell_visits
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.premises.models import Premises, PremisesQuerySet
from anlan.premises.rows import tell_premises

PREMISES_VISITED = "inspections.premises_visited"
REGISTRY.group("inspections", _("Inspections"))
REGISTRY.measure(VISITS)


def counted(rows: VisitQuerySet, cut: Cut, period: Period, known: Known) -> VisitQuerySet:
    """Return those of the rows that counted in the period, as it was known."""
    found: Any = standing(
        rows,
        here=cut.where(graded=False) & Q(visited_on__range=(period.first, period.last)),
        counts=Q(state=VisitState.RECORDED),
        plus=(VISITS,),
        cut=cut,
        period=period,
        known=known,
    )
    return found  # type: ignore[no-any-return]


def visits(cut: Cut, period: Period, known: Known, scope: Scope) -> VisitQuerySet:
    """Return the visits of the period that were known."""
    return counted(Visit.objects.within(scope), cut, period, known)


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
        is_leading=True,
        graded=False,
        tell=tell_visits,
        day="visited_on",
    )
)


def premises_visited(cut: Cut, period: Period, known: Known, scope: Scope) -> PremisesQuerySet:
    """Return the premises with at least one visit in the period that was known; where each visit was counted."""
    there = counted(Visit.objects.all(), cut, period, known)
    return Premises.objects.within(scope).filter(pk__in=there.values("premises"))


def distinct_premises(cut: Cut, period: Period, known: Known) -> tuple[int, None]:
    """Return the number of distinct premises visited: one pass over the period's visits."""
    there = counted(Visit.objects.all(), cut, period, known)
    return there.aggregate(n=Count("premises", distinct=True))["n"], None


REGISTRY.add(
    Figure(
        code=PREMISES_VISITED,
        name=_("Premises visited"),
        definition=_(
            "Distinct premises with at least one visit in the period, each counted once however often it was "
            "visited; beside it stands the number of visits."
        ),
        unit="家",
        rows=premises_visited,
        over=distinct_premises,
        graded=False,
        tell=tell_premises,
    )
)
