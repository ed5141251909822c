"""Takes the drawn year through the door, in the order in which it happened, on the clock of that time."""

from __future__ import annotations

import gc
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F

from anlan.criteria.lookup import criteria_of, suggest
from anlan.criteria.models import Criterion
from anlan.demo import buffers, bulletins
from anlan.demo import world as world_module
from anlan.demo.arranged import Arranged
from anlan.demo.assignments import Assignments
from anlan.demo.command import Command
from anlan.demo.content import phrases
from anlan.demo.desk import Desk
from anlan.demo.dispatch import Dispatch
from anlan.demo.doubts import Doubted, held_back, raise_planted
from anlan.demo.enterprises import Enterprises
from anlan.demo.force import Force
from anlan.demo.informants import Informants
from anlan.demo.lookbacks import LookBacks
from anlan.demo.models import Load
from anlan.demo.pictures import PAIRS
from anlan.demo.plans import Plans
from anlan.demo.planted import Planted
from anlan.demo.publicity import Publicity
from anlan.demo.stationing import Stationing
from anlan.demo.teams import Teams, Visited
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
from anlan.hazards.effects import LOOK_BACK_PER_MILLE, ON_THE_SPOT_PER_MILLE, is_sampled
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Grade, Hazard
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.models import Visit
from anlan.journal.seals import seal
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.lifecycle.door import Act, Outcome, apply_many
from anlan.notifications.delivery import deliver
from anlan.notifications.models import Notice
from anlan.org.scope import Actor
from anlan.plans.jobs import count_all
from anlan.supervision.digest import tell_today
from anlan.supervision.sweep import sweep

SEED = 20221024
_GIVEN: dict[str, dict[str, Any]] = {
    "plan": {
        "duty": "主要负责人牵头，安全部门负责",
        "measure": "停用相关设备，委托专业单位改造",
        "fund": "列支安全生产费用专款",
        "time": "按交办期限倒排工期",
        "contingency": "治理期间专人值守，完善应急预案",
    },
    "decide_extension": {"decision": "grant", "reason": "情况属实，同意延期，期间落实管控措施"},
    "look_back": {"result": "cleared", "note": "现场复核，整改成果保持"},
    "ask_void": {"reason": "误录入，不属于隐患"},
    "decide_void": {"decision": "grant", "reason": "经核实属误录，同意作废"},
}
SWEPT_DAYS = 8
"""The last days of the year on which the sweep ran each evening: before them nothing was late."""
Progress = Callable[[str, int, int], None]
MODES = ("announced", "unannounced", "four_no_two_direct", "random", "follow_up", "guidance")
MODE_WEIGHTS = (42, 18, 12, 12, 10, 6)


