"""What the API answers about bulletins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled


class BulletinRow(Schema):
    id: int
    series: Keyed
    year: int | None
    number: int | None
    special: str | None
    special_number: int | None
    title: str
    language: str
    state: Labelled
    figures_to: date
    signed_on: date | None
    revision: int


class PrintedNumber(Schema):
    key: str = Field(description="the figure, with the span and area that differ from the document's")
    printed: str
    true: str = Field(description="in official prose; differs from `printed` where it was overridden")
    count: int
    base: int | None
    area: str
    first: date
    last: date
    rows: int | None
    digest: str


class BulletinDetail(BulletinRow):
    version: int
    passages: list[dict[str, Any]]
    document: dict[str, Any] | None = Field(description="as it was signed")
    numbers: list[PrintedNumber]
    digest: str
    files: dict[str, str] = Field(description="format → SHA-256 of the archived file")
    known_seq: int | None
    corrections: list[dict[str, Any]]
    available: list[Available]
    history: list[HistoryEntry]


class BulletinObstacle(Schema):
    kind: str
    text: str
    todo: str
    paragraph: str
    subject: str
    blocks: bool


class BulletinObstacles(Schema):
    obstacles: list[BulletinObstacle]


class TemplateRow(Schema):
    id: int
    name: str
    state: Labelled
    version: int
    revision: int
    series: list[Keyed]


class TemplateFileVersion(Schema):
    number: int
    file: str
    sha256: str
    at: datetime
    placeholders: list[str]


class TemplateDetail(TemplateRow):
    versions: list[TemplateFileVersion]
    available: list[Available]
    history: list[HistoryEntry]


class BulletinReplay(Schema):
    equal: bool
    numbers: int
    rows: int
    faults: list[str]
    differences: dict[str, list[str]]
