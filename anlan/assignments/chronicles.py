"""What a document lists of the registers: what leaders did, in order of time, and who leads."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.assignments.flow import OPEN
from anlan.assignments.kinds import ActivityKind
from anlan.assignments.models import LeaderTerm
from anlan.assignments.register_flows import LED
from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.models.areas import below
from anlan.org.scope import EVERYTHING

MOST = 60
NEXT = 12
_DID_ZH: dict[str, str] = {
    ActivityKind.CHAIRED_MEETING: "主持召开{what}",
    ActivityKind.VIDEO_DISPATCH: "主持{what}",
    ActivityKind.FIELD_STUDY: "{at}实地调研，{what}",
    ActivityKind.INSPECTION: "{at}带队检查，{what}",
    ActivityKind.INSTRUCTION: "就{what}作出批示",
}
_DID_EN: dict[str, str] = {
    ActivityKind.CHAIRED_MEETING: "chaired “{what}”",
    ActivityKind.VIDEO_DISPATCH: "held the video dispatch “{what}”",
    ActivityKind.FIELD_STUDY: "studied on the spot{at}: “{what}”",
    ActivityKind.INSPECTION: "led an inspection{at}: “{what}”",
    ActivityKind.INSTRUCTION: "gave a written instruction on “{what}”",
}


def sentence(activity: Any, language: str) -> str:
    """Return the sentence that tells one activity, its requirement in the very words. No query with its leader read."""
    on, leader = activity.happened_on, activity.leader
    if language == "zh":
        at = f"到{activity.place}" if activity.place else ""
        did = _DID_ZH[activity.kind].format(what=activity.occasion, at=at)
        required = f"，要求：“{activity.requirement.rstrip('。')}”" if activity.requirement else ""
        return f"{on.month}月{on.day}日，{leader.title}{leader.name}{did}{required}。"
    at = f" at {activity.place}" if activity.place else ""
    did = _DID_EN[activity.kind].format(what=activity.occasion, at=at)
    required = f", requiring: “{activity.requirement.rstrip('.。')}”" if activity.requirement else ""
    return f"On {on.day} {on:%B}, {leader.name} ({leader.title}) {did}{required}. "


def leading(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return what leaders of the area did in the period, as it was known, the earliest first. One query as a rule."""
    rows = REGISTRY[LED].rows(Cut.of(area), period, known, EVERYTHING).select_related("leader")
    return [sentence(row, language) for row in rows.order_by("happened_at", "pk")[:MOST]]


def leaders(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return who leads in the area itself on the last day of the period, in their order. One query."""
    rows = LeaderTerm.objects.standing().on(period.last).filter(below(area.path or ""), area=area.pk)
    told = [row for row in rows.filter(pk__lte=known.seq).order_by("rank", "pk")[:MOST] if row.leads]
    if language == "zh":
        return [f"{row.title}{row.name}：{row.leads}。" for row in told]
    return [f"{row.name} ({row.title}): {row.leads}. " for row in told]


def _day(at: datetime, language: str) -> str:
    local = at.astimezone(clock.SHANGHAI)
    return f"{local.month}月{local.day}日" if language == "zh" else f"{local.day} {local:%B}"


def next_due(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the open tasks that fall due in the time after the period, the earliest first: what is next to be done.

    After seven days or fewer the next seven, after a longer period the next thirty. Deadlines as they stand now.
    """
    start = clock.day_start(period.last + timedelta(days=1))
    end = start + timedelta(days=7 if period.days() <= 7 else 30)
    rows = REGISTRY[OPEN].rows(Cut.of(area), Period.year_to(period.last), known, EVERYTHING)
    found = list(
        rows.filter(due_at__gte=start, due_at__lt=end).select_related("lead").order_by("due_at", "pk")
    )
    if not found:
        return ["近期无到期的交办任务。" if language == "zh" else "No task falls due in the time ahead. "]
    told = [_task_sentence(row, language) for row in found[:NEXT]]
    if len(found) > NEXT:
        rest = len(found) - NEXT
        told.append(
            f"另有{rest}项见交办台账。" if language == "zh" else f"{rest} more stand in the list of tasks. "
        )
    return told


def _task_sentence(row: Any, language: str) -> str:
    if language == "zh":
        return f"{_day(row.due_at, language)}前，{row.lead.name}牵头完成“{row.title}”。"
    return f"By {_day(row.due_at, language)}, {row.lead.name_en or row.lead.name} completes “{row.title}”. "


def late_units(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the lead units of tasks that are overdue at the end of the period, with how many, the most first."""
    rows = REGISTRY["assignments.tasks_overdue"].rows(
        Cut.of(area), Period.year_to(period.last), known, EVERYTHING
    )
    count: Counter[str] = Counter()
    for name, english in rows.values_list("lead__name", "lead__name_en"):
        count[name if language == "zh" else english or name] += 1
    if not count:
        return []
    ranked = sorted(count.items(), key=lambda one: (-one[1], one[0]))[:NEXT]
    if language == "zh":
        return [f"逾期单位：{'、'.join(f'{name}（{n}项）' for name, n in ranked)}。"]
    return [f"Overdue with: {', '.join(f'{name} ({n})' for name, n in ranked)}. "]


CHRONICLES.add("assignments.next_due", _("Tasks that fall due next"), next_due)
CHRONICLES.add("assignments.late_units", _("Units with overdue tasks"), late_units)
CHRONICLES.add("assignments.leading", _("What leaders did, in order of time"), leading)
CHRONICLES.add("assignments.leaders", _("Who leads what, on the last day"), leaders)
