"""Figures about duty: spot checks and how they went, hand-overs that were signed, and seats served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.duty.check_flow import CHECKS, FAILED, MADE, PASSED
from anlan.duty.models import CheckState, HandOver, HandOverState, SpotCheck
from anlan.duty.rows import KINDS
from anlan.duty.watch_flow import HAND_OVERS
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope

REGISTRY.group("duty", _("Duty"))
for _measure in (CHECKS, PASSED, FAILED, HAND_OVERS):
    REGISTRY.measure(_measure)


def _in(
    measure: str, model: Any, day: str, states: frozenset[str]
) -> Callable[[Cut, Period, Known, Scope], Any]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            model.objects.within(scope),
            here=cut.where(graded=False) & Q(**{f"{day}__range": (period.first, period.last)}),
            counts=Q(state__in=states),
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def _figure(
    measure: str,
    name: Promise,
    definition: Promise,
    unit: str,
    *,
    model: Any,
    day: str,
    states: frozenset[str],
    kind: str,
) -> None:
    REGISTRY.add(
        Figure(
            code=measure,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(measure, model, day, states),
            plus=(measure,),
            graded=False,
            sectored=False,
            tell=KINDS[kind].table,
        )
    )


def _checks(measure: str, name: Promise, definition: Promise, states: frozenset[str]) -> None:
    _figure(
        measure, name, definition, "次", model=SpotCheck, day="drawn_on", states=states, kind="spot_check"
    )


_checks(
    CHECKS,
    _("Spot checks of duty"),
    _("Spot checks of duty rooms that were made, counted on the day for which they were drawn."),
    MADE,
)
_checks(
    PASSED,
    _("Spot checks passed"),
    _(
        "Those in which somebody on the roster answered in time, everybody and the leader were there, and the "
        "situation of the day was known."
    ),
    frozenset({CheckState.PASSED}),
)
_checks(
    FAILED,
    _("Spot checks failed"),
    _("Those in which something of that was missing, put right since or not."),
    frozenset({CheckState.FAILED, CheckState.CORRECTED}),
)
_figure(
    HAND_OVERS,
    _("Hand-overs of duty"),
    _(
        "Hand-overs between shifts that the incoming shift signed, counted on the day on which the shift began."
    ),
    "次",
    model=HandOver,
    day="on_day",
    states=frozenset({HandOverState.SIGNED}),
    kind="hand_over",
)
