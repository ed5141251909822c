"""The year's incidents: small ones before October with their reports, a duplicate, a false alarm, one drill.

From 16 to 22 October nothing happens, and the office answers for it by name: the bulletin's sentence holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.assignments.flow import TASK_FLOW
from anlan.demo.content import incidents as words
from anlan.demo.world import World
from anlan.hazards.models import Hazard
from anlan.incidents.flow import CONFIRMATION_FLOW, INCIDENT_FLOW, RECOMMENDATION_FLOW
from anlan.incidents.models import Incident
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models import Area
from anlan.org.scope import Actor

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


@dataclass(slots=True)
class Planned:
    """Something that happens at a moment: which incident, by its place in the plan, which step, with what."""

    at: datetime
    incident: int
    step: str
    given: dict[str, Any]


class Incidents:
    """Takes the planned calls and what followed through the door, each at the edge after it."""

    def __init__(self, world: World) -> None:
        self.world = world
        counties = [area for area in world.areas.values() if area.pk in world.area_officers]
        self.counties = sorted(counties, key=lambda area: area.pk)
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.office = next(person for person in world.people if person.username == "office")
        self.cases: dict[int, int] = {}
        self.where: dict[int, Area] = {}
        self.plan: list[Planned] = []
        for number, (day, at, place, call, later) in enumerate(words.INCIDENTS):
            self._add(number, day, at, place, "take", call, later)
        number = len(words.INCIDENTS)
        day, at, place, call, why = words.DUPLICATE
        self._add(number, day, at, place, "take", call, ((9, "merge", {"reason": why, "into": 2}),))
        day, at, place, call, why = words.FALSE_ALARM
        self._add(number + 1, day, at, place, "take", call, ((35, "dismiss", {"reason": why}),))
        day, at, place, call, later = words.DRILL
        self._add(number + 2, day, at, place, "drill", call, later)
        self._put(-1, datetime.combine(words.CONFIRMED_ON, time(9, 30), tzinfo=clock.SHANGHAI), "confirm", {})
        self.plan.sort(key=lambda one: (one.at, one.incident))

    @property
    def days(self) -> frozenset[date]:
        """The days on which something real happened."""
        return frozenset(day for day, *_rest in words.INCIDENTS)

    def _add(
        self,
        number: int,
        day: date,
        at: time,
        place: int,
        step: str,
        call: dict[str, Any],
        later: tuple[words.Later, ...],
    ) -> None:
        called = datetime.combine(day, at, tzinfo=clock.SHANGHAI)
        self.where[number] = self.counties[place % len(self.counties)]
        self._put(number, called, step, {**call, "occurred_at": called - timedelta(minutes=18)})
        for minutes, name, given in later:
            self._put(number, called + timedelta(minutes=minutes), name, given)

    def _put(self, number: int, at: datetime, step: str, given: dict[str, Any]) -> None:
        self.plan.append(Planned(at, number, step, given))

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Take what happened up to this edge."""
        while self.plan and self.plan[0].at <= edge:
            one = self.plan.pop(0)
            if one.step == "confirm":
                given = {**words.CONFIRMATION, "area": self.city.pk}
                apply(CONFIRMATION_FLOW, "confirm", [Act(by=actors[self.office.pk], input=given, at=one.at)])
            elif one.step in ("take", "drill"):
                given = {**one.given, "area": self.where[one.incident].pk}
                (outcome,) = apply(
                    INCIDENT_FLOW, one.step, [Act(by=self._clerk(one, actors), input=given, at=one.at)]
                )
                self.cases[one.incident] = outcome.case_id
            elif one.step == "recommend":
                self._recommend(one, actors, apply)
            else:
                self._step(one, actors, apply)

    def _clerk(self, one: Planned, actors: dict[int, Actor]) -> Actor:
        return actors[self.world.area_officers[self.where[one.incident].pk][0].pk]

    def _step(self, one: Planned, actors: dict[int, Actor], apply: Apply) -> None:
        by = actors[self.office.pk] if one.step == "dismiss" else self._clerk(one, actors)
        given = dict(one.given)
        if one.step == "merge":
            given["into"] = self.cases[given["into"]]
        apply(INCIDENT_FLOW, one.step, [Act(by=by, case_id=self.cases[one.incident], input=given, at=one.at)])

    def _recommend(self, one: Planned, actors: dict[int, Actor], apply: Apply) -> None:
        """Enter a recommendation and follow it up at once: as a task of the county's office, or as a hazard since."""
        by, case = self._clerk(one, actors), self.cases[one.incident]
        given = {**one.given, "incident": case}
        (outcome,) = apply(RECOMMENDATION_FLOW, "recommend", [Act(by=by, input=given, at=one.at)])
        if one.given["destiny"] == "task":
            lead = by.posts[0].organisation_id
            given = {
                **words.TASK,
                "origin": f"recommendation-{outcome.case_id}",
                "lead": lead,
                "due_on": clock.local_day(one.at) + timedelta(days=30),
            }
            apply(TASK_FLOW, "issue", [Act(by=by, input=given)])
            return
        area, happened = self.where[one.incident], Incident.objects.get(pk=case).occurred_at
        found = (
            Hazard.objects.filter(area_path__startswith=area.path or "", found_at__gte=happened)
            .order_by("pk")
            .first()
        )
        step, told = ("link", {"hazard": found.pk}) if found else ("drop", {"reason": words.NOT_FOLLOWED})
        apply(RECOMMENDATION_FLOW, step, [Act(by=by, case_id=outcome.case_id, input=told)])
