"""Figures about plans: how many places were due, were visited, are still to be visited; joint visits; leaders' plans.

Worked out from the places of the plans that held and the visits that counted, as of a day and as known at a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY, Figure
from anlan.figures.standing import standing
from anlan.inspections.figures import counted
from anlan.inspections.models import Visit
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING, Scope
from anlan.plans.coverage import bodies_of
from anlan.plans.joint_flow import JOINT_VISITS
from anlan.plans.leading import spread
from anlan.plans.models import (
    Counts,
    Force,
    JointState,
    JointVisit,
    LeaderPlan,
    LeaderPlanQuerySet,
    PlanItem,
    PlanItemQuerySet,
)
from anlan.plans.rows import tell_items, tell_joints, tell_leader_plans

DUE = "plans.places_due"
VISITED = "plans.places_visited"
GAP = "plans.places_unvisited"
COVERAGE = "plans.coverage"
LEADERS = "plans.leaders_fulfilment"
LEAST_LEADERS = 3
"""Of fewer leaders together no share is told: it would be that of one whom everybody knows."""
REGISTRY.group("plans", _("Inspection plans"))
REGISTRY.measure(JOINT_VISITS)


def _forces(period: Period, known: Known) -> list[Force]:
    """Return the plans that held, as known, and run on at least one day of the period. One query."""
    rows = Force.objects.filter(
        Q(to_seq=None) | Q(to_seq__gt=known.seq),
        from_seq__lte=known.seq,
        first_day__lte=period.last,
        last_day__gte=period.first,
    )
    return list(rows.select_related("plan").order_by("pk"))


def _items(rows: PlanItemQuerySet, cut: Cut, forces: list[Force], known: Known) -> PlanItemQuerySet:
    return rows.filter(
        Q(out_seq=None) | Q(out_seq__gt=known.seq),
        cut.where(graded=False),
        in_seq__lte=known.seq,
        plan__in=[force.plan_id for force in forces],
    )


def due(cut: Cut, period: Period, known: Known, scope: Scope) -> PlanItemQuerySet:
    """Return the places on the plans of the period."""
    return _items(PlanItem.objects.within(scope), cut, _forces(period, known), known)


def _visited(force: Force, upto: date, known: Known, root: Cut) -> Q:
    """Return the condition that a place of a plan had a visit by a day that meets it."""
    span = Period(force.first_day, max(force.first_day, min(force.last_day, upto)))
    visits: Any = counted(Visit.objects.all(), root, span, known)
    if force.plan.counts == Counts.DOERS:
        own = bodies_of(force.plan_id)
        held = JointVisit.objects.filter(state=JointState.HELD).filter(
            Q(proposer__in=own) | Q(partner__in=own)
        )
        visits = visits.filter(Q(organisation__in=own) | Q(pk__in=held.values("visit")))
    return Q(plan=force.plan_id, premises__in=visits.order_by().values("premises"))


def _root() -> Cut:
    area = Area.objects.filter(parent=None).order_by("pk").values_list("pk", "path").first()
    return Cut(*(area or (0, "/")))  # type: ignore[arg-type]


def _with(*, done: bool) -> Callable[[Cut, Period, Known, Scope], PlanItemQuerySet]:
    def rows(cut: Cut, period: Period, known: Known, scope: Scope) -> PlanItemQuerySet:
        forces, root = _forces(period, known), _root()
        found = _items(PlanItem.objects.within(scope), cut, forces, known)
        if not forces:
            return found
        visited = reduce(or_, (_visited(force, period.last, known, root) for force in forces))
        return found.filter(visited if done else ~visited)

    return rows


def coverage(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
    """Return how many places were visited, and of how many."""
    return (
        _with(done=True)(cut, period, known, EVERYTHING).count(),
        due(cut, period, known, EVERYTHING).count(),
    )


Placed = Iterator[tuple[str, int | None, int, int]]


def _places(*, done: bool | None) -> Callable[[Cut, Period, Known], Placed]:
    """Return the function that tells places in heaps: all of them, those visited, or those not visited."""

    def heaps(cut: Cut, period: Period, known: Known) -> Placed:
        rows = due if done is None else _with(done=done)
        yield from (
            (path, trade, 0, n) for (path, trade), n in _heaped(rows(cut, period, known, EVERYTHING)).items()
        )

    return heaps


def _heaped(rows: PlanItemQuerySet) -> dict[tuple[str, int | None], int]:
    heaps = rows.order_by().values_list("area_path", "sector_id").annotate(n=Count("pk"))
    return {(path, trade): n for path, trade, n in heaps}


def _coverage_by_place(cut: Cut, period: Period, known: Known) -> Placed:
    """Yield how many places were visited, and of how many, by area and sector. Two queries."""
    done = _heaped(_with(done=True)(cut, period, known, EVERYTHING))
    for (path, trade), n in _heaped(due(cut, period, known, EVERYTHING)).items():
        yield path, trade, done.get((path, trade), 0), n


def _add(code: str, name: Any, definition: Any, rows: Any, **more: Any) -> None:
    REGISTRY.add(
        Figure(
            code=code, name=name, definition=definition, rows=rows, graded=False, tell=tell_items,
            **{"unit": "家", **more},
        )
    )  # fmt: skip


_add(
    DUE,
    _("Places due on plans"),
    _(
        "Places on approved inspection plans that run on at least one day of the period; a place that two plans hold "
        "counts in each. A confidential plan counts from when it is closed."
    ),
    due,
    placed=_places(done=None),
)
_add(
    VISITED,
    _("Places on plans that were visited"),
    _(
        "Of the places due on plans those on which an inspection was made, by whom the plan asks for or jointly, from "
        "the first day of the plan to the last day of the period. Nobody present, refused and hidden do not count."
    ),
    _with(done=True),
    placed=_places(done=True),
)
_add(
    GAP,
    _("Places on plans not visited yet"),
    _("Of the places due on plans those that were not visited by the last day of the period."),
    _with(done=False),
    placed=_places(done=False),
)
_add(
    COVERAGE,
    _("Coverage of plans"),
    _("Places on plans that were visited, divided by the places due on plans. Of nothing it is “—”."),
    due,
    unit="%",
    over=coverage,
    placed=_coverage_by_place,
    is_share=True,
)


def joint_visits(cut: Cut, period: Period, known: Known, scope: Scope) -> QuerySet[JointVisit]:
    """Return the joint visits agreed for the period and held by its end, as known."""
    return standing(
        JointVisit.objects.within(scope),
        here=cut.where(graded=False) & Q(planned_on__range=(period.first, period.last)),
        counts=Q(state=JointState.HELD, is_first=True),
        plus=(JOINT_VISITS,),
        cut=cut,
        period=period,
        known=known,
    )


REGISTRY.add(
    Figure(
        code=JOINT_VISITS,
        name=_("Agreed joint visits held"),
        definition=_(
            "Joint visits of two bodies, agreed by both for a day of the period and held. Each is one visit, and meets "
            "the plans of both."
        ),
        unit="次",
        rows=joint_visits,
        plus=(JOINT_VISITS,),
        graded=False,
        tell=tell_joints,
        day="planned_on",
    )
)


# -- leaders' plans ----------------------------------------------------------------------------------------------------


def leaders(cut: Cut, period: Period, known: Known, scope: Scope) -> LeaderPlanQuerySet:
    """Return the leaders' plans that run on at least one day of the period, for those who may see them."""
    return (
        LeaderPlan.objects.within(scope)
        .standing()
        .filter(
            cut.where(graded=False), pk__lte=known.seq, first_day__lte=period.last, last_day__gte=period.first
        )
    )


