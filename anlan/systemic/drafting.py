"""The words of a problem that is taken up from a candidate: in the language of the records, from its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from anlan.hazards.models import Category
from anlan.kernel.period import Period
from anlan.org.models import Area, Sector
from anlan.systemic.clusters import Cell
from anlan.systemic.gathering import WINDOWS, Looked
from anlan.systemic.kinds import ProblemKind

_REST = {
    ProblemKind.REGIONAL: "其他地区同领域",
    ProblemKind.SECTORAL: "其他领域",
    ProblemKind.PERIODIC: f"此前{WINDOWS}个同长时段",
}


def in_chinese(category: str) -> str:
    with override("zh-hans"):
        return str(Category(category).label)


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def title(cell: Cell, area: Area, sector: Sector) -> str:
    many = "集中增多" if cell.kind == ProblemKind.PERIODIC else "多发"
    return f"{area.short_name}{sector.name}领域{in_chinese(cell.category)}类隐患{many}"[:120]


def description(looked: Looked, cell: Cell, area: Area, sector: Sector) -> str:
    """Return what the numbers say, with the test by which they were found."""
    rest = f"{_REST[cell.kind]}为{percent(cell.others / cell.others_of)}"
    times = f"，为其{cell.times:.1f}倍" if cell.times is not None else ""
    return (
        f"{_days(looked.period)}，{area.name}{sector.name}领域有{cell.places}家场所发现{in_chinese(cell.category)}类隐患，"
        f"共{cell.hazards}处，占该领域发现情况的{percent(cell.places / cell.of)}；{rest}{times}。"
        f"按场所计（一家场所同类隐患只计一次），经{looked.look.tested}项比较校正，由偶然造成的概率{chance(cell.corrected)}。"
    )


def chance(value: float) -> str:
    return "低于0.0001" if value < 0.0001 else f"为{value:.4f}"


def _days(period: Period) -> str:
    first, last = period.first, period.last
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"


def words(looked: Looked, cell: Cell, area: Area, sector: Sector) -> Mapping[str, Any]:
    return {"title": title(cell, area, sector), "description": description(looked, cell, area, sector)}
