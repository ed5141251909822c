"""Figures about visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.inspections.flow import (
    FOUR_HAVES,
    FOUR_SUBMITTED,
    ITEMS_ANSWERED,
    ITEMS_APPLICABLE,
    ITEMS_FAILED,
    LED_WITH_EXPERT,
    UNMET,
    VISITS,
)
from anlan.inspections.models import Mode, Visit, VisitQuerySet, VisitState
from anlan.inspections.rows import tell_visits
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING, Scope
from anlan.premises.models import Premises, PremisesQuerySet
from anlan.premises.rows import tell_premises

PREMISES_VISITED = "inspections.premises_visited"
REGISTRY.group("inspections", _("Inspections"))
EARLIEST = date(2000, 1, 1)
HERE = Q(state=VisitState.RECORDED)
# measure → which visits count in it now
MEASURES: dict[str, Q] = {
    VISITS: HERE & Q(is_counted=True),
    UNMET: HERE & Q(is_unmet=True),
    LED_WITH_EXPERT: HERE & Q(is_led_with_expert=True),
    FOUR_HAVES: HERE & Q(is_four=True),
    FOUR_SUBMITTED: HERE & Q(is_four_submitted=True),
    ITEMS_APPLICABLE: HERE & Q(is_counted=True, items_applicable__gt=0),
    ITEMS_ANSWERED: HERE & Q(is_counted=True, items_answered__gt=0),
    ITEMS_FAILED: HERE & Q(is_counted=True, items_failed__gt=0),
}
for code in MEASURES:
    REGISTRY.measure(code)


def counted(
    rows: VisitQuerySet, cut: Cut, period: Period, known: Known, measure: str = VISITS
) -> VisitQuerySet:
    """Return those of the rows that counted in a measure in the period, as it was known."""
    found: Any = standing(
        rows,
        here=cut.where(graded=False) & Q(visited_on__range=(period.first, period.last)),
        counts=MEASURES[measure],
        plus=(measure,),
        cut=cut,
        period=period,
        known=known,
    )
    return found  # type: ignore[no-any-return]


def visits(cut: Cut, period: Period, known: Known, scope: Scope) -> VisitQuerySet:
    """Return the visits of the period that were known."""
    return counted(Visit.objects.within(scope), cut, period, known)


REGISTRY.add(
    Figure(
        code=VISITS,
        name=_("Visits to business units"),
        definition=_(
            "Visits (家次) whose first moment lies in the period and on which an inspection was made. Every visit "
            "counts, also a second one to the same unit; the number of distinct units is another figure. Nobody "
            "present, entry refused and closed down count apart; a hidden visit counts once it is released."
        ),
        unit="家次",
        plus=(VISITS,),
        rows=visits,
        is_leading=True,
        graded=False,
        tell=tell_visits,
        day="visited_on",
        revision=2,
    )
)


def premises_visited(cut: Cut, period: Period, known: Known, scope: Scope) -> PremisesQuerySet:
    """Return the premises with at least one visit in the period that was known; where each visit was counted."""
    there = counted(Visit.objects.all(), cut, period, known)
    return Premises.objects.within(scope).filter(pk__in=there.values("premises"))


def distinct_premises(cut: Cut, period: Period, known: Known) -> tuple[int, None]:
    """Return the number of distinct premises visited: one pass over the period's visits."""
    there = counted(Visit.objects.all(), cut, period, known)
    return there.aggregate(n=Count("premises", distinct=True))["n"], None


REGISTRY.add(
    Figure(
        code=PREMISES_VISITED,
        name=_("Premises visited"),
        definition=_(
            "Distinct premises with at least one visit in the period, each counted once however often it was "
            "visited; beside it stands the number of visits."
        ),
        unit="家",
        rows=premises_visited,
        over=distinct_premises,
        graded=False,
        tell=tell_premises,
    )
)


def _everywhere() -> Cut:
    """Return the cut of all areas: a place counts as visited wherever the visit was counted."""
    area = Area.objects.filter(parent=None).order_by("pk").values_list("pk", "path").first()
    return Cut(*(area or (0, "/")))  # type: ignore[arg-type]


def registered(cut: Cut, period: Period, known: Known, scope: Scope) -> PremisesQuerySet:
    """Return the premises of the register that are at work today: the register has no past."""
    return Premises.objects.within(scope).filter(cut.where(graded=False), is_active=True)


def _without(since: date | None) -> Any:
    """Return the function that returns registered premises without a visit in the period, or since a day."""

    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> PremisesQuerySet:
        span = Period(min(since or period.first, period.first), period.last)
        seen: Any = counted(Visit.objects.all(), _everywhere(), span, known)
        return registered(cut, period, known, scope).exclude(pk__in=seen.order_by().values("premises"))

    return rows


unvisited, never_visited = _without(None), _without(EARLIEST)


def _placed(rows: Any) -> Any:
    """Return the function that tells premises in heaps: area path, sector, none, number."""

    def heaps(cut: Cut, period: Period, known: Known) -> Iterator[tuple[str, int | None, int, int]]:
        found = rows(cut, period, known, EVERYTHING).order_by().values_list("area_path", "sector_id")
        yield from ((path, trade, 0, n) for path, trade, n in found.annotate(n=Count("pk")))

    return heaps


