"""Experts, officers, leaders and carried-on visits for tests, through the door."""

from __future__ import annotations

from typing import Any

from anlan.assignments.tests.factories import leader as enter_leader
from anlan.checklists.models import Checklist
from anlan.inspections.flow import QUALIFICATION_FLOW, VISIT_FLOW
from anlan.inspections.models import Qualification, Visit
from anlan.lifecycle import door
from anlan.org.models import Area
from anlan.testing import actor, person

__all__ = ["answer", "enter_leader", "general", "qualified", "take"]


def area(code: str) -> Area:
    return Area.objects.get(code=code)


def qualified(
    name: str = "王专家", *, by: str = "office1", account: str = "", **changes: Any
) -> Qualification:
    """Enter an expert, or an officer with kind="officer"."""
    whole = {
        "kind": "expert",
        "name": name,
        "field": "消防",
        "number": "",
        "first_day": "2022-01-01",
        "area": area("city").pk,
        **({"person": person(account).pk} if account else {}),
        **changes,
    }
    if whole["kind"] == "officer":
        whole["field"] = ""
        whole["number"] = whole["number"] or f"豫L-{name}"
    outcome = door.open_case(QUALIFICATION_FLOW, "enter", by=actor(by), input=whole)
    return Qualification.objects.get(pk=outcome.case_id)


def take(
    visit: Visit, step: str, *, by: str = "dept1", at: Any = None, key: str | None = None, **given: Any
) -> Visit:
    """Take a step of a visit; return the visit as it stands then."""
    door.apply(VISIT_FLOW, visit.pk, step, by=actor(by), input=given, at=at, key=key)
    return Visit.objects.get(pk=visit.pk)


def general() -> Checklist:
    return Checklist.objects.get(code="general", version=1)


def answer(visit: Visit, *, checklist: Checklist | None = None, by: str = "dept1", **results: str) -> Visit:
    """Answer items: code with _ for - → result; what is not named conforms."""
    chosen = checklist or general()
    told = {name.replace("_", "-"): result for name, result in results.items()}
    rows = []
    for code in chosen.items.order_by("position").values_list("code", flat=True):
        result = told.get(code, "conforms")
        reason = "不涉及" if result == "not_applicable" else ""
        rows.append({"item": code, "result": result, "reason": reason})
    return take(visit, "check", by=by, checklist=chosen.pk, results=rows)
