"""Incidents through the door, for the tests of every app."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from anlan.incidents.flow import INCIDENT_FLOW
from anlan.incidents.models import Incident, Recommendation
from anlan.incidents.register_flows import CONFIRMATION_FLOW, RECOMMENDATION_FLOW
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.lifecycle.door import Outcome
from anlan.org.models import Area
from anlan.testing import NOON, actor

REPORT = {"to": "市人民政府、省应急管理厅", "measures": "消防到场", "signed_by": "陈安民"}
FINAL = REPORT | {"evaluation": "处置及时有序"}


def call_input(where: str = "a1", **given: Any) -> dict[str, Any]:
    base = {
        "kind": "production",
        "source": "unit",
        "area": Area.objects.get(code=where),
        "place": "城关镇惠民超市仓库",
        "what": "货架倒塌压人",
        "deaths": 1,
    }
    return base | given


def call(
    where: str = "a1", *, by: str = "county1", at: datetime = NOON, step: str = "take", **given: Any
) -> Incident:
    with clock.at(at):
        outcome = door.open_case(INCIDENT_FLOW, step, by=actor(by), input=call_input(where, **given))
    return Incident.objects.get(pk=outcome.case_id)


def take(
    incident: Incident, step: str, *, by: str = "county1", at: datetime | None = None, **given: Any
) -> Outcome:
    """Take a step, a minute after the last one if no moment is given; the incident is read anew."""
    moment = at or max(Incident.objects.get(pk=incident.pk).last_at, NOON) + timedelta(minutes=1)
    with clock.at(moment):
        outcome = door.apply(INCIDENT_FLOW, incident.pk, step, by=actor(by), input=given)
    incident.refresh_from_db()
    return outcome


def reported(incident: Incident, **more: Any) -> Incident:
    take(incident, "first_report", **REPORT, **more)
    return incident


def recommend(
    incident: Incident, *, by: str = "county1", at: datetime = NOON, **given: Any
) -> Recommendation:
    base = {"incident": incident, "text": "仓库货架全部加固并验收", "destiny": "hazard"}
    with clock.at(max(at, Incident.objects.get(pk=incident.pk).last_at)):
        outcome = door.open_case(RECOMMENDATION_FLOW, "recommend", by=actor(by), input=base | given)
    return Recommendation.objects.get(pk=outcome.case_id)


def confirm(where: str = "city", *, by: str = "office1", at: datetime = NOON, **given: Any) -> Outcome:
    base = {
        "category": "disaster",
        "area": Area.objects.get(code=where),
        "first_day": "2022-10-16",
        "last_day": "2022-10-22",
        "basis": "与气象、水利、自然资源部门核对",
    }
    with clock.at(at):
        return door.open_case(CONFIRMATION_FLOW, "confirm", by=actor(by), input=base | given)
