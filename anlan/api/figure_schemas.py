"""What the API tells of how a figure changed."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import FigureValue


class FigureMovedStep(Schema):
    kind: str
    step: str
    label: str
    entries: int
    count: int = Field(description="by how much the count moved; of a rate its numerator")
    base: int


class FigureMover(Schema):
    seq: int = Field(description="the journal entry")
    kind: str
    step: str
    label: str
    case: int | None = Field(description="null where your posts do not reach the case")
    number: str
    text: str
    count: int
    base: int
    occurred_at: datetime
    recorded_at: datetime


class FigureChange(Schema):
    former: FigureValue
    latter: FigureValue
    steps: list[FigureMovedStep] = Field(description="by kind of step; they add up to the difference")
    entries: list[FigureMover]
    next: int | None = Field(description="the value of `before` for the next page")
    came: list[int]
    left: list[int]
    adds_up: bool
