"""Installations in the small city, all through the door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from anlan.inspections.flow import QUALIFICATION_FLOW
from anlan.inspections.models import Qualification
from anlan.installations import acts, signing, tasking
from anlan.installations.alarm_flow import ALARM_FLOW
from anlan.installations.flow import LOG_FLOW, PARK_FLOW, POST_FLOW, SOURCE_FLOW, STATIONING_FLOW
from anlan.installations.kinds import Role
from anlan.installations.models import (
    AlarmSource,
    ExpertLog,
    ExpertStationing,
    GuaranteePost,
    GuaranteeTask,
    Installation,
    Park,
    PlantAlarm,
)
from anlan.kernel import clock
from anlan.kernel.identity import uuid7
from anlan.lifecycle import door
from anlan.org.models import Area
from anlan.org.scope import SYSTEM
from anlan.testing import actor, place

AMMONIA = "液氨 | 7664-41-7 | 40"
DAY = date(2022, 9, 1)
BY = "county1"


def unit_input(name: str = "液氨储罐区", where: str = "shop", **given: Any) -> dict[str, Any]:
    base = {
        "premises": place(where), "park": None, "name": name, "unit": "storage", "applicability": "general",
        "licence": "producer", "holdings": AMMONIA, "residents": 60, "assessed_on": DAY,
    }  # fmt: skip
    return base | given


def installation(
    name: str = "液氨储罐区", *, by: str = BY, step: str = "identify", **given: Any
) -> Installation:
    raw = unit_input(name, **given)
    outcome = acts.take(step, 0, raw, actor(by), uuid7(), None)
    return Installation.objects.get(pk=outcome.case_id)


def old_filing(name: str = "液氯库", **given: Any) -> Installation:
    raw = unit_input(name, holdings="", method="gb-18218-2009", level="III", r="12.5", filed_number="BA-2016-1",
                     assessed_on=date(2016, 5, 1), filed_on=date(2016, 5, 9))  # fmt: skip
    raw.pop("residents")
    outcome = acts.take("enter_old", 0, raw | given, actor(BY), uuid7(), None)
    return Installation.objects.get(pk=outcome.case_id)


def park(name: str = "东江化工园区", *, by: str = BY, area: str = "a") -> Park:
    raw = {"area": Area.objects.get(code=area), "name": name}
    outcome = door.open_case(PARK_FLOW, "enter", by=actor(by), input=raw)
    return Park.objects.get(pk=outcome.case_id)


def do(flow: Any, case: Any, step: str, *, by: str = BY, **given: Any) -> Any:
    outcome = door.apply(flow, case.pk, step, by=actor(by), input=given)
    case.refresh_from_db()
    return outcome


def post(one: Installation, role: str) -> GuaranteePost:
    return GuaranteePost.objects.get(installation=one, role=role)


def appoint(case: GuaranteePost, holder: str, first: Any = DAY, last: Any = None, *, by: str = BY) -> Any:
    given = {"holder": holder, "title": "经理", "phone": "0370-119", "from_day": first, "to_day": last}
    return do(POST_FLOW, case, "appoint", by=by, **given)


def filled(one: Installation, *, acknowledged: bool = True) -> Installation:
    """Fill every post of an installation, by four people, and acknowledge each."""
    for role in Role.values:
        case = post(one, role)
        appoint(case, f"{one.name}{role}")
        if acknowledged:
            do(POST_FLOW, case, "acknowledge", on_day=DAY)
    return one


def tasks(day: date) -> list[GuaranteeTask]:
    tasking.lay_down(day)
    return list(GuaranteeTask.objects.order_by("pk"))


def expert(name: str = "孟专家") -> Qualification:
    raw = {"kind": "expert", "name": name, "field": "危险化学品", "first_day": date(2021, 1, 1), "area": 101}
    step = next(step for step in QUALIFICATION_FLOW.steps.values() if step.opening)
    raw = {item.name: raw[item.name] for item in step.form.inputs if item.name in raw}
    outcome = door.open_case(QUALIFICATION_FLOW, step.name, by=actor("office1"), input=raw)
    return Qualification.objects.get(pk=outcome.case_id)


def station(one: Qualification, *, shift: str = "day", by: str = BY, **given: Any) -> ExpertStationing:
    today = clock.today()
    raw = {
        "premises": place("shop"), "expert": one, "shift": shift, "phone": "0370-119",
        "first_day": today - timedelta(days=2), "last_day": today + timedelta(days=4),
    }  # fmt: skip
    outcome = door.open_case(STATIONING_FLOW, "station", by=actor(by), input=raw | given)
    return ExpertStationing.objects.get(pk=outcome.case_id)


def log(one: ExpertStationing, *, by: str = BY, **given: Any) -> ExpertLog:
    raw = {"stationing": one, "day": clock.today(), "checked": "巡查罐区和装卸台", "found": 1}
    outcome = door.open_case(LOG_FLOW, "write", by=actor(by), input=raw | given)
    return ExpertLog.objects.get(pk=outcome.case_id)


def source(name: str = "DCS", *, by: str = BY) -> AlarmSource:
    raw = {"premises": place("shop"), "name": name}
    outcome = door.open_case(SOURCE_FLOW, "open", by=actor(by), input=raw)
    return AlarmSource.objects.get(pk=outcome.case_id)


def alarm(one: Installation, of: AlarmSource, number: str = "A-1") -> PlantAlarm:
    raw = {
        "installation": one, "source": of, "foreign_id": number, "kind": "pressure", "tag": "PT-101",
        "value": "1.8", "threshold": "1.6", "unit": "MPa", "raised_at": clock.now(),
    }  # fmt: skip
    outcome = door.open_case(ALARM_FLOW, "receive", by=SYSTEM, input=raw)
    return PlantAlarm.objects.get(pk=outcome.case_id)


def signed(of: AlarmSource, body: bytes, *, stamp: int, nonce: str = "nonce-0000000001") -> dict[str, str]:
    """Return the headers of a signed message as the test client takes them."""
    text = str(stamp)
    mark = signing.signature(signing.key_of(of), stamp=text, nonce=nonce, body=body)
    return {
        "HTTP_X_ANLAN_SOURCE": of.number,
        "HTTP_X_ANLAN_TIMESTAMP": text,
        "HTTP_X_ANLAN_NONCE": nonce,
        "HTTP_X_ANLAN_SIGNATURE": mark,
    }


def one_of_each() -> dict[str, Any]:
    """Return a case of every kind, of county a: kind → case."""
    where = park()
    one = installation(park=where)
    laid = tasks(clock.today())
    sent = station(expert())
    of = source()
    return {
        "installation": one,
        "park": where,
        "guarantee_post": post(one, "principal"),
        "guarantee_task": laid[0],
        "expert_stationing": sent,
        "expert_log": log(sent),
        "plant_alarm": alarm(one, of),
        "alarm_source": of,
    }
