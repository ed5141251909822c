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


class Came(Schema):
    organisation: Keyed
    coming: Labelled = Field(description="present, deputy, absent")
    deputy: str


class MeetingDetail(MeetingRow):
    attendance: list[Came] = Field(description="the organisations that were asked to come")
    attendees: str = Field(description="who came besides, in words")
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
    person_in_charge: str
    paper_number: str
    source_reference: str
    origin: str = Field(description="the case out of which it arose: kind and key, “report-123”")
    cycle_days: int
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
    merged_in: list[int] = Field(description="the tasks that were merged into it; they keep their numbers")
    pieces: list[int] = Field(description="the pieces that were given out of it")
    parts: list[Keyed] = Field(description="the parts of joint units that are not withdrawn: key, unit")
    available: list[Available]
    history: list[HistoryEntry]
    photographs: list[Photograph]


class PartRow(Schema):
    id: int
    task: int
    state: Labelled
    unit: Keyed
    issuer: Keyed
    content: str
    joined_on: date
    due_at: datetime
    result: str
    ended_at: datetime | None
    revision: int


class PartDetail(PartRow):
    available: list[Available]
    history: list[HistoryEntry]


class LeaderRow(Schema):
    id: int
    state: Labelled
    name: str
    title: str
    leads: str
    rank: int
    first_day: date
    last_day: date | None
    area: Named
    revision: int


class LeaderDetail(LeaderRow):
    available: list[Available]
    history: list[HistoryEntry]


class LeadingRow(Schema):
    id: int
    number: str
    state: Labelled
    kind: Labelled
    leader: Keyed = Field(description="the term in the post, with post and name")
    occasion: str
    happened_at: datetime
    happened_on: date
    place: str
    requirement: str = Field(description="verbatim")
    source: str
    meeting: int | None
    area: Named
    revision: int


class LeadingDetail(LeadingRow):
    available: list[Available]
    history: list[HistoryEntry]
