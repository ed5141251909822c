"""What the API answers about special periods."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class PeriodRow(Schema):
    id: int
    number: str
    name: str
    name_en: str
    level: Labelled
    first_day: date
    last_day: date
    area: Named
    organisation: Keyed = Field(description="who declared it")
    state: Labelled
    runs_today: bool
    purpose: str
    basis: str
    revision: int


class PeriodDetail(PeriodRow):
    available: list[Available]
    history: list[HistoryEntry]
