"""Cases of enforcement for tests, through the door: dept1 and inspector1 of the fire brigade, county1 as the office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from anlan.enforcement.flow import (
    LISTING_FLOW,
    MEASURE_FLOW,
    PENALTY_FLOW,
    REFERRAL_FLOW,
    SITE_PAPER_FLOW,
)
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit
from anlan.inspections.tests.factories import qualified
from anlan.inspections.tests.factories import take as take_visit
from anlan.lifecycle import door
from anlan.papers.models import Paper
from anlan.testing import TODAY, actor, place, record_hazard, record_visit

FLOWS = {
    "site_paper": SITE_PAPER_FLOW,
    "measure": MEASURE_FLOW,
    "penalty": PENALTY_FLOW,
    "listing": LISTING_FLOW,
    "referral": REFERRAL_FLOW,
}
SIGNED = {"method": "in_hand", "signature": "signed", "receiver": "店长王明"}
UNTIL = TODAY + timedelta(days=30)


def officers() -> list[int]:
    """Return two officers with valid certificates, entered once."""
    from anlan.inspections.models import Qualification

    known = list(Qualification.objects.filter(kind="officer").order_by("pk").values_list("pk", flat=True)[:2])
    return known or [qualified(name, kind="officer").pk for name in ("李勇", "赵强")]


def visited(premises: str = "shop", *, by: str = "dept1", at: Any = None, **changes: Any) -> Visit:
    """Return a visit of two officers, with what was found."""
    visit = record_visit(premises, by=by, at=at, situation="现场检查发现安全出口堵塞", **changes)
    return take_visit(visit, "attend", by=by, officers=officers(), enforcement="yes", companion="店长王明")


def open_case(
    kind: str, step: str, /, *, by: str = "dept1", at: Any = None, key: str | None = None, **given: Any
) -> Any:
    outcome = door.open_case(FLOWS[kind], step, by=actor(by), input=given, at=at, key=key)
    model: Any = FLOWS[kind].model
    return model.objects.get(pk=outcome.case_id)


def take(case: Any, step: str, /, *, by: str = "dept1", at: Any = None, **given: Any) -> Any:
    kind = _kind(case)
    door.apply(FLOWS[kind], case.pk, step, by=actor(by), input=given, at=at)
    return type(case).objects.get(pk=case.pk)


def _kind(case: Any) -> str:
    return next(kind for kind, flow in FLOWS.items() if flow.model is type(case))


def serve(case: Any, *, by: str = "dept1", **given: Any) -> Any:
    return take(case, "serve", by=by, **(given or SIGNED))


def record_paper(visit: Visit | None = None, *, by: str = "dept1") -> Any:
    return open_case("site_paper", "issue_record", by=by, visit=(visit or visited()).pk)


def ordered(*hazards: Hazard, visit: Visit | None = None, due_on: date | None = None) -> Any:
    """Return a rectification order on hazards of a visit (found on it where none is given), its record issued."""
    visit = visit or visited()
    found = hazards or (record_hazard(visit=visit),)
    record_paper(visit)
    keys = [hazard.pk for hazard in found]
    return open_case("site_paper", "issue_order", visit=visit.pk, hazards=keys, due_on=due_on or UNTIL)


def proposed(
    kind: str = "suspend", *, by: str = "inspector1", visit: Visit | None = None, **changes: Any
) -> Any:
    """Return a proposed measure; what is decided on site rests on a visit with its record."""
    if visit is None and kind in ("suspend", "seal"):
        visit = visited()
        record_paper(visit)
    whole = {
        "premises": place(changes.pop("premises", "shop")).pk,
        "kind": kind,
        "covers": "一楼营业区",
        "facts": "安全出口全部堵塞，无法保证安全",
        **({"visit": visit.pk} if visit else {}),
        **({"until_on": UNTIL} if kind in ("suspend", "seal", "rectify") else {}),
        **changes,
    }
    return open_case("measure", "propose", by=by, **{name: v for name, v in whole.items() if v is not None})


def in_force(kind: str = "suspend", **changes: Any) -> Any:
    return serve(take(proposed(kind, **changes), "decide", decision="approve"), by="dept1")


def filed(*, by: str = "inspector1", **changes: Any) -> Any:
    whole = {
        "premises": place("shop").pk,
        "kind": "fine",
        "punished": "unit",
        "facts": "未按规定整改事故隐患",
        "violates": "《中华人民共和国安全生产法》第四十一条第二款",
        "basis": "《中华人民共和国安全生产法》第一百零二条",
        "amount": "20000",
    }
    return open_case("penalty", "file", by=by, **{**whole, **changes})


def decided(*, by: str = "inspector1", **changes: Any) -> Any:
    """Return a decided penalty: told, served, heard, decided by the head."""
    case = serve(take(filed(by=by, **changes), "tell", by=by), by=by)
    case = take(case, "hear", by=by, statement="无异议")
    return take(case, "decide", by="dept1", decision="approve")


def listed(*, by: str = "county1", order_by: str = "office1", level: str = "city", **changes: Any) -> Any:
    """Return a listed major hazard."""
    hazard = changes.pop("hazard", None) or record_hazard(grade="major")
    whole = {
        "hazard": hazard.pk,
        "level": level,
        "leader_name": "陈安民",
        "leader_title": "副市长",
        "due_on": TODAY + timedelta(days=60),
        "demands": "停用问题区域，限期完成改造",
        **changes,
    }
    case = open_case("listing", "propose", by=by, **whole)
    return take(case, "order", by=order_by, decision="approve")


def sent(*, by: str = "inspector1", **changes: Any) -> Any:
    whole = {
        "premises": place("shop").pk,
        "kind": "department",
        "receiver_name": "市市场监督管理局",
        "facts": "特种设备未经检验投入使用",
        "reason": "属于市场监管部门职责",
        **changes,
    }
    return take(open_case("referral", "prepare", by=by, **whole), "approve", decision="approve")


def names(case: Any) -> list[str]:
    """Return the numbers of a case's papers."""
    papers = Paper.objects.filter(case_kind=_kind(case), case_id=case.pk).order_by("pk")
    return list(papers.values_list("name", flat=True))
