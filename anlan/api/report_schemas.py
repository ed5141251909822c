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


class Tally(Schema):
    due: int = Field(description="without what was excused")
    sent: int
    zero: int
    silent: int = Field(description="of whom nothing came in, due already or not")


class ReportBelow(Schema):
    id: int
    number: str
    axis: Labelled
    organisation: Keyed
    standing: Labelled
    received_at: datetime | None
    phone: str
    below_due: int = Field(description="reports below it when it was sent")
    below_missing: int = Field(description="how many of them were missing then")
    less_than_below: bool = Field(description="a number that it states is smaller than those below together")


class SumBelow(Schema):
    code: str
    own: int
    below: int
    is_smaller: bool


class RollUp(Schema):
    area: str
    day: date
    form: str
    turn: int
    total: Tally
    departments: Tally
    is_complete: bool = Field(description="nobody is silent")
    reports: list[ReportBelow]
    sums: list[SumBelow]
    note: str
    note_id: int | None = Field(description="to amend it: roll_up_amend")
    note_due: int | None
    note_missing: int | None = Field(description="how many were missing when the note was written")


class UnitOverMonths(Schema):
    unit: Labelled
    axis: Labelled
    due: int = Field(description="of days that are over, without what was excused")
    received: int
    zero: int
    on_time: int
    late: int
    missing: int
    changed: bool = Field(description="a sealed month says something else now")


class ReportsByUnit(Schema):
    form: str
    first: str = Field(description="a month: 2022-10")
    last: str
    rows: list[UnitOverMonths]