def register_covered(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
    """Return how many registered premises had a visit in the period, and of how many."""
    whole = registered(cut, period, known, EVERYTHING).count()
    return whole - unvisited(cut, period, known, EVERYTHING).count(), whole


def _covered_by_place(cut: Cut, period: Period, known: Known) -> Iterator[tuple[str, int | None, int, int]]:
    missed = {(path, trade): n for path, trade, _none, n in _placed(unvisited)(cut, period, known)}
    for path, trade, _none, n in _placed(registered)(cut, period, known):
        yield path, trade, n - missed.get((path, trade), 0), n


for _code, _name, _told, _rows, _more in (
    (
        "inspections.premises_registered",
        _("Premises on the register"),
        _(
            "Premises that are on the register and at work today, whatever the period: the register has no past."
        ),
        registered,
        {"placed": _placed(registered)},
    ),
    (
        "inspections.premises_unvisited",
        _("Premises not visited in the period"),
        _("Premises that are on the register today and had no visit in the period, as known."),
        unvisited,
        {"placed": _placed(unvisited)},
    ),
    (
        "inspections.premises_never_visited",
        _("Premises never visited"),
        _(
            "Premises that are on the register today and for which no visit up to the end of the period is on "
            "record at all."
        ),
        never_visited,
        {"placed": _placed(never_visited)},
    ),
    (
        "inspections.register_coverage",
        _("Coverage of the register"),
        _(
            "Premises on the register today that had at least one visit in the period, divided by all premises on "
            "it. Of nothing it is “—”."
        ),
        registered,
        {"unit": "%", "is_share": True, "over": register_covered, "placed": _covered_by_place},
    ),
):
    REGISTRY.add(
        Figure(
            code=_code,
            name=_name,
            definition=_told,
            rows=_rows,
            graded=False,
            tell=tell_premises,
            **{"unit": "家", **_more},
        )
    )


def _of(measure: str) -> Any:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> VisitQuerySet:
        return counted(Visit.objects.within(scope), cut, period, known, measure)

    return rows


def _add(code: str, name: Any, definition: Any, measure: str, **more: Any) -> None:
    """Add a figure that visits count in by a measure."""
    REGISTRY.add(
        Figure(
            code=code,
            name=name,
            definition=definition,
            rows=_of(measure),
            graded=False,
            tell=tell_visits,
            day="visited_on",
            **{"unit": "家次", "plus": (measure,), **more},
        )
    )


_add(
    LED_WITH_EXPERT,
    _("Inspections by leader and expert"),
    _("Visits in which a leader and an expert took part, both; one alone does not count."),
    LED_WITH_EXPERT,
    unit="次",
)
_add(
    FOUR_HAVES,
    _("Visits with the four haves"),
    _(
        "Visits with an expert, a focus, a checklist with answers, and a result: the situation is written down "
        "or every item that applies is answered. Worked out from what is on record, submitted or not."
    ),
    FOUR_HAVES,
)
_add(
    FOUR_SUBMITTED,
    _("Visits submitted as four haves"),
    _("Visits with the four haves that the organisation has submitted as such."),
    FOUR_SUBMITTED,
)
_add(
    "inspections.four_haves_rate",
    _("Share of visits with the four haves"),
    _("Visits with the four haves, divided by all visits of the period. Of nothing it is “—”."),
    VISITS,
    unit="%",
    plus=(FOUR_HAVES,),
    of=(VISITS,),
)
_add(
    UNMET,
    _("Visits that met nobody or were refused"),
    _("Visits of the period on which nobody was present, entry was refused, or the place was closed down."),
    UNMET,
)
_add(
    "inspections.checklist_completeness",
    _("Completeness of checklists"),
    _(
        "Items of checklists that were answered (conforms, or does not), divided by the items that applied: one less "
        "the unchecked share. Items that do not apply are left out. Of nothing it is “—”."
    ),
    ITEMS_APPLICABLE,
    unit="%",
    plus=(ITEMS_ANSWERED,),
    of=(ITEMS_APPLICABLE,),
)


def _in_mode(*modes: str) -> Any:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> VisitQuerySet:
        return counted(Visit.objects.within(scope), cut, period, known).filter(mode__in=modes)

    return rows


# a visit never changes its mode: counted over the rows, as they stood then
for code, name, modes in (
    ("announced", _("Announced visits"), (Mode.ANNOUNCED,)),
    ("unannounced", _("Unannounced visits"), (Mode.UNANNOUNCED, Mode.FOUR_NO_TWO_DIRECT)),
    ("random", _("Visits by random draw"), (Mode.RANDOM,)),
    ("follow_up", _("Follow-up visits"), (Mode.FOLLOW_UP,)),
    ("guidance", _("Visits of guidance"), (Mode.GUIDANCE,)),
    ("joint", _("Joint visits"), (Mode.JOINT,)),
    ("tip_off", _("Visits on a tip-off"), (Mode.TIP_OFF,)),
):
    REGISTRY.add(
        Figure(
            code=f"inspections.{code}",
            name=name,
            definition=_("Visits that were made in this way; unannounced ones are those of both kinds."),
            unit="家次",
            rows=_in_mode(*modes),
            graded=False,
            tell=tell_visits,
            day="visited_on",
        )
    )
