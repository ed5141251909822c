"""Figures about reports: how many were due, came in, in time, as zeros. What is missing is said, never left out."""

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
from anlan.reporting.flow import DUE, DUE_FLOW, ON_TIME, OTHER_DUE, OTHER_ON_TIME, OTHER_SENT, SENT, ZERO
from anlan.reporting.models import Due, DueQuerySet
from anlan.reporting.rows import tell_dues

COUNTS = {count.measure: count for count in DUE_FLOW.counts}
for _measure in COUNTS:
    REGISTRY.measure(_measure, ahead=True)
REGISTRY.group("reporting", _("Dispatch"))

Rows = Callable[[Cut, Period, Known, Scope], DueQuerySet]


def _in(plus: tuple[str, ...], minus: tuple[str, ...] = ()) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> DueQuerySet:
        counts = Q()
        for measure, wanted in (*((m, True) for m in plus), *((m, False) for m in minus)):
            count = COUNTS[measure]
            holds = Q(state__in=count.states) & (Q(**{count.when: True}) if count.when else Q())
            holds &= Q(**dict([count.only])) if count.only else Q()
            holds &= ~Q(**dict([count.besides])) if count.besides else Q()
            counts &= holds if wanted else ~holds
        found: Any = standing(
            Due.objects.within(scope),
            here=cut.where(graded=False) & Q(day__range=(period.first, period.last)),
            counts=counts,
            plus=plus,
            minus=minus,
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
    plus: tuple[str, ...],
    minus: tuple[str, ...] = (),
    of: tuple[str, ...] = (),
) -> None:
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=_in(of or plus, minus),
            plus=plus,
            minus=minus,
            of=of,
            graded=False,
            sectored=False,
            tell=tell_dues,
        )
    )


_figure(
    DUE,
    _("Reports due"),
    _(
        "Daily reports that units owed for the days of the period, by the rules that stood then; without those that "
        "the office excused. Areas and departments are counted by the area of the unit."
    ),
    "份",
    plus=(DUE,),
)
_figure(SENT, _("Reports received"), _("Of those due, the reports and zero reports that came in, late ones too."),
        "份", plus=(SENT,))  # fmt: skip
_figure(
    ZERO,
    _("Zero reports"),
    _("Of those received, the signed statements that nothing had to be reported (all safe)."),
    "份",
    plus=(ZERO,),
)
_figure(
    ON_TIME,
    _("Reports on time"),
    _("Of those received, the reports that the server had by the deadline, to the second."),
    "份",
    plus=(ON_TIME,),
)
_figure(
    "reporting.late",
    _("Reports late"),
    _("Of those received, the reports that the server had after the deadline."),
    "份",
    plus=(SENT,),
    minus=(ON_TIME,),
)
_figure(
    "reporting.not_received",
    _("Reports not received"),
    _("Reports due for the period that have not come in: missing, or not late yet."),
    "份",
    plus=(DUE,),
    minus=(SENT,),
)
_figure(
    "reporting.completeness",
    _("Completeness of reports"),
    _("Reports received, late ones too, divided by the reports due."),
    "%",
    plus=(SENT,),
    of=(DUE,),
)
_figure(
    "reporting.on_time_rate",
    _("Reports on time, rate"),
    _("Reports that came in by the deadline divided by the reports due."),
    "%",
    plus=(ON_TIME,),
    of=(DUE,),
)
_figure(
    OTHER_DUE,
    _("Weekly, monthly and other reports due"),
    _(
        "Reports of every form but the daily one that units owed on the days of the period, by the rules that stood "
        "then; without those that the office excused."
    ),
    "份",
    plus=(OTHER_DUE,),
)
_figure(
    OTHER_SENT,
    _("Weekly, monthly and other reports received"),
    _("Of those due, the reports that came in, late ones too."),
    "份",
    plus=(OTHER_SENT,),
)
_figure(
    OTHER_ON_TIME,
    _("Weekly, monthly and other reports on time"),
    _("Of those received, the reports that the server had by their deadline."),
    "份",
    plus=(OTHER_ON_TIME,),
)
_figure(
    "reporting.other_completeness",
    _("Completeness of weekly, monthly and other reports"),
    _("Reports of every form but the daily one that were received, late ones too, divided by those due."),
    "%",
    plus=(OTHER_SENT,),
    of=(OTHER_DUE,),
)
_figure(
    "reporting.other_on_time_rate",
    _("Weekly, monthly and other reports on time, rate"),
    _("Reports of every form but the daily one that came in by their deadline, divided by those due."),
    "%",
    plus=(OTHER_ON_TIME,),
    of=(OTHER_DUE,),
)
