"""What the API answers about ledgers, and what it takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class LedgerWork(Schema):
    """What is being done with a ledger, and how far it is."""

    phase: str = Field(description="staging, trying, writing or undoing")
    state: str = Field(description="queued, running, done or failed")
    done: int
    total: int


class LedgerRow(Schema):
    id: int
    kind: str
    file: str
    sender: str
    sha256: str
    received_at: datetime
    state: str
    work: LedgerWork


class CellFault(Schema):
    """What is wrong, in which column of the template (empty: the row as a whole)."""

    column: str
    code: str
    message: str


class FaultyRow(Schema):
    row: int = Field(description="its number in the sheet")
    faults: list[CellFault]


class HintedRow(Schema):
    row: int = Field(description="its number in the sheet")
    hints: list[CellFault]


class Ledger(LedgerRow):
    """A ledger with what became of its rows."""

    counts: dict[str, int] = Field(
        description="rows, of them staged, sound, goes_on, faulty, same, written, taken_on, undone, kept, stays"
    )
    columns: dict[str, str] = Field(description="column of the template, header of the sheet")
    wanting: list[str] = Field(description="required columns that the sheet does not have")
    notes: list[str]
    fault: str
    rows: list[FaultyRow]
    hints: list[HintedRow]


class LedgerColumn(Schema):
    name: str
    header: str
    also: list[str]
    required: bool
    type: str
    help: str
    example: str


class LedgerOption(Schema):
    code: str
    label: str


class LedgerKind(Schema):
    code: str
    label: str
    columns: list[LedgerColumn]
    options: list[LedgerOption]


class LedgerKinds(Schema):
    kinds: list[LedgerKind]


class LedgerAct(Schema):
    act: Literal["try", "take", "undo", "discard"]
    options: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=10)

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"act": "try", "options": []}})


class LedgerColumns(Schema):
    """Column of the template (its name or header) → header of the sheet or its letter; empty: it has none."""

    columns: dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=60)]]

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"columns": {"premises": "企业", "found_at": "C"}}}
    )
