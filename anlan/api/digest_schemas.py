"""What the API answers about daily digests and the quality of data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed


class DigestRow(Schema):
    id: int
    number: str
    day: date
    area: Keyed
    edition: int = Field(description="of the latest; the first is the clock's")
    made_at: datetime
    sha256: str
    revision: int


class DigestNumber(Schema):
    key: str
    name: str
    printed: str
    number: str


class DigestEdition(Schema):
    number: int
    at: datetime
    why: str = Field(description="the reason of one that was made anew")
    known_seq: int
    sha256: str


class DigestDetail(DigestRow):
    documents: dict[str, Any] = Field(description="the composed document in each language")
    numbers: list[DigestNumber]
    editions: list[DigestEdition]
    available: list[Available]
    history: list[HistoryEntry]


class Flag(Schema):
    kind: str
    organisation: Keyed
    reason: str
    probability: float = Field(description="that an honest unit would show the same")
    chance: str = Field(description="the probability in words")


class Flags(Schema):
    first: date
    last: date
    flags: list[Flag]


class HollowText(Schema):
    number: str
    origin: str = Field(description="“hazard” of an inspection, or “self_check” of the enterprise itself")
    id: int
    day: date
    premises: Keyed
    description: str
    rectification: str
    rules: list[str]
    reasons: list[str]


class HollowTexts(Schema):
    first: date
    last: date
    read: int = Field(description="texts that were judged")
    found: int = Field(description="how many of them meet a rule that was asked for")
    counts: dict[str, int] = Field(description="rule → texts that meet it")
    texts: list[HollowText]