def fulfilment(cut: Cut, period: Period, known: Known) -> tuple[int, int]:
    """Return how many of the planned visits were made, and of how many; of fewer than three leaders nothing."""
    plans = list(
        leaders(cut, period, known, EVERYTHING)
        .select_related("leader")
        .prefetch_related("lines__sector", "lines__area")
        .order_by("pk")
    )
    if len({plan.leader.name for plan in plans}) < LEAST_LEADERS:
        return 0, 0
    done = asked = 0
    root = _root()
    for plan in plans:
        span = Period(plan.first_day, max(plan.first_day, min(plan.last_day, period.last)))
        visits: Any = counted(Visit.objects.all(), root, span, known)
        there = Q(leader=plan.leader_id) | Q(leader_name=plan.leader.name, leader_title=plan.leader.title)
        rows = visits.filter(there).order_by("visited_at", "pk").values_list("sector_id", "area_path")
        lines = sorted(plan.lines.all(), key=lambda line: line.position)
        reached = spread(lines, list(rows))
        done, asked = done + reached.done, asked + reached.due
    return done, asked


REGISTRY.add(
    Figure(
        code=LEADERS,
        name=_("Leaders’ plans fulfilled"),
        definition=_(
            "Visits that leaders planned and made by the last day of the period, divided by all that they planned, of "
            "the plans that run in it. Told of three leaders or more together; whose plans they are, only the office "
            "sees."
        ),
        unit="%",
        rows=leaders,
        over=fulfilment,
        is_share=True,
        graded=False,
        sectored=False,
        tell=tell_leader_plans,
    )
)
