"""The demo's borders, risk levels of areas and places, and the risk study of 14 October 2022 with what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from anlan.advisories.models import Advisory
from anlan.assignments.flow import TASK_FLOW
from anlan.assignments.models import LeaderTerm
from anlan.demo.content import studies as words
from anlan.demo.drawn import borders
from anlan.demo.world import World
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.maps import acts as map_acts
from anlan.org.scope import Actor
from anlan.studies import acts
from anlan.studies.flow import FINDING_FLOW, STUDY_FLOW
from anlan.studies.models import Finding, RiskStudy

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Studies:
    """Takes the plan through the door, each act at the first edge after its moment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = {person.username: person for person in world.people}
        self.city = next(area for area in world.areas.values() if area.parent_id is None)
        self.study = 0
        self.findings: list[int] = []
        self.plan: list[tuple[datetime, Callable[[datetime, dict[int, Actor], Apply], None]]] = [
            (words.RATED_ON, self._draw),
            (words.RATED_ON, self._rate_areas),
            (words.PLACES_ON, self._rate_places),
            (words.PREPARED, self._prepare),
            (words.HELD + timedelta(hours=3), self._hold),
            (words.TASKED, self._assign),
            (words.WARNED, self._warn),
            (words.CLOSED, self._close),
        ]

    def enter(self, edge: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        while self.plan and self.plan[0][0] <= edge:
            at, do = self.plan.pop(0)
            do(at, actors, apply)

    def _office(self, actors: dict[int, Actor]) -> Actor:
        return actors[self.people["office"].pk]

    def _area(self, code: str) -> Any:
        return self.world.areas.get(code, self.city)

    def _draw(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        title, source, note = words.BORDERS
        given = {
            "area": self.city,
            "title": title,
            "source": source,
            "note": note,
            "demo": "yes",
            "drawing": borders(),
        }
        map_acts.load(given, by=actors[self.people["system"].pk], at=at)

    def _rate_areas(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        for code, level, reason in words.AREA_LEVELS:
            given = {
                "area": self._area(code),
                "risk_level": level,
                "reason": reason,
                "first_day": clock.local_day(at),
            }
            acts.rate(given, by=self._office(actors), at=at)

    def _rate_places(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        """Rate the largest places of a few sectors by the matrix."""
        for sector, (likelihood, consequence) in words.PLACE_LEVELS.items():
            there = [one for one in self.world.premises if one.sector.code == sector]
            for place in sorted(there, key=lambda one: (-one.staff_count, one.code))[: words.PLACES_EACH]:
                given = {
                    "premises": place, "likelihood": likelihood, "consequence": consequence,
                    "reason": "年度风险评估，按可能性和后果评定。", "first_day": clock.local_day(at),
                }  # fmt: skip
                acts.rate(given, by=self._office(actors), at=at)

    def _prepare(self, at: datetime, actors: dict[int, Actor], _apply: Apply) -> None:
        given = {
            "title": words.TITLE, "area": self.city, "planned_on": words.HELD.date(), "first_day": words.PERIOD[0],
            "last_day": words.PERIOD[1], "asked": [self.world.organisations[code] for code in words.ASKED],
            "weather": words.WEATHER,
        }  # fmt: skip
        self.study = acts.prepare(given, by=self._office(actors), at=at).case_id

    def _hold(self, _at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        office = self._office(actors)
        leaders = LeaderTerm.objects.standing().on(words.HELD.date()).filter(area=self.city.pk)
        chair = (
            leaders.filter(leads__contains="安全").order_by("rank").last() or leaders.order_by("rank").first()
        )
        meeting = {
            "kind": "risk_study", "title": words.TITLE, "held_at": words.HELD, "place": words.PLACE, "chair": chair,
            "is_safety": "yes", "topics": "近期安全风险隐患", "requirement": words.REQUIREMENT, "area": self.city,
            "attendance": "\n".join(self.world.organisations[code].code for code in words.ASKED),
            "agenda": RiskStudy.objects.get(pk=self.study).agenda[:2_000],
        }  # fmt: skip
        acts.hold(self.study, meeting, by=office)
        study = RiskStudy.objects.select_related("area").get(pk=self.study)
        told = [self._finding(study, one, actors) for one in words.FINDINGS]
        self.findings = [outcome.case_id for outcome in apply(FINDING_FLOW, "find", told)]
        for key, one in zip(self.findings, words.FINDINGS, strict=True):
            if one.rates:
                given = {
                    "area": self._area(one.area), "likelihood": str(one.likelihood),
                    "consequence": str(one.consequence), "reason": one.weakness,
                    "first_day": clock.local_day(words.TOLD), "finding": Finding.objects.get(pk=key),
                }  # fmt: skip
                acts.rate(given, by=office)

    def _finding(self, study: RiskStudy, one: words.Seed, actors: dict[int, Actor]) -> Act:
        body = self.world.organisations[one.by]
        officers = self.world.department_officers.get(body.pk) or [self.people["office"]]
        given = {
            "study": study, "sector": self.world.sectors[one.sector], "area": self._area(one.area), "place": one.place,
            "weakness": one.weakness, "likelihood": str(one.likelihood), "consequence": str(one.consequence),
            "advice": one.advice, "lead": body,
        }  # fmt: skip
        return Act(by=actors[officers[0].pk], input=given)

    def _assign(self, _at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        for key, one in zip(self.findings, words.FINDINGS, strict=True):
            if one.end != "task":
                continue
            body = self.world.organisations[one.by]
            given = {
                "source": "meeting", "title": one.words[0], "content": f"{one.weakness}{one.advice}",
                "standard": one.words[1], "is_safety": "yes", "cycle": "none", "lead": body,
                "due_on": words.PERIOD[1] + timedelta(days=14),
            }  # fmt: skip
            acts.assign(key, given, by=self._office(actors))
            task = Finding.objects.values_list("task", flat=True).get(pk=key)
            officer = self.world.department_officers[body.pk][0]
            apply(TASK_FLOW, "sign_for", [Act(by=actors[officer.pk], case_id=task)])
        for key, one in zip(self.findings, words.FINDINGS, strict=True):
            if one.end == "none":
                given = {"reason": one.words[0]}
                apply(FINDING_FLOW, "end_without", [Act(by=self._office(actors), case_id=key, input=given)])

    def _warn(self, _at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        warning = Advisory.objects.get(title=words.WARNING)
        ends = [key for key, one in zip(self.findings, words.FINDINGS, strict=True) if one.end == "warning"]
        done = [Act(by=self._office(actors), case_id=key, input={"advisory": warning}) for key in ends]
        apply(FINDING_FLOW, "end_in_warning", done)

    def _close(self, _at: datetime, actors: dict[int, Actor], apply: Apply) -> None:
        given = {"conclusion": words.CONCLUSION}
        apply(STUDY_FLOW, "close", [Act(by=self._office(actors), case_id=self.study, input=given)])
