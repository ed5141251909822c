"""The year's tip-offs, in every state: looked into by visits of the year, so that no visit is made for them alone.

The visits keep their place, day and number; six of the last weeks become visits “on a tip-off”. Nothing that the
bulletin counts changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from anlan.demo.content import informants as words
from anlan.demo.world import World
from anlan.demo.year import MOMENT, VisitPlan
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.roles import Permission
from anlan.org.scope import SYSTEM, Actor
from anlan.tipoffs import actions
from anlan.tipoffs.flow import TIP_FLOW

DAYS_BEFORE = (56, 44, 31, 19, 9, 3)
"""Of the visits that looked into a tip-off: how long before the demo's own moment."""
STATES = ("rewarded", "paid", "closed", "answered", "answered", "visited")
COME_BEFORE = timedelta(days=4)


@dataclass(slots=True)
class Plan:
    """What happens to one tip-off: steps with their moments, in order."""

    subject: str
    text: str
    place: str
    channel: str
    at: datetime
    ends: str
    visit: int | None = None  # index of the year's visits
    premises: Any = None
    who: tuple[str, str] | None = None
    case: int = 0
    receipt: str = ""
    todo: Iterator[tuple[datetime, Callable[[], None]]] = field(default_factory=lambda: iter(()))
    ahead: tuple[datetime, Callable[[], None]] | None = None


