"""On which day and with which team each visit is made: deadlines first, near places together, within hours. No tables.

Day by day: what must be made today so that the rest still fits by its deadlines comes first (earliest deadline first);
what is left of the teams' hours takes the nearest places that may be visited already. With visits of equal length and
no way between them this meets every set of deadlines that can be met; ways and lengths make it a good rule, no proof.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, hypot, radians

KM_A_DEGREE = 111.32
NEAR_KM = 6.0
SAME_AREA_KM = 2.0
FAR_KM = 15.0
SPARE = 0.8
"""The share of a day's hours that is reckoned with for later days: the rest goes into the ways."""


@dataclass(frozen=True, slots=True)
class Job:
    """A visit to be placed: the first and last open day (by number) on which it may be made, and how long it takes."""

    key: int
    first: int
    last: int
    minutes: int
    area: int
    lat: float | None = None
    lon: float | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Crew:
    """How many teams go out each day, for how many minutes, and how fast they drive."""

    teams: int
    minutes: int
    km_an_hour: float = 30.0

    @property
    def day(self) -> float:
        return self.teams * self.minutes * SPARE


@dataclass(frozen=True, slots=True)
class Placed:
    day: int
    team: int
    turn: int
    km: float  # from the place before; of the first of a team 0


def apart(one: Job, other: Job) -> float:
    """Return how many kilometres lie between two places; without coordinates a guess by their areas."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return SAME_AREA_KM if one.area == other.area else FAR_KM
    x = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(x, one.lat - other.lat) * KM_A_DEGREE


def urgent(job: Job) -> tuple[bool, int, int, int]:
    return not job.late, job.last, job.first, job.key


def teams_for(jobs: Iterable[Job], crew: Crew) -> int:
    """Return how many teams a day the deadlines need, by hours alone: ways may ask for more."""
    by_last: dict[int, float] = defaultdict(float)
    for job in jobs:
        by_last[job.last] += job.minutes
    total, most = 0.0, 1
    for last in sorted(by_last):
        total += by_last[last]
        most = max(most, ceil(total / ((last + 1) * crew.minutes * SPARE)))
    return most


def route(jobs: Iterable[Job], *, days: int, crew: Crew) -> tuple[dict[int, Placed], list[int]]:
    """Return where each visit is placed, and those that fit on no day of theirs, by key."""
    waiting = {job.key: job for job in jobs}
    placed: dict[int, Placed] = {}
    for day in range(days):
        ready = sorted((job for job in waiting.values() if job.first <= day <= job.last), key=urgent)
        if ready:
            for key, at in _day(ready, day, _needed(waiting.values(), day, crew), crew).items():
                placed[key] = at
                del waiting[key]
    return placed, sorted(waiting)


def _needed(waiting: Iterable[Job], day: int, crew: Crew) -> float:
    """Return how many minutes must be worked today so that what is due on each later day still fits."""
    by_last: dict[int, float] = defaultdict(float)
    for job in waiting:
        if job.last >= day:
            by_last[job.last] += job.minutes
    needed = total = 0.0
    for last in sorted(by_last):
        total += by_last[last]
        needed = max(needed, total - crew.day * (last - day))
    return needed


def _day(ready: Sequence[Job], day: int, needed: float, crew: Crew) -> dict[int, Placed]:
    """Return one day's visits by team and turn."""
    must: dict[int, Job] = {}
    for job in ready:  # the most urgent first
        if needed <= 0 and not job.late:
            break
        must[job.key] = job
        needed -= job.minutes
    left = {job.key: job for job in ready}
    near = _Near(ready)
    placed: dict[int, Placed] = {}
    for team in range(1, crew.teams + 1):
        used, turn = 0.0, 0
        here: Job | None = None
        while left:
            room = crew.minutes - used
            spare = room + (crew.teams - team) * crew.minutes
            tight = bool(must) and sum(job.minutes for job in must.values()) >= spare * SPARE
            chosen = _next(here, must, left, near, room, crew, tight=tight)
            if chosen is None:
                break
            km = apart(here, chosen) if here else 0.0
            used += chosen.minutes + km / crew.km_an_hour * 60
            turn += 1
            placed[chosen.key] = Placed(day, team, turn, round(km, 1))
            left.pop(chosen.key)
            must.pop(chosen.key, None)
            near.drop(chosen)
            here = chosen
    return placed


def _next(
    here: Job | None,
    must: dict[int, Job],
    left: dict[int, Job],
    near: _Near,
    room: float,
    crew: Crew,
    *,
    tight: bool,
) -> Job | None:
    """Return where a team goes next: near by, or to the most urgent place; None where its hours take no more."""
    if here is None:
        return next(iter((must or left).values()))
    found = [] if tight else near.about(here)
    choices = found or list(must.values())
    fits = [
        (apart(here, job), urgent(job), job)
        for job in choices
        if job.minutes + apart(here, job) / crew.km_an_hour * 60 <= room
    ]
    return min(fits, key=lambda one: one[:2])[2] if fits else None


class _Near:
    """The places of a day by cells of a grid, or by area where they have no coordinates."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.cells: dict[tuple[int, ...], dict[int, Job]] = defaultdict(dict)
        for job in jobs:
            self.cells[self._cell(job)][job.key] = job

    def _cell(self, job: Job) -> tuple[int, ...]:
        if job.lat is None or job.lon is None:
            return (job.area,)
        size = NEAR_KM / KM_A_DEGREE
        return int(job.lat // size), int(job.lon // size)

    def drop(self, job: Job) -> None:
        self.cells[self._cell(job)].pop(job.key, None)

    def about(self, here: Job) -> list[Job]:
        cell = self._cell(here)
        if len(cell) == 1:
            return list(self.cells[cell].values())
        cells = [(cell[0] + row, cell[1] + column) for row in (-1, 0, 1) for column in (-1, 0, 1)]
        found = [job for key in cells if key in self.cells for job in self.cells[key].values()]
        return [job for job in found if apart(here, job) <= NEAR_KM]
