"""The weekly form of the demo: entered by the office, sent by the departments on the last Fridays of the year.

Six Fridays are enough to show a form, its values added up and its burden; they cost less than a second to load.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from anlan.kernel import clock
from anlan.lifecycle.door import Act, Outcome
from anlan.org.scope import Actor
from anlan.reporting import burden
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.form_flow import define
from anlan.reporting.kinds import Group
from anlan.reporting.models import Due

CODE = "weekly-progress"
FRIDAYS = tuple(date(2022, 9, 16) + timedelta(days=7 * week) for week in range(7))
"""The last of them is still to come on the day of the demo; the calendar makes it a week ahead."""
FORM: dict[str, Any] = {
    "code": CODE,
    "name": "工作进展周报",
    "name_en": "Weekly progress report",
    "kind": "weekly",
    "takes_zero": "no",
    "fields": [
        {"code": "visits", "label": "检查企业", "label_en": "Visits to business units", "type": "figure",
         "figure": "inspections.visits", "span": "period"},
        {"code": "found", "label": "发现隐患", "label_en": "Hazards found", "type": "figure",
         "figure": "hazards.found", "span": "period"},
        {"code": "major", "label": "未整改重大隐患", "label_en": "Major hazards outstanding", "type": "figure",
         "figure": "hazards.outstanding", "span": "year", "grade": "major"},
        {"code": "rate", "label": "整改率", "label_en": "Rectification rate", "type": "figure",
         "figure": "hazards.rectification_rate", "span": "year"},
        {"code": "progress", "label": "本周工作进展", "label_en": "Progress of the week", "type": "text",
         "required": "yes", "longest": 500, "lines": 3},
        {"code": "trained", "label": "培训人次", "label_en": "People trained", "type": "whole", "unit": "人次",
         "most": 100000},
        {"code": "funds", "label": "投入资金", "label_en": "Funds spent", "type": "quantity", "unit": "万元",
         "decimals": 2},
        {"code": "stage", "label": "专项行动进度", "label_en": "Stage of the campaign", "type": "choice",
         "choices": "plan=部署/Planned; under_way=推进/Under way; done=收尾/Nearly done"},
        {"code": "next_focus", "label": "下周重点", "label_en": "Focus of next week", "type": "text", "longest": 300},
    ],
}  # fmt: skip
PROGRESS = (
    "按计划推进专项整治，重点企业检查全覆盖",
    "组织业务培训和应急演练，督促企业自查自改",
    "跟踪逾期隐患，约谈整改不力的企业",
    "开展交叉检查，问题清单已反馈并限期整改",
)
NEXT = ("复查逾期隐患", "开展夜间突击检查", "组织危化品专项检查", "督导重点工程停工整改")

Apply = Callable[[Any, str, list[Act]], list[Outcome]]


class Weekly:
    """The form, its rule, and the reports of each Friday."""

    def __init__(self, *, seed: int) -> None:
        self.rng = random.Random(seed + 17)  # noqa: S311 -- of its own: the other plans stay what they are

    def define(self, first_day: date, office: Actor) -> None:
        """Enter the form, so that a rule can ask for it."""
        define(by=office, given={**FORM, "first_day": first_day.isoformat()}, key="demo-weekly-form")

    def rule(self) -> dict[str, Any]:
        """Return the rule that asks for it, as its step takes it in: of the lead departments, on Fridays by five."""
        return {
            "name": "成员单位工作进展周报", "name_en": "Weekly progress of lead departments",
            "form": CODE, "group": Group.LEADS, "recurrence": "weekly", "days": "5",
            "due_time": "17:00", "late_hours": 72, "first_day": FRIDAYS[0].isoformat(), "basis": "安委办〔2022〕31号",
        }  # fmt: skip

    def enter(self, day: date, actors: dict[int, Actor], signers: dict[int, Any], apply: Apply) -> None:
        """Take the reports of a Friday; now and then one is missing."""
        plans: dict[datetime, list[Act]] = {}
        for due in Due.objects.filter(day=day, form=CODE).order_by("id"):
            if self.rng.random() < 0.08:
                continue
            at = datetime.combine(day, time(15, self.rng.choice((5, 25, 50))), tzinfo=clock.SHANGHAI)
            opened = at - timedelta(seconds=self.rng.randint(70, 420))
            given = {"values": self._values(), "opened": burden.token(due, opened)}
            plans.setdefault(at, []).append(
                Act(by=actors[signers[due.organisation_id].pk], case_id=due.pk, input=given)
            )
        for at, acts in sorted(plans.items()):
            with clock.at(at):
                apply(DUE_FLOW, "report", acts)

    def took(self, step: str) -> timedelta:
        """Return how long a daily report lay open: a zero takes seconds, words up to a minute and a half."""
        return timedelta(seconds=self.rng.randint(6, 25) if step == "zero" else self.rng.randint(20, 90))

    def _values(self) -> dict[str, Any]:
        rng = self.rng
        told: dict[str, Any] = {
            "progress": rng.choice(PROGRESS),
            "trained": rng.randint(20, 400),
            "stage": rng.choice(("plan", "under_way", "under_way", "done")),
        }
        if rng.random() < 0.6:
            told["funds"] = f"{rng.randint(50, 3000) / 100:.2f}"
        if rng.random() < 0.5:
            told["next_focus"] = rng.choice(NEXT)
        return told
