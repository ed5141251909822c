"""What the API answers about the visit planner's proposal and about arranged visits."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class DueCheck(Schema):
    code: str = Field(description="names the check for ever; what `arrange` takes")
    source: Labelled
    title: str
    organisation: Keyed
    earliest: date
    latest: date
    anyone: bool = Field(description="a visit of any body meets it")
    case_kind: str
    case_id: int


class ProposedVisit(Schema):
    premises: Keyed
    code: str
    area: Named
    planned_on: date | None = Field(description="null: no team has hours left on any of its days")
    team: int | None
    turn: int | None
    first_day: date = Field(description="from this day to `last_day` every open day meets all of its checks")
    last_day: date
    organisations: list[Keyed] = Field(description="those that go, the one whose check is due first ahead")
    met: list[Keyed] = Field(description="those whose checks anybody's visit meets: they need not come along")
    checks: list[DueCheck]
    separate: int = Field(description="visits if each body goes for itself and merges its own checks")
    is_late: bool
    visit_of_year: int = Field(description="which visit of the year to the place it would be")
    is_over: bool = Field(description="more than the dated term: over-inspection is warned of")
    reasons: list[str]


class Terms(Schema):
    visits_year: int
    gap_days: int
    drawn_days: int
    quiet_days: list[int] = Field(description="days of each month without planned visits")
    basis: str


class ProposalAnswer(Schema):
    first_day: date
    last_day: date
    checks: int
    separate: int = Field(description="visits if each body plans for itself")
    merged: int = Field(description="visits when merged")
    joint: int = Field(description="visits to which more than one body goes")
    teams: int = Field(description="teams a day, as asked for or as the deadlines need")
    unplaced: int
    over: int = Field(description="places at which the visits of the year would pass the term")
    arranged: int = Field(description="checks due that are arranged already")
    terms: Terms
    visits: list[ProposedVisit]
    page: int
    more: bool


class YearVisit(Schema):
    id: int | None = Field(description="null where you may not open it")
    number: str
    on: date
    organisation: str


class PlaceAnswer(Schema):
    visits: list[ProposedVisit]
    terms: Terms
    made: list[YearVisit] = Field(description="the visits of the year, that an over-inspection comes from")
    arranged: list[int]


class ArrangedRow(Schema):
    id: int
    number: str
    state: Labelled
    premises: Keyed
    area: Named
    sector: str
    lead: Keyed
    arranged_on: date
    planned_on: date
    first_day: date
    last_day: date
    team: int | None
    turn: int | None
    checks: int
    bodies: int
    separate: int
    saved: int
    visit: int | None
    reason: str
    revision: int


class ArrangedPart(Schema):
    code: str
    source: str
    organisation: Keyed | None
    title: str
    earliest: date | None
    latest: date | None
    is_live: bool
    dropped: str = Field(description="why it did not come into the visit: done, taken; else empty")
    note: str


class ArrangedDetail(ArrangedRow):
    parts: list[ArrangedPart]
    joint_visits: list[int] = Field(description="the pairs of bodies that were asked")
    available: list[Available]
    history: list[HistoryEntry]
