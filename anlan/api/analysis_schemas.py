"""What the API tells of an analysis: the sheets that the page shows."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field


class AnalysisCell(Schema):
    number: float | None = Field(description="null: of nothing, or not reached yet")
    text: str = Field(description="as the page writes it")
    former: float | None = Field(description="of the compared period, where one was asked for")
    change: str


class AnalysisColumn(Schema):
    label: str
    kind: str = Field(description="count, percent, mean (in the figure's unit) or days")


class AnalysisLine(Schema):
    label: str
    cells: list[AnalysisCell]


class AnalysisSheet(Schema):
    code: str
    title: str
    head: str = Field(description="what the lines are: area, month …")
    columns: list[AnalysisColumn]
    lines: list[AnalysisLine]
    together: AnalysisLine | None
    note: str


class AnalysisFact(Schema):
    label: str
    text: str


class AnalysisStudy(Schema):
    title: str
    about: list[AnalysisFact] = Field(description="figure, area, days and the moment as of which it is told")
    rows: int
    query: str = Field(
        description="the question with its days and its moment: the page under it tells the same"
    )
    sheets: list[AnalysisSheet]
