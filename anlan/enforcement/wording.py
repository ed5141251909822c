"""The values that papers of enforcement ask for, composed from the records: nobody types what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import translation

from anlan.enforcement.models import OrderedHazard, SitePaper
from anlan.hazards.models import Grade, Hazard
from anlan.inspections.models import Answer, MemberRole, Result, Signature, Visit, VisitMember
from anlan.kernel import clock
from anlan.org.models import Area, AreaKind, Organisation
from anlan.papers import issuing
from anlan.papers.issuing import written_day
from anlan.papers.models import Paper
from anlan.premises.models import Premises

CORRECT = "《中华人民共和国安全生产法》第六十五条第一款第（二）项、第（三）项"


def label(choices: Any, code: str) -> str:
    """Return a code's label in official Chinese."""
    with translation.override("zh-hans"):
        return str(choices(code).label) if code else ""


def day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def moment(at: datetime | None) -> str:
    """Return a moment as a paper prints it: 2022年10月24日9时30分."""
    if at is None:
        return ""
    local = at.astimezone(clock.SHANGHAI)
    return f"{written_day(at)}{local.hour}时{local.minute:02d}分"


def of_place(premises_id: int) -> dict[str, str]:
    """Return what every paper says of whom it concerns. One query."""
    place = Premises.objects.select_related("operator").get(pk=premises_id)
    return {
        "unit": place.operator.name,
        "place": place.name,
        "address": place.address,
        "contact": place.contact_name,
        "phone": place.contact_phone,
        "code": place.code,
    }


def officers_of(visit_id: int) -> list[tuple[str, str]]:
    """Return the officers of a visit with the numbers of their certificates. One query."""
    members = VisitMember.objects.filter(visit=visit_id, role=MemberRole.OFFICER).order_by(
        "qualification__pk"
    )
    return list(members.values_list("qualification__name", "qualification__number"))


def officers_told(visit_id: int | None) -> str:
    return "、".join(f"{name}（{number}）" for name, number in officers_of(visit_id)) if visit_id else ""


def sentence(text: str) -> str:
    """Return what somebody typed with a full stop at its end, as paper has it."""
    text = text.strip()
    return f"{text}。" if text and text[-1] not in "。！？；：" else text


def numbered(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}．{line.rstrip('。；;')}。" for number, line in enumerate(lines, start=1))


def government_of(organisation_id: int) -> str:
    """Return the people's government to which an appeal against a body goes: of its county or city. Two queries."""
    area = Area.objects.get(pk__in=Organisation.objects.filter(pk=organisation_id).values("area"))
    return government_at(area.path or "")


def government_at(area_path: str) -> str:
    """Return the people's government over a place; a zone's is that of the city. One query."""
    keys = [int(key) for key in area_path.strip("/").split("/")][:2]
    areas = Area.objects.in_bulk(keys)
    found = next(areas[key] for key in reversed(keys) if areas[key].kind != AreaKind.ZONE)
    return f"{found.name}人民政府"


# -- of a visit ----------------------------------------------------------------------------------------------


def of_visit(visit: Visit) -> dict[str, str]:
    """Return what an inspection record says of its visit: who, when, what was found. Five queries."""
    end = visit.visited_at + timedelta(minutes=visit.minutes) if visit.minutes else None
    hazards = Hazard.objects.filter(visit=visit).exclude(state__in=("voided", "merged")).order_by("pk")
    found = [_finding(hazard) for hazard in hazards]
    failed = (
        Answer.objects.filter(visit=visit, result=Result.FAILS)
        .select_related("item")
        .order_by("item__position")
    )
    known = {hazard.item_id for hazard in hazards}
    found += [
        f"{one.item.words}：不符合（依据：{one.item.basis}）" for one in failed if one.item_id not in known
    ]
    signed = {
        Signature.SIGNED: f"{visit.signed_by}（已签名）",
        Signature.REFUSED: f"拒绝签字，见证人：{visit.witness}",
    }
    return {
        **of_place(visit.premises_id),
        "companion": visit.companion,
        "began": moment(visit.visited_at),
        "ended": moment(end),
        "officers": officers_told(visit.pk),
        "leader": f"{visit.leader_title}{visit.leader_name}" if visit.leader_name else "",
        "focus": visit.focus,
        "situation": sentence(visit.situation),
        "checklist": visit.checklist.title if visit.checklist_id and visit.checklist else "",
        "answered": str(visit.items_answered),
        "applicable": str(visit.items_applicable),
        "findings": numbered(found),
        "nothing": "" if found else "未发现安全生产违法行为和事故隐患。",
        "requirement": sentence(visit.requirement),
        "opinion": sentence(visit.opinion),
        "signed": signed.get(Signature(visit.signature), "") if visit.signature else "",
    }


