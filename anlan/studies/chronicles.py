"""What a document lists of risk studies: each with its day, who came, and what its findings ended in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.documents.chronicles import CHRONICLES
from anlan.figures.cut import Cut, Known
from anlan.figures.registry import REGISTRY
from anlan.kernel.period import Period
from anlan.org.models import Area
from anlan.org.scope import EVERYTHING
from anlan.studies.finding_flow import FOUND
from anlan.studies.kinds import End
from anlan.studies.models import Asked
from anlan.studies.study_flow import HELD

MOST = 20
_ENDS_ZH = {End.WARNING: "提示提醒和风险预警", End.TASK: "交办任务", End.NONE: "不另行处置"}
_ENDS_EN = {End.WARNING: "warnings", End.TASK: "assigned tasks", End.NONE: "nothing, with a reason"}


def _bodies(studies: list[int]) -> dict[int, list[tuple[str, str]]]:
    told: dict[int, list[tuple[str, str]]] = {key: [] for key in studies}
    rows = Asked.objects.filter(study__in=studies).order_by("study", "position", "pk")
    for study, name, english in rows.values_list("study", "organisation__name", "organisation__name_en"):
        told[study].append((name, english or name))
    return told


def studies(area: Area, period: Period, known: Known, language: str) -> list[str]:
    """Return the studies that were held in the period, the earliest first, as it was known. Three queries."""
    rows = REGISTRY[HELD].rows(Cut.of(area), period, known, EVERYTHING)
    found = list(rows.select_related("organisation").order_by("held_on", "pk")[:MOST])
    bodies = _bodies([one.pk for one in found])
    ends: dict[int, Counter[str]] = {one.pk: Counter() for one in found}
    findings = REGISTRY[FOUND].rows(Cut.of(area), period, known, EVERYTHING)
    for study, end in findings.filter(study__in=list(ends)).values_list("study", "end_kind"):
        ends[study][end] += 1
    return [sentence(one, bodies[one.pk], ends[one.pk], language) for one in found]


def sentence(study: Any, bodies: list[tuple[str, str]], ends: Counter[str], language: str) -> str:
    count = sum(ends.values())
    if language == "zh":
        who = f"组织{'、'.join(name for name, _en in bodies)}等部门" if bodies else ""
        found = f"，研判风险隐患{count}项" if count else ""
        parts = [f"{_ENDS_ZH[end]}{ends[end]}项" for end in _ENDS_ZH if ends[end]]
        into = f"，其中转为{'、'.join(parts)}" if parts else ""
        on = study.held_on
        return f"{on.month}月{on.day}日，{study.organisation.name}{who}召开“{study.title}”{found}{into}。"
    who = f" with {', '.join(english for _name, english in bodies)}" if bodies else ""
    parts = [f"{ends[end]} in {_ENDS_EN[end]}" for end in _ENDS_EN if ends[end]]
    found = (
        f"; it found {count} risks" + (f", which ended {', '.join(parts)}" if parts else "") if count else ""
    )
    body = study.organisation.name_en or study.organisation.name
    return f"On {study.held_on.day} {study.held_on:%B}, {body} held the study “{study.title}”{who}{found}. "


CHRONICLES.add("studies.studies", _("Risk studies held, with what became of their findings"), studies)
