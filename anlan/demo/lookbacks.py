"""Weekly samples of look-backs over the last weeks of the demo, with what was seen.

What did not hold is answered on a Tuesday and rectified again by Thursday: no total of a Monday's issue knows of it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.demo.pictures import Pictures
from anlan.demo.world import World
from anlan.hazards.effects import LOOK_BACK_PER_MILLE, is_sampled
from anlan.hazards.flow import HAZARD_FLOW
from anlan.hazards.models import Grade
from anlan.kernel import clock
from anlan.kernel.errors import Conflict
from anlan.lifecycle.door import Act, Outcome, apply, open_case
from anlan.lookbacks.flow import SAMPLE_FLOW
from anlan.lookbacks.handing import hand_out
from anlan.lookbacks.models import LookBack, Sample
from anlan.org.scope import SYSTEM, Actor

MONDAYS = tuple(date(2022, 9, 19) + timedelta(days=7 * week) for week in range(6))
ANSWERED = {MONDAYS[-1]: 0.0, MONDAYS[-2]: 0.55, MONDAYS[-3]: 0.9}
"""How many are answered by the end; of the weeks before, all."""
NOON, EVENING = time(12, 40), time(18, 50)
DID_NOT_HOLD = (("still", 0.045), ("false", 0.015))
SEEN = {
    "cleared": ("现场复核，整改成果保持", "回访查看，问题未反弹", "随机复查，措施仍在落实"),
    "still": ("原部位再次堆放杂物，问题反弹", "整改后又恢复原状"),
    "false": ("现场未见整改痕迹，照片与现场不符",),
}
Apply = Callable[[Any, str, list[Act]], list[Outcome]]
Taker = Callable[[str, int], Any]


class LookBacks:
    """Draws on Mondays and answers in the days after, on the clock of each moment of entry."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.office = next(person for person in world.people if person.username == "office")
        self.rng = random.Random(seed + 31)  # noqa: S311 -- of its own: the other plans stay what they are
        self.plans: dict[datetime, list[tuple[str, int, int, dict[str, Any]]]] = defaultdict(list)

    def enter(
        self,
        edge: datetime,
        actors: dict[int, Actor],
        apply_all: Apply,
        pictures: Callable[[], Pictures],
        cases: Mapping[int, int],
        taker: Taker,
    ) -> None:
        """Take what falls to a moment; `taker` tells who takes a step of a hazard, by its number in `cases`."""
        local = edge.astimezone(clock.SHANGHAI)
        acts: dict[str, list[Act]] = {}
        for step, person, hazard, given in self.plans.pop(edge, ()):
            acts.setdefault(step, []).append(
                Act(by=actors[person], case_id=hazard, input=_pictured(step, hazard, given, pictures))
            )
        for step, some in acts.items():
            apply_all(HAZARD_FLOW, step, some)
        if local.date() in MONDAYS and local.time() == NOON:
            self._draw(local.date(), actors, lambda case: _again(case, cases, taker))

    def _draw(self, monday: date, actors: dict[int, Actor], again: Callable[[int], tuple[int, int]]) -> None:
        try:
            key = open_case(SAMPLE_FLOW, "prepare", by=SYSTEM, input={"week": monday}).case_id
        except Conflict as nothing:
            if nothing.code != "lookback.empty":  # a small city closes nothing in some weeks
                raise
            return
        sample = Sample.objects.get(pk=key)
        given = {
            "public_text": f"演示用公开文本 {monday.isoformat()}",
            "witness": "市纪委监委派驻组",
            "commitment": sample.commitment,
        }
        apply(SAMPLE_FLOW, key, "draw", by=actors[self.office.pk], input=given)
        hand_out(Sample.objects.get(pk=key))
        looks = LookBack.objects.filter(sample=key).order_by("pk").select_related("hazard")
        for look in looks:
            if self.rng.random() < ANSWERED.get(monday, 1.0):
                self._plan(monday, look, again)

    def _plan(self, monday: date, look: LookBack, again: Callable[[int], tuple[int, int]]) -> None:
        drawn, result = self.rng.random(), "cleared"
        for name, share in DID_NOT_HOLD:
            if drawn < share:
                result = name
                break
            drawn -= share
        note = self.rng.choice(SEEN[result])
        told = {"result": result, "note": note}
        assert look.person_id is not None
        if result == "cleared":
            days = 1 + int(self.rng.random() * 9 if monday < MONDAYS[-2] else self.rng.random() * 6)
            at = _at(monday + timedelta(days=days), self.rng.choice((NOON, EVENING)))
            self.plans[at].append(("look_back", look.person_id, look.hazard_id, told))
            return
        rectifier, acceptor = again(look.hazard_id)
        report = "专家组现场核查，五落实到位，同意验收。" if look.grade == "major" else ""
        accepted = {"acceptance": "再次现场核查，整改到位", "mode": "on_site", "report": report}
        steps = [
            (1, NOON, "look_back", look.person_id, told),
            (2, NOON, "claim", rectifier, {"rectification": "重新整改并落实专人负责"}),
            (2, EVENING, "accept", acceptor, accepted),
            (3, EVENING, "close_out", acceptor, {}),
        ]
        if is_sampled(look.hazard_id, LOOK_BACK_PER_MILLE[Grade(look.grade)]):
            again_seen = {"result": "cleared", "note": SEEN["cleared"][0]}
            steps.insert(3, (3, NOON, "look_back", look.person_id, again_seen))
        for days, hour, step, who, given in steps:
            at = _at(monday + timedelta(days=days), hour)
            self.plans[at].append((step, who, look.hazard_id, given))


def _again(case: int, cases: Mapping[int, int], taker: Taker) -> tuple[int, int]:
    """Return who rectifies and who accepts a hazard that came back."""
    index = next(index for index, key in cases.items() if key == case)
    return taker("claim", index).pk, taker("accept", index).pk


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.SHANGHAI)


def _pictured(
    step: str, hazard: int, given: dict[str, Any], pictures: Callable[[], Pictures]
) -> dict[str, Any]:
    role = {"look_back": "document", "claim": "after"}.get(step)
    return {**given, role: (pictures().shared(hazard, cleared=True),)} if role else given
