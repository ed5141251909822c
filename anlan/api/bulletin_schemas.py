"""What the API answers about bulletins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


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
    marks: list[str] = Field(
        description="what everything that is given out of it bears: corrected, withdrawn"
    )
    available: list[Available]
    history: list[HistoryEntry]


class SpecialSeriesRow(Schema):
    id: int
    name: str
    first_on: date
    last_on: date | None
    next_number: int


class RecipientGroup(Schema):
    id: int
    line: Labelled
    name: str
    selector: Labelled
    mail: str
    valid_from: date
    valid_to: date | None
    organisations: list[Keyed] = Field(description="whom it stands for today")


class SeriesRow(Schema):
    id: int
    code: str
    name: str
    masthead: str
    area: Named
    issuer: Keyed
    cycle: Labelled
    sections: str = Field(description="whose section files its text begins with; empty: written by hand")
    closed_on: date | None
    next_number: int
    specials: list[SpecialSeriesRow]
    groups: list[RecipientGroup]


class SeriesList(Schema):
    series: list[SeriesRow]


class BulletinMail(Schema):
    message: str
    to: str
    state: Labelled
    attempts: int
    error: str
    queued_at: datetime
    sent_at: datetime | None


class BulletinReceipt(Schema):
    of: int = Field(description="0: the issue; else the number of the correction that was signed for")
    by: str
    at: datetime


class BulletinDelivery(Schema):
    id: int
    organisation: Keyed
    line: Labelled
    state: Labelled
    sent_at: datetime
    told_of: int = Field(description="how many corrections it was told of")
    reminders: int
    receipts: list[BulletinReceipt]
    mail: str = Field(description="the organisation's address today")
    mails: list[BulletinMail]


class BulletinDeliveries(Schema):
    mail_is_on: bool
    deliveries: list[BulletinDelivery]


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
    notes: list[str] = Field(description="files that look different because the renderer changed since")
    differences: dict[str, list[str]]
