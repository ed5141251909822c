"""Enforcement in the demo city: past measures and penalties from ledgers, some live cases with their papers.

A few dozen, whatever the scale; drawn from a seed of their own, and no visit is added: what the bulletin counts stays.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from anlan.demo.content import force as words
from anlan.demo.teams import Visited
from anlan.demo.world import World
from anlan.enforcement.flow import (
    LISTING_FLOW,
    MEASURE_FLOW,
    PENALTY_FLOW,
    REFERRAL_FLOW,
    SITE_PAPER_FLOW,
)
from anlan.hazards.models import OPEN_STATES, Grade, Hazard
from anlan.inspections.flow import QUALIFICATION_FLOW, VISIT_FLOW
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor

PAST_ON, LISTED_ON = date(2022, 9, 1), date(2022, 10, 12)
LIVE = (date(2022, 9, 5), date(2022, 9, 30))
"""Between these days the papers of visits are issued: leaders and experts join the visits of October only."""
MOST_LIVE, MOST_LISTED = 10, 4
Apply = Callable[[Any, str, list[Act]], list[Outcome]]
SIGNED = {"method": "in_hand", "signature": "signed", "receiver": "现场负责人"}


class Force:
    """Takes the cases of enforcement through the door, at the edges at which they happened."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed + 41)  # noqa: S311 -- of its own: the other plans stay what they are
        self.office = next(person for person in world.people if person.username == "office")
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.is_past_entered = self.is_listed = False
        self.live = 0
        self.officers: list[int] = []

    def enter(self, visits: list[Visited], edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        on = clock.local_day(edge)
        if on >= PAST_ON and not self.is_past_entered:
            self.is_past_entered = True
            self._past(edge, actors, apply)
        if LIVE[0] <= on <= LIVE[1] and self.live < MOST_LIVE:
            self._visit(visits, edge, actors, apply)
        if on >= LISTED_ON and not self.is_listed:
            self.is_listed = True
            self._list(actors, apply, on)

    # -- what was decided before, as ledgers bring it ----------------------------------------------------------

    def _past(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        places = self.rng.sample(self.world.premises, min(len(self.world.premises), 60))
        first = edge - timedelta(days=240)
        measures, penalties = [], []
        for number, place in enumerate(places, start=1):
            by = actors[self.world.department_officers[place.sector.lead_id][0].pk]
            at = first + timedelta(days=3 * number, hours=self.rng.random() * 8)
            if number % 2:
                measures.append(self._measure(number, place, by, at))
            penalties.append(self._penalty(number, place, by, at))
        apply(MEASURE_FLOW, "enter", measures)
        apply(PENALTY_FLOW, "enter", penalties)

    def _measure(self, number: int, place: Any, by: Actor, at: datetime) -> Act:
        kind, covers, facts = words.MEASURES[number // 2 % len(words.MEASURES)]
        close = kind == "close"
        given = {
            "premises": place,
            "kind": kind,
            "covers": covers,
            "facts": facts,
            "document": f"安应急措〔2022〕{number}号",
            "ground": "unfit" if close else "",
            "until_on": None if close else clock.local_day(at + timedelta(days=30)),
            "lifted_at": None if close else at + timedelta(days=12),
        }
        return Act(by=by, at=at, input=given, ledger=True)

    def _penalty(self, number: int, place: Any, by: Actor, at: datetime) -> Act:
        facts, violates, basis, amount = words.PENALTIES[number % len(words.PENALTIES)]
        days = 12 if number % 17 == 0 else 5
        given = {
            "premises": place,
            "kind": "fine",
            "punished": "unit",
            "facts": facts,
            "violates": violates,
            "basis": basis,
            "amount": str(amount),
            "paid": str(amount),
            "document": f"安应急罚〔2022〕{number}号",
            "published_at": at + timedelta(days=days),
        }
        return Act(by=by, at=at, input=given, ledger=True)

    # -- papers of a visit -------------------------------------------------------------------------------------

    def _visit(self, visits: list[Visited], edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Take one visit of a department on, on which open hazards were found: its papers, and what followed."""
        for visit in visits:
            if visit.by.posts[0].role != Role.DEPARTMENT:
                continue
            found = Hazard.objects.filter(visit=visit.case_id, state__in=OPEN_STATES)
            hazards = list(found.order_by("pk").values_list("pk", flat=True)[:6])
            if hazards:
                self.live += 1
                self._papers(visit, hazards, edge, actors, apply)
                return

    def _papers(
        self, visit: Visited, hazards: list[int], edge: datetime, actors: dict[int, Actor], apply: Apply
    ) -> None:
        if not self.officers:
            self.officers = self._register(actors[self.office.pk], apply)

        def one(flow: Any, step: str, given: dict[str, Any], case: int | None = None, by: Any = None) -> int:
            return apply(flow, step, [Act(by=by or visit.by, case_id=case, input=given)])[0].case_id

        team = {"officers": self.officers, "enforcement": "yes", "companion": "现场负责人"}
        one(VISIT_FLOW, "attend", team, visit.case_id)
        record = one(SITE_PAPER_FLOW, "issue_record", {"visit": visit.case_id})
        one(SITE_PAPER_FLOW, "serve", SIGNED, record)
        due = clock.local_day(edge) + timedelta(days=20)
        told = {"visit": visit.case_id, "hazards": hazards, "due_on": due}
        order = one(SITE_PAPER_FLOW, "issue_order", told)
        one(SITE_PAPER_FLOW, "serve", SIGNED, order)
        head = self._another(visit, actors)
        if self.live % 3 == 1:
            self._suspend(visit, hazards, head, edge, one)
        if self.live % 3 == 2:
            self._punish(visit, head, one)
        if self.live % 4 == 0:
            self._hand_over(visit, head, one)

    def _register(self, office: Actor, apply: Apply) -> list[int]:
        common = {"kind": "officer", "first_day": "2022-01-01", "area": self.city.pk, "body": "市应急管理局"}
        acts = [
            Act(by=office, input={**common, "name": name, "number": number})
            for name, number in words.OFFICERS
        ]
        return [outcome.case_id for outcome in apply(QUALIFICATION_FLOW, "enter", acts)]

    def _another(self, visit: Visited, actors: dict[int, Actor]) -> Actor:
        """Return who decides what the visitor proposed: another of the department, else the city's office."""
        body = visit.by.posts[0].organisation_id
        for person in self.world.department_officers[body]:
            if person.pk != visit.by.person_id:
                return actors[person.pk]
        return actors[self.office.pk]

    def _suspend(self, visit: Visited, hazards: list[int], head: Actor, edge: datetime, one: Any) -> None:
        until = date(2022, 10, 20) if self.live == 1 else clock.local_day(edge) + timedelta(days=90)
        kind, covers, facts = words.MEASURES[0]
        given = {
            "premises": visit.place.pk,
            "kind": kind,
            "visit": visit.case_id,
            "hazards": hazards[:1],
            "covers": covers,
            "facts": facts,
            "until_on": until,
        }
        case = one(MEASURE_FLOW, "propose", given)
        one(MEASURE_FLOW, "decide", {"decision": "approve"}, case, head)
        one(MEASURE_FLOW, "serve", SIGNED, case)

    def _punish(self, visit: Visited, head: Actor, one: Any) -> None:
        facts, violates, basis, amount = words.PENALTIES[0]
        given = {
            "premises": visit.place.pk,
            "visit": visit.case_id,
            "kind": "fine",
            "punished": "unit",
            "facts": facts,
            "violates": violates,
            "basis": basis,
            "amount": str(amount),
        }
        case = one(PENALTY_FLOW, "file", given)
        one(PENALTY_FLOW, "tell", {}, case)
        one(PENALTY_FLOW, "serve", SIGNED, case)
        one(PENALTY_FLOW, "hear", {"statement": "无异议，已开始整改"}, case)
        one(PENALTY_FLOW, "decide", {"decision": "approve"}, case, head)
        one(PENALTY_FLOW, "serve", SIGNED, case)
        one(PENALTY_FLOW, "publish", {}, case)

    def _hand_over(self, visit: Visited, head: Actor, one: Any) -> None:
        given = {"premises": visit.place.pk, "kind": "department", **words.REFERRAL}
        case = one(REFERRAL_FLOW, "prepare", given)
        one(REFERRAL_FLOW, "approve", {"decision": "approve"}, case, head)
        one(REFERRAL_FLOW, "receive", {"received_by": "收文人员", "receipt_number": "收〔2022〕31号"}, case)

    # -- listed supervision ------------------------------------------------------------------------------------

    def _list(self, actors: dict[int, Actor], apply: Apply, on: date) -> None:
        office = actors[self.office.pk]
        leader = next(
            (
                actor
                for actor in actors.values()
                if actor.person_id != office.person_id
                and any(
                    Permission.LISTING_ORDER in post.permissions and post.area_path == self.city.path
                    for post in actor.posts
                )
            ),
            None,
        )
        major = Hazard.objects.filter(grade=Grade.MAJOR, state__in=OPEN_STATES).order_by("pk")[:MOST_LISTED]
        if leader is None:
            return
        for hazard in major:
            given = {
                "hazard": hazard,
                "level": "city",
                "leader_name": "陈安民",
                "leader_title": "副市长",
                "due_on": on + timedelta(days=60),
                "demands": words.DEMANDS,
            }
            case = apply(LISTING_FLOW, "propose", [Act(by=office, input=given)])[0].case_id
            for step, by, told in (
                ("order", leader, {"decision": "approve"}),
                ("serve", office, SIGNED),
                ("publish", office, {}),
                ("plan", office, {"plan": words.PLAN}),
                ("report", office, {"progress": "设备已停用，改造施工单位已进场", "percent": 30}),
            ):
                apply(LISTING_FLOW, step, [Act(by=by, case_id=case, input=told)])
