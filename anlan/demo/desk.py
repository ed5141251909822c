"""What lies on the desk besides: digests of the last days, suggestions with their answers, reminder letters."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from anlan.demo.world import World
from anlan.demo.year import MOMENT
from anlan.digests.actions import make_of_the_day
from anlan.figures.counting import fold
from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.reporting import letters
from anlan.reporting.chasing import propose_letters
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.models import Due
from anlan.suggestions.flow import SUGGESTION_FLOW

DIGESTS = (date(2022, 10, 22), date(2022, 10, 23))
SIGNED_TO = date(2022, 10, 16)
"""Letters proposed later still wait for a signature on the demo's day."""
SUGGESTED: tuple[tuple[date, str, str, str], ...] = (
    (date(2022, 3, 15), "/reports/", "手机上零报告能不能少点一次？", "已改为一次确认，签报后直接显示回执。"),
    (date(2022, 6, 8), "/hazards/record/", "现场信号不好，希望照片先存在手机里，回来再传。",
     "照片在网络恢复后会自动续传；也可以先记录、后补照片。"),
    (date(2022, 8, 22), "/assignments/", "交办事项的反馈周期能否按事项单独设置？", "可以，交办时选择反馈周期即可。"),
    (date(2022, 10, 12), "/reports/board/", "调度大屏希望能按乡镇拼音排序。", "已登记，随下次版本一并处理。"),
    (date(2022, 10, 20), "/figures/", "统计表导出时希望带上制表单位和时间。", ""),
    (date(2022, 10, 23), "/reports/", "特别防护期早报告和日报告放在同一页更方便。", ""),
)  # fmt: skip

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Desk:
    """Acts at the moments at which the city's records were entered."""

    def __init__(self, world: World, *, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed + 23)  # noqa: S311 -- of its own: the other plans stay what they are
        self.office = next(person for person in world.people if person.username == "office")
        self.suggested = list(SUGGESTED)
        self.unanswered: list[tuple[int, str]] = []

    def enter(self, edge: datetime, actors: dict[int, Actor], signers: dict[int, Any], apply: Apply) -> None:
        """Take what belongs to an edge; call it after the day's reports, within the edge's clock."""
        day, is_evening = clock.local_day(edge), edge.astimezone(clock.SHANGHAI).time() > time(17)
        self._suggest(day, actors, apply)
        if not is_evening and day.weekday() == 0 and edge < MOMENT.replace(hour=0, minute=0):
            self._letters(day, actors, signers, apply)
        if is_evening and day in DIGESTS:
            fold()  # the page of a day is told from the cells
            make_of_the_day(day)

    def _suggest(self, day: date, actors: dict[int, Actor], apply: Apply) -> None:
        office = actors[self.office.pk]
        for key, answer in self.unanswered:
            apply(SUGGESTION_FLOW, "answer", [Act(by=office, case_id=key, input={"answer": answer})])
        self.unanswered = []
        while self.suggested and self.suggested[0][0] <= day:
            _day, page, text, answer = self.suggested.pop(0)
            staff = self.rng.choice(sorted(self.world.station_officers))
            sender = actors[self.world.station_officers[staff][0].pk]
            (sent,) = apply(SUGGESTION_FLOW, "send", [Act(by=sender, input={"text": text, "page": page})])
            if answer:
                self.unanswered.append((sent.case_id, answer))

    def _letters(self, day: date, actors: dict[int, Actor], signers: dict[int, Any], apply: Apply) -> None:
        """Have the letters of the month proposed, those of last week signed for, those of now signed."""
        for due in Due.objects.filter(letter_at__isnull=False, letter_received_at=None).order_by("pk"):
            unit = actors[signers[due.organisation_id].pk]
            apply(DUE_FLOW, "receive_letter", [Act(by=unit, case_id=due.pk)])
        propose_letters(day)
        if day <= SIGNED_TO:
            waiting = letters.waiting(Due.objects.all()).order_by("pk").values_list("pk", flat=True)
            acts = [Act(by=actors[self.office.pk], case_id=key, input={"text": ""}) for key in waiting]
            apply(DUE_FLOW, "letter", acts)
