"""Checklists for tests, issued through the door."""

from __future__ import annotations

from typing import Any

from anlan.checklists.flow import CHECKLIST_FLOW
from anlan.checklists.models import Checklist
from anlan.lifecycle import door
from anlan.org.models import Area
from anlan.testing import actor

ITEM = {
    "code": "CY-01",
    "text": "安装可燃气体报警装置并正常使用",
    "law": "中华人民共和国安全生产法",
    "article": "第三十六条第四款",
    "quote": "餐饮等行业的生产经营单位使用燃气的，应当安装可燃气体报警装置，并保障其正常使用。",
    "method": "test",
    "default_grade": "general",
    "default_days": 3,
}
LOOSE = {
    "code": "CY-02",
    "text": "操作间无杂物",
    "method": "look",
    "default_grade": "general",
    "default_days": 7,
}
MAJOR = {
    "code": "CY-03",
    "text": "特种作业人员持证上岗",
    "law": "化工和危险化学品生产经营单位重大生产安全事故隐患判定标准（试行）",
    "article": "第二条",
    "quote": "特种作业人员未持证上岗。",
    "method": "look",
    "default_grade": "major",
    "default_days": 15,
    "criterion": "chemicals-2017 第二条",
}


def area(code: str) -> Area:
    return Area.objects.get(code=code)


def list_input(**changes: Any) -> dict[str, Any]:
    whole = {
        "code": "kitchens",
        "version": 1,
        "title": "餐饮场所检查表",
        "sectors": "fire,gas",
        "effective_from": "2022-01-01",
        "note": "部分条文未录入",
        "area": area("city").pk,
        "items": [ITEM, LOOSE],
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def issued(*, by: str = "office1", at: Any = None, key: str | None = None, **changes: Any) -> Checklist:
    outcome = door.open_case(
        CHECKLIST_FLOW, "issue", by=actor(by), input=list_input(**changes), at=at, key=key
    )
    return Checklist.objects.get(issuing_seq=outcome.case_id)
