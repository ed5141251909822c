"""What the visits of a period found, by who checked, and what two checks of the same places found alike.

Everything is read of visits that count (none that is hidden) and of hazards that still do, within a reader's scope.
Two findings of one place are one where the words say so: the rule of the duplicate hint (`hazards.likeness`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from anlan.detection.estimating import Recapture, Tally
from anlan.enterprise.models import CheckState, SelfCheck
from anlan.figures.cut import Cut
from anlan.hazards.likeness import may_be_one
from anlan.hazards.models import GONE_STATES, Hazard
from anlan.inspections.models import UNANNOUNCED, Visit
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.scope import Scope
from anlan.teams.models import TeamVisit

ORDINARY, SUDDEN, TEAM = "ordinary", "sudden", "team"
KINDS = (ORDINARY, SUDDEN, TEAM)
WITHIN = timedelta(days=30)
"""Two checks of a place are of the same state of it when so many days at most lie between them."""


@dataclass
class Tallies:
    """By kind of check: all together, by the areas right below the one asked for, and by sector (their keys)."""

    all: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    areas: dict[int, dict[str, Tally]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Tally))
    )
    sectors: dict[int, dict[str, Tally]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Tally))
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit as it is compared."""

    key: int
    premises: int
    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in words; `until` is the day it was settled, None while it is not."""

    text: str
    on: date
    until: date | None


def visits(cut: Cut, period: Period, scope: Scope) -> Any:
    """Return the visits that count in a period."""
    return (
        Visit.objects.within(scope)
        .recorded()
        .filter(cut.where(graded=False), is_counted=True, visited_on__range=(period.first, period.last))
    )


def tallies(cut: Cut, period: Period, scope: Scope) -> Tallies:
    """Return what each kind of check found. Two queries, one row a visit and one for each visit with a hazard."""
    found = _found(cut, period, scope)
    of_teams = _of_teams(cut, period, scope)
    told = Tallies()
    rows = visits(cut, period, scope).order_by().values_list("pk", "mode", "area_path", "sector_id")
    for key, mode, path, sector in rows.iterator(chunk_size=5_000):
        number = found.get(key, 0)
        kind = _kind(key, mode, of_teams)
        for sums in (told.all, told.areas[part_of(path, cut.area_path)], told.sectors[sector]):
            sums[kind] += Tally(1, number, number * number)
    return told


def part_of(path: str, of: str) -> int:
    """Return the key of the area below `of` in which a path lies; of `of` itself its own."""
    below = path[len(of) :].partition("/")[0]
    return int(below or of.rstrip("/").rpartition("/")[2])


def _kind(key: int, mode: str, of_teams: set[int]) -> str:
    if key in of_teams:
        return TEAM
    return SUDDEN if mode in UNANNOUNCED else ORDINARY


def _of_teams(cut: Cut, period: Period, scope: Scope) -> set[int]:
    named = TeamVisit.objects.within(scope).named()
    return set(
        named.filter(cut.where(graded=False), visited_on__range=(period.first, period.last)).values_list(
            "visit_id", flat=True
        )
    )


def _hazards(cut: Cut, period: Period, scope: Scope) -> Any:
    return (
        Hazard.objects.within(scope)
        .exclude(state__in=GONE_STATES)
        .filter(cut.where(), found_on__range=(period.first, period.last))
    )


def _found(cut: Cut, period: Period, scope: Scope) -> dict[int, int]:
    rows = _hazards(cut, period, scope).order_by().values_list("visit_id").annotate(n=Count("pk"))
    return dict(rows.iterator(chunk_size=5_000))


def by_teams_and_others(cut: Cut, period: Period, scope: Scope) -> tuple[int, Recapture]:
    """Return how many places an ordinary check and a team saw within a month, and what they found there.

    Of the earlier visit's findings those count that still stood at the later one: what was put right is not there.
    """
    of_teams = _of_teams(cut, period, scope)
    places: dict[int, list[Seen]] = defaultdict(list)
    rows = visits(cut, period, scope).order_by("visited_on", "pk")
    for key, premises, on, mode in rows.values_list("pk", "premises_id", "visited_on", "mode").iterator(
        5_000
    ):
        places[premises].append(Seen(key, premises, on, _kind(key, mode, of_teams)))
    pairs = [pair for seen in places.values() if (pair := closest(seen)) is not None]
    findings = _findings({one.key for pair in pairs for one in pair}, cut, scope)
    sums = [0, 0, 0]
    for own, team in pairs:
        later = max(own.on, team.on)
        told = [
            [
                one.text
                for one in findings[seen.key]
                if one.until is None or one.until >= later or seen.on == later
            ]
            for seen in (own, team)
        ]
        for n, number in enumerate((len(told[0]), len(told[1]), alike(told[0], told[1]))):
            sums[n] += number
    return len(pairs), Recapture(*sums)


def closest(seen: Iterable[Seen]) -> tuple[Seen, Seen] | None:
    """Return the ordinary check and the team's visit of one place nearest to each other, a month apart at most."""
    seen = list(seen)
    pairs = [
        (abs(own.on - team.on), own, team)
        for team in seen
        if team.kind == TEAM
        for own in seen
        if own.kind != TEAM and abs(own.on - team.on) <= WITHIN
    ]
    return min(pairs, key=lambda pair: (pair[0], pair[1].key, pair[2].key))[1:] if pairs else None


