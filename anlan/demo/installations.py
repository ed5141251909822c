"""The demo's major hazard installations: registered and filed, posts filled, a year of duties, experts in plants.

2 parks, 11 plants and 32 installations are what the bulletin tells (domain brief §2.1d), at every scale. No alarm is
loaded: alarms come from plants' systems alone.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.demo.content import installations as words
from anlan.demo.content.people import person_name, phone
from anlan.demo.world import World
from anlan.demo.year import FIRST
from anlan.inspections.flow import QUALIFICATION_FLOW
from anlan.inspections.models import Qualification
from anlan.installations import acts, tasking
from anlan.installations.flow import (
    INSTALLATION_FLOW,
    LOG_FLOW,
    PARK_FLOW,
    POST_FLOW,
    STATIONING_FLOW,
    TASK_FLOW,
)
from anlan.installations.kinds import Archive, Role, TaskState
from anlan.installations.models import ExpertStationing, GuaranteePost, GuaranteeTask, Installation, Park
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor

Apply = Callable[[Any, str, list[Act]], list[Outcome]]
SECTORS = ("hazardous_chemicals", "industry_trade", "gas", "power_pipelines", "special_equipment")
WHOLE_YEAR = 0.3
"""From this scale on the duties are those of the whole year; below, those of the last weeks."""
LATE, MISSED = 0.02, 0.01
"""Shares of duties that are done late, or not at all."""
CYCLES = ("week", "quarter", "half_year", "before_event")


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=clock.SHANGHAI)


class Installations:
    """Registers at the first edge, then lays duties down week by week and has them done, but for a few lapses."""

    def __init__(self, world: World, *, seed: int, scale: float) -> None:
        self.world = world
        self.rng = random.Random(seed + 41)  # noqa: S311 -- of its own: the other plans stay what they are
        self.duties_from = FIRST if scale >= WHOLE_YEAR else words.FIRST_PLEDGE
        self.seen: date | None = None
        self.posts: dict[tuple[int, str], str] = {}
        self.keepers: dict[int, int] = {}
        self.plants: list[Any] = []
        self.to_do: list[tuple[datetime, int, str, str]] = []
        self.stationed: list[ExpertStationing] = []
        self.logs: list[tuple[datetime, int]] = []

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        day = clock.local_day(edge)
        if self.seen is None:
            self._register(edge, actors, apply)
        if day != self.seen:
            self.seen = day
            self._lay_down(day)
            if day >= words.STATIONED[0] and not self.stationed:
                self._station(day, actors, apply)
        self._perform(edge, actors, apply)
        self._write_logs(edge, actors, apply)

    # -- the register --------------------------------------------------------------------------------------

    def _keeper(self, place: Any, actors: dict[int, Actor]) -> Actor:
        """Return the officer of the county who keeps the installations of a plant."""
        if place.reporting_area_id not in self.keepers:
            path = place.area_path
            for area in self.world.areas.values():
                officers = self.world.area_officers.get(area.pk)
                if officers and path.startswith(area.path or "/"):
                    self.keepers[place.reporting_area_id] = officers[0].pk
        return actors[self.keepers[place.reporting_area_id]]

    def _choose(self, park: int, count: int) -> list[Any]:
        """Return so many plants in the area of a park, those of the chemical sector first."""
        root = self.world.areas[words.PARKS[park][0]].path or "/"
        order = {code: rank for rank, code in enumerate(SECTORS)}
        here = [place for place in self.world.premises if place.area_path.startswith(root)]
        here.sort(
            key=lambda place: (
                "化工" not in place.name,
                order.get(place.sector.code, len(order)),
                -place.staff_count,
                place.pk,
            )
        )
        return here[:count]

    def _register(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        office = actors[next(person for person in self.world.people if person.username == "office").pk]
        parks = []
        for code, name, english, approval in words.PARKS:
            raw = {"area": self.world.areas[code], "name": name, "name_en": english, "approval": approval}
            (outcome,) = apply(PARK_FLOW, "enter", [Act(by=office, input=raw, at=edge)])
            parks.append(Park.objects.get(pk=outcome.case_id))
        places = {
            park: iter(self._choose(park, sum(one[0] == park for one in words.PLANTS)))
            for park in range(len(words.PARKS))
        }
        given: list[Act] = []
        for number, (park, residents, units) in enumerate(words.PLANTS):
            place = next(places[park])
            self.plants.append(place)
            assessed = clock.local_day(edge) - timedelta(days=words.ASSESSED_BEFORE - number % 8)
            for name, unit, holdings in units:
                raw = {"premises": place, "park": parks[park], "name": name, "unit": unit, "applicability": "general",
                       "licence": "producer" if unit == "production" else "operator", "holdings": holdings,
                       "residents": residents, "assessed_on": assessed}  # fmt: skip
                given.append(Act(by=self._keeper(place, actors), input=raw, at=edge))
        keys = [outcome.case_id for outcome in apply(INSTALLATION_FLOW, "identify", given)]
        found = Installation.objects.select_related("premises").in_bulk(keys)
        self._file([found[key] for key in keys], edge, actors, apply)
        acts.open_posts(keys, at=edge)
        self._fill(edge, actors, apply)

    def _file(
        self, found: list[Installation], edge: datetime, actors: dict[int, Actor], apply: Apply
    ) -> None:
        day = clock.local_day(edge)
        filed: list[Act] = []
        kept: dict[str, list[Act]] = {item: [] for item in Archive.values}
        for number, one in enumerate(found, start=1):
            by = self._keeper(one.premises, actors)
            raw: dict[str, Any] = {"filed_number": f"BA豫{one.premises.code}-{number:03d}", "filed_on": day}
            filed.append(Act(by=by, case_id=one.pk, input=raw, at=edge))
            for item in Archive.values:
                if self.rng.random() > MISSED * 2:
                    raw = {"item": item, "kept_on": one.assessed_on, "reference": f"档案室{number:03d}号盒"}
                    kept[item].append(Act(by=by, case_id=one.pk, input=raw, at=edge))
        apply(INSTALLATION_FLOW, "file", filed)
        for chosen in kept.values():
            apply(INSTALLATION_FLOW, "archive", chosen)

    def _fill(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        posts = list(GuaranteePost.objects.select_related("installation__premises").order_by("pk"))
        of_plant: dict[tuple[int, str], str] = {}
        appointed, acknowledged = [], []
        for post in posts:
            place = post.installation.premises
            whose = (place.pk if post.role == Role.PRINCIPAL else place.reporting_area_id, post.role)
            shared = post.role in (Role.PRINCIPAL, Role.CADRE)
            name = of_plant.get(whose, "") if shared else ""
            name = name or self._new_name()
            of_plant[whose] = name
            self.posts[post.installation_id, post.role] = name
            by = self._keeper(place, actors)
            raw = {"holder": name, "title": words.TITLES[post.role], "phone": phone(self.rng),
                   "from_day": clock.local_day(edge) - timedelta(days=5)}  # fmt: skip
            appointed.append(Act(by=by, case_id=post.pk, input=raw, at=edge))
            acknowledged.append(Act(by=by, case_id=post.pk, input={"note": "书面承诺"}, at=edge))
        apply(POST_FLOW, "appoint", appointed)
        apply(POST_FLOW, "acknowledge", acknowledged)

    def _new_name(self) -> str:
        """Return a name that nobody here has: one person holds one post of an installation."""
        while True:
            name = person_name(self.rng)
            if name not in self.posts.values():
                return name

    # -- duties --------------------------------------------------------------------------------------------

    def _lay_down(self, day: date) -> None:
        """Lay down what the cycles ask for: pledges each day, the others on Mondays."""
        early, laid = _at(day, 0, 20), 0
        if day >= words.FIRST_PLEDGE:
            laid += tasking.lay_down(day, at=early, only=("day",))
        if day >= self.duties_from and (day.weekday() == 0 or day == self.duties_from):
            laid += tasking.lay_down(day, at=early, only=CYCLES)
            tasking.note_missed(clock.now())
        newest = GuaranteeTask.objects.filter(state=TaskState.DUE).order_by("-pk")[:laid]
        for task in sorted(newest, key=lambda task: task.pk):
            self._plan(task, day)

    def _plan(self, task: GuaranteeTask, day: date) -> None:
        """Draw when a duty is done; a few late, a few never."""
        draw, span = self.rng.random(), max(0, (task.last_day - day).days)
        who = self.posts.get((task.installation_id or 0, task.role), "")
        if draw < MISSED:
            at = task.closes_at + timedelta(days=400)
        elif task.duty == "pledge":
            minutes = self.rng.randrange(60) + (180 if draw < LATE else 0)
            at = _at(task.first_day, 8, 30) + timedelta(minutes=minutes)
        elif draw < MISSED + LATE:
            late = self.rng.randrange(1, 7) if task.duty == "weekly_check" else 1
            at = min(_at(task.last_day + timedelta(days=late), 10), task.closes_at - timedelta(hours=1))
        else:
            at = _at(day + timedelta(days=self.rng.randrange(span // 2 + 1)), 15, self.rng.randrange(60))
        heapq.heappush(self.to_do, (at, task.pk, task.duty, who))

    def _perform(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        ready: list[tuple[datetime, int, str, str]] = []
        while self.to_do and self.to_do[0][0] <= edge:
            ready.append(heapq.heappop(self.to_do))
        if not ready:
            return
        tasks = GuaranteeTask.objects.filter(state=TaskState.DUE).select_related("premises")
        found = tasks.in_bulk([one[1] for one in ready])
        done: dict[str, list[Act]] = {"perform": [], "pledge": []}
        for at, key, duty, who in ready:
            if key in found:
                by = self._keeper(found[key].premises, actors)
                step = "pledge" if duty == "pledge" else "perform"
                raw = self._pledge(found[key]) if step == "pledge" else self._result(duty, who)
                done[step].append(Act(by=by, case_id=key, input=raw, at=max(at, found[key].last_at)))
        for step, given in done.items():
            apply(TASK_FLOW, step, given)

    def _result(self, duty: str, who: str) -> dict[str, Any]:
        found = self.rng.randrange(3) if duty != "drill" else 0
        return {"result": words.RESULTS[duty], "hazards_found": found, "holder": who}

    def _pledge(self, task: GuaranteeTask) -> dict[str, Any]:
        place = next(number for number, one in enumerate(self.plants) if one.pk == task.premises_id)
        units = len(words.PLANTS[place][2])
        stopped = int(self.rng.random() < 0.1)
        who = next((name for (_key, role), name in self.posts.items() if role == Role.PRINCIPAL), "负责人")
        return {
            "units_total": units, "units_running": units - stopped, "units_stopped": stopped,
            "units_maintained": stopped, "fire_one": int(self.rng.random() < 0.1), "fire_two": self.rng.randrange(2),
            "confined": int(self.rng.random() < 0.1), "is_trial": "no", "is_starting": "no",
            "is_tank_farm_safe": "yes", "sentence": words.PLEDGE, "principal": self.principals().get(place, who),
        }  # fmt: skip

    def principals(self) -> dict[int, str]:
        """Return plant → its principal."""
        found: dict[int, str] = {}
        keys = iter(sorted({key for key, _role in self.posts}))
        for number, (_park, _residents, units) in enumerate(words.PLANTS):
            for _unit in units:
                found[number] = self.posts[next(keys), Role.PRINCIPAL]
        return found

    # -- experts -------------------------------------------------------------------------------------------

    def _station(self, day: date, actors: dict[int, Actor], apply: Apply) -> None:
        """Station an expert in each plant by day, and in the first also by night."""
        first, last = words.STATIONED
        wanted = [*((place, "day") for place in self.plants), (self.plants[0], "night")]
        experts = self._experts(len(wanted), day, actors, apply)
        given = []
        for number, (place, shift) in enumerate(wanted):
            raw = {"premises": place, "expert": experts[number], "shift": shift, "first_day": first, "last_day": last,
                   "phone": phone(self.rng), "task": "重大危险源包保履职督导"}  # fmt: skip
            given.append(Act(by=self._keeper(place, actors), input=raw, at=_at(day, 8)))
        done = apply(STATIONING_FLOW, "station", given)
        found = ExpertStationing.objects.select_related("premises").in_bulk([one.case_id for one in done])
        self.stationed = [found[one.case_id] for one in done]
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.logs = [
            (_at(one, 11, 30) if each.shift == "night" else _at(one, 18), number)
            for one in days
            for number, each in enumerate(self.stationed)
        ]
        heapq.heapify(self.logs)

    def _experts(self, count: int, day: date, actors: dict[int, Actor], apply: Apply) -> list[Qualification]:
        """Enter so many experts of chemical plants, sent for these days, on the register of experts."""
        city = next(area for area in self.world.areas.values() if area.parent_id is None)
        office = actors[next(person for person in self.world.people if person.username == "office").pk]
        since, body = words.EXPERTS_FROM
        given = [
            Act(
                by=office,
                input={"kind": "expert", "name": self._new_name(), "field": words.EXPERTS[n % len(words.EXPERTS)],
                       "body": body, "first_day": since, "area": city.pk},
                at=_at(day, 7, 30),
            )
            for n in range(count)
        ]  # fmt: skip
        keys = [outcome.case_id for outcome in apply(QUALIFICATION_FLOW, "enter", given)]
        found = Qualification.objects.in_bulk(keys)
        return [found[key] for key in keys]

    def _write_logs(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        given = []
        while self.logs and self.logs[0][0] <= edge:
            at, number = heapq.heappop(self.logs)
            one = self.stationed[number]
            raw = {"stationing": one, "day": clock.local_day(at), "checked": words.LOGGED[number % len(words.LOGGED)],
                   "found": self.rng.randrange(3), "advice": words.ADVICE if number % 2 else ""}  # fmt: skip
            given.append(Act(by=self._keeper(one.premises, actors), input=raw, at=at))
        written = apply(LOG_FLOW, "write", given) if given else []
        night = next((one for one in self.stationed if one.shift == "night"), None)
        over = [
            Act(by=act.by, case_id=outcome.case_id, input={"successor": night}, at=act.at)
            for act, outcome in zip(given, written, strict=True)
            if night is not None
            and act.input["stationing"].premises_id == night.premises_id
            and act.input["stationing"].shift == "day"
        ]
        if over:
            apply(LOG_FLOW, "take_over", over)
