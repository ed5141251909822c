"""What the API answers about inspection plans, joint visits and leaders' plans."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class Reached(Schema):
    units: int = Field(description="places due (家)")
    visited: int = Field(description="places with at least one visit that meets the plan")
    met: int = Field(description="places visited as often as they are due")
    visits_due: int = Field(description="visits due (家次)")
    visits: int = Field(description="visits that meet the plan (家次)")


class PlanRow(Schema):
    id: int
    number: str
    kind: Labelled
    state: Labelled
    title: str
    basis: str
    area: Named
    organisation: Keyed
    first_day: date
    last_day: date
    made_on: date = Field(description="the day as of which its list of places was made")
    units: int
    visits_due: int
    target_percent: int
    is_confidential: bool
    units_visited: int | None = Field(description="as counted last for a running plan, or when it was closed")
    visits_made: int | None
    counted_at: datetime | None
    revision: int


class ReachedBody(Schema):
    organisation: Keyed
    reached: Reached


class ReachedArea(Schema):
    area: Named
    reached: Reached


class PlanDetail(PlanRow):
    purpose: str
    chosen_by: Labelled
    sectors: list[str]
    tags: list[str]
    kinds: list[str]
    least_staff: int | None
    draw: int | None
    doer: Labelled
    counts: Labelled
    visits_each: int
    classes: list[str] = Field(description="a line for each class: what, visits, law")
    summary: str
    reached: Reached = Field(description="now, of the places that you see")
    gap: int = Field(description="places missing to the target")
    by_organisation: list[ReachedBody]
    by_area: list[ReachedArea] = Field(description="by the lowest areas")
    available: list[Available]
    history: list[HistoryEntry]


class PlanPlace(Schema):
    id: int
    plan: int
    premises: Keyed
    code: str
    area: Named
    sector: str
    organisation: Keyed
    officer: str
    visits_due: int
    visits_made: int
    last_visited_on: date | None
    due_on: date | None = Field(description="by when it is to be visited next; null: visited as often as due")


class DayList(Schema):
    rows: list[PlanPlace]
    page: int
    more: bool


class CloseBy(Schema):
    organisation: Keyed
    on: date
    plan: str = Field(description="empty: a visit that was made; else the plan on which it is due by the day")


class AtPlace(Schema):
    days: int = Field(description="how many days are close by")
    visited: list[CloseBy]
    planned: list[CloseBy]
    joint_visit: int | None = Field(description="the joint visit that waits there")


class JointRow(Schema):
    id: int
    number: str
    state: Labelled
    premises: Keyed
    area: Named
    sector: str
    proposer: Keyed
    partner: Keyed
    proposed_on: date
    planned_on: date
    focus: str
    reason: str
    visit: int | None
    revision: int


class JointDetail(JointRow):
    available: list[Available]
    history: list[HistoryEntry]


class LeaderPlanRow(Schema):
    id: int
    number: str
    state: Labelled
    leader: Keyed
    title: str = Field(description="the leader's post")
    area: Named
    first_day: date
    last_day: date
    basis: str
    visits_due: int
    revision: int


class LeaderLine(Schema):
    sector: str = Field(description="its code; empty: all sectors")
    area: str = Field(description="its code; empty: all areas")
    due: int
    made: int


class LeaderPlanDetail(LeaderPlanRow):
    lines: list[LeaderLine]
    done: int = Field(description="of the visits due those made; what is more than due does not count")
    visits: int = Field(description="all visits with the leader in these days")
    beside: int = Field(description="those beside the portfolio")
    available: list[Available]
    history: list[HistoryEntry]
