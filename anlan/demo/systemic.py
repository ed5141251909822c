"""The demo's systemic problems, each taken up from what was found by then, confirmed by another, solved and closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from anlan.demo.content import systemic as words
from anlan.demo.content.systemic import Problem
from anlan.demo.world import World
from anlan.hazards.models import Category
from anlan.kernel.errors import Refused
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.systemic import acts
from anlan.systemic.drafting import in_chinese
from anlan.systemic.effects import LEAST_LINKED, outstanding
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.models import Link

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Systemic:
    """Takes the plan through the door, each act at the first edge after its moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = {person.username: person for person in world.people}
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.keys: dict[int, int] = {}
        plan: list[tuple[datetime, Callable[[dict[int, Actor], Apply], None]]] = []
        for number, one in enumerate(words.PROBLEMS):
            for at, do in (
                (one.proposed, self._propose), (one.confirmed, self._confirm), (one.begun, self._begin),
                (one.told, self._tell), (one.closed, self._close),
            ):  # fmt: skip
                if at is not None:
                    plan.append((at, partial(do, number, one)))
        self.plan = sorted(plan, key=lambda step: step[0])

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        while self.plan and self.plan[0][0] <= edge:
            _at, do = self.plan.pop(0)
            do(actors, apply)

    def _by(self, name: str, actors: dict[int, Actor]) -> Actor:
        return actors[self.people[name].pk]

    def _officer(self, one: Problem, actors: dict[int, Actor]) -> Actor:
        return actors[self.world.department_officers[self.world.organisations[one.owner].pk][0].pk]

    def _propose(self, number: int, one: Problem, actors: dict[int, Actor], apply: Apply) -> None:
        """Take the candidate up; a small city has too few hazards for one, there the office proposes it by hand."""
        area, sector = self.world.areas[one.area] if one.area else self.city, self.world.sectors[one.sector]
        first, last = one.days
        cell = {"kind": one.kind, "area": area, "sector": sector, "category": one.category, "first_day": first,
                "last_day": last}  # fmt: skip
        office = self._by("office2", actors)
        try:
            self.keys[number] = acts.take_up({**cell, "whole": self.city}, by=office).case_id
        except Refused:
            what = in_chinese(Category(one.category))
            by_hand = {
                "title": f"{area.short_name}{sector.name}领域{what}类隐患多发",
                "description": one.cause,
            }
            (outcome,) = apply(SYSTEMIC_FLOW, "propose", [Act(by=office, input={**cell, **by_hand})])
            self.keys[number] = outcome.case_id

    def _take(self, step: str, number: int, by: Actor, apply: Apply, **given: Any) -> None:
        if number in self.keys:
            apply(SYSTEMIC_FLOW, step, [Act(by=by, case_id=self.keys[number], input=given)])

    def _confirm(self, number: int, one: Problem, actors: dict[int, Actor], apply: Apply) -> None:
        if Link.objects.filter(problem=self.keys[number]).count() < LEAST_LINKED:
            self._take(
                "dismiss", number, self._by("office", actors), apply, reason="所涉隐患过少，按单项隐患整改。"
            )
            del self.keys[number]
            return
        owner = self.world.organisations[one.owner]
        given = {"root_cause": one.cause, "measures": one.measures, "owner": owner, "due_on": one.due}
        self._take("confirm", number, self._by("office", actors), apply, **given)

    def _begin(self, number: int, one: Problem, actors: dict[int, Actor], apply: Apply) -> None:
        self._take("begin", number, self._officer(one, actors), apply, progress=one.progress)

    def _tell(self, number: int, one: Problem, actors: dict[int, Actor], apply: Apply) -> None:
        self._take("tell_result", number, self._officer(one, actors), apply, result=one.result)

    def _close(self, number: int, one: Problem, actors: dict[int, Actor], apply: Apply) -> None:
        if number in self.keys and not outstanding(self.keys[number]):
            self._take("close", number, self._by("office", actors), apply, conclusion=one.conclusion)
