"""Leaders and experts on the visits of the last weeks, what they answered on checklists, and the register of experts.

The bulletin tells of “领导+专家” and “四有” in October 2022 (domain brief §1.4, 2.2c and 2.3d): one visit in twelve of
its last three weeks is such a one. Drawn from a seed of its own, so that all other plans stay what they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anlan.assignments.models import LeaderTerm
from anlan.checklists.lookup import for_place
from anlan.checklists.models import Checklist
from anlan.demo.content import teams as words
from anlan.demo.world import World
from anlan.inspections.flow import QUALIFICATION_FLOW, VISIT_FLOW
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models import Sector
from anlan.org.scope import Actor

SINCE = date(2022, 10, 1)
SHARE = 0.08
NARROW = frozenset({"ammonia", "dust"})
"""Lists for a few places of their sector only: which, the demo does not say."""
Apply = Callable[[Any, str, list[Act]], list[Outcome]]


@dataclass(slots=True)
class Visited:
    """A visit that was just recorded: its case, place and moment, and who made it."""

    case_id: int
    place: Any
    at: datetime
    by: Actor


class Teams:
    """Takes some of the recorded visits on: who took part, what was answered, what followed, the submission."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed + 23)  # noqa: S311 -- of its own: the other plans stay what they are
        self.office = next(person for person in world.people if person.username == "office")
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.four: set[int] = set()  # of the last edge: submitted with the four haves
        self.experts: list[int] = []
        self.leaders: list[LeaderTerm] = []
        self.sectors: dict[int, str] = {}
        self.lists: dict[str, tuple[Checklist, list[str]]] = {}

    def enter(self, visits: list[Visited], edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        chosen = [
            visit for visit in visits if clock.local_day(visit.at) >= SINCE and self.rng.random() < SHARE
        ]
        self.four = set()
        if not chosen:
            return
        if not self.experts:
            self._register(actors[self.office.pk], apply)
        steps: dict[str, list[Act]] = {"attend": [], "check": [], "conclude": [], "submit": []}
        for visit in chosen:
            at = min(visit.at + timedelta(minutes=30 + int(self.rng.random() * 40)), edge)
            for step, given in self._told(visit).items():
                steps[step].append(Act(by=visit.by, case_id=visit.case_id, at=at, input=given))
        for step, acts in steps.items():
            if acts:
                apply(VISIT_FLOW, step, acts)
        self.four = {act.case_id for act in steps["submit"] if act.case_id}

    def _register(self, office: Actor, apply: Apply) -> None:
        """Enter the experts, and look up what the visits of October name."""
        acts = [
            Act(
                by=office,
                input={
                    "kind": "expert",
                    "name": name,
                    "field": field,
                    "body": body,
                    "first_day": "2022-01-01",
                    "area": self.city.pk,
                },
            )
            for name, field, body in words.EXPERTS
        ]
        self.experts = [outcome.case_id for outcome in apply(QUALIFICATION_FLOW, "enter", acts)]
        terms = LeaderTerm.objects.standing().on(SINCE).filter(area=self.city.pk)
        self.leaders = list(terms.order_by("rank", "pk"))
        self.sectors = dict(Sector.objects.values_list("pk", "code"))

    def _told(self, visit: Visited) -> dict[str, dict[str, Any]]:
        rng = self.rng
        leader = rng.choice(self.leaders)
        checklist, codes = self._list(visit)
        results = [self._answer(code) for code in codes]
        told = {
            "attend": {
                "leader": leader.pk,
                "experts": sorted(rng.sample(self.experts, 1 + int(rng.random() < 0.3))),
                "companion": rng.choice(words.COMPANIONS),
            },
            "check": {"checklist": checklist.pk, "results": results},
            "conclude": {
                "minutes": 30 + 5 * int(rng.random() * 18),
                "requirement": rng.choice(words.REQUIREMENTS),
                "opinion": rng.choice(words.OPINIONS),
                "next_step": rng.choice(words.NEXT_STEPS),
                "signature": "signed",
                "signed_by": rng.choice(words.COMPANIONS),
            },
        }
        if rng.random() < 0.7:
            told["submit"] = {}
        return told

    def _list(self, visit: Visited) -> tuple[Checklist, list[str]]:
        """Return the list of the place's sector with the codes of its items; the year's lists do not change in it."""
        sector = self.sectors[visit.place.sector_id]
        if sector not in self.lists:
            offered = for_place(sector, visit.place.area_path, clock.local_day(visit.at))
            checklist = next(one for one in offered if one.code not in NARROW)
            codes = checklist.items.order_by("position").values_list("code", flat=True)
            self.lists[sector] = checklist, list(codes)
        return self.lists[sector]

    def _answer(self, code: str) -> dict[str, str]:
        draw = self.rng.random()
        if draw < 0.80:
            return {"item": code, "result": "conforms"}
        if draw < 0.90:
            return {"item": code, "result": "fails", "reason": "现场已指出"}
        if draw < 0.97:
            return {"item": code, "result": "not_applicable", "reason": "现场无此情形"}
        return {"item": code, "result": "unchecked"}
