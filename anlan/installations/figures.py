"""Figures about major hazard installations, their posts, duties, experts and alarms (domain brief §2.1d, 2.1e)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.installations.alarm_flow import ALARMS, CHECKED, CLOSED, FALSE
from anlan.installations.kinds import KEPT, AlarmState, Level, Role, TaskState
from anlan.installations.models import (
    ExpertLog,
    ExpertStationing,
    GuaranteeTask,
    Installation,
    Park,
    PlantAlarm,
    Term,
)
from anlan.installations.park_flow import PARKS
from anlan.installations.register_flow import LEVELS, REGISTERED
from anlan.installations.rows import KINDS
from anlan.installations.station_flow import HANDED_OVER, LOGS
from anlan.installations.task_flow import DUTIES, LATE, MISSED, PERFORMED, PLEDGE, PLEDGES
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.premises.models import Premises
from anlan.premises.rows import tell_premises

EARLIEST = date(2000, 1, 1)
REGISTRY.group("installations", _("Major hazard installations"))
for _measure in (REGISTERED, *LEVELS.values(), PARKS, LOGS, HANDED_OVER, ALARMS, CHECKED, CLOSED, FALSE):
    REGISTRY.measure(_measure)
for _measure in (DUTIES, PERFORMED, LATE, MISSED, PLEDGES):
    REGISTRY.measure(_measure, ahead=True)  # made before its day, and counted on it

Rows = Callable[[Cut, Period, Known, Scope], Any]


def _add(
    code: str,
    name: str | Promise,
    definition: str | Promise,
    unit: str,
    kind: str,
    rows: Rows,
    **more: Any,
) -> None:
    whole = {"graded": False, "tell": KINDS[kind].table if kind else tell_premises, **more}
    REGISTRY.add(Figure(code=code, name=name, definition=definition, unit=unit, rows=rows, **whole))


def as_of(period: Period, known: Known) -> date:
    """Return the day as of which it is told: the period's last, or today in one that still runs."""
    return min(period.last, clock.local_day(known.at))


# -- the register -------------------------------------------------------------------------------------------------


def registered(measure: str = REGISTERED, which: Q | None = None) -> Rows:
    """Return the function that returns the installations on the list at the period's end, of one level or all."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        # entered at any time before the period's end: the ledger is asked from its beginning
        return standing(
            Installation.objects.within(scope),
            here=cut.where(graded=False) & Q(entered_on__lte=period.last),
            counts=Q(state__in=KEPT) & (which or Q()),
            plus=(measure,),
            cut=cut,
            period=Period(EARLIEST, period.last),
            known=known,
        )

    return rows


_ON_THE_LIST = _(
    "Installations that were graded and registered by the end of the period and neither removed from the list nor "
    "voided by then, filed or not."
)
_add(REGISTERED, _("Major hazard installations"), _ON_THE_LIST, "处", "installation", registered())
_LEVEL_NAMES = {
    "I": _("Major hazard installations of level I"),
    "II": _("Major hazard installations of level II"),
    "III": _("Major hazard installations of level III"),
    "IV": _("Major hazard installations of level IV"),
}
for _level in Level.values:
    _add(
        LEVELS[_level],
        _LEVEL_NAMES[_level],
        _ON_THE_LIST,
        "处",
        "installation",
        registered(LEVELS[_level], Q(level=_level)),
    )


def plants(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    there = registered()(cut, period, known, scope).order_by().values("premises")
    return Premises.objects.within(scope).filter(pk__in=there)


_add(
    "installations.plants",
    _("Plants with major hazard installations"),
    _("Plants with at least one installation on the list at the end of the period."),
    "家",
    "",
    plants,
)


def parks(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    return standing(
        Park.objects.within(scope),
        here=cut.where(graded=False) & Q(entered_on__lte=period.last),
        counts=Q(state="listed"),
        plus=(PARKS,),
        cut=cut,
        period=Period(EARLIEST, period.last),
        known=known,
    )


_add(
    PARKS,
    _("Chemical parks"),
    _("Parks that were listed by the end of the period and not struck off by then."),
    "个",
    "park",
    parks,
    sectored=False,
)

# -- guarantee posts ----------------------------------------------------------------------------------------------


def acknowledged_terms(day: date, known: Known) -> QuerySet[Any]:
    """Return the terms that covered a day and were acknowledged by then, as was known."""
    end = Case(When(ended_seq__lte=known.seq, then=F("until")), default=F("planned_until"))
    rows: QuerySet[Any] = Term.objects.annotate(known_end=end).filter(
        Q(known_end=None) | Q(known_end__gte=day),
        from_day__lte=day,
        seq__lte=known.seq,
        acknowledged_on__lte=day,
        acknowledged_seq__lte=known.seq,
    )
    return rows


def _every_post(day: date, known: Known) -> Q:
    of_it = acknowledged_terms(day, known).filter(installation=OuterRef("pk"))
    whole = Q()
    for role in Role.values:
        whole &= Q(Exists(of_it.filter(role=role)))
    return whole


def asked(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return the installations on the list that ask for guarantee posts."""
    return registered()(cut, period, known, scope).filter(is_guaranteed=True)