def _finding(hazard: Hazard) -> str:
    told = hazard.description.rstrip("。；")
    grade = "（重大事故隐患）" if hazard.grade == Grade.MAJOR else ""
    return f"{told}{grade}" + (f"（依据：{hazard.basis}）" if hazard.basis else "")


# -- of papers -----------------------------------------------------------------------------------------------


def of_order(paper: Any) -> dict[str, str]:
    """Return what a rectification order says: each problem with its law and its deadline."""
    rows = OrderedHazard.objects.filter(paper=paper.id).select_related("hazard").order_by("hazard")
    lines = [f"{_finding(row.hazard)}，限于{day(row.due_on)}前整改完毕" for row in rows]
    return {
        **of_place(paper.premises_id),
        "record": name_of("site_paper", record_of(paper.visit_id)),
        "officers": officers_told(paper.visit_id),
        "inspected": day(_visited_on(paper.visit_id)),
        "problems": numbered(lines),
        "count": str(len(lines)),
        "due": day(paper.due_on),
        "remark": sentence(paper.remark),
        "basis": CORRECT,
        "government": government_of(paper.organisation_id),
    }


def of_recheck(paper: Any, cured: Mapping[int, bool], remark: str) -> dict[str, str]:
    """Return what a re-check opinion says: each ordered problem with what became of it."""
    rows = OrderedHazard.objects.filter(paper=paper.id).select_related("hazard").order_by("hazard")
    return {
        **of_place(paper.premises_id),
        "ordered": name_of("site_paper", paper.id),
        "inspected": day(_visited_on(paper.recheck_visit_id)),
        "officers": officers_told(paper.recheck_visit_id),
        "results": numbered(recheck_lines((row.hazard, cured[row.hazard_id]) for row in rows)),
        "opinion": {
            "all": "经复查，责令整改的问题已全部整改完毕。",
            "part": "经复查，责令整改的问题尚未全部整改，未整改的问题将依法处理。",
            "none": "经复查，责令整改的问题均未整改，将依法处理。",
        }[paper.result],
        "remark": sentence(remark),
    }


def recheck_lines(rows: Iterable[tuple[Hazard, bool]]) -> list[str]:
    return [f"{hazard.description.rstrip('。；')}：{'已整改' if done else '未整改'}" for hazard, done in rows]


def record_of(visit_id: int | None) -> int:
    """Return the key of a visit's inspection record; 0 where it has none."""
    found = SitePaper.objects.standing().filter(visit=visit_id, kind="record").values_list("pk", flat=True)
    return found.first() or 0


def name_of(case_kind: str, case_id: int) -> str:
    """Return the number of the first paper of a case, as printed."""
    papers = Paper.objects.filter(case_kind=case_kind, case_id=case_id).order_by("pk")
    return papers.values_list("name", flat=True).first() or ""


def last_of(case_kind: str, case_id: int, code: str) -> str:
    """Return the number of the last paper of a kind in a case."""
    papers = Paper.objects.filter(case_kind=case_kind, case_id=case_id, kind=f"enforcement.{code}")
    return papers.order_by("-pk").values_list("name", flat=True).first() or ""


def visited_on(visit_id: int | None) -> str:
    return day(_visited_on(visit_id))


def _visited_on(visit_id: int | None) -> date | None:
    return Visit.objects.filter(pk=visit_id or 0).values_list("visited_on", flat=True).first()


def problems_of(hazards: Sequence[int]) -> str:
    """Return the hazards that a measure rests on, numbered. One query."""
    rows = Hazard.objects.filter(pk__in=list(hazards)).order_by("pk")
    return numbered(_finding(hazard) for hazard in rows)


def issue(
    code: str,
    case: Any,
    *,
    case_kind: str,
    seq: int,
    at: datetime,
    values: Mapping[str, str],
    to: int | None = None,
    by: int | None = None,
) -> Paper:
    """Number and keep a paper of a case, from its body (or another) to its operator (or another)."""
    issuer, recipient = by or case.organisation_id, case.operator_id if to is None else to
    bodies = issuing.bodies([key for key in (issuer, recipient) if key])
    return issuing.issue(
        f"enforcement.{code}",
        case_kind=case_kind,
        case_id=case.id,
        seq=seq,
        issuer=bodies[issuer],
        recipient=bodies.get(recipient) if recipient else None,
        at=at,
        values=values,
    )
