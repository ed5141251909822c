"""What documents list of hazards: the new major ones, what is overdue, and which deadlines come next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.documents.chronicles import CHRONICLES
from anlan.documents.model import Cell, Table
from anlan.documents.rosters import ROSTERS
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.hazards.models import Grade
from anlan.kernel import clock
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING

MOST = 30
WEEK_DAYS = 7
_SHOWN = ("premises", "area", "department")


def _number(hazard: Any) -> str:
    return f"YH{hazard.found_on:%Y}-{hazard.pk:07d}"


def _due(hazard: Any) -> Any:
    """Return a deadline as it stood then, where the figure looked it up; else as it stands."""
    return getattr(hazard, "due_then", None) or hazard.due_at


def overdue_table(area: Area, period: Period, known: Known, language: str) -> Table | None:
    """Return what is overdue of the year to the last day of the period, the longest first. Two queries or so."""
    year = Period.year_to(period.last)
    rows = REGISTRY["hazards.overdue"].rows(Cut.of(area), year, known, EVERYTHING)
    end = min(known.at, clock.day_start(period.last + timedelta(days=1)))
    found = sorted(rows.select_related(*_SHOWN), key=lambda row: (_due(row), row.pk))
    if not found:
        return None
    chinese = language == "zh"
    told = [_overdue_row(row, end, chinese) for row in found[:MOST]]
    header = (
        ("编号", "单位", "隐患", "属地", "行业部门", "应于", "逾期天数")
        if chinese
        else ("Number", "Premises", "Hazard", "Area", "Department", "Was due", "Days over")
    )
    caption = "逾期未整改隐患清单" if chinese else "Overdue hazards"
    if len(found) > MOST:
        caption += (
            f"（共{len(found)}处，列逾期最久的{MOST}处）"
            if chinese
            else f" (the longest {MOST} of {len(found):,})"
        )
    return Table(header, tuple(told), caption, (4, 4, 6, 2, 3, 2, 2))


def _overdue_row(row: Any, end: Any, chinese: bool) -> tuple[Cell, ...]:
    due = _due(row)
    over = (end - due).days
    major = ("【重大】" if chinese else "[major] ") if row.grade == Grade.MAJOR else ""
    department = row.department.name if chinese else row.department.name_en or row.department.name
    day = due.astimezone(clock.SHANGHAI)
    return (
        Cell(_number(row)),
        Cell(row.premises.name),
        Cell(major + row.description),
        Cell(row.area.short_name if chinese else row.area.name_en),
        Cell(department),
        Cell(f"{day.month}月{day.day}日" if chinese else f"{day.day} {day:%b}"),
        Cell(str(over), align="end", number=str(over)),
    )


def new_major(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the major hazards found in the period, in order of finding, each with whether it is rectified."""
    cut = Cut.of(area, grade="major")
    rows = REGISTRY["hazards.found"].rows(cut, period, known, EVERYTHING)
    done = set(
        REGISTRY["hazards.rectified"].rows(cut, period, known, EVERYTHING).values_list("pk", flat=True)
    )
    found = list(rows.select_related(*_SHOWN).order_by("found_at", "pk")[: MOST + 1])
    told = [_major_sentence(row, row.pk in done, language) for row in found[:MOST]]
    if len(found) > MOST:
        told.append("其余见系统清单。" if language == "zh" else "The others stand in the system's list.")
    return told


def _major_sentence(row: Any, done: bool, language: str) -> str:
    on = row.found_on
    if language == "zh":
        state = "已验收合格" if done else "正在整改"
        where = f"{row.area.short_name}{row.premises.name}"
        return f"{on.month}月{on.day}日，{where}：{row.description.rstrip('。')}，{state}。"
    state = "accepted as rectified" if done else "being rectified"
    return f"{on.day} {on:%B}, {row.premises.name} ({row.area.name_en}): {row.description.rstrip('.。')}; {state}. "


def next_deadlines(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return how many outstanding hazards fall due in the seven days after the period, the major ones named."""
    year = Period.year_to(period.last)
    rows = REGISTRY["hazards.outstanding"].rows(Cut.of(area), year, known, EVERYTHING)
    start = clock.day_start(period.last + timedelta(days=1))
    coming = rows.filter(due_at__gte=start, due_at__lt=start + timedelta(days=WEEK_DAYS))
    number = coming.count()
    if not number:
        return [
            "今后7日内无整改到期的隐患。"
            if language == "zh"
            else "No hazard falls due within the next 7 days. "
        ]
    major = list(coming.filter(grade=Grade.MAJOR).select_related(*_SHOWN).order_by("due_at", "pk")[:MOST])
    if language == "zh":
        told = [f"今后7日内整改到期的隐患{number}处" + (f"，其中重大隐患{len(major)}处：" if major else "。")]
        told += [
            f"{row.premises.name}（{row.area.short_name}）" + ("；" if n < len(major) - 1 else "。")
            for n, row in enumerate(major)
        ]
        return told
    head = f"{number:,} hazards fall due within the next 7 days"
    if not major:
        return [f"{head}. "]
    named = "; ".join(f"{row.premises.name} ({row.area.name_en})" for row in major)
    return [f"{head}, {len(major)} of them major: ", f"{named}. "]


CHRONICLES.add("hazards.new_major", _("New major hazards"), new_major)
CHRONICLES.add("hazards.next_deadlines", _("Deadlines of hazards in the next seven days"), next_deadlines)
ROSTERS.add("hazards.overdue_list", _("Overdue hazards"), overdue_table)
