"""Figures: their definitions, one with its value, the rows behind it, and the proof over them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router

from anlan.access.models import TokenScope
from anlan.api import schemas
from anlan.api.answers import answer
from anlan.api.figure_schemas import FigureChange
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, limit, ordered, parameter
from anlan.api.words import _
from anlan.figures import changes, parts
from anlan.figures.asking import Asked, asked, of_kind
from anlan.figures.comparing import compared
from anlan.figures.cut import GRADES
from anlan.figures.evaluation import Value, records, trace
from anlan.figures.registry import REGISTRY
from anlan.journal.snapshot import snapshot
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.models import Sector
from anlan.org.roles import Permission

router = Router(tags=["figures"])
READ = AccessToken(TokenScope.READ, Permission.FIGURE_READ)
Code = Annotated[str, Path(max_length=80, pattern="^[a-z_]+[.][a-z0-9_]+$")]
PARTS = ("day", "week", "month", "year", "area", "sector", "grade")
QUESTION = [
    *PLACE,
    choice("grade", GRADES),
    parameter("from", DAYS[0]["schema"], "first day; 1 January of the last day's year"),
    parameter("to", DAYS[1]["schema"], "last day, inclusive; today"),
    parameter("known_at", {"type": "string", "format": "date-time"}, "as it was known then; now"),
]
CHANGED = [
    *QUESTION,
    parameter("since", {"type": "string", "format": "date-time"}, "the former value as it was known then"),
    parameter(
        "then_from", DAYS[0]["schema"], "first day of the former period; 1 January of its last day's year"
    ),
    parameter("then_to", DAYS[1]["schema"], "last day of the former period; the same as the latter's"),
    PAGING[0],
    parameter("before", {"type": "integer"}, "from `next`: entries before this one"),
]


@router.get(
    "",
    auth=READ,
    response=list[schemas.FigureDefinition],
    operation_id="figures_list",
    summary=_("Every figure with its definition"),
    description=_(
        "Each number is defined once; its code stays, its revision grows when the definition changes."
    ),
)
def definitions(request: ApiRequest) -> HttpResponse:
    return answer(
        [
            {
                "code": figure.code,
                "name": str(figure.name),
                "definition": str(figure.definition),
                "unit": figure.unit,
                "kind": figure.kind,
                "revision": figure.revision,
                "is_graded": figure.graded,
                "is_sectored": figure.sectored,
            }
            for figure in REGISTRY
        ]
    )


@router.get(
    "/values",
    auth=READ,
    response=list[schemas.FigureValue],
    operation_id="figures_values",
    summary=_("Every figure with its value"),
    description=_(
        "All of one cut and period from one moment, so that they agree with one another. With a grade or a sector, "
        "only those that are told apart by it."
    ),
    openapi_extra={"parameters": QUESTION},
)
def values(request: ApiRequest) -> HttpResponse:
    question = asked(request.GET, request.auth.actor)
    with snapshot():
        found = question.values(REGISTRY)
    return answer([_told(value, question) for value in found.values()])


@router.get(
    "/{code}",
    auth=READ,
    response=schemas.FigureValue,
    operation_id="figures_get",
    summary=_("One figure with its value"),
    description=_("The same number as on the page, on the board and in the bulletin."),
    openapi_extra={"parameters": QUESTION},
)
def value(request: ApiRequest, code: Code) -> HttpResponse:
    question = asked(request.GET, request.auth.actor)
    with snapshot():
        return answer(_told(question.value(code), question))


@router.get(
    "/{code}/rows",
    auth=READ,
    response=schemas.page_of(schemas.FigureRow),
    operation_id="figures_rows",
    summary=_("The very records that a figure counts"),
    description=_("Of a rate: those of its denominator. Newest first, within what you may see."),
    openapi_extra={
        "parameters": [
            *QUESTION,
            parameter("kind", {"type": "string", "maxLength": 60}, "of hazards: those of one kind alone"),
            *PAGING,
        ]
    },
)
def rows(request: ApiRequest, code: Code) -> HttpResponse:
    question = asked(request.GET, request.auth.actor)
    figure = REGISTRY[code]

    def tell(page: list[Any]) -> list[dict[str, Any]]:
        keys = [row.pk for row in page]
        told = figure.tell(keys)[1]
        return [
            {"id": key, "cells": [_text(cell) for cell in cells]}
            for key, cells in zip(keys, told, strict=True)
        ]

    with snapshot():
        counted = of_kind(figure, records(question.value(code), scope=request.auth.actor.scope), request.GET)
        return ordered(request, counted.only("pk"), tell, order=NEWEST)


@router.get(
    "/{code}/parts",
    auth=READ,
    response=list[schemas.FigurePart],
    operation_id="figures_parts",
    summary=_("A figure taken apart"),
    description=_(
        "By time, by the areas right below the one asked about, by sector or by grade; all of the same cohort, at the "
        "same end, as known at the same moment, so that the parts of a count add up to it. At most 400 steps."
    ),
    openapi_extra={"parameters": [choice("by", PARTS), *QUESTION]},
)
def parts_of(request: ApiRequest, code: Code) -> HttpResponse:
    question = asked(request.GET, request.auth.actor)
    by = parameters.choice(request.GET, "by", PARTS) or "month"
    with snapshot():
        found = question.value(code)
        told = (
            parts.by_area(found, question.area, parts.grid(found, question.area))
            if by == "area"
            else parts.by_sector(found)
            if by == "sector"
            else parts.by_grade(found)
            if by == "grade"
            else parts.by_time(found, by)
        )
    return answer(
        [
            {
                "key": part.key,
                "label": part.label,
                "number": part.value.number,
                "count": part.value.count,
                "base": part.value.base,
                "text": part.value.text,
            }
            for part in told
        ]
    )


@router.get(
    "/{code}/proof",
    auth=READ,
    response=schemas.FigureProof,
    operation_id="figures_proof",
    summary=_("The digest over the rows of a figure"),
    description=_("Reads every row counted: seconds for a city's year."),
    openapi_extra={"parameters": QUESTION},
)
def proof(request: ApiRequest, code: Code) -> HttpResponse:
    question = asked(request.GET, request.auth.actor)
    with snapshot():
        counted = trace(question.value(code))
    return answer({"code": code, "rows": counted.rows, "digest": counted.digest})


@router.get(
    "/{code}/changes",
    auth=READ,
    response=FigureChange,
    operation_id="figures_changes",
    summary=_("Why a figure changed"),
    description=_(
        "What lies between two values of a counted figure, as known at two moments or of two periods: its journal "
        "entries, newest first, which add up to the difference exactly. Of a figure without measures: the keys of the "
        "records that came in and dropped out. Unless asked otherwise, since the beginning of the day a week ago."
    ),
    openapi_extra={"parameters": CHANGED},
)
def changes_of(request: ApiRequest, code: Code) -> HttpResponse:
    scope = request.auth.actor.scope
    with snapshot():
        found = compared(code, request.auth.actor, request.GET)
        told: dict[str, Any] = {
            "former": _told(found.former, found.asked),
            "latter": _told(found.latter, found.asked),
            "steps": [],
            "entries": [],
            "next": None,
            "came": [],
            "left": [],
        }
        if not found.latter.figure.is_counted:
            exchange = changes.exchange(found.former, found.latter, scope=scope)
            return answer({**told, "came": exchange.came, "left": exchange.left, "adds_up": exchange.adds_up})
        size, before = limit(request.GET), parameters.whole(request.GET, "before")
        steps = changes.change(found.former, found.latter).moved
        movers = changes.movers(found.former, found.latter, scope=scope, before=before, size=size)
    more, movers = len(movers) > size, movers[:size]
    told["steps"] = [
        {
            "kind": one.kind,
            "step": one.step,
            "label": one.label,
            "entries": one.entries,
            "count": one.count,
            "base": one.base,
        }
        for one in steps
    ]
    told["entries"] = [_mover(one) for one in movers]
    told["next"] = movers[-1].entry.seq if more else None
    return answer({**told, "adds_up": True})


def _mover(one: changes.Mover) -> dict[str, Any]:
    entry, seen = one.entry, bool(one.words.text)
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "step": entry.step,
        "label": one.label,
        "case": entry.case_id if seen else None,
        "number": one.words.number,
        "text": one.words.text,
        "count": one.count,
        "base": one.base,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
    }


def _text(cell: Any) -> str:
    return str(cell.get("text", "")) if isinstance(cell, dict) else str(cell)


def _told(found: Value, question: Asked) -> dict[str, Any]:
    figure, cut = found.figure, found.cut
    codes = list(
        Sector.objects.filter(pk__in=cut.sector_ids)
        .order_by("position", "code")
        .values_list("code", flat=True)
    )
    return {
        "code": figure.code,
        "name": str(figure.name),
        "kind": figure.kind,
        "unit": figure.unit,
        "revision": figure.revision,
        "number": found.number,
        "count": found.count,
        "base": found.base,
        "text": found.text,
        "area": question.area.code,
        "sectors": codes,
        "grade": cut.grade,
        "first": found.period.first,
        "last": found.period.last,
        "known_at": found.known.at,
        "known_seq": found.known.seq,
    }
