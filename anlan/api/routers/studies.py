"""Risk studies, their findings, and the register of risk levels, as lists and one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ninja import Router

from anlan.access.models import TokenScope
from anlan.api.gate import AccessToken
from anlan.api.kinds_of_cases import Told
from anlan.api.listed import DAYS, choice, parameter
from anlan.api.words import _
from anlan.kernel import clock
from anlan.org.roles import Permission
from anlan.studies.agenda import matter_of, points_of
from anlan.studies.kinds import End, RiskLevel
from anlan.studies.listing import AREA, PLACE, filtered, seen
from anlan.studies.models import Asked, Finding
from anlan.studies.papers import papers_of
from anlan.studies.rows import KINDS

router = Router(tags=["risk-studies"])
READ = AccessToken(TokenScope.READ, Permission.STUDY_READ)
PATHS: Mapping[str, str] = {
    "risk_study": "risk-studies",
    "finding": "risk-findings",
    "risk_rating": "risk-levels",
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "risk_study": (
        "planned_on", "first_day", "last_day", "sectors", "agenda", "weather", "conclusion", "meeting_id", "held_on",
        "closed_at",
    ),
    "finding": (
        "study_id", "sector_id", "premises_id", "place", "weakness", "likelihood", "consequence", "risk_level",
        "method", "advice", "lead_id", "found_on", "end_kind", "end_reason", "advisory_id", "task_id", "ended_at",
    ),
    "risk_rating": (
        "is_place", "premises_id", "risk_level", "likelihood", "consequence", "method", "reason", "first_day",
        "last_day", "finding_id",
    ),
}  # fmt: skip
"""Kind → the columns that the API tells."""


def _study_parts(study: Any, actor: Any) -> dict[str, Any]:
    findings = Finding.objects.within(actor.scope).filter(study=study.pk).exclude(state="voided")
    return {
        "asked": list(
            Asked.objects.filter(study=study.pk)
            .order_by("position")
            .values_list("organisation__code", flat=True)
        ),
        "findings": list(findings.order_by("pk").values("id", "state", "risk_level", "end_kind")),
        "papers": [name for _key, name in papers_of(study)],
        "points": [
            {"source": source.code, "text": point.text}
            for source, points in points_of(matter_of(study, clock.now()))
            for point in points
        ],
    }


PARTS: Mapping[str, Callable[[Any, Any], dict[str, Any]]] = {"risk_study": _study_parts}
_LEVEL = choice("level", list(RiskLevel.values))
MORE = {
    "finding": [
        _LEVEL,
        choice("end", list(End.values)),
        parameter("study", {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "of a study"),
    ],
    "risk_rating": [_LEVEL, choice("what", [PLACE, AREA])],
}
TOLD = Told(
    router=router,
    auth=READ,
    kinds=KINDS,
    seen=seen,
    filtered=filtered,
    values=lambda kind, case: {name: getattr(case, name) for name in FIELDS[kind]},
    parts=PARTS,
    a_list=_("A list of risk studies"),
    one=_("One case of risk studies"),
    those=_("Those of your area, the latest first."),
    about=_("Its fields, what belongs to it, the steps that lead on, and its history."),
)
for _kind, _path in PATHS.items():
    TOLD.register(_kind, _path, [*MORE.get(_kind, []), *DAYS])
