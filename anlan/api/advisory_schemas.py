"""What the API answers about advisories, warnings and their receipts."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class AdvisoryRow(Schema):
    id: int
    number: str
    kind: Labelled
    category: Labelled
    level: Labelled | None = Field(description="1 (red) to 4 (blue); an advisory has none")
    title: str
    area: Named
    organisation: Keyed = Field(description="that issues it")
    state: Labelled
    starts_at: datetime
    ends_at: datetime
    matters: str
    measures: str
    ack_minutes: int
    measures_hours: int | None
    checks_hours: int | None = Field(description="extra checks are to be told within so many hours")
    duty_hours: int | None = Field(description="who leads the duty is to be told within so many hours")
    report_hours: int | None = Field(description="the situation is to be reported every so many hours")
    asked: str = Field(description="update or lift, while it waits for another person's decision; else empty")
    asked_at: datetime | None
    asked_reason: str
    reference: str = Field(description="its number before it came from a ledger")
    is_public: bool
    issued_at: datetime | None
    sent_at: datetime | None = Field(description="when its last message went out")
    message: int = Field(description="messages that went out: one more with each update")
    recipients: int
    ended_at: datetime | None
    revision: int


class AdvisoryDetail(AdvisoryRow):
    to: list[str] = Field(description="the groups that it goes to")
    sectors: list[str]
    tags: list[str]
    kinds: list[str]
    least_staff: int | None
    papers: list[str] = Field(description="the numbers of its papers")
    acknowledged: int = Field(description="of the receipts that you see")
    acknowledged_in_time: int
    median_seconds: int | None
    available: list[Available]
    history: list[HistoryEntry]


class ReceiptRow(Schema):
    id: int
    number: str
    advisory: Keyed
    organisation: Keyed
    area: Named
    state: Labelled
    message: int = Field(description="the last message that it was sent")
    sent_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    seconds: int | None
    in_time: bool
    by_phone: bool
    escalated_at: datetime | None
    escalated_to: Keyed | None
    calls: int
    measures: str
    measures_at: datetime | None
    checks_due_at: datetime | None
    checks_at: datetime | None
    places_checked: int
    hazards_found: int
    duty_due_at: datetime | None
    duty_at: datetime | None
    duty_leader: str
    report_due_at: datetime | None = Field(description="when the next report of the situation is due")
    reports: int
    situation: str
    situation_at: datetime | None
    revision: int


class ReceiptDetail(ReceiptRow):
    available: list[Available]
    history: list[HistoryEntry]
