"""The year's inspection plans with what the demo's own visits reached of them, joint visits, and leaders' plans.

The city's annual plan and the campaign for the Congress are met by whoever made a visit; the plans of departments only
by what these visited themselves. Their lists are made by one statement each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.assignments.models import LeaderTerm
from anlan.demo.content import plans as words
from anlan.demo.world import World
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.plans.flow import JOINT_FLOW, LEADER_PLAN_FLOW, PLAN_FLOW

Apply = Callable[[Any, str, list[Act]], list[Outcome]]
JOINT_AT = datetime(2022, 10, 21, 9, 30, tzinfo=clock.SHANGHAI)


def at_hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.SHANGHAI)


@dataclass(slots=True)
class Due:
    """Something that is taken through the door with the first records entered after its moment."""

    at: datetime
    what: Callable[[datetime, dict[int, Actor], Apply], None]
    done: bool = field(default=False)


class Plans:
    """Plans, joint visits and leaders' plans at the moments at which they were made."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = {person.username: person for person in world.people}
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.keys: dict[str, int] = {}
        self.due: list[Due] = []
        for plan in words.PLANS:
            self.due.append(Due(at_hour(plan.made_on, 9), self._drafting(plan)))
            if plan.summary:
                self.due.append(Due(at_hour(plan.last_day + timedelta(days=8), 9), self._closing(plan)))
        self.due.append(Due(at_hour(words.LEADERS_FROM - timedelta(days=3), 9), self._leaders))
        self.due.append(Due(JOINT_AT, self._joint))
        self.due.sort(key=lambda one: one.at)

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Take through the door what lies before an edge."""
        for one in self.due:
            if not one.done and one.at <= edge:
                one.done = True
                one.what(edge, actors, apply)

    def _actor(self, name: str, actors: dict[int, Actor]) -> Actor:
        return actors[self.people[name].pk]

    def _drafting(self, plan: words.PlanSeed) -> Callable[[datetime, dict[int, Actor], Apply], None]:
        def draft(_at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
            by = self._actor(plan.by, actors)
            sectors = [self.world.sectors[code] for code in plan.sectors]
            area = self.world.areas[plan.area] if plan.area else self.city
            given = {
                "kind": plan.kind,
                "title": plan.title,
                "basis": plan.basis,
                "purpose": plan.purpose,
                "area": area,
                "first_day": plan.first_day,
                "last_day": plan.last_day,
                "chosen_by": "attributes",
                "sectors": sectors,
                "doer": plan.doer,
                "counts": plan.counts,
                "target_percent": plan.percent,
                "visits_each": 1,
                "classes": self._there(plan.classes),
                "confidential": "yes" if plan.confidential else "no",
            }
            (outcome,) = apply(PLAN_FLOW, "draft", [Act(by=by, input=given)])
            self.keys[plan.code] = outcome.case_id
            apply(PLAN_FLOW, "submit", [Act(by=by, case_id=outcome.case_id)])
            if plan.approver:
                approver = self._actor(plan.approver, actors)
                apply(PLAN_FLOW, "approve", [Act(by=approver, case_id=outcome.case_id)])

        return draft

    def _there(self, classes: str) -> str:
        """Return the lines of classes that some place is of: a small city has not all."""
        words = {
            word
            for place in self.world.premises
            for word in (place.sector.name, place.sector.code, place.kind, *place.tags)
        }
        return "\n".join(line for line in classes.splitlines() if line.split()[0] in words)

    def _closing(self, plan: words.PlanSeed) -> Callable[[datetime, dict[int, Actor], Apply], None]:
        def close(_at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
            act = Act(
                by=self._actor(plan.by, actors), case_id=self.keys[plan.code], input={"summary": plan.summary}
            )
            apply(PLAN_FLOW, "close", [act])

        return close

    def _leaders(self, _at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        office = self._actor("office", actors)
        terms = {term.name: term for term in LeaderTerm.objects.standing().order_by("pk")}
        acts = [
            Act(
                by=office,
                input={
                    "leader": terms[name],
                    "first_day": words.LEADERS_FROM,
                    "last_day": words.LEADERS_TO,
                    "parts": parts,
                    "basis": "市政府领导开展安全生产督促检查方案",
                    "account": self.people[account] if account else None,
                },
            )
            for name, account, parts in words.LEADERS
            if name in terms
        ]
        apply(LEADER_PLAN_FLOW, "set", acts)

    def _joint(self, _at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Let departments and the office of a county agree on places that both are to visit."""
        county = next(area for area in self.world.areas.values() if area.code == words.JOINT_AREA)
        office = self.world.organisations[f"office-{county.code}"]
        places = [
            place
            for place in self.world.premises
            if place.area_path.startswith(county.path or "?") and place.sector.code in words.JOINT_BY
        ][: len(words.JOINT)]
        for place, (day, focus, answer) in zip(places, words.JOINT, strict=False):
            by = self._actor(words.JOINT_BY[place.sector.code], actors)
            given = {"premises": place, "partner": office, "planned_on": day, "focus": focus}
            (outcome,) = apply(JOINT_FLOW, "propose", [Act(by=by, input=given)])
            if answer:
                reason = {"reason": "当日有会议，另行约定"} if answer == "decline" else {}
                partner = self._actor(f"{county.code.lower()}-1", actors)
                apply(JOINT_FLOW, answer, [Act(by=partner, case_id=outcome.case_id, input=reason)])
