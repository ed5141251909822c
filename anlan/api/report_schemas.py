"""What the API answers about daily reports."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled


class ReportRow(Schema):
    id: int
    number: str
    day: date
    axis: Labelled
    organisation: Keyed
    due_at: datetime
    closes_at: datetime = Field(description="no report is taken after it")
    standing: Labelled = Field(description="as it stands now")
    standing_at_deadline: Labelled | None = Field(description="frozen; nothing before the deadline")
    kind: str
    received_at: datetime | None = Field(description="by the server")
    version: int
    revision: int


class KnownNumber(Schema):
    code: str
    span: str = Field(description="of the day, or of the year to the day")
    number: int
    unit: str


class ReportDetail(ReportRow):
    situation: str
    help_wanted: str
    explanation: str
    excused_reason: str
    numbers: list[KnownNumber]
    available: list[Available]
    history: list[HistoryEntry]
