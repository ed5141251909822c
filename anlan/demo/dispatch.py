"""The year's daily reports: 8 areas and the lead departments, on time, late, as zeros, amended, and some missing.

From 16 to 22 October no unit-day is missing; on the demo's own day about a third have reported by 15:40. What speaks
against a zero is looked up for a whole day at once, as the door would look it up for one.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.demo.content import people
from anlan.demo.world import World
from anlan.demo.year import MOMENT
from anlan.hazards.flow import COUNTED
from anlan.hazards.models import Hazard
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.making import AHEAD_DAYS, make_due
from anlan.reporting.models import Axis, Due, FormCode, Obliged, ReportRule
from anlan.reporting.prefilled import FOUND, looked_up

FIRST_DAY = date(2022, 1, 4)
COMPLETE = (date(2022, 10, 16), date(2022, 10, 22))
DUE_TIME, LATE_HOURS = time(16), 18
LATE, MISSING, ZERO_AGAINST, AMENDED = 0.03, 0.012, 0.02, 0.02
ON_THE_DAY = 0.34
SITUATIONS = (
    "开展日常检查和隐患跟踪整改，总体情况正常",
    "组织专项检查，问题已分级交办，正在整改",
    "对重点场所开展夜查，现场督促整改",
    "召开调度会，跟踪超期隐患整改进度",
)
HELP = ("老旧小区消防通道改造需住建部门协调", "燃气管线占压需多部门联合处置")
EXPLAINED = ("隐患已在检查中当场整改，无其他情况", "隐患由上级部门登记，本单位已跟踪")

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Dispatch:
    """Makes what is due and takes each day's reports through the door, at three moments of the day."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed + 11)  # noqa: S311 -- of its own: the other plans stay what they are
        self.signers: dict[int, Any] = {}
        self.is_obliged = False
        self.made_to = FIRST_DAY - timedelta(days=1)
        self.done_to = FIRST_DAY - timedelta(days=1)

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Take every day whose deadline lies before this edge; call it before what else the edge holds."""
        if not self.is_obliged:
            self._oblige()
            self.is_obliged = True
        day = clock.local_day(edge)
        if self.made_to < day:
            last = day + timedelta(days=AHEAD_DAYS)
            with clock.at(edge - timedelta(minutes=1)):
                make_due(self.made_to + timedelta(days=1), last)
            self.made_to = last
        while self.done_to < day:
            following = self.done_to + timedelta(days=1)
            if self._at(following, time(16, 40)) > edge and edge < MOMENT - timedelta(minutes=1):
                return
            self._day(following, actors, apply, edge)
            self.done_to = following

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=clock.SHANGHAI)

    def _oblige(self) -> None:
        """Write the two rules and who is obliged: the offices of the areas, the departments that lead a sector."""
        leads = {sector.lead_id for sector in self.world.sectors.values()}
        areas = {
            post.organisation_id: post.person
            for post in self.world.posts
            if post.role == "area_office" and post.title and post.person.username.endswith("-1")
        }
        departments = {
            key: officers[0] for key, officers in self.world.department_officers.items() if key in leads
        }
        for axis, units in ((Axis.AREA, areas), (Axis.DEPARTMENT, departments)):
            rule = ReportRule.objects.create(
                form=FormCode.DAILY, axis=axis, due_time=DUE_TIME, late_hours=LATE_HOURS,
                working_days_only=False, first_day=FIRST_DAY,
            )  # fmt: skip
            Obliged.objects.bulk_create(
                Obliged(rule=rule, organisation_id=key, phone=people.phone(self.rng), first_day=FIRST_DAY)
                for key in sorted(units)
            )
            self.signers |= units
        self.made_to = FIRST_DAY - timedelta(days=1)

    def _day(self, day: date, actors: dict[int, Actor], apply: Apply, edge: datetime) -> None:
        dues = list(Due.objects.filter(day=day).order_by("id"))
        plans: dict[datetime, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
        against = self._against(day, dues)
        amended: list[Due] = []
        is_today = day == clock.local_day(MOMENT)
        early = set(self.rng.sample([due.pk for due in dues], round(len(dues) * ON_THE_DAY)))
        for due in dues:
            at = self._moment(day)
            if is_today:
                at = self._at(day, time(15, 20)) if due.pk in early else None
            if at is None or at > edge:
                continue
            step, given = self._content(against.get((due.organisation_id, day), {}))
            actor = actors[self.signers[due.organisation_id].pk]
            plans[at][step].append(Act(by=actor, case_id=due.pk, input=given))
            if self.rng.random() < AMENDED and at < self._at(day, time(16)):
                amended.append(due)
        for at, steps in sorted(plans.items()):
            with clock.at(at), looked_up(against):
                for step, acts in sorted(steps.items()):
                    apply(DUE_FLOW, step, acts)
        if amended and self._at(day, time(16, 35)) <= edge:
            with clock.at(self._at(day, time(16, 35))):
                apply(DUE_FLOW, "amend", [self._amendment(due, actors) for due in amended])

    def _moment(self, day: date) -> datetime | None:
        """Return when a unit reports on a day; None if it does not."""
        draw = self.rng.random()
        complete = COMPLETE[0] <= day <= COMPLETE[1]
        if draw < MISSING and not complete:
            return None
        # a second of the day's own: people do not send on the full minute; one moment for many keeps the batches
        second = day.toordinal() * 37 % 60
        if draw < MISSING + LATE:
            return self._at(day, time(16, 20, second))
        return self._at(day, time(15, 10, second) if draw < 0.5 else time(15, 48, (second + 23) % 60))

    def _content(self, against: dict[str, int]) -> tuple[str, dict[str, Any]]:
        if not against:
            return "zero", {"statement": "all_safe"}
        if self.rng.random() < ZERO_AGAINST:
            return "zero", {"statement": "all_safe", "explanation": self.rng.choice(EXPLAINED)}
        given: dict[str, Any] = {"situation": self.rng.choice(SITUATIONS)}
        if self.rng.random() < 0.03:
            given["help_wanted"] = self.rng.choice(HELP)
        return "report", given

    def _amendment(self, due: Due, actors: dict[int, Actor]) -> Act:
        given = {"situation": self.rng.choice(SITUATIONS), "reason": "补报当日下午检查情况"}
        return Act(by=actors[self.signers[due.organisation_id].pk], case_id=due.pk, input=given)

    def _against(self, day: date, dues: list[Due]) -> dict[tuple[int, date], dict[str, int]]:
        """Return the hazards found on a day, by unit: one query for all of them.

        What the door reads from the figures; these are folded only when the year is loaded.
        """
        rows = Hazard.objects.filter(found_on=day, state__in=COUNTED).values_list("area_path", "sector_id")
        areas = [(due.area_path, due.organisation_id) for due in dues if due.axis == Axis.AREA]
        leads = {sector.pk: sector.lead_id for sector in self.world.sectors.values()}
        found: Counter[int] = Counter()
        for path, sector in rows:
            found[leads[sector]] += 1
            found.update(unit for above, unit in areas if path.startswith(above))
        return {(unit, day): {FOUND: n} for unit, n in found.items()}
