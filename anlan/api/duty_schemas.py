"""What the API answers about duty."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class DutyRow(Schema):
    """A case of duty; `values` holds the fields of its kind by their names, as they are stored."""

    id: int
    number: str
    state: Labelled
    area: Named
    organisation: Keyed
    title: str
    values: dict[str, Any] = Field(description="the fields of its kind: days, level, room, findings")
    revision: int


class DutyDetail(DutyRow):
    parts: dict[str, Any] = Field(
        description="what belongs to it: seats, rules and members, open items, checks"
    )
    available: list[Available]
    history: list[HistoryEntry]


class SeatRow(Schema):
    id: int
    roster: int
    room: Keyed
    organisation: Keyed
    day: date
    begins_at: datetime
    ends_at: datetime
    team: str
    kind: str
    seat: int
    person: str
    phone: str = Field(description="of the duty room")
