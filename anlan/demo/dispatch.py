"""The year's daily reports: areas, member departments and townships, on time, late, as zeros, amended, missing.

From 16 to 22 October no unit-day is missing; on the demo's own day about a third have reported by 15:40. What speaks
against a zero is looked up for a whole day at once, as the door would look it up for one.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.demo.weekly import FRIDAYS, Weekly
from anlan.demo.world import World
from anlan.demo.year import MOMENT
from anlan.hazards.flow import COUNTED
from anlan.hazards.models import Hazard
from anlan.incidents.lookup import of_day
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models import CityProfile
from anlan.org.scope import Actor
from anlan.periods.flow import PERIOD_FLOW
from anlan.reporting import burden
from anlan.reporting.chasing import chase
from anlan.reporting.flow import DEMAND_FLOW, DUE_FLOW, NOTE_FLOW
from anlan.reporting.form_models import DAILY
from anlan.reporting.kinds import Axis, Group
from anlan.reporting.making import AHEAD_DAYS, make_due
from anlan.reporting.models import Due, Obliged
from anlan.reporting.prefilled import FOUND, INCIDENTS, looked_up

FIRST_DAY = date(2022, 1, 4)
COMPLETE = (date(2022, 10, 16), date(2022, 10, 22))
DECLARED_ON = date(2022, 10, 8)
"""When the special period of these days was declared; its rule asks for a report more, in the morning, of the areas."""
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

RULES = (
    ("县区、功能区日报告", "Daily reports of the areas", Group.AREAS),
    ("成员单位日报告", "Daily reports of the member departments", Group.DEPARTMENTS),
    ("乡镇（街道）日报告", "Daily reports of the townships", Group.TOWNSHIPS),
)
NOTED_FROM = date(2022, 9, 1)
BASIS = "安委办〔2022〕1号：日报告、零报告制度"
NOTED = "各县区、功能区报告已汇总，重点问题已交办跟踪"

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Dispatch:
    """Makes what is due and takes each day's reports through the door, at three moments of the day."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed + 11)  # noqa: S311 -- of its own: the other plans stay what they are
        self.weekly = Weekly(seed=seed)
        self.signers: dict[int, Any] = {}
        self.is_obliged = False
        self.period: int | None = None
        self.incident_days: frozenset[date] = frozenset()  # on which the demo has incidents
        self.made_to = FIRST_DAY - timedelta(days=1)
        self.done_to = FIRST_DAY - timedelta(days=1)

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Take every day whose deadline lies before this edge; call it before what else the edge holds."""
        if not self.is_obliged:
            self._oblige(edge, actors)
            self.is_obliged = True
        if self.period is None and clock.local_day(edge) >= DECLARED_ON:
            self._declare(edge, actors)
        day = clock.local_day(edge)
        if self.made_to < day:
            last = day + timedelta(days=AHEAD_DAYS)
            with clock.at(edge - timedelta(minutes=1)):
                make_due(self.made_to + timedelta(days=1), last)
            self.made_to = last
        with clock.at(edge - timedelta(minutes=1)):
            chase(edge - timedelta(minutes=1))
        while self.done_to < day:
            following = self.done_to + timedelta(days=1)
            if self._at(following, time(16, 40)) > edge and edge < MOMENT - timedelta(minutes=1):
                return
            self._day(following, actors, apply, edge)
            if following in FRIDAYS:
                self.weekly.enter(following, actors, self.signers, apply)
            self.done_to = following

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=clock.SHANGHAI)

    def _oblige(self, edge: datetime, actors: dict[int, Actor]) -> None:
        """Lay down the three rules through the door, before the first day on which they ask."""
        self.office = actors[next(p.pk for p in self.world.people if p.username == "office")]
        self.city = CityProfile.objects.get().area
        with clock.at(self._at(FIRST_DAY, time(0, 1))):
            for name, english, group in RULES:
                day = FIRST_DAY.isoformat()
                self._lay_down({"name": name, "name_en": english, "group": group, "first_day": day})
            self.weekly.define(FIRST_DAY, self.office)
            self._lay_down(self.weekly.rule())
        self.signers = self._signers()
        self._phones()
        self.made_to = FIRST_DAY - timedelta(days=1)

    def _lay_down(self, changes: dict[str, Any]) -> None:
        given = {
            "form": "daily", "area": self.city.pk, "recurrence": "daily", "due_time": "16:00", "basis": BASIS,
            **changes,
        }  # fmt: skip
        door.open_case(DEMAND_FLOW, "lay_down", by=self.office, input=given)

    def _signers(self) -> dict[int, Any]:
        """Return who signs for each unit: the dispatcher of an area, the section chief, the head of a station."""
        heads = {
            people[0].pk: people[0]
            for staff in (
                self.world.area_officers,
                self.world.department_officers,
                self.world.station_officers,
            )
            for people in staff.values()
        }
        return {
            post.organisation_id: heads[post.person.pk]
            for post in self.world.posts
            if post.person.pk in heads
        }

    def _phones(self) -> None:
        """Give every duty desk the number of who signs for it."""
        rows = list(Obliged.objects.all())
        for row in rows:
            row.phone = self.signers[row.organisation_id].phone
        Obliged.objects.bulk_update(rows, ["phone"])

    def _declare(self, edge: datetime, actors: dict[int, Actor]) -> None:
        """Declare the special period, with its rule: of each area a report more, by nine in the morning."""
        first, last = (day.isoformat() for day in COMPLETE)
        given = {
            "name": "党的二十大期间", "name_en": "Congress period", "level": "special", "area": self.city.pk,
            "first_day": first, "last_day": last, "purpose": "特别防护期，每日两报告",
            "basis": "安委办〔2022〕38号",
        }  # fmt: skip
        with clock.at(edge - timedelta(minutes=2)):
            self.period = door.open_case(PERIOD_FLOW, "declare", by=self.office, input=given).case_id
            self._lay_down(
                {
                    "name": "特别防护期早报告", "name_en": "Morning reports of the period",
                    "group": Group.AREAS, "period": self.period, "first_day": first,
                    "due_time": "09:00", "turn": 2, "late_hours": 10, "basis": "特别防护期每日两报告",
                }
            )  # fmt: skip
        turns = Obliged.objects.filter(rule__turn=2)
        for row in turns:
            Obliged.objects.filter(pk=row.pk).update(phone=self.signers[row.organisation_id].phone)

    def _day(self, day: date, actors: dict[int, Actor], apply: Apply, edge: datetime) -> None:
        dues = list(Due.objects.filter(day=day, form=DAILY).order_by("id"))
        against = self._against(day, dues)
        moments = self._moments(day, dues)
        plans: dict[datetime, dict[str, list[Act]]] = defaultdict(lambda: defaultdict(list))
        amended: list[Due] = []
        for due in dues:
            at = moments[due.pk]
            if at is None or at > edge:
                continue
            step, given = self._content(against.get((due.organisation_id, day), {}))
            if due.axis == Axis.AREA and self._is_silent_below(due, dues, moments, at):
                given["silent"] = "said"
            actor = actors[self.signers[due.organisation_id].pk]
            given["opened"] = burden.token(due, at - self.weekly.took(step))
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
        if day >= NOTED_FROM and self._at(day, time(16, 38)) <= edge:
            self._note(day)

    def _moments(self, day: date, dues: list[Due]) -> dict[int, datetime | None]:
        """Return when each unit reports on a day; townships before their areas, None for who never does."""
        is_today = day == clock.local_day(MOMENT)
        early = set(self.rng.sample([due.pk for due in dues], round(len(dues) * ON_THE_DAY)))
        moments: dict[int, datetime | None] = {}
        for due in dues:
            of_town = due.axis == Axis.TOWNSHIP
            if is_today:
                at = self._at(day, time(15, 5) if of_town else time(15, 20))
                moments[due.pk] = at if due.pk in early else None
            else:
                moments[due.pk] = self._moment(day, of_town=of_town)
            if due.turn == 2:
                moments[due.pk] = self._at(day, time(8, 40))
        return moments

    def _moment(self, day: date, *, of_town: bool) -> datetime | None:
        draw = self.rng.random()
        complete = COMPLETE[0] <= day <= COMPLETE[1]
        if draw < MISSING and not complete:
            return None
        # a second of the day's own: people do not send on the full minute; one moment for many keeps the batches
        second = day.toordinal() * 37 % 60
        if draw < MISSING + LATE:
            return self._at(day, time(16, 15, second) if of_town else time(16, 20, second))
        usual = (
            (time(14, 40, second), time(15, 5, second))
            if of_town
            else (time(15, 10, second), time(15, 48, (second + 23) % 60))
        )
        return self._at(day, usual[0] if draw < 0.5 else usual[1])

    def _is_silent_below(
        self, due: Due, dues: list[Due], moments: dict[int, datetime | None], at: datetime
    ) -> bool:
        below = [moments[one.pk] for one in dues if one.above_id == due.area_id and one.turn == due.turn]
        return any(moment is None or moment > at for moment in below)

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

    def _note(self, day: date) -> None:
        """Add the office's note to the roll-up of a day, with what is missing said."""
        given = {
            "area": self.city.pk,
            "day": day.isoformat(),
            "form": "daily",
            "note": NOTED,
            "silent": "said",
        }
        with clock.at(self._at(day, time(16, 38))):
            door.open_case(NOTE_FLOW, "note", by=self.office, input=given)

    def _against(self, day: date, dues: list[Due]) -> dict[tuple[int, date], dict[str, int]]:
        """Return the hazards found on a day, by unit: one query for all of them.

        What the door reads from the figures; these are folded only when the year is loaded.
        """
        rows = Hazard.objects.filter(found_on=day, state__in=COUNTED).values_list("area_path", "sector_id")
        units = {due.area_path: due.organisation_id for due in dues if due.axis != Axis.DEPARTMENT}
        leads = {sector.pk: sector.lead_id for sector in self.world.sectors.values()}
        found: Counter[int] = Counter()
        for path, sector in rows:
            found[leads[sector]] += 1
            keys = path.strip("/").split("/")
            above = (f"/{'/'.join(keys[:n])}/" for n in range(1, len(keys) + 1))
            found.update(units[one] for one in above if one in units)
        against = {(unit, day): {FOUND: n} for unit, n in found.items()}
        for due in dues if day in self.incident_days else ():
            happened = of_day(due.area_path, day, self._sectors(due)).count()
            if happened:
                against.setdefault((due.organisation_id, day), {})[INCIDENTS] = happened
        return against

    def _sectors(self, due: Due) -> list[int]:
        """Return the sectors of a department; a department without any answers for no incident of theirs."""
        if due.axis != Axis.DEPARTMENT:
            return []
        led = [sector.pk for sector in self.world.sectors.values() if sector.lead_id == due.organisation_id]
        return led or [0]
