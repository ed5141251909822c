"""Some enterprises of the demo city with the code of their page, what they found themselves and what was written.

Self-found hazards stand in figures of their own: nothing that the bulletin counts changes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anlan.demo.content import enterprises as words
from anlan.demo.world import World
from anlan.demo.year import MOMENT, HazardPlan, VisitPlan
from anlan.enterprise import codes
from anlan.enterprise.flow import CHECK_FLOW, LETTER_FLOW, LONGEST_DAYS
from anlan.enterprise.models import Holder
from anlan.evidence.models import File
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.actors import actor_for
from anlan.org.roles import Permission
from anlan.org.scope import Actor

HOW_MANY, WITH_OPEN, DAYS_AGO = 4, 2, 30


def still_open(hazards: list[HazardPlan]) -> list[HazardPlan]:
    """Return the hazards that are open at the demo's own moment, those first that their place has yet to rectify."""
    last = {"sign_for": 0, "claim": 1}
    waiting = [plan for plan in hazards if not plan.kind and plan.steps and plan.steps[-1][0] in last]
    return sorted(waiting, key=lambda plan: last[plan.steps[-1][0]])


class Enterprises:
    """Gives codes a month before the demo's own moment; the rest follows day by day until then."""

    def __init__(self, world: World, visits: list[VisitPlan], hazards: list[HazardPlan]) -> None:
        self.world = world
        self.open_at = [world.premises[visits[plan.visit].premises] for plan in still_open(hazards)]
        self.given: list[tuple[Any, codes.Given]] = []
        self.asked: int | None = None
        self.found: list[int] = []

    def enter(self, edge: Any, actors: dict[int, Actor], photo: Any) -> None:
        """Take what belongs before this edge through the door; `photo` makes a picture of something put right."""
        if edge < MOMENT - timedelta(days=DAYS_AGO):
            return
        if not self.given:
            self._give(actors)
            return
        day = (edge - (MOMENT - timedelta(days=DAYS_AGO))).days
        while len(self.found) < min(len(words.FOUND), day // 3):
            self._find(len(self.found), edge, photo)
        if self.asked is None and day > 12:
            self._write(actors)

    def _places(self) -> list[Any]:
        """Return the place of the demo's own business account, the largest others of other counties, which find hazards
        themselves, and then some where a hazard is still open, for who wants to report one rectified.
        """
        shown = next(iter(self.world.business_officers))
        first = next(place for place in self.world.premises if place.operator_id == shown)
        chosen, seen = [first], {first.area_path[:8]}
        for place in sorted(self.world.premises, key=lambda place: (-place.staff_count, place.pk)):
            if place.area_path[:8] not in seen and len(chosen) < HOW_MANY:
                chosen.append(place)
                seen.add(place.area_path[:8])
        there = {place.pk for place in chosen}
        others = {place.pk: place for place in self.open_at if place.pk not in there}
        return [*chosen, *list(others.values())[:WITH_OPEN]]

    def _give(self, actors: dict[int, Actor]) -> None:
        for number, place in enumerate(self._places()):
            by = next(
                actor
                for actor in actors.values()
                if actor.holds(
                    Permission.ENTERPRISE_ADMIT, area_path=place.area_path, sector_id=place.sector_id
                )
            )
            raw = {"premises": place.pk, "holder": place.contact_name or "安全负责人", "days": LONGEST_DAYS}
            self.given.append((place, codes.give("give", raw, by=by, key=f"demo-code-{number:04d}")))

    def _holder(self, number: int) -> tuple[Any, Actor]:
        place, given = self.given[number % min(HOW_MANY, len(self.given))]
        holder = Holder.objects.select_related("person").get(admission_id=given.outcome.case_id)
        return place, actor_for(holder.person, at=clock.now())

    def _find(self, number: int, edge: Any, photo: Any) -> None:
        category, grade, description, done = words.FOUND[number]
        place, by = self._holder(number)
        raw = {
            "premises": place.pk,
            "description": description,
            "category": category,
            "grade": grade,
            "measure": "设置警示，专人看护" if grade == "major" else "",
            "due_on": clock.local_day(edge) + timedelta(days=7),
        }
        at = clock.now() - timedelta(hours=3)
        case = door.open_case(CHECK_FLOW, "report", by=by, input=raw, at=at).case_id
        self.found.append(case)
        if done:
            files: list[File] = photo()
            door.apply(CHECK_FLOW, case, "rectify", by=by, input={"rectification": done, "after": files})

    def _write(self, actors: dict[int, Actor]) -> None:
        for number, (asked, answered) in enumerate(words.ASKED):
            place, by = self._holder(number)
            case = door.open_case(
                LETTER_FLOW, "ask", by=by, input={"premises": place.pk, "text": asked}
            ).case_id
            self.asked = case
            staff = next(
                actor
                for actor in actors.values()
                if actor.holds(
                    Permission.ENTERPRISE_ADMIT, area_path=place.area_path, sector_id=place.sector_id
                )
            )
            if answered:
                door.apply(LETTER_FLOW, case, "answer", by=staff, input={"answer": answered})
                told = {"premises": place.pk, "text": words.TOLD}
                door.open_case(LETTER_FLOW, "tell", by=staff, input=told)

    def codes(self) -> list[dict[str, str]]:
        """Return the codes, for who shows the demo."""
        return [
            {
                "code": given.code,
                "title": place.name,
                "kind": "企业端登录码",
                "kind_en": "Code of an enterprise",
                "route": "enterprise:sign-in",
            }
            for place, given in self.given
        ]
