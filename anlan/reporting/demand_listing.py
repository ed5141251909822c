"""The list of rules for reports: its filters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import clock, parameters
from anlan.listings.spec import Choices, ListSpec
from anlan.org.choices import area_choices, areas_of
from anlan.org.scope import Actor
from anlan.reporting.demand import DemandQuerySet
from anlan.reporting.kinds import Group

STANDING, OVER, AHEAD = HOLDS = ("standing", "over", "ahead")
RULES = ListSpec(
    code="report_rules",
    label=_("Rules for reports"),
    route="reporting:rules",
    filters=("holds", "group", "area"),
)


def filtered(demands: DemandQuerySet, query: Any) -> DemandQuerySet:
    today = clock.today()
    if holds := parameters.choice(query, "holds", HOLDS):
        over = Q(last_day__lt=today) | Q(period__last_day__lt=today)
        if holds == AHEAD:
            demands = demands.standing().filter(first_day__gt=today)
        elif holds == OVER:
            demands = demands.filter(over)
        else:
            demands = demands.standing().filter(first_day__lte=today).exclude(over)
    if group := parameters.choice(query, "group", Group.values):
        demands = demands.filter(unit_group=group)
    return (
        demands.filter(where_and_when({"area": query["area"]}, "first_day")) if query.get("area") else demands
    )


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "holds": [("", _("All")), (STANDING, _("In force")), (AHEAD, _("Ahead")), (OVER, _("Over"))],
        "group": [("", _("Every group")), *Group.choices],
        "area": [("", _("All areas")), *area_choices(areas_of(actor.scope))],
    }
