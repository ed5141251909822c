"""The demo's advisories and warnings: drafted, approved, issued, acknowledged by those who got them, updated, ended.

Most bodies acknowledge in time and tell what they did; a few are late, are called, or stay silent. A business without
an account acknowledges by telephone. Draws of its own: the other plans stay what they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anlan.advisories import acts
from anlan.advisories.flow import ADVISORY_FLOW, RECEIPT_FLOW
from anlan.advisories.inputs import WHO
from anlan.advisories.jobs import escalate
from anlan.advisories.kinds import ReceiptState
from anlan.advisories.models import Advisory, Receipt
from anlan.demo.content import advisories as words
from anlan.demo.content.advisories import Seed
from anlan.demo.world import World
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.models import Person
from anlan.org.scope import Actor

Apply = Callable[[Any, str, list[Act]], list[Outcome]]
Does = Callable[[dict[int, Actor], Apply], None]


@dataclass(order=True, slots=True)
class Due:
    """Something that is entered with the first records after its moment."""

    at: datetime
    number: int
    does: Does = field(compare=False)


class Advisories:
    """Takes what was warned of through the door, each at the edge after its moment."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed + 29)  # noqa: S311 -- a plan, no secret
        self.people = {person.username: person for person in world.people}
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.keys: dict[int, int] = {}
        self.due: list[Due] = []
        for number, one in enumerate(words.SEEDS):
            self._put(one.issued_at, self._issuing(number, one))
            self._put(one.issued_at + timedelta(minutes=one.minutes), self._answering(number, one))
            if one.update:
                self._put(one.update[0], self._updating(number, one))
                self._put(one.update[0] + timedelta(minutes=one.minutes), self._answering(number, one))
            if one.hours:
                self._put(one.issued_at + timedelta(hours=one.hours * 0.8), self._telling(number))
            if one.lifted:
                self._put(one.lifted[0], self._lifting(number, one))
            else:
                self._put(one.ends_at, self._expiring(number, one))

    def _put(self, at: datetime, does: Does) -> None:
        self.due.append(Due(at, len(self.due), does))

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        """Take through the door what lies before an edge; what is late by then is told to the level above."""
        waiting = sorted(self.due)
        for one in waiting:
            if one.at <= edge:
                self.due.remove(one)
                one.does(actors, apply)
        if any(one.issued_at <= edge for one in words.SEEDS):
            escalate(clock.now())

    def _issuing(self, number: int, one: Seed) -> Does:
        def issue(actors: dict[int, Actor], apply: Apply) -> None:
            by = actors[self.people[one.by].pk]
            given = {
                "kind": one.kind,
                "category": one.category,
                "level": one.level,
                "title": one.title,
                "area": self.world.areas[one.area] if one.area else self.city,
                "starts_at": one.issued_at + timedelta(minutes=10),
                "ends_at": one.ends_at,
                "matters": one.matters,
                "measures": one.measures,
                **{name: "yes" if name in one.to else "no" for name in WHO},
                "sectors": [self.world.sectors[code] for code in one.sectors],
                "least_staff": one.least_staff,
                "ack_minutes": one.minutes,
                "measures_hours": one.hours,
                "checks_hours": one.checks,
                "duty_hours": one.duty,
                "report_hours": one.reports,
                "public": "yes" if one.public else "no",
            }
            drafted = one.issued_at - timedelta(minutes=70)
            (outcome,) = apply(ADVISORY_FLOW, "draft", [Act(by=by, input=given, at=drafted)])
            self.keys[number] = key = outcome.case_id
            approver = actors[self.people[one.approver].pk]
            at = one.issued_at - timedelta(minutes=15)
            apply(ADVISORY_FLOW, "approve", [Act(by=approver, case_id=key, at=at)])
            acts.issue(key, {}, by, None, at=one.issued_at)

        return issue

    def _answering(self, number: int, one: Seed) -> Does:
        def answer(actors: dict[int, Actor], apply: Apply) -> None:
            rows = Receipt.objects.waiting().filter(advisory=self.keys[number])
            own: list[Act] = []
            phoned: list[Act] = []
            for row in rows.select_related("organisation").order_by("pk"):
                draw, share = self.rng.random(), self.rng.random()
                if draw < words.SILENT:
                    continue
                person = self._of(row)
                late = draw < words.SILENT + words.LATE
                span = one.minutes * 60 * (1.05 + share if late else 0.02 + 0.9 * share**2)
                at = min(row.sent_at + timedelta(seconds=int(span)), clock.now())
                if person is not None and not (late and share < words.PHONED):
                    own.append(Act(by=actors[person.pk], case_id=row.pk, at=at))
                elif (caller := self._caller(row)) is not None:
                    given = {"person": "值班人员", "answer": "acknowledged"}
                    phoned.append(Act(by=actors[caller.pk], case_id=row.pk, at=at, input=given))
            apply(RECEIPT_FLOW, "acknowledge", own)
            apply(RECEIPT_FLOW, "call", phoned)

        return answer

    def _of(self, row: Receipt) -> Person | None:
        """Return who acknowledges for a body: one of its people, where it has an account."""
        staff = {
            "department": self.world.department_officers.get(row.organisation_id),
            "government": self.world.area_officers.get(row.area_id),
            "station": self.world.station_officers.get(row.area_id),
            "office": [self.people["office2"]],
        }.get(row.organisation.kind)
        return staff[0] if staff else self.world.business_officers.get(row.organisation_id)

    def _caller(self, row: Receipt) -> Person | None:
        """Return who calls a body: the office of its county, or the city's."""
        keys = [int(key) for key in row.area_path.strip("/").split("/")]
        for key in reversed(keys):
            officers = self.world.area_officers.get(key)
            if officers and row.organisation.kind != "government":
                return officers[0]
        return self.people["office"]

    def _telling(self, number: int) -> Does:
        def tell(actors: dict[int, Actor], apply: Apply) -> None:
            rows = Receipt.objects.filter(advisory=self.keys[number], state=ReceiptState.ACKNOWLEDGED)
            told = []
            for row in rows.filter(by_phone=False).select_related("organisation").order_by("pk"):
                person = self._of(row)
                if person is not None and self.rng.random() < words.TELLS:
                    given = {"measures": self.rng.choice(words.MEASURES)}
                    told.append(Act(by=actors[person.pk], case_id=row.pk, input=given))
            apply(RECEIPT_FLOW, "report", told)
            self._obliged(number, rows, actors, apply)

        return tell

    def _obliged(self, number: int, rows: Any, actors: dict[int, Actor], apply: Apply) -> None:
        """Tell the extra checks, the leader on duty and the first report, of those that the warning asks for."""
        draws = random.Random(number)  # noqa: S311 -- of its own: what is drawn elsewhere stays as it was
        steps: dict[str, list[Act]] = {"check": [], "guard": [], "situation": []}
        for row in rows.filter(by_phone=False).select_related("organisation").order_by("pk"):
            person = self._of(row)
            if person is None or draws.random() > words.TELLS:
                continue
            by, places = actors[person.pk], draws.randint(4, 30)
            found = draws.randint(0, places // 3)
            given = {"places_checked": places, "hazards_found": found}
            leader = {
                "duty_leader": draws.choice(words.ON_DUTY),
                "duty_phone": f"555{draws.randint(1000, 9999)}",
            }
            for due, step, told in (
                (row.checks_due_at, "check", given),
                (row.duty_due_at, "guard", leader),
                (row.report_due_at, "situation", {"situation": draws.choice(words.SITUATIONS)}),
            ):
                if due is not None:
                    steps[step].append(Act(by=by, case_id=row.pk, input=told))
        for step, done in steps.items():
            if done:
                apply(RECEIPT_FLOW, step, done)

    def _updating(self, number: int, one: Seed) -> Does:
        def update(actors: dict[int, Actor], apply: Apply) -> None:
            assert one.update is not None
            at, level, reason = one.update
            title = one.title.replace("蓝色", "黄色")
            given = {"level": level, "title": title, "ends_at": one.ends_at, "matters": f"{one.matters}{reason}。",
                     "measures": one.measures, "anew": "yes", "reason": reason}  # fmt: skip
            key, asker = self.keys[number], actors[self.people[one.by].pk]
            apply(
                ADVISORY_FLOW,
                "ask_update",
                [Act(by=asker, case_id=key, input=given, at=at - timedelta(minutes=8))],
            )
            acts.update(key, {}, actors[self.people[one.approver].pk], None, at=at)

        return update

    def _lifting(self, number: int, one: Seed) -> Does:
        def lift(actors: dict[int, Actor], apply: Apply) -> None:
            assert one.lifted is not None
            by, asker = actors[self.people[one.approver].pk], actors[self.people[one.by].pk]
            given, key = {"reason": one.lifted[1]}, self.keys[number]
            apply(ADVISORY_FLOW, "ask_lift", [Act(by=asker, case_id=key, input=given)])
            acts.lift(key, {}, by, None)

        return lift

    def _expiring(self, number: int, one: Seed) -> Does:
        def expire(_actors: dict[int, Actor], _apply: Apply) -> None:
            if Advisory.objects.in_force().filter(pk=self.keys[number], ends_at__lte=clock.now()).exists():
                acts.expire(self.keys[number])

        return expire
