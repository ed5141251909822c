"""Visits, who took part in them, what was answered on a checklist, and who may take part as what."""

from anlan.inspections.models.answers import Answer, MemberRole, Result, VisitMember
from anlan.inspections.models.qualifications import Qualification, QualificationKind, QualificationState
from anlan.inspections.models.visits import (
    UNANNOUNCED,
    Mode,
    Outcome,
    Signature,
    Visit,
    VisitQuerySet,
    VisitState,
)

__all__ = [
    "UNANNOUNCED",
    "Answer",
    "MemberRole",
    "Mode",
    "Outcome",
    "Qualification",
    "QualificationKind",
    "QualificationState",
    "Result",
    "Signature",
    "Visit",
    "VisitMember",
    "VisitQuerySet",
    "VisitState",
]
