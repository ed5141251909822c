"""What the API answers about draws."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class DrawRow(Schema):
    id: int
    number: str
    state: Labelled
    title: str
    basis: str
    area: Named
    organisation: Keyed
    sector: str = Field(description="its code; empty: all sectors")
    spread: Labelled
    wanted: int
    objects_in: int = Field(description="places in the pool")
    per_object: int
    officers_in: int = Field(description="officers in the pool")
    prepared_on: date
    drawn_at: datetime | None
    published_at: datetime | None
    revision: int


class DrawnPlace(Schema):
    rank: int
    key: str = Field(description="code of the place")
    name: str
    group: str
    lot: str = Field(description="SHA-256 of the seed, a line feed and the key")
    officers: list[str]


class Exclusion(Schema):
    pool: str
    key: str
    name: str
    reason: str


class DrawDetail(DrawRow):
    object_digest: str
    officer_digest: str
    commitment: str = Field(description="SHA-256 of the secret half of the seed, told before the draw")
    public_text: str
    witness: str
    seed: str = Field(description="empty until it is drawn")
    drawn: list[DrawnPlace]
    excluded: list[Exclusion]
    available: list[Available]
    history: list[HistoryEntry]
