"""Takes the drawn year through the door, in the order in which it happened, on the clock of that time."""

from __future__ import annotations

import gc
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from anlan.demo import world as world_module
from anlan.demo.content import phrases
from anlan.demo.content.hazards import hazard as hazard_seed
from anlan.demo.models import Load
from anlan.demo.world import World
from anlan.demo.year import (
    FIRST,
    HAZARDS,
    LAST,
    MOMENT,
    OUTSTANDING,
    VISITS,
    HazardPlan,
    VisitPlan,
    plan_hazards,
    plan_visits,
)
from anlan.figures.counting import fold
from anlan.hazards.flow import HAZARD_FLOW
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, Outcome, apply_many
from anlan.org.scope import Actor

SEED = 20221024
Progress = Callable[[str, int, int], None]
MODES = ("announced", "unannounced", "four_no_two_direct", "random", "follow_up", "guidance")
MODE_WEIGHTS = (42, 18, 12, 12, 10, 6)


def load(*, scale: float, password: str, progress: Progress, seed: int = SEED) -> World:
    """Write the demo city into an empty, migrated database; return its standing parts.

    `scale` multiplies premises, visits, hazards and outstanding; 1 gives the bulletin's figures.
    """
    rng = random.Random(seed)  # noqa: S311 -- a demo must be repeatable, not secret
    _relax()
    Load.objects.create(pk=1, seed=seed, scale=scale)
    progress("city", 0, 1)
    with clock.at(clock.day_start(FIRST) - timedelta(days=1)):
        world = world_module.build(rng, scale=scale, password=password)
    progress("city", 1, 1)
    year = _Year(world, rng, scale, progress)
    # half a million planned acts live until the end: without this every full collection walks them all
    gc.collect()
    gc.freeze()
    try:
        year.run()
    finally:
        gc.unfreeze()
    fold(chunk=200_000)
    _analyze()
    Load.objects.filter(pk=1).update(complete=True)
    return world


