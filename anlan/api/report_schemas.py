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
    field: str = Field(description="of the form")
    code: str
    span: str = Field(description="of the day, the period of the report, the month or the year to the day")
    number: float | None
    unit: str


class ReportedValue(Schema):
    field: str
    label: str
    type: str
    value: str = Field(
        description="as it is typed: a number, a choice's code, a day; empty if nothing was said"
    )


class StatedDifference(Schema):
    field: str
    value: str
    derived: str | None = Field(description="what the system knew at `seen_at`")
    reason: str


class ReportDetail(ReportRow):
    situation: str
    help_wanted: str
    explanation: str
    excused_reason: str
    form: str = Field(description="code of its form; what it asks for: `forms_get`")
    form_version: int | None = Field(description="the version in which it was sent, else the one that holds")
    numbers: list[KnownNumber]
    values: list[ReportedValue]
    differences: list[StatedDifference]
    available: list[Available]
    history: list[HistoryEntry]
