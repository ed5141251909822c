"""What the API answers about people, posts, responsibility, exports and notices, and what it takes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class PostRow(Schema):
    """A post: in which right somebody acts. `acting_for` names the post that a deputy has on loan."""

    id: int
    role: str
    title: str
    organisation: int
    organisation_name: str
    area: str = Field(description="code of its area")
    sectors: list[str] = Field(description="codes; none: all sectors of the area")
    first_day: date
    last_day: date | None
    ended_at: datetime | None
    acting_for: int | None


class PersonRow(Schema):
    id: int
    username: str
    name: str
    active: bool
    phone: str = Field(description="masked in the middle")


class PersonDetail(PersonRow):
    posts: list[PostRow]


class RulingRow(Schema):
    """Who answers for a sector in an area and below it, between two days."""

    id: int
    sector: str
    area: str
    area_id: int
    department: int
    department_name: str
    first_day: date
    last_day: date | None
    entry: int | None = Field(description="journal entry of the ruling")


class ExportWish(Schema):
    """A list as a file: its code, the filters of its page, the format."""

    list: Annotated[str, Field(max_length=40)]
    query: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=200)]] = Field(
        default={}
    )
    format: Literal["xlsx", "csv", "csv-gb18030"] = "xlsx"

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"list": "hazards", "query": {"state": "overdue"}, "format": "xlsx"}},
    )


class ExportRow(Schema):
    id: int
    list: str
    query: str
    format: str
    state: str = Field(description="queued, running, done or failed")
    done: int
    total: int | None
    asked_at: datetime
    known_at: datetime | None = Field(description="the moment as of which every row was read")
    expires_at: datetime | None
    rows_sha256: str = Field(description="digest over the keys of the rows, one a line")
    sha256: str = Field(description="digest of the file")
    size: int
    reason: str


class NoticeRow(Schema):
    id: int
    event: str
    text: str
    place: str
    at: datetime
    unread: bool


class ReadUntil(Schema):
    """Mark as read what stands in the list up to this notice."""

    newest: int = Field(ge=0, le=2**63 - 1)

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"newest": 5120}})


class Marked(Schema):
    marked: int
