"""The year's meetings, leaders' activities and assigned tasks, each week's at the moment at which it was entered.

Every Monday a weekly assignment meeting with one or two tasks, every Friday a weekly meeting on safety and stability.
Most tasks are closed; two are overdue at the demo's moment, those of the last two weeks are open.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.assignments.flow import LEADER_FLOW, LEADING_FLOW, MEETING_FLOW, TASK_FLOW
from anlan.assignments.inputs import Came
from anlan.assignments.models import Coming, LeaderTerm, Meeting
from anlan.demo.content import assignments as words
from anlan.demo.world import World
from anlan.demo.year import FIRST, LAST, MOMENT
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models import Organisation
from anlan.org.scope import Actor

TERM_DAYS = 14
OVERDUE_OF = frozenset({date(2022, 9, 26), date(2022, 10, 3)})
"""The Mondays one of whose tasks was signed for and never submitted."""
ASKED = 24
DEPUTY = "分管负责人"
STUDIES = ((1, 18), (3, 29), (5, 17), (7, 26), (9, 20), (10, 12))

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


@dataclass(slots=True)
class Plan:
    """A meeting with its tasks: (lead, officer of the lead, words of the task), and whether the first stays undone."""

    at: datetime
    kind: str
    title: str
    chair: str
    tasks: list[tuple[Organisation, Any, tuple[str, str, str]]]


class Assignments:
    """The plans of the year, and their acts at the moments at which the city's records were entered."""

    def __init__(self, world: World, *, seed: int, edges: list[datetime]) -> None:
        self.world = world
        self.rng = random.Random(seed + 11)  # noqa: S311 -- of its own: the other plans stay what they are
        self.came = random.Random(seed + 29)  # noqa: S311 -- likewise
        staff = (*world.area_officers.values(), *world.department_officers.values())
        self.heads = {some[0].pk for some in staff if some}
        self.edges = edges
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        people = {person.username: person for person in world.people}
        self.office, self.second = people["office"], people["office2"]
        self.terms: dict[str, LeaderTerm] = {}
        self.plans: dict[int, list[Plan]] = defaultdict(list)
        self.led: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        self.steps: dict[int, list[tuple[str, int, Any, dict[str, Any]]]] = defaultdict(list)
        for plan in self._plans():
            if plan.at < MOMENT:
                self.plans[self._edge(plan.at)].append(plan)
        for row in words.ACTIVITIES:
            (month, day), hour = row[0], row[1]
            at = datetime(2022, month, day, hour, tzinfo=clock.SHANGHAI)
            self.led[self._edge(at)].append((at, *row[2:]))

    def enter(self, number: int, actors: dict[int, Actor], apply: Apply) -> None:
        """Take what belongs to an edge through the door: leaders, meetings, activities, tasks, their later steps."""
        office = actors[self.office.pk]
        if not self.terms:
            self._leaders(office, apply)
        for plan in self.plans.pop(number, []):
            self._hold(plan, number, office, apply)
        self._lead(self.led.pop(number, []), office, apply)
        for step, key, person, given in self.steps.pop(number, []):
            apply(TASK_FLOW, step, [Act(by=actors[person.pk], case_id=key, input=given)])

    def _leaders(self, office: Actor, apply: Apply) -> None:
        acts = [
            Act(
                by=office,
                input={
                    "name": name, "title": title, "leads": leads, "rank": rank, "first_day": date(2021, 1, 1),
                    "last_day": None, "area": self.city,
                },
            )
            for name, title, leads, rank in words.LEADERS.values()
        ]  # fmt: skip
        made = apply(LEADER_FLOW, "enter", acts)
        self.terms = {
            code: LeaderTerm.objects.get(pk=outcome.case_id)
            for code, outcome in zip(words.LEADERS, made, strict=True)
        }

    def _hold(self, plan: Plan, number: int, office: Actor, apply: Apply) -> None:
        given = {
            "kind": plan.kind,
            "title": plan.title,
            "held_at": plan.at,
            "place": "市行政中心",
            "chair": self.terms[plan.chair],
            "is_safety": "yes",
            "topics": "安全生产",
            "attendance": self._came(),
            "attendees": "市委办、市政府办有关负责同志",
            "requirement": words.REQUIREMENT if plan.tasks else "",
            "minutes_reference": f"会议纪要〔2022〕{plan.at:%m%d}号",
            "area": self.city,
        }
        (held,) = apply(MEETING_FLOW, "record", [Act(by=office, input=given)])
        if not plan.tasks:
            return
        meeting = Meeting.objects.get(pk=held.case_id)
        day = clock.local_day(plan.at)
        acts = [
            Act(
                by=office,
                input={
                    "source": "meeting", "meeting": meeting, "title": title, "content": content,
                    "standard": standard, "lead": lead, "due_on": day + timedelta(days=TERM_DAYS),
                    "cycle": "fortnightly", "is_safety": "yes",
                },
            )
            for lead, _officer, (title, content, standard) in plan.tasks
        ]  # fmt: skip
        issued = apply(TASK_FLOW, "issue", acts)
        for index, (task, outcome) in enumerate(zip(plan.tasks, issued, strict=True)):
            self._follow(number, outcome.case_id, task[1], undone=index == 0 and day in OVERDUE_OF)

    def _came(self) -> tuple[Came, ...]:
        """Return who was asked and how they came: the areas and a good half of the departments, few by a deputy."""
        bodies = sorted({post.organisation_id for post in self.world.posts if post.person_id in self.heads})
        asked = self.came.sample(bodies, min(len(bodies), ASKED))
        found = []
        for body in asked:
            draw = self.came.random()
            coming = Coming.ABSENT if draw < 0.03 else Coming.DEPUTY if draw < 0.12 else Coming.PRESENT
            found.append(Came(body, coming.value, DEPUTY if coming == Coming.DEPUTY else ""))
        return tuple(found)

    def _follow(self, number: int, key: int, officer: Any, *, undone: bool) -> None:
        """Lay the later steps at edges; two edges are a day. What would lie after the demo's moment stays open."""
        self._at(number + 1, "sign_for", key, officer)
        if undone:
            return
        submitted = number + 2 * self.rng.randrange(6, 13)
        self._at(submitted, "submit", key, officer, {"result": words.RESULT})
        self._at(submitted + 2, "verify", key, self.office)
        self._at(submitted + 4, "close", key, self.second)

    def _at(self, number: int, step: str, key: int, person: Any, given: dict[str, Any] | None = None) -> None:
        self.steps[number].append((step, key, person, given or {}))

    def _lead(self, rows: list[tuple[Any, ...]], office: Actor, apply: Apply) -> None:
        acts = [
            Act(
                by=office,
                input={
                    "kind": kind, "leader": self.terms[leader], "occasion": occasion, "happened_at": at,
                    "place": place, "requirement": requirement, "source": source, "meeting": None,
                    "area": self.city,
                },
            )
            for at, leader, kind, occasion, place, requirement, source in rows
        ]  # fmt: skip
        apply(LEADING_FLOW, "record", acts)

    # -- planning ------------------------------------------------------------------------------------------

    def _edge(self, at: datetime) -> int:
        return next(number for number, edge in enumerate(self.edges) if edge >= at)

    def _plans(self) -> list[Plan]:
        plans = []
        day, week = FIRST, 0
        while day <= LAST:
            if day.weekday() == 0:
                week += 1
                tasks = [self._task() for _ in range(1 + self.rng.randrange(2))]
                title = f"第{week}次周交办会议"
                plans.append(Plan(_at(day, 9), "weekly_assignment", title, "secretary", tasks))
            if day.weekday() == 4:
                title = f"安全稳定周例会（{day.month}月{day.day}日）"
                plans.append(Plan(_at(day, 16), "weekly_stability", title, "vice_mayor", []))
            day += timedelta(days=1)
        for number, (month, number_of_day) in enumerate(STUDIES):
            kind, title, chair = (
                ("standing_committee", "市委常委会会议", "secretary"),
                ("government_executive", "市政府常务会议", "mayor"),
            )[number % 2]
            plans.append(Plan(_at(date(2022, month, number_of_day), 15), kind, title, chair, []))
        plans.sort(key=lambda plan: plan.at)
        return plans

    def _task(self) -> tuple[Organisation, Any, tuple[str, str, str]]:
        """Return a lead with an officer of it, and the words of the task."""
        officers = [some[0] for some in self.world.department_officers.values() if some]
        officers += [some[0] for some in self.world.area_officers.values() if some]
        officer = self.rng.choice(officers)
        lead = next(post.organisation for post in self.world.posts if post.person is officer)
        return lead, officer, self.rng.choice(words.TASKS)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.SHANGHAI)
