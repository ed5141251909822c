"""The numbered report of a study (风险研判报告), written when it is closed: agenda, findings, what each ended in."""

from __future__ import annotations

from typing import Any

from anlan.assignments.models import Meeting
from anlan.kernel import clock
from anlan.lifecycle.flow import Taken
from anlan.org.models import Area, Sector
from anlan.papers import issuing
from anlan.papers.access import PAGES, SEEN
from anlan.papers.models import Paper
from anlan.studies.kinds import ZH_LEVELS, End, FindingState
from anlan.studies.models import Asked, Finding, RiskStudy

SEEN["risk_study"] = RiskStudy.objects.within
PAGES["risk_study"] = "studies:paper-page"


def day(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def bodies_of(study_id: int) -> str:
    rows = Asked.objects.filter(study=study_id).order_by("position", "pk")
    return "、".join(rows.values_list("organisation__name", flat=True))


def sectors_of(codes: str) -> str:
    names = dict(Sector.objects.values_list("code", "name"))
    return "、".join(names.get(code, code) for code in codes.split(",") if code)


def _end(one: Finding) -> str:
    if one.end_kind == End.WARNING and one.advisory is not None:
        name = Paper.objects.filter(case_kind="advisory", case_id=one.advisory.pk).order_by("pk").first()
        return f"已发布“{one.advisory.title}”{f'（{name.name}）' if name else ''}"
    if one.end_kind == End.TASK and one.task is not None:
        due = day(clock.local_day(one.task.due_at))
        return f"已交办{one.task.lead.name}，要求于{due}前完成（{one.task.told_number}）"
    return f"不另行处置，理由：{one.end_reason.rstrip('。')}"


def findings_told(study_id: int) -> str:
    """Return the findings of a study in the words of its report, numbered, the gravest first."""
    rows = Finding.objects.filter(study=study_id).exclude(state=FindingState.VOIDED)
    found = rows.select_related("sector", "area", "premises", "lead", "advisory", "task__lead")
    told = []
    for number, one in enumerate(found.order_by("risk_level", "-likelihood", "-consequence", "pk"), start=1):
        place = one.premises.name if one.premises else one.place
        where = f"{one.area.name}{'，' + place if place else ''}"
        advice = f"建议：{one.advice.rstrip('。')}。" if one.advice else ""
        told.append(
            f"{number}．【{ZH_LEVELS[one.risk_level]}】{one.sector.name}（{where}）：{one.weakness.rstrip('。')}。"
            f"可能性{one.likelihood}级、后果{one.consequence}级，风险值{one.score}。{advice}"
            f"处置：{_end(one)}。"
        )
    return "　".join(told) or "本次研判未发现需要处置的风险隐患。"


def report(study: Any, taken: Taken, seq: int) -> None:
    """Number the report of a study that is closed and fix its words."""
    meeting = Meeting.objects.get(pk=study.meeting_id)
    issuing.issue(
        "studies.report",
        case_kind="risk_study",
        case_id=study.id,
        seq=seq,
        issuer=issuing.bodies([study.organisation_id])[study.organisation_id],
        recipient=None,
        at=taken.at,
        values={
            "title": study.title,
            "area": Area.objects.values_list("name", flat=True).get(pk=study.area_id),
            "held": day(meeting.held_on),
            "place": meeting.place,
            "bodies": bodies_of(study.id),
            "first": day(study.first_day),
            "last": day(study.last_day),
            "sectors": sectors_of(study.sectors),
            "agenda": "；".join(filter(None, (line.strip("-·。； ") for line in study.agenda.split("\n")))),
            "weather": study.weather.rstrip("。"),
            "findings": findings_told(study.id),
            "requirement": meeting.requirement,
            "conclusion": taken.input["conclusion"],
        },
    )


def papers_of(study: Any) -> list[tuple[int, str]]:
    """Return (key, number) of the reports of a study, the first first. One query."""
    rows = Paper.objects.filter(case_kind="risk_study", case_id=study.pk).order_by("pk")
    return list(rows.values_list("pk", "name"))
