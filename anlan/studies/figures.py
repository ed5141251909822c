"""Figures about risk studies: held, what they found, what each finding ended in; risk levels in force on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.studies.finding_flow import FOUND, IN_KIND, STANDS, UNENDED
from anlan.studies.kinds import End, FindingState, RatingState
from anlan.studies.models import Finding, RiskRating, RiskStudy
from anlan.studies.rating_flow import AREAS, PLACES
from anlan.studies.rows import KINDS
from anlan.studies.study_flow import COUNTS, HELD

EARLIEST = date(2000, 1, 1)
REGISTRY.group("studies", _("Risk studies"))
REGISTRY.group("risk", _("Risk levels"))
for _measure in (HELD, FOUND, UNENDED, *IN_KIND.values(), *PLACES.values(), *AREAS.values()):
    REGISTRY.measure(_measure)
Rows = Callable[[Cut, Period, Known, Scope], Any]


def _in(measure: str, model: Any, day: str, counts: Q) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        return standing(
            model.objects.within(scope),
            here=cut.where(graded=False) & Q(**{f"{day}__range": (period.first, period.last)}),
            counts=counts,
            plus=(measure,),
            cut=cut,
            period=period,
            known=known,
        )

    return rows


def _add(
    code: str, name: Promise, definition: Promise, unit: str, kind: str, rows: Rows, **more: Any
) -> None:
    REGISTRY.add(
        Figure(code=code, name=name, definition=definition, unit=unit, rows=rows, graded=False,
               tell=KINDS[kind].table, **more)
    )  # fmt: skip


_add(
    HELD,
    _("Risk studies held"),
    _(
        "Risk studies of the area or a part of it that were held in a meeting, counted on the day of the meeting."
    ),
    "次",
    "risk_study",
    _in(HELD, RiskStudy, "held_on", Q(state__in=sorted(COUNTS))),
    plus=(HELD,),
    sectored=False,
)
for _code, _name, _told, _counts in (
    (
        FOUND,
        _("Risks found by studies"),
        _(
            "Findings of risk studies, counted on the day on which they were told; what was voided does not count."
        ),
        Q(state__in=sorted(STANDS)),
    ),
    (
        UNENDED,
        _("Risks found, without an end"),
        _("Of these, those that have ended neither in a warning nor in a task nor in nothing with a reason."),
        Q(state=FindingState.OPEN),
    ),
    (
        IN_KIND[End.WARNING],
        _("Risks found that ended in a warning"),
        _("Of these, those for which an advisory or warning was made."),
        Q(state=FindingState.ENDED, end_kind=End.WARNING),
    ),
    (
        IN_KIND[End.TASK],
        _("Risks found that ended in a task"),
        _("Of these, those for which a task was assigned."),
        Q(state=FindingState.ENDED, end_kind=End.TASK),
    ),
    (
        IN_KIND[End.NONE],
        _("Risks found for which nothing followed"),
        _("Of these, those for which it was decided, with a reason, that nothing follows."),
        Q(state=FindingState.ENDED, end_kind=End.NONE),
    ),
):
    _add(_code, _name, _told, "项", "finding", _in(_code, Finding, "found_on", _counts), plus=(_code,))

# -- risk levels as of a day -------------------------------------------------------------------------------------------


def _levels(measure: str, level: str, *, is_place: bool) -> Rows:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> Any:
        # laid down at any time before the period's end: the ledger is asked from its beginning
        return standing(
            RiskRating.objects.within(scope),
            here=cut.where(graded=False) & Q(first_day__lte=period.last, is_place=is_place, risk_level=level),
            counts=Q(state=RatingState.IN_FORCE),
            plus=(measure,),
            cut=cut,
            period=Period(EARLIEST, period.last),
            known=known,
        )

    return rows


_OF_PLACES = _("Places whose risk level of this colour is in force at the end of the period.")
_OF_AREAS = _("Areas whose risk level of this colour is in force at the end of the period.")
for _level, _of_places, _of_areas in (
    ("1", _("Places of major risk"), _("Areas of major risk")),
    ("2", _("Places of considerable risk"), _("Areas of considerable risk")),
    ("3", _("Places of general risk"), _("Areas of general risk")),
    ("4", _("Places of low risk"), _("Areas of low risk")),
):
    for _code, _is_place, _name, _told, _unit in (
        (PLACES[_level], True, _of_places, _OF_PLACES, "家"),
        (AREAS[_level], False, _of_areas, _OF_AREAS, "个"),
    ):
        _rows = _levels(_code, _level, is_place=_is_place)
        _add(_code, _name, _told, _unit, "risk_rating", _rows, sectored=False)
