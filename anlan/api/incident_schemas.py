"""What the API answers about incidents, what is recommended after them, and who confirmed that nothing happened."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class IncidentRow(Schema):
    id: int
    number: str
    is_drill: bool = Field(description="a drill is in no figure, no report and no claim")
    state: Labelled
    kind: Labelled
    grade: Labelled = Field(description="decree 493, art. 3, by the official numbers")
    category: str = Field(description="which of the bulletin's five counts it is in; empty: none")
    area: Named
    place: str
    what: str
    occurred_at: datetime
    received_at: datetime
    deaths: int
    missing: int
    serious: int
    minor: int
    loss_yuan: int | None
    first_due_at: datetime | None
    first_sent_at: datetime | None
    revision: int


class IncidentCount(Schema):
    n: int = Field(description="entry of the case that brought them; `adopt` takes this number")
    source: Labelled
    told_by: str
    as_of: datetime
    deaths: int | None
    missing: int | None
    serious: int | None
    minor: int | None
    loss_yuan: int | None
    reason: str
    is_official: bool


class IncidentReport(Schema):
    kind: Labelled
    ordinal: int
    follow_up: int | None
    sent_at: datetime
    due_at: datetime | None
    to: str
    signed_by: str
    deaths: int
    missing: int
    paper: int | None = Field(description="the numbered paper; a drill has none")


class IncidentClock(Schema):
    duty: str
    due_at: datetime
    done_at: datetime | None
    runs: bool
    late: bool


class IncidentCommand(Schema):
    entry: int
    at: datetime = Field(description="time of the server")
    given_by: str
    given_to: str
    words: str
    hash: str


class RecommendationRow(Schema):
    id: int
    number: str
    incident: int
    state: Labelled
    text: str
    destiny: Labelled
    unit: Keyed | None
    task: int | None = Field(description="the assigned task that follows it")
    hazard: int | None = Field(description="the hazard that follows it")
    revision: int


class RecommendationDetail(RecommendationRow):
    reason: str
    available: list[Available]
    history: list[HistoryEntry]


class IncidentDetail(IncidentRow):
    course: str
    measures: str
    reporting_grade: Labelled = Field(description="with the missing as dead; the clocks go by it")
    chosen_reason: str
    merged_into: int | None
    counts: list[IncidentCount]
    reports: list[IncidentReport]
    clocks: list[IncidentClock]
    log: list[IncidentCommand]
    recommendations: list[RecommendationRow]
    available: list[Available]
    history: list[HistoryEntry]


class ConfirmationRow(Schema):
    id: int
    number: str
    state: Labelled
    category: Labelled
    area: Named
    first_day: date
    last_day: date
    basis: str
    confirmed_by: str
    revision: int