class Informants:
    """Plans the tip-offs of the year and takes them through the door at the edges of the year."""

    def __init__(self, world: World, visits: list[VisitPlan]) -> None:
        self.world = world
        self.actors: dict[int, Actor] = {}
        self.visit_ids: dict[int, int] = {}
        self.plans = [*self._looked_into(visits), *self._others()]
        self.chosen = {plan.visit for plan in self.plans if plan.visit is not None}
        self.first: Plan | None = None

    def _looked_into(self, visits: list[VisitPlan]) -> Iterator[Plan]:
        taken: set[int] = set()
        for number, (days, ends) in enumerate(zip(DAYS_BEFORE, STATES, strict=True)):
            wanted = MOMENT - timedelta(days=days)
            near = sorted(range(len(visits)), key=lambda i: (abs(visits[i].at - wanted), i))
            index = next(
                i for i in near if i not in taken and self._answers(visits[i]) and visits[i].at < MOMENT
            )
            taken.add(index)
            place = self.world.premises[visits[index].premises]
            subject, text, where = words.TOLD[number % len(words.TOLD)]
            yield Plan(
                subject, text, where.format(name=place.name), "web", visits[index].at - COME_BEFORE, ends,
                visit=index, premises=place, who=words.NAMES[0] if ends == "paid" else None,
            )  # fmt: skip

    def _answers(self, visit: VisitPlan) -> bool:
        return self._officer(self.world.premises[visit.premises].department_id) is not None

    def _officer(self, body: int | None) -> Any:
        """Return somebody of a department of the city that looks into tip-offs."""
        for people in self.world.department_officers.values():
            for person in people:
                if body is not None and self._body_of.get(person.pk) == body:
                    return person
        return None

    @property
    def _body_of(self) -> dict[int, int]:
        if not hasattr(self, "_bodies"):
            self._bodies = {
                key: next(
                    (
                        post.organisation_id
                        for post in actor.posts
                        if Permission.TIP_HANDLE in post.permissions
                    ),
                    0,
                )
                for key, actor in self.world.actors(MOMENT).items()
            }
        return self._bodies

    def _others(self) -> Iterator[Plan]:
        offsets = (34, 12, 90, 1, 0.1, 15, 25)
        for (subject, text, place, channel, ends), days in zip(words.OTHERS, offsets, strict=True):
            who = words.NAMES[1] if channel == "phone" else None
            yield Plan(subject, text, place, channel, MOMENT - timedelta(days=days), ends, who=who)
        subject, text, place = words.TOLD[0]
        yield Plan(
            subject, text, place.format(name="同一处"), "web", MOMENT - timedelta(days=52), "duplicate"
        )

    # -- acting --------------------------------------------------------------------------------------------

    def mode_of(self, index: int, drawn: str) -> str:
        return "tip_off" if index in self.chosen else drawn

    def enter(self, edge: datetime, actors: dict[int, Actor], visit_ids: dict[int, int]) -> None:
        """Take every step whose moment lies before this edge."""
        self.actors, self.visit_ids = actors, visit_ids
        for plan in self.plans:
            if not plan.case and plan.at < edge:
                self._open(plan)
            while plan.case:
                plan.ahead = plan.ahead or next(plan.todo, None)
                if (
                    plan.ahead is None
                    or plan.ahead[0] >= edge
                    or (plan.visit is not None and not self._is_visited(plan))
                ):
                    break
                plan.ahead[1]()
                plan.ahead = None

    def _is_visited(self, plan: Plan) -> bool:
        """Tell whether the next step may be taken: those of the visit wait until it is recorded."""
        assert plan.ahead is not None
        return plan.ahead[0] <= plan.at + timedelta(days=2) or plan.visit in self.visit_ids

    def _open(self, plan: Plan) -> None:
        given = {"subject": plan.subject, "text": plan.text, "place": plan.place}
        given |= dict(zip(("name", "contact"), plan.who, strict=True)) if plan.who else {}
        by, step = SYSTEM, "send"
        if plan.channel != "web":
            by, step, given["channel"] = self._office(), "record", plan.channel
        key = f"demo-tip-{self.plans.index(plan):04d}"
        taken = actions.take_in(step, given, by=by, key=key, at=plan.at)
        plan.case, plan.receipt = taken.outcome.case_id, taken.receipt
        plan.todo = iter(list(self._steps(plan)))

    def _office(self, second: bool = False) -> Actor:
        wanted = "office2" if second else "office"
        return self.actors[next(person.pk for person in self.world.people if person.username == wanted)]

    def _take(
        self, plan: Plan, step: str, at: datetime, by: Callable[[], Actor], **given: Any
    ) -> tuple[datetime, Callable[[], None]]:
        def act() -> None:
            whole = {name: value() if callable(value) else value for name, value in given.items()}
            door.apply(TIP_FLOW, plan.case, step, by=by(), input=whole, at=min(at, clock.now()))

        return at, act

    def _steps(self, plan: Plan) -> Iterator[tuple[datetime, Callable[[], None]]]:
        office, day = self._office, timedelta(days=1)
        if plan.ends in words.REFUSED:
            more = {"duplicate_of": self._first} if plan.ends == "duplicate" else {}
            yield self._take(
                plan,
                "refuse",
                plan.at + day,
                office,
                refusal=plan.ends,
                note=words.REFUSED[plan.ends],
                **more,
            )
            return
        if plan.ends == "received":
            return
        body = plan.premises.department_id if plan.premises else self._some_body()
        place = {"premises": plan.premises.code} if plan.premises else {}
        yield self._take(
            plan, "triage", plan.at + day, office, handler=body, note="请尽快核查，注意保护举报人", **place
        )
        yield from self._looking(plan, body)

    def _first(self) -> int:
        return self.plans[0].case

    def _some_body(self) -> int:
        return next(body for body in self._body_of.values() if body and self._officer(body))

    def _looking(self, plan: Plan, body: int) -> Iterator[tuple[datetime, Callable[[], None]]]:
        def handler() -> Actor:
            return self.actors[self._officer(body).pk]

        day = timedelta(days=1)
        number = self.plans.index(plan)
        if number < len(words.SAID):
            asked, said = words.SAID[number]
            yield self._take(plan, "say", plan.at + 1.5 * day, handler, text=asked)
            yield self._take(plan, "add", plan.at + 1.8 * day, lambda: SYSTEM, text=said)
        if plan.ends == "unfounded":
            told = "核查人员两次到现场，未发现所述情况，已提醒附近商户"
            yield self._take(plan, "answer", plan.at + 9 * day, handler, result="unfounded", answer=told)
            yield self._take(plan, "close", plan.at + 10 * day, self._office)
        if plan.visit is None:
            return
        visit = plan.at + COME_BEFORE
        yield self._take(
            plan, "visit", visit + timedelta(hours=6), handler, visit=lambda: self.visit_ids[plan.visit or 0]
        )
        if plan.ends == "visited":
            return
        result = "partly" if number == 1 else "confirmed"
        told = words.ANSWERS[number % len(words.ANSWERS)]
        yield self._take(plan, "answer", visit + 2 * day, handler, result=result, answer=told)
        if plan.ends == "answered":
            return
        if plan.ends in ("rewarded", "paid"):
            amount, decision = words.REWARDS[number % len(words.REWARDS)]
            yield self._take(plan, "reward", visit + 4 * day, self._office, amount=amount, decision=decision)
        yield self._take(plan, "close", visit + 5 * day, self._office)
        if plan.ends == "paid":
            yield self._take(plan, "receive_reward", visit + 8 * day, lambda: SYSTEM)

    def accounts(self) -> list[dict[str, str]]:
        """Return what the demo's list of accounts tells of them: two receipt codes to follow a tip-off up with."""
        shown = [self.plans[0], self.plans[1]]
        return [
            {
                "username": plan.receipt,
                "name": plan.receipt,
                "title": "举报人（凭回执码）",
                "title_en": "Informant, by receipt code",
                "code_for": "tipoffs:follow",
            }
            for plan in shown
        ]
