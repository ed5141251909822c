"""The inspection teams of 14–24 October 2022: one provincial, seven comprehensive, eight stationed, one in each area.

They add nothing that the bulletin counts (domain brief §1.4, 2.3a–d): visits that were made anyway are named theirs,
those with the four haves before others. Drawn from a seed of its own, so that all other plans stay what they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.demo.content import stationing as words
from anlan.demo.teams import Visited
from anlan.demo.world import World
from anlan.inspections.models import Visit
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.teams.flow import DAY_FLOW, HANDOVER_FLOW, TEAM_FLOW, TEAM_VISIT_FLOW
from anlan.teams.models import Team, TeamKind

FIRST, LAST = date(2022, 10, 14), date(2022, 10, 24)
SET_UP_AT = datetime(2022, 10, 13, 18, 0, tzinfo=clock.SHANGHAI)
ROTATION = date(2022, 10, 19)
"""On this evening the stationed teams hand over; the next noon others take over."""
MOST_EACH = 2
"""Visits that a team names at noon, and again in the evening."""
ORDINARY = 0.15
"""How often a team names a visit that lacks something of the four, where it has another."""
Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Stationing:
    """Sets the teams up, names visits theirs, writes each day's log, and hands over."""

    def __init__(self, world: World, county_of: dict[int, int], *, seed: int) -> None:
        self.world, self.county_of = world, county_of
        self.rng = random.Random(seed + 29)  # noqa: S311 -- of its own: the other plans stay what they are
        self.teams: list[Team] = []
        self.visited: set[tuple[int, date]] = set()
        self.logged_to = FIRST - timedelta(days=1)
        self.handed: list[int] = []

    def enter(
        self,
        made: list[Visited],
        four: set[int],
        edge: datetime,
        actors: dict[int, Actor],
        apply: Apply,
        *,
        period: int | None,
        experts: list[int],
    ) -> None:
        """Take what the teams did up to an edge; `four` are the visits of `made` that were submitted as such."""
        if edge < SET_UP_AT:
            return
        if not self.teams:
            self._set_up(actors, apply, period, experts)
        self._name(made, four, actors, apply)
        self._log(edge, actors, apply)
        self._hand_over(edge, actors, apply)

    # -- who -----------------------------------------------------------------------------------------------

    def _keepers(self, actors: dict[int, Actor]) -> tuple[Actor, Actor, Actor]:
        """Return the city's office, and the two of the emergency bureau that station teams."""
        office = next(person for person in self.world.people if person.username == "office")
        bureau = self.world.department_officers[self.world.organisations["emergency"].pk]
        return actors[office.pk], actors[bureau[0].pk], actors[bureau[1].pk]

    def _keeper(self, team: Team, actors: dict[int, Actor]) -> Actor:
        office, bureau, _second = self._keepers(actors)
        return bureau if team.kind == TeamKind.STATIONED else office

    def _set_up(self, actors: dict[int, Actor], apply: Apply, period: int | None, experts: list[int]) -> None:
        office, bureau, second = self._keepers(actors)
        city = next(area for area in self.world.areas.values() if area.parent_id is None)
        below = [area for area in self.world.areas.values() if area.parent_id == city.pk]
        common = {"first_day": FIRST, "last_day": LAST, "period": period}
        acts = [self._act(office, "provincial", words.PROVINCIAL[0], city, words.PROVINCIAL[1:], common, [])]
        for number, leader in enumerate(words.COMPREHENSIVE):
            name = f"市安委会第{words.NUMERALS[number]}综合工作组"
            acts.append(
                self._act(office, "comprehensive", name, city, leader, common, self._some(experts, 2))
            )
        for number, (area, leader) in enumerate(zip(below, words.STATIONED, strict=True)):
            name = f"驻{area.short_name}第{words.NUMERALS[number]}驻守组"
            given = {**common, "others": second.username}
            acts.append(self._act(bureau, "stationed", name, area, leader, given, self._some(experts, 1)))
        keys = [outcome.case_id for outcome in apply(TEAM_FLOW, "set_up", acts)]
        self.teams = list(Team.objects.filter(pk__in=keys).order_by("pk"))

    def _some(self, experts: list[int], number: int) -> list[int]:
        return sorted(self.rng.sample(experts, min(number, len(experts))))

    def _act(
        self,
        by: Actor,
        kind: str,
        name: str,
        area: Any,
        leader: Any,
        given: dict[str, Any],
        experts: list[int],
    ) -> Act:
        told = {
            "kind": kind,
            "name": name,
            "area": area,
            "leader_name": leader[0],
            "leader_title": leader[1],
            "experts": experts,
            "basis": words.ORDERS[kind],
            "task": words.TASKS[kind],
        }
        return Act(by=by, input={**told, **given})

    # -- what they did ----------------------------------------------------------------------------------------

    def _name(self, made: list[Visited], four: set[int], actors: dict[int, Actor], apply: Apply) -> None:
        """Name visits of the half day the teams': of its own area a stationed one's, of the rest any other's."""
        free = [one for one in made if FIRST <= clock.local_day(one.at) <= LAST]
        self.rng.shuffle(free)
        free.sort(key=lambda one: one.case_id not in four)
        chosen: list[tuple[Team, Visited]] = []
        for team in sorted(self.teams, key=lambda team: team.kind != TeamKind.STATIONED):
            mine = [one for one in free if self._is_here(team, one)]
            picked = [one for one in mine if one.case_id in four][:MOST_EACH]
            if (not picked or self.rng.random() < ORDINARY) and len(mine) > len(picked):
                picked.append(mine[-1])
            chosen += [(team, one) for one in picked]
            taken = {one.case_id for one in picked}
            free = [one for one in free if one.case_id not in taken]
        visits = Visit.objects.in_bulk([one.case_id for _team, one in chosen])
        acts = [
            Act(by=self._keeper(team, actors), input={"team": team, "visit": visits[one.case_id]})
            for team, one in chosen
        ]
        if acts:
            apply(TEAM_VISIT_FLOW, "name", acts)
        self.visited |= {(team.pk, clock.local_day(one.at)) for team, one in chosen}

    def _is_here(self, team: Team, one: Visited) -> bool:
        return team.kind != TeamKind.STATIONED or self.county_of[one.place.reporting_area_id] == team.area_id

    def _log(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Write the logs of every day whose evening has come."""
        while self.logged_to < LAST:
            day = self.logged_to + timedelta(days=1)
            if edge < datetime.combine(day, time(18, 30), tzinfo=clock.SHANGHAI):
                return
            acts = [self._logged(team, day, actors) for team in self.teams if team.keeps_log]
            apply(DAY_FLOW, "log", acts)
            self.logged_to = day

    def _logged(self, team: Team, day: date, actors: dict[int, Actor]) -> Act:
        rng = self.rng
        none = (team.pk, day) not in self.visited
        told = {
            "team": team,
            "day": day,
            "place": rng.choice(words.PLACES),
            "done": rng.choice(words.DONE),
            "problems": rng.choice(words.PROBLEMS),
            "weather": words.WEATHER[day.day % len(words.WEATHER)],
            "no_visit": rng.choice(words.NO_VISIT) if none else "",
        }
        return Act(by=self._keeper(team, actors), input=told)

    def _hand_over(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Let the stationed teams hand over on the evening of the rotation, and others take over the next noon."""
        _office, bureau, second = self._keepers(actors)
        stationed = [team for team in self.teams if team.kind == TeamKind.STATIONED]
        day = clock.local_day(edge)
        if not self.handed and day == ROTATION and edge.hour > 15:
            acts = [
                Act(
                    by=bureau,
                    input={
                        "team": team, "to_team": team, "day": day, "to_name": words.RELIEF[number][0],
                        "matters": self.rng.choice(words.MATTERS),
                    },
                )
                for number, team in enumerate(stationed)
            ]  # fmt: skip
            self.handed = [outcome.case_id for outcome in apply(HANDOVER_FLOW, "hand_over", acts)]
        elif self.handed and day > ROTATION:
            acts = [Act(by=second, case_id=key, input={"remark": "已逐项核对"}) for key in self.handed]
            apply(HANDOVER_FLOW, "take_over", acts)
            acts = [
                Act(
                    by=bureau,
                    case_id=team.pk,
                    input={
                        "leader_name": words.RELIEF[number][0], "leader_title": words.RELIEF[number][1],
                        "first_day": day, "reason": "轮换交接",
                    },
                )
                for number, team in enumerate(stationed)
            ]  # fmt: skip
            apply(TEAM_FLOW, "lead", acts)
            self.handed = []
