"""What the API answers about look-backs, their samples and rates."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from anlan.api.schemas import Available, HistoryEntry, Keyed, Labelled, Named


class LookRow(Schema):
    id: int
    hazard: Keyed
    description: str
    premises: Keyed
    grade: Labelled
    sample: Keyed
    stratum: str
    reason: Labelled
    risk: Labelled | None
    seen: Labelled | None = Field(description="null until it is answered")
    waits: bool = Field(description="neither answered nor overtaken")
    owner: Keyed = Field(description="the organisation that owes it")
    person: Keyed | None
    drawn_on: date
    due_at: datetime
    answered_at: datetime | None
    overtaken_at: datetime | None


class SampleRow(Schema):
    id: int
    number: str
    state: Labelled
    week: date
    closed_from: date
    closed_to: date
    strata: Labelled
    area: Named
    pool_size: int
    wanted: int = Field(description="drawn by lot")
    risk: int = Field(description="drawn for a risk, beside the sample")
    answered: int
    failed: int = Field(description="relapsed or falsely rectified")
    waiting: int
    overtaken: int
    drawn_at: datetime | None
    revision: int


class SampleStratum(Schema):
    stratum: str
    size: int
    wanted: int


class DrawnHazard(Schema):
    number: str
    stratum: str
    reason: str
    lot: str
    risk: str


class SampleDetail(SampleRow):
    pool_digest: str
    commitment: str = Field(description="SHA-256 of the secret half of the seed, told before the draw")
    public_text: str
    witness: str
    seed: str = Field(description="empty until it is drawn")
    command: str = Field(description="draws again, from the pool's file, what was drawn by lot")
    quotas: list[SampleStratum]
    drawn: list[DrawnHazard]
    available: list[Available]
    history: list[HistoryEntry]


class RateRow(Schema):
    id: int
    number: str
    state: Labelled
    first_day: date
    general_per_mille: int
    major_per_mille: int
    least: int
    strata: Labelled
    wait_days: int
    top_up: int
    answer_days: int
    basis: str
    revision: int


class Bounds(Schema):
    share: float
    low: float
    high: float


class FaredGroup(Schema):
    id: int
    name: str
    answered: int
    relapsed: int
    false: int
    share: float | None = Field(description="null where too few were answered to be told so")
    low: float
    high: float
    risk_answered: int
    risk_failed: int


class EstimateAnswer(Schema):
    area: Named
    first: date
    last: date
    reported: float | None = Field(description="rectified by found, as reported")
    held: Bounds | None = Field(description="share of what was closed that held; Wilson's interval, 95 %")
    true: Bounds | None = Field(description="the reported rate times that share")
    answered: int
    effective: float = Field(description="as good as so many from one urn")
    covered: int
    left_out: int = Field(description="closed hazards in strata of which nothing was answered")
    premises: list[FaredGroup]
    inspectors: list[FaredGroup]
    acceptors: list[FaredGroup]
