"""The list of places of a team's day, nearest due first, and what may be put on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q

from anlan.hazards.models import Hazard
from anlan.org.scope import Scope
from anlan.premises.models import Premises
from anlan.teams.daybook import visits_of
from anlan.teams.models import HandOver, HandOverState, Team, TeamStop

MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the list: how many hazards are open there, when the nearest is due, whether the team was there."""

    place: Premises
    open_hazards: int
    due_at: datetime | None
    visit: int | None


def list_of(team: Team, day: date, scope: Scope) -> list[Stop]:
    """Return the places of a team's day, nearest due first, those without a deadline after them. Three queries."""
    keys = list(TeamStop.objects.filter(team=team.pk, day=day).values_list("premises", flat=True))
    places = Premises.objects.filter(pk__in=keys).select_related("reporting_area", "sector")
    due = _due_at(keys, scope)
    been: dict[int, int] = dict(
        visits_of(team, scope).filter(visited_on=day, premises__in=keys).values_list("premises", "pk")
    )
    stops = [Stop(place, *due.get(place.pk, (0, None)), been.get(place.pk)) for place in places]
    return sorted(stops, key=lambda stop: (stop.due_at is None, stop.due_at or 0, stop.place.code))


def _due_at(places: Sequence[int], scope: Scope) -> dict[int, tuple[int, Any]]:
    """Return place → how many of its hazards are open, and the nearest deadline. One query."""
    rows = Hazard.objects.within(scope).filter(premises__in=places, settled_at=None).order_by()
    found = rows.values_list("premises").annotate(n=Count("pk"), due=Min("due_at"))
    return {place: (n, due) for place, n, due in found}


def carried_to(team: Team) -> list[int]:
    """Return the hazards that a team took over, whatever became of them. One query."""
    taken = HandOver.objects.filter(to_team=team.pk, state=HandOverState.TAKEN).order_by("pk")
    keys: dict[int, None] = {}
    for hazards in taken.values_list("hazards", flat=True):
        keys |= dict.fromkeys(hazards)
    return list(keys)


def suggested(team: Team, scope: Scope) -> list[str]:
    """Return the codes of places where hazards are open that the team found or took over, nearest due first."""
    visits = visits_of(team, scope).order_by().values("pk")
    rows = Hazard.objects.within(scope).filter(
        Q(visit__in=visits) | Q(pk__in=carried_to(team)),
        settled_at=None,
        area_path__startswith=team.area_path,
    )
    due = rows.order_by().values_list("premises__code").annotate(due=Min("due_at"))
    ranked = sorted(due, key=lambda one: (one[1] is None, one[1] or 0, one[0]))
    return [code for code, _due in ranked[:MOST_SUGGESTED]]
