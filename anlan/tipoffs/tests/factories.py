"""Tip-offs of the small city, through the door."""

from __future__ import annotations

from typing import Any

from anlan.lifecycle import door
from anlan.org.models import Organisation
from anlan.org.scope import SYSTEM
from anlan.testing import actor, record_visit
from anlan.tipoffs import actions
from anlan.tipoffs.flow import TIP_FLOW
from anlan.tipoffs.models import TipOff

TEXT = "惠民超市的安全出口被货架堵住，晚上还上锁"


def told(*, key: str | None = None, **changes: Any) -> tuple[Any, str]:
    """Return a tip-off that came over the page for everybody, and its receipt code."""
    given = {"subject": "hazard", "text": TEXT, "place": "老街惠民超市", **changes}
    taken = actions.take_in("send", given, by=SYSTEM, key=key)
    return TipOff.objects.get(pk=taken.outcome.case_id), taken.receipt


def take(tip: Any, step: str, *, by: str = "office1", **given: Any) -> Any:
    door.apply(TIP_FLOW, tip.pk, step, by=actor(by), input=given)
    return TipOff.objects.get(pk=tip.pk)


def assigned(*, handler: str = "fire", premises: str = "shop", **changes: Any) -> Any:
    tip, _code = told(**changes)
    body = Organisation.objects.get(code=handler)
    return take(tip, "triage", handler=body.pk, premises=premises)


def visited(**changes: Any) -> Any:
    tip = assigned(**changes)
    visit = record_visit("shop", mode="tip_off")
    return take(tip, "visit", by="dept1", visit=visit.number)


def answered(result: str = "confirmed", **changes: Any) -> Any:
    tip = visited(**changes)
    return take(tip, "answer", by="dept1", result=result, answer="经现场检查属实，已责令立即清理通道")
