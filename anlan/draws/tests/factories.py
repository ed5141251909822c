"""Draws of the small city, prepared and taken through the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anlan.draws.flow import DRAW_FLOW
from anlan.draws.models import Draw
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area
from anlan.testing import actor

PUBLIC = "上证指数2976.28"


def prepare(*, by: str = "county1", where: str = "a", at: datetime | None = None, **changes: Any) -> Draw:
    given = {
        "title": "十月双随机抽查",
        "basis": "2022年度执法检查计划",
        "area": Area.objects.get(code=where),
        "wanted": 2,
        "per_object": 2,
        "spread": "whole",
        **changes,
    }
    outcome = door.open_case(DRAW_FLOW, "prepare", by=actor(by), input=given, at=at)
    return Draw.objects.get(pk=outcome.case_id)


def take(draw: Draw, step: str, *, by: str = "office1", **given: Any) -> Outcome:
    if step == "take":
        given = {"public_text": PUBLIC, "witness": "县纪委 见证员", "commitment": draw.commitment, **given}
    return door.apply(DRAW_FLOW, draw.pk, step, by=actor(by), input=given)


def drawn(*, by: str = "office1", **changes: Any) -> Draw:
    draw = prepare(**changes)
    take(draw, "take", by=by)
    return Draw.objects.get(pk=draw.pk)


def published(**changes: Any) -> Draw:
    draw = drawn(**changes)
    take(draw, "publish")
    return Draw.objects.get(pk=draw.pk)
