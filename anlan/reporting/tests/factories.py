"""Rules, obliged units and due reports of the small city, made and sent through the door."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Organisation
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.form_flow import define
from anlan.reporting.making import make_due
from anlan.reporting.models import Due, Obliged, ReportRule
from anlan.testing import TODAY, actor

CLERK = {"gov-a": "county1", "gov-b": "county2", "gov-zone": "zone1", "fire": "dept1", "gas": "dept2"}
"""Unit → who signs for it."""
AXES = {"area": ("gov-a", "gov-b", "gov-zone"), "department": ("fire", "gas")}
REPORTED = {"situation": "Three visits, nothing special"}
SAFE = {"statement": "all_safe"}


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = TODAY) -> datetime:
    return datetime.combine(day, time(hour, minute, second), tzinfo=clock.SHANGHAI)


def rule(axis: str = "area", **changes: Any) -> ReportRule:
    whole = {
        "form": "daily",
        "axis": axis,
        "due_time": time(16),
        "late_hours": 18,
        "working_days_only": False,
        "first_day": date(2022, 1, 1),
        **changes,
    }
    return ReportRule.objects.create(**whole)


def obliged(unit: str, asked: ReportRule, **changes: Any) -> Obliged:
    whole = {"first_day": date(2022, 1, 1), "phone": "0000-8100001", **changes}
    return Obliged.objects.create(
        rule=asked, organisation=Organisation.objects.get(code=unit, valid_to=None), **whole
    )


def a_day(day: date = TODAY) -> dict[str, Due]:
    """Return what every unit of the small city owes on a day."""
    for axis, units in AXES.items():
        asked = ReportRule.objects.filter(axis=axis).first() or rule(axis)
        for unit in units:
            if not Obliged.objects.filter(organisation__code=unit).exists():
                obliged(unit, asked)
    make_due(day, day)
    return {due.organisation.code: due for due in Due.objects.filter(day=day).select_related("organisation")}


def take(
    due: Due, step: str, *, by: str = "", now: datetime, key: str | None = None, **given: Any
) -> Outcome:
    """Take a due report through a step at a moment of the server."""
    defaults: dict[str, dict[str, Any]] = {
        "report": REPORTED,
        "zero": SAFE,
        "amend": {**REPORTED, "reason": "A visit was forgotten"},
        "call": {"answer": "The desk says: in ten minutes"},
        "excuse": {"reason": "The line was cut by the storm"},
    }
    office = {"call", "excuse"}
    who = by or ("office1" if step in office else CLERK[due.organisation.code])
    with clock.at(now):
        return door.apply(
            DUE_FLOW, due.pk, step, by=actor(who), input={**defaults.get(step, {}), **given}, key=key
        )


def fresh(due: Due) -> Due:
    return Due.objects.select_related("organisation").get(pk=due.pk)


FIELDS: list[dict[str, Any]] = [
    {
        "code": "open_hazards",
        "label": "未整改隐患",
        "label_en": "Hazards outstanding",
        "type": "figure",
        "figure": "hazards.outstanding",
        "span": "period",
    },
    {
        "code": "progress",
        "label": "工作进展",
        "label_en": "Progress",
        "type": "text",
        "required": True,
        "longest": 300,
    },
    {
        "code": "closed_plants",
        "label": "关停企业",
        "label_en": "Plants closed",
        "type": "whole",
        "unit": "家",
        "most": 50,
    },
    {
        "code": "area_covered",
        "label": "覆盖面积",
        "label_en": "Area covered",
        "type": "quantity",
        "unit": "平方千米",
        "decimals": 2,
    },
    {
        "code": "stage",
        "label": "阶段",
        "label_en": "Stage",
        "type": "choice",
        "choices": "half=过半/Half; done=完成/Done",
    },
    {"code": "next_check", "label": "下次检查", "label_en": "Next check", "type": "date"},
    {"code": "has_plan", "label": "是否有方案", "label_en": "Plan made", "type": "yes_no"},
]


def form_input(**changes: Any) -> dict[str, Any]:
    return {
        "code": "weekly",
        "name": "工作进展周报",
        "name_en": "Weekly progress",
        "kind": "weekly",
        "first_day": "2022-10-01",
        "takes_zero": True,
        "fields": FIELDS,
        **changes,
    }


def a_form(**changes: Any) -> Outcome:
    """Enter a form through the door, by the office."""
    return define(by=actor("office1"), given=form_input(**changes))


def weekly_due(unit: str, day: date = TODAY) -> Due:
    """Return the weekly report that a unit owes on a day."""
    asked = ReportRule.objects.filter(form="weekly").first() or rule(
        "department", form="weekly", first_day=TODAY
    )
    if not Obliged.objects.filter(rule=asked, organisation__code=unit).exists():
        obliged(unit, asked)
    make_due(day, day)
    return Due.objects.select_related("organisation").get(form="weekly", day=day, organisation__code=unit)
