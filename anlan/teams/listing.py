"""The lists of teams and of their day logs: filters and orders."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.figures.cut import where_and_when
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.listings.spec import Choices, ListSpec, Sort
from anlan.org import filters
from anlan.org.scope import Actor
from anlan.teams.models import DayState, TeamDayQuerySet, TeamKind, TeamQuerySet, TeamState

TEAMS = ListSpec(
    code="teams",
    label=_("Inspection teams"),
    route="teams:list",
    filters=("kind", "state", "period", "area", "from", "to"),
)
DAYS = ListSpec(
    code="team-days",
    label=_("Day logs of teams"),
    route="teams:days",
    filters=("did", "kind", "team", "area", "from", "to"),
    sorts=(Sort("day", Order(("day",)), index="team_day_by_day"),),
)
LOGS: dict[str, Q] = {
    "written": Q(state=DayState.WRITTEN),
    "missing": Q(state=DayState.MISSING),
    "zero": Q(state=DayState.WRITTEN, is_zero=True),
}


def filtered(teams: TeamQuerySet, query: Any) -> TeamQuerySet:
    """Return what the filters of an address leave; days ask for the teams that were there on one of them."""
    if kind := parameters.choice(query, "kind", TeamKind.values):
        teams = teams.filter(kind=kind)
    state = parameters.choice(query, "state", TeamState.values)
    teams = teams.filter(state=state) if state else teams.at_work()
    if (period := parameters.whole(query, "period")) is not None:
        teams = teams.filter(period=period)
    if query.get("area"):
        teams = teams.filter(where_and_when({"area": query["area"]}, "first_day"))
    if first := parameters.day(query, "from"):
        teams = teams.filter(Q(last_day=None) | Q(last_day__gte=first))
    if last := parameters.day(query, "to"):
        teams = teams.filter(first_day__lte=last)
    return teams


def filtered_days(days: TeamDayQuerySet, query: Any) -> TeamDayQuerySet:
    """Return what the filters of an address leave of the logs."""
    days = days.standing()
    if did := parameters.choice(query, "did", list(LOGS)):
        days = days.filter(LOGS[did])
    if kind := parameters.choice(query, "kind", TeamKind.values):
        days = days.filter(team_kind=kind)
    if (team := parameters.whole(query, "team")) is not None:
        days = days.filter(team=team)
    place = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    return days.filter(where_and_when(place, "day"))


def choices(actor: Actor) -> dict[str, Choices]:
    return {
        "kind": [("", _("All kinds")), *TeamKind.choices],
        "state": [("", _("All but voided ones")), *TeamState.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
    }


def day_choices(actor: Actor) -> dict[str, Choices]:
    return {
        "did": [
            ("", _("All days")),
            ("written", _("Log written")),
            ("missing", _("Log missing")),
            ("zero", _("Without a visit")),
        ],
        "kind": [("", _("All kinds")), *TeamKind.choices],
        "area": [("", _("All areas")), *filters.areas(actor.scope)],
    }
