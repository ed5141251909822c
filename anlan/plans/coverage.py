"""What was visited of a plan: worked out from the visits whenever it is asked, in one statement.

Only visits count on which an inspection was made and that are not hidden: a place where nobody was present, which
refused entry, or whose visit is not released yet is still to be visited (ADR 0056).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from anlan.inspections.models import Visit, VisitQuerySet
from anlan.plans.models import Counts, JointState, JointVisit, Plan, PlanItem


@dataclass(slots=True)
class Reached:
    """Of some places on a plan: how many there are, were visited, were visited as often as they are due; and visits."""

    units: int = 0
    visited: int = 0
    met: int = 0
    visits_due: int = 0
    visits: int = 0

    def add(self, other: Reached) -> None:
        self.units += other.units
        self.visited += other.visited
        self.met += other.met
        self.visits_due += other.visits_due
        self.visits += other.visits

    def target(self, percent: int) -> int:
        """Return how many places are to be visited: the share asked for, rounded up."""
        return -(-self.units * percent // 100)

    def gap(self, percent: int = 100) -> int:
        return max(0, self.target(percent) - self.visited)


def bodies_of(plan_id: int) -> list[int]:
    """Return the bodies to which a plan's places fall. One query."""
    rows = PlanItem.objects.filter(plan=plan_id).order_by()
    return sorted(rows.values_list("organisation_id", flat=True).distinct())


def visits_for(plan: Any, *, bodies: Iterable[int] | None = None) -> VisitQuerySet:
    """Return the visits that meet a plan, wherever they were; those of its bodies' joint visits are among them."""
    rows = Visit.objects.recorded().filter(is_counted=True, visited_on__range=(plan.first_day, plan.last_day))
    if plan.counts == Counts.ANYONE:
        return rows
    own = sorted(bodies if bodies is not None else bodies_of(plan.id))
    held = JointVisit.objects.filter(state=JointState.HELD).filter(Q(proposer__in=own) | Q(partner__in=own))
    return rows.filter(Q(organisation__in=own) | Q(pk__in=held.values("visit")))


class _Apart(Subquery):
    """A subquery whose rows are counted: `COUNT(*)` over it without a GROUP BY, which gives 0 and never null."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) _visits)"
    output_field = IntegerField()


def with_made(items: QuerySet[Any], plan: Any) -> QuerySet[Any]:
    """Return a plan's places with `made`: how many visits each has had that meet the plan."""
    there = visits_for(plan).filter(premises=OuterRef("premises")).order_by().values("pk")
    found: QuerySet[Any] = items.annotate(made=_Apart(there))
    return found


def with_last(items: QuerySet[Any], plan: Any) -> QuerySet[Any]:
    """Return a plan's places with `last_on`: the day of the last visit that meets the plan."""
    there = visits_for(plan).filter(premises=OuterRef("premises")).order_by().values("premises")
    last = Subquery(there.annotate(last=Max("visited_on")).values("last"))
    found: QuerySet[Any] = items.annotate(last_on=last)
    return found


Reaches = dict[tuple[int, int], Reached]


def reached(plan: Any, items: QuerySet[Any]) -> Reaches:
    """Return what was reached of a plan's places by (body, lowest area). One statement.

    Made whole first (MATERIALIZED): the visits of a place are else counted once for each sum.
    """
    asked = with_made(items.filter(plan=plan.id, out_seq=None).order_by(), plan)
    sql, params = asked.values_list(
        "organisation_id", "area_id", "visits_due", "made"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH t (body, area, due, made) AS MATERIALIZED ({sql}) SELECT body, area, COUNT(*), "  # noqa: S608
            "SUM(CASE WHEN made > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN made >= due THEN 1 ELSE 0 END), "
            "SUM(due), SUM(made) FROM t GROUP BY body, area",
            params,
        )
        rows = cursor.fetchall()
    return {(body, area): Reached(*map(int, sums)) for body, area, *sums in rows}


def together(parts: Iterable[Reached]) -> Reached:
    whole = Reached()
    for part in parts:
        whole.add(part)
    return whole


def whole(plan: Any) -> Reached:
    """Return what was reached of all of a plan's places."""
    return together(reached(plan, PlanItem.objects.all()).values())


class DayNumber(Func):
    """A day as a whole number, so that days can be taken from it, on either engine."""

    output_field = IntegerField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        template = (
            "CAST(julianday(%(expressions)s) - 2451544.5 AS INTEGER)"
            if connection.vendor == "sqlite"
            else "((%(expressions)s) - DATE '2000-01-01')"
        )
        return super().as_sql(compiler, connection, template=template, **extra)


def next_due() -> Any:
    """Return the day number by which a place with `made` is to be visited next (of n visits the end of their part)."""
    return DayNumber(F("due_on")) - (F("visits_due") - F("made") - 1) * F("every_days")


def units_of(plan: Plan) -> tuple[int, int]:
    """Return how many places and visits the list holds now. One query."""
    found = PlanItem.objects.filter(plan=plan.pk, out_seq=None).aggregate(
        units=Count("pk"), visits=Coalesce(Func(F("visits_due"), function="SUM"), 0)
    )
    return found["units"], found["visits"]
