"""What the API answers about checklists."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Keyed, Labelled


class ChecklistRow(Schema):
    id: int
    case: int | None = Field(
        description="by which an office's version is withdrawn; null: came with the product"
    )
    code: str
    version: int
    title: str
    title_en: str
    sectors: list[str] = Field(description="codes; * is all of them")
    owner: Keyed | None
    effective_from: date
    effective_to: date | None
    withdrawn_on: date | None
    complete: bool
    note: str
    digest: str


class ChecklistItemRow(Schema):
    id: int
    code: str
    text: str
    text_en: str
    law: str
    article: str
    quote: str
    method: Labelled
    applies_if: str
    evidence: str
    default_grade: Labelled
    default_days: int
    criterion: str = Field(description="document and article, as an item names it; empty: none")
    penalty: str


class ChecklistDetail(ChecklistRow):
    withdrawn_reason: str
    items: list[ChecklistItemRow]
