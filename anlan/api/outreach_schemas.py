"""What the API answers about publicity: activities and campaigns."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named, Photograph


class ActivityRow(Schema):
    id: int
    number: str
    state: Labelled
    kind: Labelled
    channel: Labelled
    venue: Labelled | None = Field(description="of five-entries activities: into which of the five")
    title: str
    place: str
    quantity: int
    measure_word: str
    is_estimated: bool
    area: Named
    organisation: Keyed
    campaign: Keyed | None
    happened_at: datetime
    happened_on: date
    revision: int


class ActivityDetail(ActivityRow):
    grid_cell: str
    estimate_basis: str
    receipt_operator: str
    receipt_number: str
    receipt_count: int | None
    receipted_on: date | None
    reference: str = Field(description="where it can be seen")
    returned_reason: str
    note: str
    recorded_by: str
    verified_by: str
    verified_at: datetime | None
    available: list[Available]
    history: list[HistoryEntry]
    photographs: list[Photograph]


class CampaignRow(Schema):
    id: int
    number: str
    state: Labelled
    name: str
    purpose: str
    first_day: date
    last_day: date
    area: Named
    organisation: Keyed
    revision: int


class CampaignDetail(CampaignRow):
    available: list[Available]
    history: list[HistoryEntry]
