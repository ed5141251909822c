"""The lists of plans, of their places, of joint visits and of leaders' plans: filters and orders."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.models import Organisation
from anlan.org.scope import Actor
from anlan.plans import closeness
from anlan.plans.coverage import with_made
from anlan.plans.models import (
    JointState,
    JointVisitQuerySet,
    LeaderPlanQuerySet,
    Plan,
    PlanItemQuerySet,
    PlanKind,
    PlanQuerySet,
    PlanState,
)

PLANS = ListSpec(
    code="plans",
    label=_("Inspection plans"),
    route="plans:list",
    filters=("kind", "state", "area", "from", "to"),
    sorts=(Sort("day", Order(("first_day",)), index="plan_by_day"),),
)
JOINT_VISITS = ListSpec(
    code="joint-visits",
    label=_("Joint visits"),
    route="plans:joints",
    filters=("state", "area", "sector", "from", "to"),
)
LEADER_PLANS = ListSpec(
    code="leader-plans",
    label=_("Leaders’ inspection plans"),
    route="plans:leaders",
    filters=("from", "to"),
)
VISITED, UNVISITED, MET, SHORT, CLOSE = "visited", "unvisited", "met", "short", "close"
REACHED = {
    VISITED: Q(made__gt=0),
    UNVISITED: Q(made=0),
    MET: Q(made__gte=F("visits_due")),
    SHORT: Q(made__lt=F("visits_due")),
}
BY_DUE = Order(("due_on",), descending=False)


def filtered(plans: PlanQuerySet, query: Any) -> PlanQuerySet:
    """Return what the filters of an address leave; days ask for the plans that touch them."""
    if kind := parameters.choice(query, "kind", PlanKind.values):
        plans = plans.filter(kind=kind)
    if state := parameters.choice(query, "state", PlanState.values):
        plans = plans.filter(state=state)
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(last_day__gte=first)
    if last := parameters.day(query, "to"):
        days &= Q(first_day__lte=last)
    return plans.filter(where_and_when({"area": query.get("area", "")}), days)


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "kind": [("", _("All kinds")), *PlanKind.choices],
        "state": [("", _("All states")), *PlanState.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
    }


# -- places on plans ---------------------------------------------------------------------------------------------------


def places(items: PlanItemQuerySet, plan: Plan, query: Any) -> QuerySet[Any]:
    """Return the places of a plan that the filters of an address leave."""
    items = items.standing().filter(plan=plan.pk)
    if body := parameters.whole(query, "body"):
        items = items.filter(organisation=body)
    if officer := parameters.whole(query, "officer"):
        items = items.filter(officer=officer)
    items = items.filter(where_and_when({n: query.get(n, "") for n in ("area", "sector")}))
    reached = parameters.choice(query, "reached", [*REACHED, CLOSE])
    if reached == CLOSE:
        near = closeness.close_places(plan, clock.today())
        return items.filter(pk__in=near.values("pk"))
    return with_made(items, plan).filter(REACHED[reached]) if reached else items


def place_choices(actor: Actor, plan: Plan) -> dict[str, Choices]:
    """Return what the filters of a plan's places offer; the bodies are those to whom they fall."""
    bodies = Organisation.objects.filter(
        pk__in=plan.planned.filter(out_seq=None).order_by().values("organisation").distinct()
    )
    return {
        "body": [("", _("All bodies")), *((str(body.pk), body.label) for body in bodies.order_by("code"))],
        "reached": [
            ("", _("All places")),
            (VISITED, _("Visited")),
            (UNVISITED, _("Not visited yet")),
            (MET, _("Visited as often as due")),
            (SHORT, _("Still to be visited")),
            (CLOSE, _("Another body was or will be there")),
        ],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }


# -- joint visits, leaders' plans --------------------------------------------------------------------------------------


def joints_filtered(joints: JointVisitQuerySet, query: Any) -> JointVisitQuerySet:
    if state := parameters.choice(query, "state", JointState.values):
        joints = joints.filter(state=state)
    return joints.filter(where_and_when(query, "planned_on"))


def joint_choices(actor: Actor) -> dict[str, Choices]:
    return {
        "state": [("", _("All states")), *JointState.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
        "sector": [("", _("All sectors")), *filters.sectors()],
    }


def leaders_filtered(plans: LeaderPlanQuerySet, query: Any) -> LeaderPlanQuerySet:
    days = Q()
    if first := parameters.day(query, "from"):
        days &= Q(last_day__gte=first)
    if last := parameters.day(query, "to"):
        days &= Q(first_day__lte=last)
    return plans.filter(days)
