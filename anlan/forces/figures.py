"""Figures about rescue forces: registered, positioned as of a day, called out and arrived (domain brief §1.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.counting import sums
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.forces import standing as positions
from anlan.forces.call_flow import ARRIVED, CALLED, DRILLED
from anlan.forces.kinds import TEAM_KINDS, ForceKind
from anlan.forces.models import CallOut, Positioning, RescueForce
from anlan.forces.register_flow import EXPERTS, KEPT, PEOPLE, TEAMS
from anlan.forces.rows import KINDS
from anlan.kernel.period import Period
from anlan.org.scope import Scope

EARLIEST = date(2000, 1, 1)
REGISTRY.group("forces", _("Rescue forces"))
for _measure in (TEAMS, EXPERTS, PEOPLE, CALLED, ARRIVED, DRILLED):
    REGISTRY.measure(_measure)

TEAM = tuple(kind.value for kind in TEAM_KINDS)
EXPERT = (ForceKind.EXPERT.value,)
Rows = Callable[[Cut, Period, Known, Scope], Any]


def _add(
    code: str, name: Promise, definition: Promise, unit: str, kind: str, rows: Rows, **more: Any
) -> None:
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            unit=unit,
            rows=rows,
            graded=False,
            sectored=False,
            tell=KINDS[kind].table,
            **more,
        )
    )


# -- positioned as of a day ---------------------------------------------------------------------------------------


def _positioned(kinds: tuple[str, ...]) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        seen = Positioning.objects.within(scope).order_by().values("pk")
        return positions.positioned(cut, period, known, kinds).filter(pk__in=seen)

    return rows


def _heads(kinds: tuple[str, ...]) -> Any:
    return lambda cut, period, known: (positions.heads(cut, period, known, kinds), None)


_add(
    "forces.teams_positioned",
    _("Rescue teams positioned"),
    _(
        "Professional and social teams whose positioning covers the last day of the period, or today in one that "
        "still runs, as it was known then. Experts do not count."
    ),
    "支",
    "positioning",
    _positioned(TEAM),
)
_add(
    "forces.people_positioned",
    _("People of rescue teams positioned"),
    _("The head counts of these positionings, added up."),
    "人",
    "positioning",
    _positioned(TEAM),
    over=_heads(TEAM),
)
_add(
    "forces.experts_positioned",
    _("Rescue experts positioned"),
    _("Experts whose positioning covers the last day of the period, or today in one that still runs."),
    "名",
    "positioning",
    _positioned(EXPERT),
)

# -- the register -------------------------------------------------------------------------------------------------


def _registered(measure: str, kind: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        # entered at any time before the period's end: the ledger is asked from its beginning
        return standing(
            RescueForce.objects.within(scope),
            here=cut.where(graded=False) & kind & Q(entered_on__lte=period.last),
            counts=Q(state__in=KEPT),
            plus=(measure,),
            cut=cut,
            period=Period(EARLIEST, period.last),
            known=known,
        )

    return rows


def _people(cut: Cut, period: Period, known: Known) -> tuple[int, None]:
    return sums((PEOPLE,), cut, Period(EARLIEST, period.last), known)[PEOPLE], None


_IS_TEAM, _IS_EXPERT = Q(kind__in=TEAM), Q(kind__in=EXPERT)
_add(
    TEAMS,
    _("Rescue teams on the register"),
    _("Professional and social teams that were entered by the end of the period and not taken off by then."),
    "支",
    "force",
    _registered(TEAMS, _IS_TEAM),
)
_add(
    PEOPLE,
    _("People of rescue teams on the register"),
    _("The head counts of these teams, added up."),
    "人",
    "force",
    _registered(TEAMS, _IS_TEAM),
    over=_people,
)
_add(
    EXPERTS,
    _("Rescue experts on the register"),
    _("Experts that were entered by the end of the period and not taken off by then."),
    "名",
    "force",
    _registered(EXPERTS, _IS_EXPERT),
)

# -- call-outs ----------------------------------------------------------------------------------------------------


def _called(measure: str, which: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            CallOut.objects.within(scope),
            here=cut.where(graded=False) & Q(ordered_on__range=(period.first, period.last)),
            counts=which,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


for _code, _name, _words, _which in (
    (
        CALLED,
        _("Forces called out"),
        _("Call-outs of forces to real incidents, on the day of the order. Drills do not count."),
        Q(is_real=True),
    ),
    (
        ARRIVED,
        _("Forces that arrived"),
        _("Call-outs to real incidents whose force arrived, counted on the day of the order."),
        Q(is_real=True, arrived_at__isnull=False, state__in=("arrived", "released")),
    ),
    (
        DRILLED,
        _("Forces called out in drills"),
        _("Call-outs in drills, on the day of the order."),
        Q(is_real=False),
    ),
):
    _add(_code, _name, _words, "支次", "call_out", _called(_code, _which), plus=(_code,))
