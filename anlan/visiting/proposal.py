"""The proposal: due checks merged place by place, put on days and teams, counted with and without merging.

It is worked out anew whenever it is asked for, and writes nothing: a person accepts it (anlan/visiting/acts.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from anlan.inspections.models import Visit
from anlan.kernel.errors import Invalid
from anlan.org.scope import Scope
from anlan.premises.models import Premises
from anlan.visiting.checks import Check, Question
from anlan.visiting.gathering import CHUNK, Gathered, gather, pools_of
from anlan.visiting.merging import Span, Stop, fill, join, merge, separately
from anlan.visiting.routing import Crew, Job, route, teams_for
from anlan.visiting.terms import Terms, terms

FIRST_CHECK_MINUTES, NEXT_CHECK_MINUTES = 90, 30
MICRO = 1_000_000


@dataclass(slots=True)
class Proposed:
    """One visit: its checks, the open days that meet them all, its day and team, or no day where the hours run out."""

    key: int
    premises: int
    checks: list[Check]
    first: date
    last: date
    separate: int
    on: date | None = None
    team: int = 0
    turn: int = 0
    km: float = 0.0
    late: bool = False
    before: Check | None = None  # the check that set the visit before this one at the same place

    @property
    def bodies(self) -> list[int]:
        """Return the bodies that go, the one whose check is due first ahead: it leads. What anybody's visit meets asks
        nobody along."""
        return needed(self.checks) or [self.checks[0].body]

    @property
    def met(self) -> list[int]:
        """Return the bodies whose checks are met without them."""
        going = self.bodies
        return [body for body in dict.fromkeys(check.body for check in self.checks) if body not in going]

    @property
    def minutes(self) -> int:
        return FIRST_CHECK_MINUTES + NEXT_CHECK_MINUTES * (len(self.checks) - 1)

    @property
    def codes(self) -> str:
        return ",".join(check.code for check in self.checks)


def needed(checks: Iterable[Check]) -> list[int]:
    """Return the bodies whose own visit is asked for, in the order of their checks."""
    return list(dict.fromkeys(check.body for check in checks if not check.anyone))


@dataclass(slots=True)
class Proposal:
    """What is proposed for the days asked for, by day, team and turn; visits without a day last."""

    question: Question
    terms: Terms
    crew: Crew
    visits: list[Proposed]
    arranged: int
    made: dict[int, int] = field(default_factory=dict)  # visits of the year, by place

    @property
    def checks(self) -> int:
        return sum(len(visit.checks) for visit in self.visits)

    @property
    def separate(self) -> int:
        return sum(visit.separate for visit in self.visits)

    @property
    def joint(self) -> int:
        return sum(len(visit.bodies) > 1 for visit in self.visits)

    @property
    def unplaced(self) -> int:
        return sum(visit.on is None for visit in self.visits)

    def reaches(self, visit: Proposed) -> int:
        """Return which visit of the year to its place this one would be."""
        at_place = [one for one in self.visits if one.premises == visit.premises]
        return self.made.get(visit.premises, 0) + at_place.index(visit) + 1

    def is_over(self, visit: Proposed) -> bool:
        return self.reaches(visit) > self.terms.visits_year

    @property
    def over(self) -> int:
        """Return at how many places the visits of the year would pass the term."""
        planned: dict[int, int] = defaultdict(int)
        for visit in self.visits:
            planned[visit.premises] += 1
        return sum(
            self.made.get(place, 0) + count > self.terms.visits_year for place, count in planned.items()
        )


class Days:
    """The open days of a question, numbered; what a check's days are among them."""

    def __init__(self, asked: Question, held: Terms) -> None:
        self.begin = asked.begin
        self.open = held.open_days(asked.begin, asked.last)
        if not self.open:
            raise Invalid(
                "planner.days",
                _(
                    "No day for a visit lies between %(first)s and %(last)s: none is a working day that is not quiet."
                )
                % {"first": asked.begin, "last": asked.last},
                field="to",
            )

    def span(self, check: Check) -> Span:
        """Return a check's days as numbers. What is overdue goes on the first day; where none of its days is open, the
        next open one takes it."""
        first = min(bisect_left(self.open, check.earliest), len(self.open) - 1)
        last = bisect_right(self.open, check.latest) - 1
        return Span(check.code, check.body, first, max(first, last), check.anyone)

    def is_late(self, check: Check) -> bool:
        return check.latest < self.begin


