"""Advisories and warnings of the small city, through the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.advisories import acts
from anlan.advisories.flow import ADVISORY_FLOW, RECEIPT_FLOW
from anlan.advisories.models import Advisory, Receipt
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.models import Area
from anlan.testing import actor


def drafted(*, by: str = "office1", area: str = "city", **changes: Any) -> Advisory:
    """Draft a yellow warning to the counties and the operators of the city, to be acknowledged within half an hour."""
    now = clock.now()
    given = {
        "kind": "warning",
        "category": "weather",
        "level": "3",
        "title": "大风黄色预警",
        "area": Area.objects.get(code=area).pk,
        "starts_at": now + timedelta(hours=2),
        "ends_at": now + timedelta(days=1),
        "matters": "未来24小时有8级以上大风。",
        "measures": "停止高处作业，加固临时设施。",
        "to_offices": "yes",
        "to_places": "yes",
        "ack_minutes": 30,
        "measures_hours": 12,
        **changes,
    }
    outcome = door.open_case(ADVISORY_FLOW, "draft", by=actor(by), input=given)
    return Advisory.objects.get(pk=outcome.case_id)


def approved(*, approver: str = "leader1", **traits: Any) -> Advisory:
    one = drafted(**traits)
    door.apply(ADVISORY_FLOW, one.pk, "approve", by=actor(approver))
    return again(one)


def issued(*, by: str = "office1", minutes_ago: int = 0, **traits: Any) -> Advisory:
    with clock.at(clock.now() - timedelta(minutes=minutes_ago)):
        one = approved(by=by, **traits)
        acts.issue(one.pk, {}, actor(by), None)
    return again(one)


def again(one: Advisory) -> Advisory:
    return Advisory.objects.get(pk=one.pk)


def receipt(one: Advisory, body: str) -> Receipt:
    return Receipt.objects.get(advisory=one.pk, organisation__code=body)


def take(one: Receipt, step: str, *, by: str, at: datetime | None = None, **given: Any) -> Receipt:
    door.apply(RECEIPT_FLOW, one.pk, step, by=actor(by), input=given, at=at)
    return Receipt.objects.get(pk=one.pk)


def changed(
    one: Advisory, what: str, *, asks: str = "office1", decides: str = "leader1", **given: Any
) -> Advisory:
    """Ask for an update or the lifting as one person, and decide on it as another."""
    door.apply(ADVISORY_FLOW, one.pk, f"ask_{what}", by=actor(asks), input=given)
    acts.ADVISORY_ACTS[what](one.pk, {}, actor(decides), None)
    return again(one)
