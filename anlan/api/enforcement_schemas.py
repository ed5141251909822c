"""What the API answers about cases of enforcement."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class EnforcementRow(Schema):
    id: int
    number: str
    kind: Labelled
    state: Labelled
    premises: Named
    operator: Keyed
    area: Named
    sector: Named
    organisation: Keyed = Field(description="the body that acts")
    counted_on: date
    particulars: dict[str, str | int | float | bool | date | datetime | None] = Field(
        description="what a register tells beside: the same as the columns of its file"
    )
    revision: int


class PaperOfCase(Schema):
    id: int
    name: str
    issued_at: datetime
    served_at: datetime | None
    receiver: str
    refused: bool = Field(description="the signature was refused, before the witness")
    witness: str


class EnforcementDetail(EnforcementRow):
    papers: list[PaperOfCase]
    available: list[Available]
    history: list[HistoryEntry]
