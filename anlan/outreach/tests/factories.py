"""Publicity of the small city, recorded through the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.kernel.errors import AnlanError
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area
from anlan.outreach.flow import ACTIVITY_FLOW, CAMPAIGN_FLOW
from anlan.outreach.models import Activity, Campaign
from anlan.testing import actor, scratch

INPUTS: dict[str, dict[str, Any]] = {
    "media_item": {"channel": "newspaper", "quantity": 3},
    "short_video": {"channel": "douyin", "quantity": 2},
    "five_entries": {"venue_kind": "school", "place": "实验小学"},
    "leaflet": {"quantity": 3500, "counted": "estimated", "estimate_basis": "7箱，每箱500份"},
    "sms": {
        "quantity": 160_000,
        "receipt_operator": "移动",
        "receipt_number": "YD-2022-0912",
        "receipt_count": 160_000,
        "receipted_on": "2022-10-20",
    },
    "household_visit": {"grid_cell": "W0312", "doors": "1号楼1单元101\n1号楼1单元102"},
    "other": {"channel": "on_site", "quantity": 4, "measure_word": "场"},
}
"""Kind → what it needs."""
SHOWN = {"reference": "http://news.example/2022/1020.html"}


def area(code: str = "a1") -> Area:
    return Area.objects.get(code=code)


def activity_input(kind: str = "media_item", /, *, where: str = "a1", **changes: Any) -> dict[str, Any]:
    """Return what records an activity; a change of None leaves the field out."""
    whole = {"kind": kind, "title": "燃气安全宣传", "area": area(where), **SHOWN, **INPUTS[kind], **changes}
    return {name: value for name, value in whole.items() if value is not None}


def record_activity(
    kind: str = "media_item",
    *,
    by: str = "station1",
    at: datetime | None = None,
    where: str = "a1",
    **changes: Any,
) -> Activity:
    given = activity_input(kind, where=where, **changes)
    outcome = door.open_case(ACTIVITY_FLOW, "record", by=actor(by), input=given, at=at)
    return Activity.objects.get(pk=outcome.case_id)


def take(
    activity: Activity | int, step: str, *, by: str = "county1", at: datetime | None = None, **given: Any
) -> Outcome:
    """Take an activity through a step; a correction begins with what the factory records."""
    key = activity if isinstance(activity, int) else activity.pk
    if step in ("void", "send_back"):
        given = {"reason": "并无此事", **given}
    return door.apply(ACTIVITY_FLOW, key, step, by=actor(by), at=at, input=given)


def verified_activity(kind: str = "media_item", *, verifier: str = "county1", **changes: Any) -> Activity:
    activity = record_activity(kind, **changes)
    take(activity, "verify", by=verifier)
    return Activity.objects.get(pk=activity.pk)


def launch(*, by: str = "office1", where: str = "city", **changes: Any) -> Campaign:
    given = {
        "name": "百日宣传行动",
        "purpose": "让每户都知道",
        "first_day": "2022-09-01",
        "last_day": "2022-10-31",
        "area": area(where),
        **changes,
    }
    outcome = door.open_case(CAMPAIGN_FLOW, "launch", by=actor(by), input=given)
    return Campaign.objects.get(pk=outcome.case_id)


def refusal(act: Callable[[], object]) -> AnlanError | None:
    """Return why an act is refused, None where it is done; either way nothing stays."""
    with scratch():
        try:
            act()
        except AnlanError as no:
            return no
    return None
