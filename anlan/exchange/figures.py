"""Figures about forms for superiors: filled, sent, received as sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.exchange.flow import AGREED, FILLED, LIVE, SENT
from anlan.exchange.models import Filling, FillingQuerySet, FillingState
from anlan.exchange.rows import tell_fillings
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope

REGISTRY.group("exchange", _("Forms for superiors"))
STATES = {FILLED: LIVE, SENT: LIVE - {FillingState.FILLED}, AGREED: frozenset({FillingState.AGREED})}


def _in(measure: str) -> Callable[[Cut, Period, Known, Scope], FillingQuerySet]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> FillingQuerySet:
        found: Any = standing(
            Filling.objects.within(scope),
            here=cut.where(graded=False) & Q(filled_on__range=(period.first, period.last)),
            counts=Q(state__in=sorted(STATES[measure])),
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )
        return found  # type: ignore[no-any-return]

    return rows


def _figure(measure: str, name: Promise, definition: Promise) -> None:
    REGISTRY.measure(measure)
    REGISTRY.add(
        Figure(
            code=measure,
            name=name,
            definition=definition,
            unit="份",
            rows=_in(measure),
            plus=(measure,),
            graded=False,
            sectored=False,
            tell=tell_fillings,
        )
    )


_figure(FILLED, _("Forms filled for superiors"), _("Forms filled in the period; voided ones do not count."))
_figure(SENT, _("Forms sent to superiors"), _("Of these, those that were noted as sent by the period’s end."))
_figure(
    AGREED,
    _("Forms received as sent"),
    _("Of these, those that came back from the superior and held in every bound cell what was sent."),
)
