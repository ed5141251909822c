"""What the API answers about meetings and assigned tasks."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named, Photograph


class MeetingRow(Schema):
    id: int
    number: str
    state: Labelled
    kind: Labelled
    title: str
    topics: str
    place: str
    chair: str = Field(description="post and name on that day")
    is_safety: bool
    area: Named
    held_at: datetime
    held_on: date
    revision: int


class MeetingDetail(MeetingRow):
    attendees: str = Field(description="one organisation a line")
    agenda: str
    requirement: str = Field(description="verbatim")
    issues_raised: str
    issues_resolved: str
    minutes_reference: str
    available: list[Available]
    history: list[HistoryEntry]


class TaskRow(Schema):
    id: int
    number: str
    state: Labelled
    source: Labelled
    title: str
    meeting: int | None
    lead: Keyed
    issuer: Keyed
    area: Named
    issued_on: date
    due_at: datetime
    revision: int


class TaskDetail(TaskRow):
    content: str
    standard: str
    progress: str
    result: str
    reason: str
    asked_until: date | None
    extensions: int
    is_on_time: bool
    submitted_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    split_of: int | None
    merged_into: int | None
    parts: list[Keyed] = Field(description="the parts of joint units that are not withdrawn: key, unit")
    available: list[Available]
    history: list[HistoryEntry]
    photographs: list[Photograph]