def propose(scope: Scope, asked: Question, crew: Crew) -> Proposal:
    """Return the proposal for a scope; a crew without teams gets as many as the deadlines need.

    Raises Invalid where no day is open or too much is due.
    """
    held = terms(asked.begin)
    days = Days(asked, held)
    found = gather(scope, asked, held)
    visits = merged(found, days)
    crew = _place(visits, days, crew)
    visits.sort(
        key=lambda one: (one.on is None, one.on or asked.last, one.team, one.turn, one.premises, one.key)
    )
    places = sorted({visit.premises for visit in visits})
    return Proposal(asked, held, crew, visits, found.arranged, made_in(asked.begin.year, places))


def merged(found: Gathered, days: Days) -> list[Proposed]:
    """Return the visits of every place, the fewest that meet what is due; they have no day yet."""
    checks = {check.code: check for check in found.everything()}
    spans = {code: days.span(check) for code, check in checks.items()}
    due: dict[int, list[Span]] = defaultdict(list)
    later: dict[int, list[Span]] = defaultdict(list)
    for check in found.due:
        due[check.premises].append(spans[check.code])
    for check in found.later:
        later[check.premises].append(spans[check.code])
    stops = fill({place: merge(due[place]) for place in sorted(due)}, pools_of(found, spans))
    visits: list[Proposed] = []
    for place, at_place in sorted(stops.items()):
        join(at_place, later.get(place, ()))
        before: Check | None = None
        for stop in at_place:
            visit = _visit(len(visits), stop, checks, days, before)
            visits.append(visit)
            before = checks[stop.forced.code]
    return visits


def _visit(key: int, stop: Stop, checks: dict[str, Check], days: Days, before: Check | None) -> Proposed:
    mine = sorted(
        (checks[span.code] for span in stop.spans), key=lambda one: (one.latest, one.earliest, one.code)
    )
    waiting = [span for span in stop.spans if not days.is_late(checks[span.code])]
    last = min((span.last for span in waiting), default=len(days.open) - 1)
    return Proposed(
        key,
        mine[0].premises,
        mine,
        days.open[stop.first],
        days.open[max(stop.first, last)],
        separately(stop.spans),
        late=len(waiting) < len(stop.spans),
        before=before,
    )


def _place(visits: Sequence[Proposed], days: Days, crew: Crew) -> Crew:
    """Put the visits on days and teams; return who goes out."""
    number = {day: n for n, day in enumerate(days.open)}
    where = _where({visit.premises for visit in visits})
    jobs = []
    for visit in visits:
        area, lat, lon = where[visit.premises]
        jobs.append(
            Job(visit.key, number[visit.first], number[visit.last], visit.minutes, area, lat, lon, visit.late)
        )
    crew = crew if crew.teams else replace(crew, teams=teams_for(jobs, crew))
    placed, _left = route(jobs, days=len(days.open), crew=crew)
    for visit in visits:
        if at := placed.get(visit.key):
            visit.on, visit.team, visit.turn, visit.km = days.open[at.day], at.team, at.turn, at.km
    return crew


def _where(places: Iterable[int]) -> dict[int, tuple[int, float | None, float | None]]:
    keys = sorted(places)
    found: dict[int, tuple[int, float | None, float | None]] = {}
    for start in range(0, len(keys), CHUNK):
        rows = Premises.objects.filter(pk__in=keys[start : start + CHUNK])
        for key, area, lat, lon in rows.values_list("pk", "area", "lat_e6", "lon_e6"):
            found[key] = (
                (area, None, None) if lat is None or lon is None else (area, lat / MICRO, lon / MICRO)
            )
    return found


def made_in(year: int, places: Sequence[int]) -> dict[int, int]:
    """Return how many visits each place has had in a year; hidden ones are told to nobody, and left out."""
    found: dict[int, int] = {}
    for start in range(0, len(places), CHUNK):
        rows = Visit.objects.recorded().filter(
            premises__in=places[start : start + CHUNK],
            is_counted=True,
            visited_on__range=(date(year, 1, 1), date(year, 12, 31)),
        )
        found |= dict(rows.order_by().values_list("premises").annotate(n=Count("pk")))
    return found


def at_place(scope: Scope, asked: Question, place: int, crew: Crew) -> Proposal:
    """Return the proposal for one place alone."""
    return propose(scope, replace(asked, premises=place), crew)


def names_of(visits: Iterable[Proposed]) -> dict[int, Any]:
    """Return the places of some visits by key, with area and sector. One query."""
    keys = sorted({visit.premises for visit in visits})
    return Premises.objects.select_related("reporting_area", "sector").in_bulk(keys)
