"""A random draw that was made public, and a joint visit that was agreed and held: one of the year's own visits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from anlan.demo.content import plans as words
from anlan.demo.world import World
from anlan.demo.year import MOMENT, VisitPlan
from anlan.draws.flow import DRAW_FLOW
from anlan.draws.models import Draw, Spread
from anlan.inspections.models import Mode, Visit
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.plans.flow import JOINT_FLOW

Apply = Callable[[Any, str, list[Act]], list[Outcome]]
PROPOSED_ON, PREPARED_ON = date(2022, 10, 20), date(2022, 10, 19)
DRAWN = 30


class Arranged:
    """Takes the draw and the joint visit through the door at the edges of their days; `visit` is the index held."""

    def __init__(self, world: World, visits: list[VisitPlan], *, taken: Collection[int]) -> None:
        self.world = world
        self.people = {person.username: person for person in world.people}
        self.county = next(area for area in world.areas.values() if area.code == words.JOINT_AREA)
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.visit = self._chosen(visits, frozenset(taken))
        self.at = visits[self.visit].at if self.visit is not None else MOMENT
        self.place: Any = world.premises[visits[self.visit].premises] if self.visit is not None else None
        self.draw, self.joint = 0, 0
        self.is_held = False

    def _chosen(self, visits: list[VisitPlan], taken: frozenset[int]) -> int | None:
        """Return the first visit of the last days to a place of the county of which nothing else is told."""
        after = clock.day_start(PROPOSED_ON + timedelta(days=1))
        for index, visit in enumerate(visits):
            place = self.world.premises[visit.premises]
            if (
                visit.at > after
                and index not in taken
                and place.sector.code in words.JOINT_BY
                and place.area_path.startswith(self.county.path or "?")
            ):
                return index
        return None

    def who(self, index: int, officers: list[Any], finder: Any) -> tuple[list[Any], Any]:
        """Return who makes a visit: the joint one is recorded by the office of the county."""
        if index != self.visit:
            return officers, finder
        crew = self.world.area_officers[self.county.pk]
        return crew, crew[-1]

    def mode_of(self, index: int, drawn: str) -> str:
        return Mode.JOINT.value if index == self.visit else drawn

    def enter(
        self, edge: datetime, actors: dict[int, Actor], apply: Apply, visit_ids: dict[int, int]
    ) -> None:
        """Take what lies before an edge, each once."""
        day = clock.local_day(edge)
        if not self.draw and day >= PREPARED_ON:
            self._prepare(actors, apply)
        elif self.draw > 0 and day > PREPARED_ON:
            self._draw(actors, apply)
        if self.visit is None:
            return
        if not self.joint and day >= PROPOSED_ON:
            self._agree(actors, apply)
        elif not self.is_held and self.visit in visit_ids:
            self.is_held = True
            visit = Visit.objects.get(pk=visit_ids[self.visit])
            by = self._actor(f"{self.county.code}-1", actors)
            apply(JOINT_FLOW, "hold", [Act(by=by, case_id=self.joint, input={"visit": visit})])

    def _actor(self, name: str, actors: dict[int, Actor]) -> Actor:
        return actors[self.people[name].pk]

    def _prepare(self, actors: dict[int, Actor], apply: Apply) -> None:
        sector = self.world.sectors["hazardous_chemicals"]
        there = sum(place.sector.code == sector.code for place in self.world.premises)
        given = {
            "title": "危险化学品经营单位十月双随机抽查",
            "basis": "应急〔2022〕66号",
            "area": self.city,
            "sector": sector,
            "wanted": min(DRAWN, there),
            "per_object": 2,
            "spread": Spread.BY_AREA.value,
        }
        by = self._actor("emergency1", actors)
        (outcome,) = apply(DRAW_FLOW, "prepare", [Act(by=by, input=given)])
        self.draw = outcome.case_id

    def _draw(self, actors: dict[int, Actor], apply: Apply) -> None:
        """Draw on the day after, by somebody else, and make it public."""
        given = {
            "public_text": "演示用公开文本 2022-10-20",
            "witness": "市纪委监委派驻组",
            "commitment": Draw.objects.values_list("commitment", flat=True).get(pk=self.draw),
        }
        by = self._actor("office", actors)
        apply(DRAW_FLOW, "take", [Act(by=by, case_id=self.draw, input=given)])
        apply(DRAW_FLOW, "publish", [Act(by=by, case_id=self.draw)])
        self.draw = -self.draw

    def _agree(self, actors: dict[int, Actor], apply: Apply) -> None:
        given = {
            "premises": self.place,
            "partner": self.world.organisations[f"office-{self.county.code}"],
            "planned_on": clock.local_day(self.at),
            "focus": "储存、用气和消防设施联合检查",
        }
        by = self._actor(words.JOINT_BY[self.place.sector.code], actors)
        (outcome,) = apply(JOINT_FLOW, "propose", [Act(by=by, input=given)])
        self.joint = outcome.case_id
        partner = self._actor(f"{self.county.code}-1", actors)
        apply(JOINT_FLOW, "agree", [Act(by=partner, case_id=self.joint)])
