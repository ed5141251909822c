"""Figures about tip-offs: how many came, were answered, in time, confirmed, refused, rewarded, with how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.tipoffs.flow import ANSWERED, CONFIRMED, IN_TIME, RECEIVED, REFUSED, REWARD, REWARDED
from anlan.tipoffs.models import ANSWERED_STATES, TipOff, TipQuerySet, TipState
from anlan.tipoffs.rows import tell_tips

REGISTRY.group("tips", _("Tip-offs"))
for _measure in (RECEIVED, ANSWERED, IN_TIME, CONFIRMED, REFUSED, REWARDED, REWARD):
    REGISTRY.measure(_measure)

_ANSWERED = Q(state__in=ANSWERED_STATES)


def _in(measure: str, counts: Q) -> Callable[[Cut, Period, Known, Scope], TipQuerySet]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> TipQuerySet:
        found: Any = standing(
            TipOff.objects.within(scope),
            here=cut.where(graded=False) & Q(received_on__range=(period.first, period.last)),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )
        return found  # type: ignore[no-any-return]

    return rows


def _figure(
    code: str,
    name: Promise,
    definition: Promise,
    unit: str,
    *,
    measure: str,
    counts: Q,
    of: tuple[str, ...] = (),
) -> None:
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(of[0] if of else measure, counts),
            plus=(measure,),
            of=of,
            graded=False,
            sectored=False,
            tell=tell_tips,
        )
    )


_figure(
    RECEIVED,
    _("Tip-offs received"),
    _("Tip-offs that came in the period, by whatever way, those refused later among them."),
    "件",
    measure=RECEIVED,
    counts=~Q(state=TipState.WITHDRAWN),
)
_figure(
    ANSWERED,
    _("Tip-offs answered"),
    _("Of the tip-offs that came in the period, those answered by its end."),
    "件",
    measure=ANSWERED,
    counts=_ANSWERED,
)
_figure(
    IN_TIME,
    _("Tip-offs answered in time"),
    _(
        "Of those answered, the ones whose answer was given within the term that held for them, extended or not."
    ),
    "件",
    measure=IN_TIME,
    counts=_ANSWERED & Q(is_in_time=True),
)
_figure(
    CONFIRMED,
    _("Tip-offs confirmed"),
    _("Of those answered, the ones that were confirmed, in whole or in part, on a visit."),
    "件",
    measure=CONFIRMED,
    counts=_ANSWERED & Q(is_confirmed=True),
)
_figure(
    REFUSED,
    _("Tip-offs refused"),
    _(
        "Of the tip-offs that came in the period, those refused with a reason: duplicates, invented, unclear, not of "
        "this matter."
    ),
    "件",
    measure=REFUSED,
    counts=Q(state=TipState.REFUSED),
)
_figure(
    REWARDED,
    _("Tip-offs rewarded"),
    _("Of the tip-offs that came in the period, those for which a reward was decided on."),
    "件",
    measure=REWARDED,
    counts=_ANSWERED & Q(is_rewarded=True),
)
_figure(
    REWARD,
    _("Rewards for tip-offs"),
    _("The rewards decided on for the tip-offs that came in the period, in yuan."),
    "元",
    measure=REWARD,
    counts=_ANSWERED & Q(reward__gt=0),
)
_figure(
    "tips.in_time_rate",
    _("Rate of tip-offs answered in time"),
    _("Tip-offs answered in time, divided by all that were answered."),
    "%",
    measure=IN_TIME,
    counts=_ANSWERED,
    of=(ANSWERED,),
)
