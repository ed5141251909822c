"""What the API answers about one visit."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Labelled, VisitRow


class VisitMemberRow(Schema):
    role: Labelled
    id: int = Field(description="in the register of experts and officers")
    name: str
    field: str
    number: str


class VisitAnswerRow(Schema):
    item: str
    result: Labelled
    reason: str


class VisitDetail(VisitRow):
    focus: str
    situation: str
    recorded_by: str
    outcome: Labelled
    outcome_note: str
    leader_name: str
    leader_title: str
    members: list[VisitMemberRow]
    is_enforcement: bool
    companion: str
    minutes: int | None
    requirement: str
    opinion: str
    next_step: str
    signature: str
    signed_by: str
    witness: str
    checklist: int | None = Field(description="the version by which it was made")
    items_applicable: int
    items_answered: int
    items_failed: int
    answers: list[VisitAnswerRow]
    is_hidden: bool
    is_four: bool
    missing: list[str] = Field(description="of the four haves: expert, focus, checklist, result")
    submitted_at: datetime | None
    available: list[Available]
    history: list[HistoryEntry]
