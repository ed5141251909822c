"""What the API tells of forms for superiors and of what was filled of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Labelled


class SuperiorFormRow(Schema):
    id: int
    code: str
    name: str
    receiver: str
    state: Labelled
    area: str = Field(description="code of the area that fills it")
    kind: str = Field(description="xlsx or docx")
    version: int
    cadence: str = Field(description="empty: when somebody fills it")
    fill_day: int
    revision: int


class SuperiorFormDetail(SuperiorFormRow):
    bindings: list[dict[str, Any]] = Field(
        description="what each bound cell takes; `bind_all` takes the same list"
    )
    faults: list[str] = Field(description="bindings that hold no more")
    sheets: list[dict[str, Any]]
    available: list[Available]
    history: list[HistoryEntry]


class FillingRow(Schema):
    id: int
    number: str
    form: int
    name: str
    state: Labelled
    area: str
    first: date
    last: date
    known_at: datetime
    known_seq: int
    sha256: str
    cells: int
    checks: int
    checks_failed: int
    sent_at: datetime | None
    received_at: datetime | None
    differences: int | None
    revision: int


class FillingDetail(FillingRow):
    account: dict[str, Any] = Field(description="each cell with what it took; each sum that was compared")
    available: list[Available]
    history: list[HistoryEntry]


class FillBody(Schema):
    first: date
    last: date
