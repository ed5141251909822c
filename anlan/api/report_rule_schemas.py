"""What the API answers about rules for reports."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class RuleRow(Schema):
    id: int
    number: str
    name: str
    name_en: str = Field(description="empty where it has none")
    form: str = Field(description="code of the form")
    group: Labelled
    area: Named
    organisation: Keyed = Field(description="who keeps it, and collects the reports")
    period: int | None = Field(description="special period on whose days alone it asks")
    first_day: date
    last_day: date | None
    state: Labelled
    revision: int


class RuleVersion(Schema):
    first_day: date
    last_day: date | None
    recurrence: str
    days: str = Field(description="weekdays 1 to 7, or days of the month, with commas")
    working_days_only: bool
    shift: str = Field(description="what becomes of a report on a day off: left out, before, after")
    due_time: str
    opens_hours: int | None
    late_hours: int
    grace_minutes: int
    ladder: str
    remind_minutes: int = Field(description="before the deadline")
    call_minutes: int = Field(description="after it")
    second_call_minutes: int
    leader_minutes: int = Field(description="after it the unit’s leader is told")
    turn: int = Field(description="which report of the day")


class ObligedUnit(Schema):
    organisation: Keyed
    first_day: date
    last_day: date | None


class RuleDetail(RuleRow):
    versions: list[RuleVersion]
    units: list[ObligedUnit]
    available: list[Available]
    history: list[HistoryEntry]
