"""A few visits in one county that the city's office arranged out of the planner's proposal, on the last morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from anlan.demo.content import plans as words
from anlan.demo.world import World
from anlan.demo.year import MOMENT
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models.areas import below
from anlan.org.scope import Actor
from anlan.visiting import acts
from anlan.visiting.checks import Question
from anlan.visiting.proposal import propose
from anlan.visiting.routing import Crew

Apply = Callable[[Any, str, list[Act]], list[Outcome]]
AT = MOMENT - timedelta(hours=5)
DAYS = timedelta(days=20)
COUNT = 4
CREW = Crew(teams=0, minutes=360)


class Planner:
    """Accepts the visits of one county that merge most, once."""

    def __init__(self, world: World) -> None:
        self.people = {person.username: person for person in world.people}
        self.county = next(area for area in world.areas.values() if area.code == words.JOINT_AREA)
        self.done = False

    def enter(self, edge: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        if self.done or edge < AT:
            return
        self.done = True
        office = actors[self.people["office"].pk]
        today = clock.local_day(edge)
        asked = Question(today, today + DAYS, today, below(self.county.path or "?"))
        placed = [one for one in propose(office.scope, asked, CREW).visits if one.on]
        placed.sort(key=lambda one: (-len(one.bodies), -len(one.checks), one.on, one.premises))
        for visit in placed[:COUNT]:
            given = {
                "premises": visit.premises,
                "planned_on": visit.on,
                "team": visit.team,
                "turn": visit.turn,
                "checks": visit.codes,
            }
            acts.arrange(given, by=office)
