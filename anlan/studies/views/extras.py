"""What the page of a study, a finding or a risk level shows beside its facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.assignments.rows import tell_meetings
from anlan.kernel import clock
from anlan.org.roles import Permission
from anlan.org.scope import Actor
from anlan.studies.agenda import matter_of, points_of
from anlan.studies.kinds import COLOURS, End, FindingState, RiskLevel, StudyState, level_of
from anlan.studies.models import Asked, Finding, RiskRating
from anlan.studies.papers import papers_of
from anlan.studies.rating_flow import subject
from anlan.studies.rows import KINDS, level_cell
from anlan.studies.rules import may_end, may_find, may_keep
from anlan.studies.study_flow import without_end

MOST = 200


def of_study(study: Any, actor: Actor) -> dict[str, Any]:
    keys: Any = Finding.objects.within(actor.scope).filter(study=study.pk).exclude(state=FindingState.VOIDED)
    keys = keys.order_by("risk_level", "pk").values_list("pk", flat=True)
    columns, rows = KINDS["finding"].table(list(keys[:MOST]))
    chinese = (get_language() or "zh").startswith("zh")
    asked = (
        Asked.objects.filter(study=study.pk)
        .order_by("position")
        .values_list("organisation__name", "organisation__name_en")
    )
    runs = study.state in (StudyState.PREPARED, StudyState.HELD)
    drafts = points_of(matter_of(study, clock.now())) if study.state == StudyState.PREPARED else []
    meeting = tell_meetings([study.meeting_id]) if study.meeting_id else None
    return {
        "columns": columns,
        "rows": rows,
        "asked": [name if chinese else english or name for name, english in asked],
        "lacking": len(without_end(study.pk)) if study.state == StudyState.HELD else 0,
        "ended": keys.filter(state=FindingState.ENDED).count(),
        "may_find": runs and bool(may_find(actor, {"study": study})),
        "may_hold": study.state == StudyState.PREPARED
        and bool(may_keep(actor, study))
        and actor.may(Permission.MEETING_RECORD),
        "drafts": [(source.label, points) for source, points in drafts],
        "meeting_columns": meeting[0] if meeting else [],
        "meeting_rows": meeting[1] if meeting else [],
        "papers": papers_of(study),
    }  # fmt: skip


def end_link(one: Any) -> tuple[str, str]:
    """Return the number and the page of what a finding ended in; nothing of one that ended in nothing."""
    if one.advisory_id:
        return one.advisory.number, reverse("advisories:detail", args=[one.advisory_id])
    if one.task_id:
        return one.task.told_number, reverse("assignments:task", args=[one.task_id])
    return "", ""


def of_finding(finding: Any, actor: Actor) -> dict[str, Any]:
    text, href = end_link(finding)
    rated = RiskRating.objects.within(actor.scope).filter(finding=finding.pk).order_by("-pk")
    columns, rows = KINDS["risk_rating"].table(list(rows_of(rated)))
    ends = finding.state == FindingState.OPEN and bool(may_end(actor, finding))
    return {
        "level": level_cell(finding.risk_level),
        "end_label": End(finding.end_kind).label if finding.end_kind else "",
        "end_text": text,
        "end_href": href,
        "study_href": reverse("studies:case", args=["risk_study", finding.study_id]),
        "ends": ends,
        "warns": ends and actor.may(Permission.ADVISORY_MAKE),
        "assigns": ends and actor.may(Permission.TASK_ISSUE),
        "rates": finding.state != FindingState.VOIDED and actor.may(Permission.STUDY_KEEP),
        "columns": columns,
        "rows": rows,
        "matrix": matrix(finding.likelihood, finding.consequence),
    }


def rows_of(rows: Any) -> Any:
    return rows.values_list("pk", flat=True)[:MOST]


def matrix(likelihood: int, consequence: int) -> list[list[dict[str, Any]]]:
    """Return the matrix as rows from the likeliest down, each cell with its level, the finding's own marked."""
    return [
        [
            {
                "score": one * other,
                "colour": COLOURS[level_of(one, other)],
                "label": RiskLevel(level_of(one, other)).label,
                "here": (one, other) == (likelihood, consequence),
            }
            for other in range(1, 6)
        ]
        for one in range(5, 0, -1)
    ]


def of_rating(rating: Any, actor: Actor) -> dict[str, Any]:
    rows = RiskRating.objects.within(actor.scope).filter(**subject(rating.area_id, rating.premises_id))
    columns, told = KINDS["risk_rating"].table(list(rows_of(rows.order_by("-first_day", "-pk"))))
    finding = Finding.objects.within(actor.scope).filter(pk=rating.finding_id or 0).first()
    return {
        "level": level_cell(rating.risk_level),
        "columns": columns,
        "rows": told,
        "finding": (finding.number, reverse("studies:case", args=["finding", finding.pk]))
        if finding
        else None,
        "past_label": _("Levels over time"),
    }


EXTRAS: Mapping[str, Callable[[Any, Actor], dict[str, Any]]] = {
    "risk_study": of_study,
    "finding": of_finding,
    "risk_rating": of_rating,
}