def _findings(keys: set[int], cut: Cut, scope: Scope) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    hazards = Hazard.objects.within(scope).exclude(state__in=GONE_STATES).filter(cut.where())
    for chunk in _chunks(sorted(keys)):
        rows = hazards.filter(visit__in=chunk).values_list(
            "visit_id", "description", "found_on", "settled_at"
        )
        for visit, text, on, settled in rows.order_by("pk"):
            found[visit].append(Finding(text, on, clock.local_day(settled) if settled else None))
    return found


def by_themselves_and_others(cut: Cut, period: Period, scope: Scope) -> tuple[int, Recapture]:
    """Return how many places both found something themselves and were checked, and what either found there."""
    own: dict[int, list[str]] = defaultdict(list)
    checks = (
        SelfCheck.objects.within(scope)
        .exclude(state=CheckState.WITHDRAWN)
        .filter(cut.where(), found_on__range=(period.first, period.last))
    )
    for premises, text in checks.order_by("pk").values_list("premises_id", "description"):
        own[premises].append(text)
    seen: set[int] = set()
    others: dict[int, list[str]] = defaultdict(list)
    for chunk in _chunks(sorted(own)):
        seen.update(
            visits(cut, period, scope).filter(premises__in=chunk).values_list("premises_id", flat=True)
        )
        rows = _hazards(cut, period, scope).filter(premises__in=chunk).order_by("pk")
        for premises, text in rows.values_list("premises_id", "description"):
            others[premises].append(text)
    places = [place for place in own if place in seen]
    return len(places), Recapture(
        sum(len(own[place]) for place in places),
        sum(len(others[place]) for place in places),
        sum(alike(own[place], others[place]) for place in places),
    )


def alike(first: list[str], second: list[str], rule: Callable[[str, str], bool] = may_be_one) -> int:
    """Return how many findings of two lists are one and the same: each is paired once at most (a largest matching)."""
    partner: dict[int, int] = {}

    def paired(mine: int, tried: set[int]) -> bool:
        for theirs, text in enumerate(second):
            if theirs in tried or not rule(first[mine], text):
                continue
            tried.add(theirs)
            if theirs not in partner or paired(partner[theirs], tried):
                partner[theirs] = mine
                return True
        return False

    return sum(paired(mine, set()) for mine in range(len(first)))


def _chunks(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + 500] for start in range(0, len(keys), 500))
