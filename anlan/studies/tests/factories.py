"""Risk studies of the small city, through the door."""

from __future__ import annotations

from datetime import date
from typing import Any

from anlan.assignments.flow import MEETING_FLOW
from anlan.assignments.tests.factories import leader
from anlan.kernel import clock
from anlan.lifecycle import door
from anlan.org.models import Area, Organisation, Sector
from anlan.studies import acts
from anlan.studies.flow import FINDING_FLOW, STUDY_FLOW
from anlan.studies.models import Finding, RiskRating, RiskStudy
from anlan.testing import actor


def area(code: str) -> int:
    return Area.objects.get(code=code).pk


def prepared(
    *, by: str = "office1", where: str = "city", asked: tuple[str, ...] = ("fire", "gas"), **given: Any
) -> RiskStudy:
    base = {
        "title": "10月份安全风险研判会议",
        "area": area(where),
        "planned_on": date(2022, 10, 24),
        "first_day": date(2022, 10, 25),
        "last_day": date(2022, 11, 8),
        "asked": list(Organisation.objects.filter(code__in=asked)),
    }
    outcome = acts.prepare(base | given, by=actor(by))
    return RiskStudy.objects.get(pk=outcome.case_id)


def meeting(study: RiskStudy, *, by: str = "office1", where: str = "city", **given: Any) -> dict[str, Any]:
    """Return the input of the meeting of a study, held an hour ago."""
    return {
        "kind": "risk_study",
        "title": study.title,
        "held_at": clock.now().replace(hour=9),
        "chair": leader(by=by, where=where),
        "is_safety": "yes",
        "attendance": "fire\ngas（缺席）",
        "area": area(where),
        **given,
    }


def held(*, by: str = "office1", where: str = "city", **given: Any) -> RiskStudy:
    study = prepared(by=by, where=where, **given)
    acts.hold(study.pk, meeting(study, by=by, where=where), by=actor(by))
    return RiskStudy.objects.get(pk=study.pk)


def finding_input(**given: Any) -> dict[str, Any]:
    return {
        "sector": Sector.objects.get(code="fire").pk,
        "area": area("a"),
        "weakness": "部分商场安全出口锁闭",
        "likelihood": "4",
        "consequence": "4",
        "advice": "开展一次夜间检查",
        **given,
    }


def found(study: RiskStudy, *, by: str = "office1", **given: Any) -> Finding:
    outcome = door.open_case(
        FINDING_FLOW, "find", by=actor(by), input={"study": study.pk, **finding_input(**given)}
    )
    return Finding.objects.get(pk=outcome.case_id)


def task_input(**given: Any) -> dict[str, Any]:
    return {
        "source": "meeting",
        "title": "商场安全出口专项检查",
        "content": "逐家检查安全出口",
        "standard": "全部畅通",
        "is_safety": "yes",
        "cycle": "weekly",
        "lead": Organisation.objects.get(code="gov-a").pk,
        "due_on": "2022-11-01",
        **given,
    }


def rated(*, by: str = "office1", where: str | None = "a", at: Any = None, **given: Any) -> RiskRating:
    base = {
        "area": area(where) if where else None,
        "risk_level": "2",
        "reason": "涉氨企业较多",
        "first_day": "2022-10-01",
    }
    outcome = acts.rate(base | given, by=actor(by), at=at)
    return RiskRating.objects.get(pk=outcome.case_id)


def take(flow: Any, case: Any, step: str, *, by: str = "office1", **given: Any) -> Any:
    return door.apply(flow, case.pk, step, by=actor(by), input=given)


def again(case: Any) -> Any:
    return type(case).objects.get(pk=case.pk)


def one_of_each(*, by: str = "county1", where: str = "a") -> dict[str, Any]:
    """Return a case of every kind, of county a: kind → case."""
    study = prepared(by=by, where=where, asked=("station-a1",))
    return {
        "risk_study": study,
        "finding": found(study, by=by),
        "risk_rating": rated(by=by, where=where),
    }


__all__ = [
    "FINDING_FLOW",
    "MEETING_FLOW",
    "STUDY_FLOW",
    "again",
    "found",
    "held",
    "prepared",
    "rated",
    "take",
]
