"""Figures about photographs: how many flags were raised, and how many turned out to be re-use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.scrutiny.flow import CONFIRMED_REUSE, FLAGGED
from anlan.scrutiny.listing import tell_flags
from anlan.scrutiny.models import FlagQuerySet, FlagState, PhotoFlag

REGISTRY.group("evidence", _("Photographs as evidence"))
REGISTRY.measure(FLAGGED)
REGISTRY.measure(CONFIRMED_REUSE)


def _in(measure: str, counts: Q) -> Callable[[Cut, Period, Known, Scope], FlagQuerySet]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> FlagQuerySet:
        found: Any = standing(
            PhotoFlag.objects.within(scope),
            here=cut.where(graded=False) & Q(flagged_on__range=(period.first, period.last)),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )
        return found  # type: ignore[no-any-return]

    return rows


REGISTRY.add(
    Figure(
        code=FLAGGED,
        name=_("Flags on photographs"),
        definition=_(
            "Flags raised in the period on photographs of hazards and visits: used before, before and after alike, "
            "taken at another time or place, perhaps of a screen. A photograph with two reasons counts twice, decided "
            "or not."
        ),
        unit="条",
        rows=_in(FLAGGED, ~Q(state="")),
        plus=(FLAGGED,),
        graded=False,
        tell=tell_flags,
    )
)
REGISTRY.add(
    Figure(
        code=CONFIRMED_REUSE,
        name=_("Photographs used again, confirmed"),
        definition=_(
            "Of the flags raised in the period that name another photograph, those that a person who attached neither "
            "confirmed as re-use."
        ),
        unit="条",
        rows=_in(CONFIRMED_REUSE, Q(state=FlagState.CONFIRMED, is_reuse=True)),
        plus=(CONFIRMED_REUSE,),
        graded=False,
        tell=tell_flags,
    )
)