def load(*, scale: float, password: str, progress: Progress, seed: int = SEED, lapse: bool = False) -> World:
    """Write the demo city into an empty, migrated database; return its standing parts.

    `scale` multiplies premises, visits, hazards and outstanding; 1 gives the bulletin's figures.
    With a `lapse` one spot check of the special period is failed.
    """
    rng = random.Random(seed)  # noqa: S311 -- a demo must be repeatable, not secret
    buffers.relax()
    Load.objects.create(pk=1, seed=seed, scale=scale)
    progress("city", 0, 1)
    with clock.at(clock.day_start(FIRST) - timedelta(days=1)):
        world = world_module.build(rng, scale=scale, password=password)
    progress("city", 1, 1)
    year = _Year(world, rng, scale, progress, seed, lapse=lapse)
    # half a million planned acts live until the end: without this every full collection walks them all
    gc.collect()
    gc.freeze()
    try:
        year.run()
    finally:
        gc.unfreeze()
    raise_planted(year.pictures, by=world.actors(MOMENT)[year.office.pk], at=MOMENT)
    fold(chunk=200_000)
    seal(at=MOMENT)
    buffers.settle()
    count_all(MOMENT)
    Load.objects.filter(pk=1).update(complete=True)
    return world


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

    def __init__(
        self, world: World, rng: random.Random, scale: float, progress: Progress, seed: int, *, lapse: bool
    ) -> None:
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
        self.planted = Planted(world, rng)
        self._made: list[Visited] = []
        self._measures: dict[int, str] = {}
        self.descriptions: dict[int, str] = {}  # of what is still open
        self.grades: dict[int, str] = {}
        self.finders: dict[int, int] = {}
        self.office = next(person for person in world.people if person.username == "office")
        self.edges = list(boundaries())
        self.publicity = Publicity(world, scale=scale, seed=seed, edges=self.edges)
        self.assignments = Assignments(world, seed=seed, edges=self.edges)
        self.dispatch = Dispatch(world, seed=seed)
        self.desk = Desk(world, seed=seed)
        self.teams = Teams(world, seed=seed)
        self.command = Command(world, self.dispatch, seed=seed, lapse=lapse, scale=scale)
        self.force = Force(world, seed=seed)
        self.look_backs = LookBacks(world, seed=seed)
        self.stationing = Stationing(world, self.county_of, self.teams, self.dispatch, seed=seed)
        self.plans = Plans(world)
        self.informants = Informants(world, self.visits)
        told = {plan.visit for plan in self.hazards} | self.informants.chosen
        self.arranged = Arranged(world, self.visits, taken=told)
        self.enterprises = Enterprises(world, self.visits, self.hazards)

    @held_back()
    def run(self) -> None:
        edges = self.edges
        visits, hazards = self._by_edge(edges)
        steps = self._steps_by_edge(edges)
        for number, edge in enumerate(edges):
            actors = self._actors if number else self._hold_actors(edge)
            self.dispatch.enter(edge, actors, self._apply)
            with clock.at(edge):
                self._record_visits(visits[number], actors)
                self._record_hazards(hazards[number], actors)
                self.informants.enter(edge, actors, self.visit_ids)
                self.enterprises.enter(edge, actors, lambda: [self.pictures.shared(1, cleared=True)])
                self.teams.enter(self._made, edge, actors, self._apply)
                self.stationing.enter(self._made, edge, actors, self._apply)
                for _round, acts in sorted(steps[number].items()):
                    for step, chosen in sorted(acts.items()):
                        self._take(step, chosen, actors)
                self.force.enter(self._made, edge, actors, self._apply)
                self.publicity.enter(number, actors, self._apply)
                self.assignments.enter(number, actors, self._apply)
                self.command.enter(edge, actors, self._apply)
                self.desk.enter(edge, actors, self.dispatch.signers, self._apply)
                self.look_backs.enter(
                    edge, actors, self._apply, lambda: self.pictures, self.case_ids, self.taker
                )
                self.plans.enter(edge, actors, self._apply)
                self.arranged.enter(edge, actors, self._apply, self.visit_ids)
                bulletins.at_edge(self.world, edge)  # an issue tells all that its day holds
                if edge > MOMENT - timedelta(days=SWEPT_DAYS):
                    sweep(edge, seconds=600)
                    tell_today(edge)
                    deliver(edge)
                else:  # what is long past was told long ago
                    Notice.objects.filter(delivered_at=None).update(
                        delivered_at=F("created_at"), read_at=F("created_at")
                    )
            self.progress("year", number + 1, len(edges))
        self.world.codes = [*self.enterprises.codes(), *self.informants.codes()]

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
            if len(officers) == 3:
                finder = officers[1]
            officers, finder = self.arranged.who(index, officers, finder)
            self.visit_acts[index] = (officers, finder.pk)
            mode = self.informants.mode_of(index, self.rng.choices(MODES, MODE_WEIGHTS)[0])
            content = {
                "premises": place,
                "mode": self.arranged.mode_of(index, mode),
                "focus": self._focus(place),
                "situation": phrases.SITUATIONS[int(self.rng.random() * len(phrases.SITUATIONS))],
            }
            acts.append(Act(by=actors[finder.pk], at=visit.at, input=content))
        for index, outcome in zip(indexes, self._apply(VISIT_FLOW, "record", acts), strict=True):
            self.visit_ids[index] = outcome.case_id
        self._made = [
            Visited(self.visit_ids[index], act.input["premises"], self.visits[index].at, act.by)
            for index, act in zip(indexes, acts, strict=True)
        ]

    def _record_hazards(self, indexes: list[int], actors: dict[int, Actor]) -> None:
        acts: dict[str, list[Act]] = {"record": [], "record_on_the_spot": []}
        chosen: dict[str, list[int]] = {"record": [], "record_on_the_spot": []}
        for index in indexes:
            plan = self.hazards[index]
            _officers, finder = self.visit_acts[plan.visit]
            self.finders[index] = finder
            step = "record_on_the_spot" if plan.kind == "spot" else "record"
            chosen[step].append(index)
            acts[step].append(
                Act(by=actors[finder], at=plan.found_at, input=self._finding(index, plan, actors))
            )
        for step, given in acts.items():
            outcomes = self._apply(HAZARD_FLOW, step, given)
            for index, outcome in zip(chosen[step], outcomes, strict=True):
                self.case_ids[index] = outcome.case_id

    def _finding(self, index: int, plan: HazardPlan, actors: dict[int, Actor]) -> dict[str, Any]:
        visit: VisitPlan = self.visits[plan.visit]
        place = self.world.premises[visit.premises]
        seed = self.planted.hazard(place, plan.found_at)
        while plan.kind and seed.grade == "major":
            seed = self.planted.hazard(place, plan.found_at)
        if plan.of >= 0:
            seed = replace(seed, description=self.descriptions[plan.of][:499] + "。")
        still_open = len(plan.steps) < 4 and plan.steps[-1:] and plan.steps[-1][0] in ("sign_for", "claim")
        record = Visit(
            id=self.visit_ids[plan.visit],
            premises=place,
            sector=place.sector,
            area_id=place.reporting_area_id,
            area_path=place.area_path,
            visited_at=visit.at,
        )
        self._measures[id(plan)] = seed.measure
        self.grades[index] = seed.grade
        if still_open or not plan.steps:
            self.descriptions[index] = seed.description
        told = {"visit": record, "description": seed.description, "category": seed.category}
        if plan.kind == "spot":
            before, after = (self.pictures.shared(index, cleared=cleared) for cleared in (False, True))
            return told | {"rectification": seed.measure, "before": (before,), "after": (after,)}
        major = seed.grade == "major"
        pictured = major or still_open or not plan.steps
        return told | {
            "grade": seed.grade,
            "criterion": self._criterion(place.sector.code, seed.description, plan) if major else None,
            "interim_measure": seed.interim if still_open or major else "",
            "before": (self._picture_of(index, cleared=False),) if pictured else None,
        }

    def _criterion(self, sector: str, text: str, plan: HazardPlan) -> Criterion:
        day = clock.local_day(plan.found_at)
        fitting = suggest(text, sector, day) or criteria_of(sector, day)[-1:]
        return fitting[0]

    def _take(self, step: str, chosen: list[tuple[int, datetime]], actors: dict[int, Actor]) -> None:
        if step == "close_out":
            self._look_back(chosen, actors)
        acts = [
            Act(
                by=actors[self.taker(step, index).pk],
                at=at,
                case_id=self.case_ids[index],
                input=self._input(step, index),
            )
            for index, at in chosen
        ]
        self._apply(HAZARD_FLOW, step, acts)
        if step == "assign":
            majors = [(index, at) for index, at in chosen if self.grades[index] == "major"]
            if majors:
                self._take("plan", majors, actors)

    def _look_back(self, chosen: list[tuple[int, datetime]], actors: dict[int, Actor]) -> None:
        """Look back at what was drawn for it, at the moment of closing out, by a fourth person."""
        drawn = []
        for index, at in chosen:
            spot = self.hazards[index].kind == "spot"
            rate = ON_THE_SPOT_PER_MILLE if spot else LOOK_BACK_PER_MILLE[Grade(self.grades[index])]
            if is_sampled(self.case_ids[index], rate):
                drawn.append((index, at))
        if drawn:
            self._take("look_back", drawn, actors)

    def _input(self, step: str, index: int) -> dict[str, Any]:
        plan, pick = self.hazards[index], self.rng.random
        match step:
            case "assign":
                notes = phrases.ASSIGN_NOTES
                return {"due_at": plan.due_at, "requirement": notes[int(pick() * len(notes))]}
            case "claim":
                needed = self.grades[index] == "major" or index in self.descriptions
                after = (self._picture_of(index, cleared=True),) if needed else None
                return {"rectification": self._measures[id(plan)], "after": after}
            case "accept":
                notes = phrases.ACCEPT_NOTES
                report = "专家组现场核查，五落实到位，同意验收。" if self.grades[index] == "major" else ""
                return {"acceptance": notes[int(pick() * len(notes))], "mode": "on_site", "report": report}
            case "send_back":
                return {"reason": phrases.RETURN_NOTES[int(pick() * len(phrases.RETURN_NOTES))]}
            case "merge":
                return {"into": Hazard.objects.get(pk=self.case_ids[plan.of]), "reason": "同一隐患重复录入"}
            case "reopen":
                after_reopening = plan.steps[[name for name, _at in plan.steps].index("reopen")][1]
                return {"reason": "回访发现同一问题反弹", "due_at": after_reopening + timedelta(days=7)}
            case "ask_extension":
                return {"until": plan.due_at + timedelta(days=7), "reason": "更换部件需要采购，申请延期七日"}
        return dict(_GIVEN.get(step, {}))

    def _apply(self, flow: Any, step: str, acts: list[Act]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for start in range(0, len(acts), 2_000):
            for result in apply_many(flow, step, acts[start : start + 2_000]):
                if isinstance(result, AnlanError):
                    raise result
                outcomes.append(result)
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

    def _picture_of(self, index: int, *, cleared: bool) -> Any:
        """Return a picture of a hazard: its own while it is open, where somebody looks closely."""
        if index in self.descriptions:
            return self.pictures.own(PAIRS + index, cleared=cleared)
        return self.pictures.shared(index, cleared=cleared)

    @cached_property
    def pictures(self) -> Doubted:
        return Doubted(self._actors[self.office.pk])

    def taker(self, step: str, index: int) -> Any:
        """Return who takes a step: the rectifying side, the office, a fourth person, or the head of the finders."""
        plan = self.hazards[index]
        officers, finder = self.visit_acts[plan.visit]
        place = self.world.premises[self.visits[plan.visit].premises]
        if step in ("claim", "sign_for", "plan", "ask_extension"):
            return self._rectifier(place)
        if step == "decide_void" or (step == "decide_extension" and self.grades[index] == "major"):
            return self.office
        county = self.world.area_officers[self.county_of[place.reporting_area_id]]
        if step == "decide_extension" and len(officers) == 3:
            return county[0]
        if step == "look_back":
            return next(person for person in reversed(county) if person.pk not in (finder, officers[0].pk))
        return officers[0]

    def _rectifier(self, place: Any) -> Any:
        own = self.world.business_officers.get(place.operator_id)
        return own or self.world.station_officers[place.reporting_area_id][2]

    def _focus(self, place: Any) -> str:
        focuses = phrases.FOCUS[place.sector.code]
        return focuses[int(self.rng.random() * len(focuses))]
