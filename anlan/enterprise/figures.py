"""Figures about what enterprises found themselves: apart from the government's ledger, never added to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.enterprise.flow import FOUND, RECTIFIED
from anlan.enterprise.models import CheckState, SelfCheck
from anlan.enterprise.rows import tell_checks
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope

REGISTRY.group("self_checks", _("Found by enterprises themselves"))
for _measure in (FOUND, RECTIFIED):
    REGISTRY.measure(_measure)


def _in(measure: str, counts: Q) -> Callable[[Cut, Period, Known, Scope], Any]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            SelfCheck.objects.within(scope),
            here=cut.where(graded=False) & Q(found_on__range=(period.first, period.last)),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def _figure(measure: str, name: Promise, definition: Promise, counts: Q) -> None:
    REGISTRY.add(
        Figure(
            code=measure,
            name=name,
            definition=definition,
            unit="处",
            rows=_in(measure, counts),
            plus=(measure,),
            graded=False,
            tell=tell_checks,
        )
    )


_figure(
    FOUND,
    _("Self-found hazards"),
    _(
        "Hazards that enterprises found themselves in the period and recorded on their own page. They stand in no "
        "figure of inspections."
    ),
    ~Q(state=CheckState.WITHDRAWN),
)
_figure(
    RECTIFIED,
    _("Self-found hazards rectified"),
    _(
        "Of the hazards that enterprises found themselves in the period, those that they recorded as rectified by "
        "its end."
    ),
    Q(state=CheckState.RECTIFIED),
)
