"""The analysis: any figure by any two dimensions, the loop, the times, the coverage; the sheets of the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api.analysis_schemas import AnalysisStudy
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import choice, parameter
from anlan.api.routers.figures import QUESTION
from anlan.api.words import _
from anlan.insight import studying
from anlan.insight.analysis import AGAINST
from anlan.insight.dimensions import DIMENSIONS
from anlan.insight.sheets import Cell, Line, Sheet
from anlan.org.roles import Permission

router = Router(tags=["figures"])
READ = AccessToken(TokenScope.READ, Permission.FIGURE_READ)
FIGURE = parameter("figure", {"type": "string", "maxLength": 80}, "the code of a figure")
BY = choice("by", studying.BY)
CUT = [
    FIGURE,
    choice("rows", tuple(DIMENSIONS)),
    choice("columns", tuple(DIMENSIONS)),
    choice("against", [one for one in AGAINST if one]),
]


@router.get(
    "",
    auth=READ,
    response=AnalysisStudy,
    operation_id="analysis_table",
    summary=_("A figure by one or two dimensions"),
    description=_(
        "Rows and columns by area, sector, grade, kind, week, month, quarter or year; beside the period before, or the "
        "same days a year before. The rows of a count add up to it."
    ),
    openapi_extra={"parameters": [*CUT, *QUESTION]},
)
def table(request: ApiRequest) -> HttpResponse:
    return _told(request, studying.TABLE)


@router.get(
    "/loop",
    auth=READ,
    response=AnalysisStudy,
    operation_id="analysis_loop",
    summary=_("How far the hazards of a period have come, and relapses"),
    description=_("The funnel of the loop, its stages by area or sector, and the share of relapses."),
    openapi_extra={"parameters": [BY, *QUESTION]},
)
def loop(request: ApiRequest) -> HttpResponse:
    return _told(request, studying.LOOP)


@router.get(
    "/times",
    auth=READ,
    response=AnalysisStudy,
    operation_id="analysis_times",
    summary=_("How long it takes to rectify"),
    description=_(
        "Quartiles by area or sector and the share still open after so many days, those still open included."
    ),
    openapi_extra={"parameters": [BY, FIGURE, *QUESTION]},
)
def times(request: ApiRequest) -> HttpResponse:
    return _told(request, studying.TIMES)


@router.get(
    "/coverage",
    auth=READ,
    response=AnalysisStudy,
    operation_id="analysis_coverage",
    summary=_("Coverage of the register of premises"),
    description=_("Visited, not visited in the period, never visited; the records stand behind the figures."),
    openapi_extra={"parameters": [BY, *QUESTION]},
)
def coverage(request: ApiRequest) -> HttpResponse:
    return _told(request, studying.COVERAGE)


def _told(request: ApiRequest, code: str) -> HttpResponse:
    study = studying.read(code, request.GET, request.auth.actor).study
    return answer(
        {
            "title": study.title,
            "about": [{"label": label, "text": text} for label, text in study.about],
            "rows": study.rows,
            "query": study.query,
            "sheets": [_sheet(one) for one in study.sheets],
        }
    )


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "code": sheet.code,
        "title": sheet.title,
        "head": sheet.head,
        "columns": [{"label": one.label, "kind": one.kind} for one in sheet.columns],
        "lines": [_line(one) for one in sheet.lines],
        "together": _line(sheet.foot) if sheet.foot else None,
        "note": sheet.note,
    }


def _line(line: Line) -> dict[str, Any]:
    return {"label": line.label, "cells": [_cell(one) for one in line.cells]}


def _cell(cell: Cell) -> dict[str, Any]:
    return {"number": cell.number, "text": cell.text, "former": cell.former, "change": cell.change}
