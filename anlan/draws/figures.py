"""Figures about draws: how many, and how many places they drew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.draws.flow import DRAWS, PLACES, STANDS
from anlan.draws.models import Draw, DrawQuerySet
from anlan.draws.rows import tell_draws
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope

REGISTRY.group("draws", _("Draws"))
for _measure in (DRAWS, PLACES):
    REGISTRY.measure(_measure)


def _in(measure: str) -> Callable[[Cut, Period, Known, Scope], DrawQuerySet]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> DrawQuerySet:
        found: Any = standing(
            Draw.objects.within(scope),
            here=cut.where(graded=False) & Q(prepared_on__range=(period.first, period.last)),
            counts=Q(state__in=STANDS),
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )
        return found  # type: ignore[no-any-return]

    return rows


def _figure(measure: str, name: Promise, definition: Promise, unit: str) -> None:
    REGISTRY.add(
        Figure(
            code=measure,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(measure),
            plus=(measure,),
            graded=False,
            sectored=False,
            tell=tell_draws,
        )
    )


_figure(
    DRAWS,
    _("Draws"),
    _(
        "Draws of places to inspect that were prepared in the period and drawn by its end. Voided ones do not count."
    ),
    "次",
)
_figure(
    PLACES,
    _("Places drawn"),
    _("Places that these draws drew; one that two draws drew counts twice."),
    "家次",
)