def _relax() -> None:
    """Let SQLite buffer more and wait for the disk less while nothing but a repeatable load can be lost."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-200000")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def boundaries() -> Iterator[datetime]:
    """Yield the moments at which the city's records were entered: noon and evening, and the demo's own."""
    day = FIRST
    while day <= LAST:
        for at in (time(12, 40), time(18, 50)):
            moment = datetime.combine(day, at, tzinfo=clock.SHANGHAI)
            if moment < MOMENT:
                yield moment
        day += timedelta(days=1)
    yield MOMENT - timedelta(seconds=10)


class _Year:
    """The acts of a year in batches: visits, findings, then the later steps of earlier findings."""

    def __init__(self, world: World, rng: random.Random, scale: float, progress: Progress) -> None:
        self.world, self.rng, self.progress = world, rng, progress
        self.visits = plan_visits(rng, premises=len(world.premises), count=max(30, round(VISITS * scale)))
        self.hazards = plan_hazards(
            rng,
            self.visits,
            count=max(20, round(HAZARDS * scale)),
            outstanding=max(5, round(OUTSTANDING * scale)),
        )
        self.visit_acts: dict[int, tuple[Any, int]] = {}
        self.visit_ids: dict[int, int] = {}
        self.case_ids: dict[int, int] = {}
        self.county_of = {
            leaf.pk: leaf.pk if leaf.kind == "zone" else (leaf.parent_id or leaf.pk) for leaf in world.leaves
        }
        self._measures: dict[int, str] = {}
        self.done = 0
        self.total = len(self.visits) + sum(1 + len(plan.steps) for plan in self.hazards)

    def run(self) -> None:
        edges = list(boundaries())
        visits, hazards = self._by_edge(edges)
        steps = self._steps_by_edge(edges)
        for number, edge in enumerate(edges):
            with clock.at(edge):
                actors = self._actors if number else self._hold_actors(edge)
                self._record_visits(visits[number], actors)
                self._record_hazards(hazards[number], actors)
                for _round, acts in sorted(steps[number].items()):
                    for step, chosen in sorted(acts.items()):
                        self._take(step, chosen, actors)
            self.progress("year", self.done, self.total)

    def _hold_actors(self, edge: datetime) -> dict[int, Actor]:
        self._actors = self.world.actors(edge)
        return self._actors

    def _by_edge(self, edges: list[datetime]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return the visits and the hazards of each batch, by index; a hazard is entered with its visit."""
        visits: dict[int, list[int]] = defaultdict(list)
        hazards: dict[int, list[int]] = defaultdict(list)
        ends = [timedelta(0)] * len(self.visits)
        for plan in self.hazards:
            ends[plan.visit] = max(ends[plan.visit], plan.found_at - self.visits[plan.visit].at)
        edge_of: dict[int, int] = {}
        number = 0
        for index, visit in enumerate(self.visits):
            while edges[number] < visit.at:
                number += 1
            later = number
            while edges[later] < visit.at + ends[index]:
                later += 1
            edge_of[index] = later
            visits[later].append(index)
        for index, plan in enumerate(self.hazards):
            hazards[edge_of[plan.visit]].append(index)
        self._recorded_edge = edge_of
        return visits, hazards

    def _steps_by_edge(
        self, edges: list[datetime]
    ) -> dict[int, dict[int, dict[str, list[tuple[int, datetime]]]]]:
        """Return batch → round → step → (hazard, moment): a hazard's several steps in a batch go in rounds."""
        batches: dict[int, dict[int, dict[str, list[tuple[int, datetime]]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )
        for index, plan in enumerate(self.hazards):
            number, turn = self._recorded_edge[plan.visit], 0
            for step, at in plan.steps:
                while edges[number] < at:
                    number, turn = number + 1, 0
                batches[number][turn][step].append((index, at))
                turn += 1
        return batches

    # -- acts ----------------------------------------------------------------------------------------------

    def _record_visits(self, indexes: list[int], actors: dict[int, Actor]) -> None:
        acts = []
        for index in indexes:
            visit = self.visits[index]
            place = self.world.premises[visit.premises]
            officers = self._officers(place)
            finder = (
                officers[1]
                if len(officers) == 2
                else officers[1 + int(self.rng.random() * (len(officers) - 1))]
            )
            if self._is_station(officers):
                finder = officers[1]
            self.visit_acts[index] = (officers, finder.pk)
            content = {
                "premises": place,
                "mode": self.rng.choices(MODES, MODE_WEIGHTS)[0],
                "focus": self._focus(place),
                "situation": phrases.SITUATIONS[int(self.rng.random() * len(phrases.SITUATIONS))],
            }
            acts.append(Act(by=actors[finder.pk], at=visit.at, input=content))
        for index, outcome in zip(indexes, self._apply(VISIT_FLOW, "record", acts), strict=True):
            self.visit_ids[index] = outcome.case_id

    def _record_hazards(self, indexes: list[int], actors: dict[int, Actor]) -> None:
        acts = []
        for index in indexes:
            plan = self.hazards[index]
            _officers, finder = self.visit_acts[plan.visit]
            acts.append(Act(by=actors[finder], at=plan.found_at, input=self._finding(plan)))
        for index, outcome in zip(indexes, self._apply(HAZARD_FLOW, "record", acts), strict=True):
            self.case_ids[index] = outcome.case_id

    def _finding(self, plan: HazardPlan) -> dict[str, Any]:
        visit: VisitPlan = self.visits[plan.visit]
        place = self.world.premises[visit.premises]
        seed = hazard_seed(self.rng, sector=place.sector.code, kind=place.kind)
        still_open = len(plan.steps) < 3 and (not plan.steps or plan.steps[-1][0] in ("assign", "claim"))
        record = Visit(
            id=self.visit_ids[plan.visit],
            premises=place,
            sector=place.sector,
            area_id=place.reporting_area_id,
            area_path=place.area_path,
            visited_at=visit.at,
        )
        self._measures[id(plan)] = seed.measure
        return {
            "visit": record,
            "description": seed.description,
            "grade": seed.grade,
            "category": seed.category,
            "interim_measure": seed.interim if still_open or seed.grade == "major" else "",
        }

    def _take(self, step: str, chosen: list[tuple[int, datetime]], actors: dict[int, Actor]) -> None:
        acts = []
        for index, at in chosen:
            plan = self.hazards[index]
            officers, _finder = self.visit_acts[plan.visit]
            place = self.world.premises[self.visits[plan.visit].premises]
            who = self._rectifier(place) if step == "claim" else officers[0]
            acts.append(
                Act(by=actors[who.pk], at=at, case_id=self.case_ids[index], input=self._input(step, plan))
            )
        self._apply(HAZARD_FLOW, step, acts)

    def _input(self, step: str, plan: HazardPlan) -> dict[str, Any]:
        pick = self.rng.random
        if step == "assign":
            return {
                "due_at": plan.due_at,
                "requirement": phrases.ASSIGN_NOTES[int(pick() * len(phrases.ASSIGN_NOTES))],
            }
        if step == "claim":
            return {"rectification": self._measures[id(plan)]}
        if step == "accept":
            return {"acceptance": phrases.ACCEPT_NOTES[int(pick() * len(phrases.ACCEPT_NOTES))]}
        if step == "send_back":
            return {"reason": phrases.RETURN_NOTES[int(pick() * len(phrases.RETURN_NOTES))]}
        return {}

    def _apply(self, flow: Any, step: str, acts: list[Act]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for start in range(0, len(acts), 2_000):
            for result in apply_many(flow, step, acts[start : start + 2_000]):
                if isinstance(result, AnlanError):
                    raise result
                outcomes.append(result)
        self.done += len(acts)
        return outcomes

    # -- who -----------------------------------------------------------------------------------------------

    def _officers(self, place: Any) -> list[Any]:
        """Return the officers of the organisation that makes a visit: station, area office or department."""
        draw = self.rng.random()
        if draw < 0.45:
            return self.world.station_officers[place.reporting_area_id]
        if draw < 0.82:
            return self.world.area_officers[self.county_of[place.reporting_area_id]]
        return self.world.department_officers[place.sector.lead_id]

    def _is_station(self, officers: list[Any]) -> bool:
        return len(officers) == 3

    def _rectifier(self, place: Any) -> Any:
        own = self.world.business_officers.get(place.operator_id)
        return own or self.world.station_officers[place.reporting_area_id][2]

    def _focus(self, place: Any) -> str:
        focuses = phrases.FOCUS[place.sector.code]
        return focuses[int(self.rng.random() * len(focuses))]
