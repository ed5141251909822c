"""What a team did day by day: logs, visits with their four haves, hazards. All of it is asked, nothing is typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from anlan.hazards.models import GONE_STATES, Hazard, HazardQuerySet
from anlan.inspections.effects import missing
from anlan.inspections.facts import FOUR
from anlan.inspections.models import Outcome, Visit, VisitQuerySet
from anlan.org.scope import Scope
from anlan.teams.models import DayState, LinkState, Team, TeamDay
from anlan.teams.settling import days_of

_COLUMNS = (
    "id", "visited_on", "outcome", "is_masked", "is_four", "is_four_submitted", "has_expert", "focus", "situation",
    "checklist_id", "items_answered", "items_applicable",
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """A day of a team. `lacks`: which of the four at least one of its visits lacks."""

    day: date
    log: TeamDay | None = None
    visits: int = 0
    unmet: int = 0
    four: int = 0
    submitted: int = 0
    hazards: int = 0
    outstanding: int = 0
    lacks: dict[str, int] = field(default_factory=dict)

    @property
    def is_four(self) -> bool:
        """Tell whether the day is 四有: it has a visit, and every one has the four (domain brief §1.4, 2.3d)."""
        return 0 < self.visits == self.four

    @property
    def contradicts(self) -> bool:
        """Tell whether the log says that nobody was visited though somebody was."""
        return self.log is not None and self.log.is_zero and self.visits + self.unmet > 0

    @property
    def lacking(self) -> list[tuple[str, int]]:
        """Return in words what its visits lack, with how many lack it."""
        return [(str(FOUR[name]), self.lacks[name]) for name in FOUR if name in self.lacks]


def visits_of(team: Team, scope: Scope) -> VisitQuerySet:
    """Return a team's visits that a scope shows."""
    return (
        Visit.objects.within(scope)
        .recorded()
        .filter(team_links__team=team.pk, team_links__state=LinkState.NAMED)
    )


def hazards_of(team: Team, scope: Scope) -> HazardQuerySet:
    """Return the hazards found on a team's visits that a scope shows, without duplicates and what was voided."""
    visits = visits_of(team, scope).order_by().values("pk")
    return Hazard.objects.within(scope).filter(visit__in=visits).exclude(state__in=GONE_STATES)


def days_told(team: Team, scope: Scope, today: date) -> list[Told]:
    """Return every day of a team up to today, the latest first. Three queries."""
    told = {day: Told(day) for day in days_of(team, today)}
    for log in TeamDay.objects.within(scope).standing().filter(team=team.pk).select_related("area"):
        told.setdefault(log.day, Told(log.day)).log = log
    for visit in visits_of(team, scope).values(*_COLUMNS):
        _add(told.setdefault(visit["visited_on"], Told(visit["visited_on"])), visit)
    found = hazards_of(team, scope).order_by().values_list("visit__visited_on")
    for day, hazards, outstanding in found.annotate(
        n=Count("pk"), still=Count("pk", filter=Q(settled_at=None))
    ):
        told[day].hazards, told[day].outstanding = hazards, outstanding
    return sorted(told.values(), key=lambda one: one.day, reverse=True)


def _add(told: Told, visit: dict[str, Any]) -> None:
    if visit["is_masked"]:
        return
    if visit["outcome"] != Outcome.INSPECTED:
        told.unmet += 1
        return
    told.visits += 1
    told.four += visit["is_four"]
    told.submitted += visit["is_four_submitted"]
    for name in missing(visit):
        told.lacks[name] = told.lacks.get(name, 0) + 1


@dataclass(frozen=True, slots=True)
class Totals:
    days: int
    written: int
    missing: int
    visits: int
    four: int
    hazards: int
    outstanding: int
    days_visited: int
    four_days: int


def totals(days: Iterable[Told], today: date) -> Totals:
    """Return the sums over a team's days; today's log is not missing yet."""
    rows = list(days)
    return Totals(
        days=len(rows),
        written=sum(one.log is not None and one.log.state == DayState.WRITTEN for one in rows),
        missing=sum(
            one.log is not None and one.log.state == DayState.MISSING and one.day < today for one in rows
        ),
        visits=sum(one.visits for one in rows),
        four=sum(one.four for one in rows),
        hazards=sum(one.hazards for one in rows),
        outstanding=sum(one.outstanding for one in rows),
        days_visited=sum(one.visits > 0 for one in rows),
        four_days=sum(one.is_four for one in rows),
    )


def neighbours(team: Team, day: date) -> tuple[date | None, date | None]:
    """Return the team's day before and after, where there is one."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return (
        before if team.is_there_on(before) else None,
        after if team.is_there_on(after) else None,
    )
