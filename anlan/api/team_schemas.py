"""What the API answers about inspection teams, their day logs, visits and hand-overs."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class TeamRow(Schema):
    id: int
    number: str
    name: str
    kind: Labelled
    state: Labelled
    leader_name: str
    leader_title: str
    area: Named = Field(description="that it is for")
    organisation: Keyed = Field(description="that set it up")
    first_day: date
    last_day: date | None
    period: Keyed | None = Field(description="the special period or campaign that it belongs to")
    basis: str
    task: str
    keeps_log: bool
    revision: int


class TeamMemberRow(Schema):
    id: int = Field(description="by which he is let go")
    role: Labelled
    name: str
    title: str
    qualification: int | None = Field(description="in the register of experts and officers")
    first_day: date
    last_day: date | None
    why_joined: str
    why_left: str


class TeamDayTold(Schema):
    day: date
    log: int | None = Field(
        description="key of the day's log, written or missing; null: not due yet, or none is asked"
    )
    log_state: str = Field(description="written, missing, or empty")
    visits: int
    unmet: int
    hazards: int
    outstanding: int
    is_four: bool = Field(description="it has a visit, and every visit has the four haves")
    lacks: dict[str, int] = Field(
        description="of the four (expert, focus, checklist, result): how many visits lack it"
    )


class TeamDetail(TeamRow):
    summary: str
    members: list[TeamMemberRow]
    days: list[TeamDayTold] = Field(
        description="up to today, the latest first; what you may see of visits and hazards"
    )
    available: list[Available]
    history: list[HistoryEntry]


class TeamDayRow(Schema):
    id: int
    number: str
    team: Keyed
    kind: Labelled = Field(description="of the team")
    state: Labelled
    day: date
    area: Named = Field(description="where it was")
    place: str
    done: str
    problems: str
    weather: str
    no_visit: str = Field(description="why nobody was visited; empty where somebody was")
    written_on: date | None
    revision: int


class TeamDayDetail(TeamDayRow):
    available: list[Available]
    history: list[HistoryEntry]


class TeamVisitRow(Schema):
    id: int
    number: str
    team: Keyed
    visit: Keyed
    visited_on: date
    area: Named
    state: Labelled
    revision: int


class TeamVisitDetail(TeamVisitRow):
    available: list[Available]
    history: list[HistoryEntry]


class HandOverRow(Schema):
    id: int
    number: str
    team: Keyed
    to_team: Keyed
    day: date
    state: Labelled
    from_name: str = Field(description="who led until then")
    to_name: str = Field(description="who leads from then on")
    matters: str
    open_hazards: int
    handed_by: str
    taken_by: str
    taken_at: datetime | None
    remark: str
    revision: int


class HandOverDetail(HandOverRow):
    hazards: list[int] = Field(description="keys of the hazards that were open, as far as you may see them")
    available: list[Available]
    history: list[HistoryEntry]
