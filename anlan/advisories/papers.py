"""The numbered papers of an advisory: one when it is issued, one with each update, one when it is lifted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.advisories.kinds import ZH_LEVELS, AdvisoryKind
from anlan.advisories.models import Advisory
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.org.models import Area
from anlan.papers import issuing
from anlan.papers.access import PAGES, SEEN
from anlan.papers.models import Paper

SEEN["advisory"] = Advisory.objects.within
PAGES["advisory"] = "advisories:detail"
CATEGORIES = {
    "weather": "气象", "flood": "防汛和地质灾害", "fire": "火灾", "chemical": "危险化学品", "gas": "燃气",
    "traffic": "交通", "building": "建设施工", "crowd": "大型活动和人员密集场所", "safety": "安全生产",
}  # fmt: skip
"""Category as official papers write it, whatever language a page is in."""


def written(at: datetime) -> str:
    local = at.astimezone(clock.SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def issue(advisory: Any, taken: Taken, seq: int) -> None:
    """Number the paper of what went out and fix its words."""
    kind = "warning" if advisory.kind == AdvisoryKind.WARNING else "advisory"
    _write(
        f"advisories.{kind}",
        advisory,
        taken,
        seq,
        {
            "level": ZH_LEVELS.get(advisory.level, ""),
            "update": "更新" if advisory.message > 1 else "",
            "starts": written(advisory.starts_at),
            "ends": written(advisory.ends_at),
            "matters": advisory.matters,
            "measures": advisory.measures,
            "by": written(taken.at),
            "minutes": str(advisory.ack_minutes),
            "hours": str(advisory.measures_hours or ""),
            "reason": advisory.asked_reason if advisory.message > 1 else "",
            "checks": str(advisory.checks_hours or ""),
            "duty": str(advisory.duty_hours or ""),
            "reports": str(advisory.report_hours or ""),
        },
    )


def lift(advisory: Any, taken: Taken, seq: int) -> None:
    """Number the paper that lifts it, naming the last one that went out."""
    last = Paper.objects.filter(case_kind="advisory", case_id=advisory.id).order_by("-pk").first()
    obliged = "是" if advisory.checks_hours or advisory.duty_hours or advisory.report_hours else ""
    values = {
        "former": last.name if last else "", "at": written(taken.at), "reason": advisory.end_reason, "obliged": obliged,
    }  # fmt: skip
    _write("advisories.ending", advisory, taken, seq, values)


def _write(code: str, advisory: Any, taken: Taken, seq: int, values: dict[str, str]) -> None:
    area = Area.objects.values_list("name", flat=True).get(pk=advisory.area_id)
    common = {"title": advisory.title, "area": area, "category": CATEGORIES[advisory.category]}
    issuing.issue(
        code,
        case_kind="advisory",
        case_id=advisory.id,
        seq=seq,
        issuer=issuing.bodies([advisory.organisation_id])[advisory.organisation_id],
        recipient=None,
        at=taken.at,
        values=common | values,
    )


def papers_of(advisory: Any) -> list[tuple[int, str]]:
    """Return (key, number) of the papers of an advisory, the first first. One query."""
    rows = Paper.objects.filter(case_kind="advisory", case_id=advisory.pk).order_by("pk")
    return list(rows.values_list("pk", "name"))
