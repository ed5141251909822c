"""The demo's rescue forces: entered and confirmed, a drill, and positioned by level 1 up to 22 October 2022.

14 teams with 737 people and 19 experts are what the bulletin tells (domain brief §1.6, 4f and 4g), at every scale.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from anlan.demo.content import rescue as words
from anlan.demo.content.areas import CITY, REPORTING_AREAS
from anlan.demo.world import World
from anlan.forces.flow import ALERT_FLOW, CALL_FLOW, FORCE_FLOW
from anlan.forces.models import Alert, RescueForce
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor

Apply = Callable[[Any, str, list[Act]], list[Outcome]]
Given = dict[str, Any]


def _moment(day_and_time: tuple[Any, Any]) -> datetime:
    return datetime.combine(*day_and_time, tzinfo=clock.SHANGHAI)


class Rescue:
    """Takes what the plan says through the door, at the first edge after each moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.office = next(person for person in world.people if person.username == "office")
        self.teams: list[RescueForce] = []
        self.experts: list[RescueForce] = []
        self.plan: list[tuple[datetime, Callable[[datetime, Actor, Apply], None]]] = [
            (_moment(words.ENTERED), self._enter),
            (_moment(words.DRILLED), self._drill),
            (_moment(words.CONFIRMED[0]), self._confirm),
            (_moment(words.LAID_DOWN), self._lay_down),
            (_moment(words.CONFIRMED[1]), self._confirm),
        ]

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        while self.plan and self.plan[0][0] <= edge:
            at, do = self.plan.pop(0)
            do(at, actors[self.office.pk], apply)

    def _enter(self, at: datetime, by: Actor, apply: Apply) -> None:
        given = [*map(self._team, range(len(words.TEAMS))), *map(self._expert, range(len(words.EXPERTS)))]
        body = by.posts[0].organisation_id
        done = apply(
            FORCE_FLOW, "enter", [Act(by=by, input=one | {"organisation": body}, at=at) for one in given]
        )
        found = RescueForce.objects.select_related("area").in_bulk([one.case_id for one in done])
        forces = [found[one.case_id] for one in done]
        self.teams, self.experts = forces[: len(words.TEAMS)], forces[len(words.TEAMS) :]
        apply(
            FORCE_FLOW,
            "stock",
            [
                Act(
                    by=by,
                    case_id=self.teams[number].pk,
                    input={"item": item, "quantity": quantity, "unit": unit},
                    at=at + timedelta(minutes=5),
                )
                for number, (item, quantity, unit) in enumerate(words.STOCK)
            ],
        )

    def _team(self, number: int) -> Given:
        name, english, kind, heads, skills, equipment, _place = words.TEAMS[number]
        return {
            **self._placed(number),
            "kind": kind,
            "name": name,
            "name_en": english,
            "head_count": heads,
            "skills": skills,
            "equipment": equipment,
            "leader": f"{'赵钱孙李周吴郑王冯陈褚卫蒋沈'[number]}队长",
            "phone": f"0395-600{1100 + number}",
            "assembly_minutes": 10 if kind == "professional" else 30,
        }

    def _expert(self, number: int) -> Given:
        name, field = words.EXPERTS[number]
        return {
            **self._placed(number),
            "kind": "expert",
            "name": name,
            "head_count": 1,
            "skills": field,
            "leader": name,
            "phone": f"0395-600{1200 + number}",
            "assembly_minutes": 40,
        }

    def _placed(self, number: int) -> Given:
        """Return a base near the seat of one of the areas, a little apart from the others there."""
        seats = [area for area in (CITY, *REPORTING_AREAS) if area.seat is not None]
        area = seats[number % len(seats)]
        assert area.seat is not None
        lon, lat = area.seat
        return {
            "base": f"{area.short_name}应急救援基地{number // len(seats) + 1}号",
            "lat": f"{lat + 0.004 * (number // len(seats)):.5f}",
            "lon": f"{lon + 0.003 * number / len(seats):.5f}",
        }

    def _confirm(self, at: datetime, by: Actor, apply: Apply) -> None:
        forces = [*self.teams, *self.experts]
        apply(
            FORCE_FLOW,
            "confirm",
            [Act(by=by, case_id=one.pk, input={"present": one.head_count}, at=at) for one in forces],
        )

    def _lay_down(self, at: datetime, by: Actor, apply: Apply) -> None:
        """Lay down where each stands at level 1; the level itself, ordered that evening, positions them there."""
        acts = []
        for number, force in enumerate([*self.teams, *self.experts]):
            place = words.TEAMS[number][-1] if number < len(self.teams) else "市应急指挥中心"
            given = {"level": "1", "place": place, "heads": force.head_count}
            acts.append(Act(by=by, case_id=force.pk, input=given, at=at))
        apply(FORCE_FLOW, "stand_by", acts)

    def _drill(self, at: datetime, by: Actor, apply: Apply) -> None:
        """Call out the forces that fit, let them come, and stand down: what the after-action report reads."""
        lon, lat = next(one.seat for one in REPORTING_AREAS if one.seat is not None)
        area = next(area for area in self.world.areas.values() if area.parent_id is None)
        given = {**words.DRILL, "area": area.pk, "lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}
        (begun,) = apply(ALERT_FLOW, "drill", [Act(by=by, input=given, at=at)])
        alert = Alert.objects.get(pk=begun.case_id)
        ordered_at = at + timedelta(minutes=1)
        forces = [self.teams[1], self.teams[0], self.teams[11]]
        orders = [Act(by=by, input={"alert": alert, "force": one}, at=ordered_at) for one in forces]
        calls = [one.case_id for one in apply(CALL_FLOW, "order", orders)]
        for number, step in enumerate(("receive", "depart", "arrive")):
            acts = [
                Act(by=by, case_id=call, at=ordered_at + timedelta(minutes=minutes[number]))
                for call, minutes in zip(calls, words.DRILL_MINUTES, strict=True)
            ]
            apply(CALL_FLOW, step, acts)
        over, why = at + timedelta(minutes=words.DRILL_ENDS), {"reason": "演练结束，点评后收队"}
        apply(CALL_FLOW, "release", [Act(by=by, case_id=call, input=why, at=over) for call in calls])
        apply(ALERT_FLOW, "stand_down", [Act(by=by, case_id=alert.pk, input=why, at=over)])