def guaranteed(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    """Return those of which every post was held and acknowledged as of the period's last day."""
    return asked(cut, period, known, scope).filter(_every_post(as_of(period, known), known))


def gaps(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    return asked(cut, period, known, scope).exclude(_every_post(as_of(period, known), known))


_add(
    "installations.guaranteed",
    _("Installations with every guarantee post filled and acknowledged"),
    _(
        "Installations on the list that ask for guarantee posts and whose principal, technical and operational post "
        "and cadre were held and acknowledged on the period's last day, or today in one that still runs."
    ),
    "处",
    "installation",
    guaranteed,
)
_add(
    "installations.gaps",
    _("Installations with a gap in the guarantee posts"),
    _(
        "Installations on the list that ask for guarantee posts and lack one, or its acknowledgement, on that day."
    ),
    "处",
    "installation",
    gaps,
)

# -- duties -------------------------------------------------------------------------------------------------------


def _tasks(measure: str, which: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            GuaranteeTask.objects.within(scope),
            here=cut.where(graded=False) & Q(due_on__range=(period.first, period.last)),
            counts=which,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


_IS_DUTY = ~Q(duty=PLEDGE)
for _code, _name, _words, _which in (
    (
        DUTIES,
        _("Guarantee duties"),
        _(
            "Duties of guarantee posts that fall due in the period, done or not; daily pledges do not count here."
        ),
        _IS_DUTY & Q(state__in=(TaskState.DUE, TaskState.DONE, TaskState.MISSED)),
    ),
    (
        PERFORMED,
        _("Guarantee duties done"),
        _("Duties that fall due in the period and were done, in time or late."),
        _IS_DUTY & Q(state=TaskState.DONE),
    ),
    (
        LATE,
        _("Guarantee duties done late"),
        _("Duties that fall due in the period and were done after they were due."),
        _IS_DUTY & Q(state=TaskState.DONE, is_late=True),
    ),
    (
        MISSED,
        _("Guarantee duties missed"),
        _("Duties that fall due in the period and were not done in their time: they can no longer be done."),
        _IS_DUTY & Q(state=TaskState.MISSED),
    ),
    (
        PLEDGES,
        _("Daily safety pledges"),
        _("Pledges that plants announced for days of the period."),
        Q(duty=PLEDGE, state=TaskState.DONE),
    ),
):
    _unit = "份" if _code == PLEDGES else "项"
    _add(_code, _name, _words, _unit, "guarantee_task", _tasks(_code, _which), plus=(_code,))

# -- experts ------------------------------------------------------------------------------------------------------


def _stationed(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    there = ExpertStationing.objects.within(scope).on(as_of(period, known))
    return there.filter(cut.where(graded=False), pk__lte=known.seq)


def _plants_stationed(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
    there = _stationed(cut, period, known, scope).order_by().values("premises")
    return Premises.objects.within(scope).filter(pk__in=there)


_add(
    "installations.experts_stationed",
    _("Experts stationed in plants"),
    _("Stationings of experts that cover the period's last day, or today in one that still runs."),
    "名",
    "expert_stationing",
    _stationed,
)
_add(
    "installations.plants_stationed",
    _("Plants with a stationed expert"),
    _("Plants in which an expert is stationed on that day."),
    "家",
    "",
    _plants_stationed,
)


def _logs(measure: str, which: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            ExpertLog.objects.within(scope),
            here=cut.where(graded=False) & Q(day__range=(period.first, period.last)),
            counts=which,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


_add(
    LOGS,
    _("Logs of stationed experts"),
    _("Shifts of the period of which the stationed expert wrote a log."),
    "份",
    "expert_log",
    _logs(LOGS, Q()),
    plus=(LOGS,),
)
_add(
    HANDED_OVER,
    _("Shifts of stationed experts handed over"),
    _("Of these logs those that the next shift took over."),
    "份",
    "expert_log",
    _logs(HANDED_OVER, Q(state="taken_over")),
    plus=(HANDED_OVER,),
)

# -- alarms -------------------------------------------------------------------------------------------------------


def _alarms(measure: str, which: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            PlantAlarm.objects.within(scope),
            here=cut.where(graded=False) & Q(raised_on__range=(period.first, period.last)),
            counts=which,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


_WAS_CHECKED = Q(state__in=(AlarmState.CHECKED, AlarmState.CLOSED))
for _code, _name, _words, _which in (
    (
        ALARMS,
        _("Alarms of plants"),
        _("Alarms that the systems of plants raised in the period and sent here."),
        Q(),
    ),
    (CHECKED, _("Alarms of plants checked"), _("Of these alarms those that were checked."), _WAS_CHECKED),
    (CLOSED, _("Alarms of plants closed"), _("Of these alarms those that were closed."), Q(state="closed")),
    (
        FALSE,
        _("False alarms of plants"),
        _("Of these alarms those that the check found to be false: instrument or setting."),
        _WAS_CHECKED & Q(finding="false"),
    ),
):
    _add(_code, _name, _words, "条", "plant_alarm", _alarms(_code, _which), plus=(_code,))
