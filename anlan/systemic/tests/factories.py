"""Systemic problems of the small city, through the door, and hazards that cluster in it."""

from __future__ import annotations

from typing import Any

from anlan.hazards.flow import HAZARD_FLOW
from anlan.lifecycle import door
from anlan.org.models import Area, Organisation, Sector
from anlan.systemic.flow import SYSTEMIC_FLOW
from anlan.systemic.models import SystemicProblem
from anlan.testing import actor, hazard_input, record_visit

FIRST, LAST = "2022-07-27", "2022-10-24"


def area(code: str) -> int:
    return Area.objects.get(code=code).pk


def sector(code: str) -> int:
    return Sector.objects.get(code=code).pk


def hazards(count: int, *, premises: str = "shop", by: str = "dept1", category: str = "fire") -> list[int]:
    """Record hazards of one category at a place, found on the day of the tests."""
    visit = record_visit(premises)
    given = [
        door.Act(
            by=actor(by), input=hazard_input(visit, description=f"{category}隐患第{n}处", category=category)
        )
        for n in range(count)
    ]
    return [outcome.case_id for outcome in door.apply_many(HAZARD_FLOW, "record", given)]  # type: ignore[union-attr]


def problem_input(**given: Any) -> dict[str, Any]:
    return {
        "kind": "regional",
        "area": area("a"),
        "sector": sector("fire"),
        "category": "fire",
        "first_day": FIRST,
        "last_day": LAST,
        "title": "东江县消防领域安全出口锁闭多发",
        "description": "多家商场营业期间锁闭安全出口",
        **given,
    }


def proposed(*, by: str = "county1", rests_on: int = 3, **given: Any) -> SystemicProblem:
    if rests_on:
        hazards(rests_on)
    outcome = door.open_case(SYSTEMIC_FLOW, "propose", by=actor(by), input=problem_input(**given))
    return SystemicProblem.objects.get(pk=outcome.case_id)


def charge(**given: Any) -> dict[str, Any]:
    return {
        "root_cause": "夜间值守人员不足，图省事锁门",
        "measures": "逐家加装推闩式门锁，夜间抽查",
        "owner": Organisation.objects.get(code="fire").pk,
        "due_on": "2022-11-30",
        **given,
    }


def take(one: SystemicProblem, step: str, *, by: str = "office1", **given: Any) -> SystemicProblem:
    door.apply(SYSTEMIC_FLOW, one.pk, step, by=actor(by), input=given)
    return SystemicProblem.objects.get(pk=one.pk)


def confirmed(*, by: str = "office1", **given: Any) -> SystemicProblem:
    return take(proposed(**given), "confirm", by=by, **charge())


def with_result(**given: Any) -> SystemicProblem:
    one = take(confirmed(**given), "begin", by="dept1", progress="已部署")
    return take(one, "tell_result", by="dept1", result="已加装推闩式门锁")
