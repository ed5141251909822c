"""What the API answers about candidates for systemic problems."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field


class Thing(Schema):
    id: int
    name: str


class Evidence(Schema):
    """The counts of a cell and of the rest that it is compared with, and the test between them."""

    whole: int = Field(description="key of the area within which it was compared")
    since: date = Field(description="first day of the periods before")
    places: int = Field(description="places of the cell with this category; each counts once")
    of: int = Field(description="places of the cell, counted once for each category")
    others: int = Field(description="the same of the rest")
    others_of: int
    hazards: int
    expected: float = Field(description="places, if the share were that of all")
    times: float | None = Field(
        description="how many times the share of the rest; null where the rest has none"
    )
    chance: float = Field(
        description="Fisher's exact test, one-sided, corrected by Holm for all cells tested"
    )
    tested: int = Field(description="cells tested in this look")


class Candidate(Schema):
    kind: str = Field(description="regional, sectoral or periodic")
    area: Thing
    sector: Thing
    category: str
    title: str
    evidence: Evidence
    problem: int | None = Field(description="the problem that was made of the same cell last")
    settled: bool = Field(description="it needs no decision: being solved, or dismissed for these days")


class Candidates(Schema):
    area: str
    first_day: date
    last_day: date
    since: date
    tested: int
    candidates: list[Candidate]
