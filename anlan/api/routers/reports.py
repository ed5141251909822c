"""Daily reports that are due: the list and one of them. Sending one is its step."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, report_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import clock
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.reporting import formbook
from anlan.reporting.content import said
from anlan.reporting.flow import DUE_FLOW
from anlan.reporting.form_fields import plain
from anlan.reporting.listing import LETTERS, filtered
from anlan.reporting.models import Axis, Due, ReportValue
from anlan.reporting.prefilled import numbers
from anlan.reporting.standing import Standing, at_deadline, standing
from anlan.reporting.unit_lines import Asked, UnitLine
from anlan.reporting.unit_lines import lines as unit_lines

router = Router(tags=["reports"])
# whoever reads figures: which reports, `within` says (a department reads its own only)
READ = AccessToken(TokenScope.READ, Permission.FIGURE_READ)
OFFICE = AccessToken(TokenScope.READ, Permission.REPORT_READ)
MONTH = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(report_schemas.ReportRow),
    operation_id="reports_list",
    summary=_("The list of daily reports"),
    description=_("What units owed for their days and what became of it, newest first."),
    openapi_extra={
        "parameters": [
            parameter("form", {"type": "string", "maxLength": 20}, "code of a form"),
            choice("standing", Standing.values),
            choice("axis", Axis.values),
            choice("letter", LETTERS),
            PLACE[0],
            *DAYS,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(Due.objects.within(request.auth.actor.scope), request.GET)
    return ordered(
        request, rows.select_related("organisation"), lambda page: [_told(one) for one in page], order=NEWEST
    )


@router.get(
    "/units",
    auth=OFFICE,
    response=report_schemas.ReportsByUnit,
    operation_id="reports_by_unit",
    summary=_("Completeness and punctuality by unit"),
    description=_(
        "How many reports of whole months were due, as far as their days are over, and came in; "
        "those with most missing first. `changed` tells that a sealed month says something else now."
    ),
    openapi_extra={
        "parameters": [
            parameter(
                "form", {"type": "string", "maxLength": 20}, "code of a form; without it the daily one"
            ),
            parameter("from", MONTH, "first month; without it the last one"),
            parameter("to", MONTH, "last month; without it that of yesterday"),
            choice("axis", Axis.values),
            PLACE[0],
        ]
    },
)
def by_unit(request: ApiRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    first, last = asked.months
    rows = unit_lines(request.auth.actor.scope, asked)
    return answer({"form": asked.form, "first": first, "last": last, "rows": [_unit(one) for one in rows]})


def _unit(line: UnitLine) -> dict[str, Any]:
    assert line.unit is not None  # totals have none, and are not told here
    due, sent, zero, on_time = line.sums
    return {
        "unit": {"code": line.unit.code, "label": line.unit.label},
        "axis": spoken(Axis)[line.axis],
        "due": due,
        "received": sent,
        "zero": zero,
        "on_time": on_time,
        "late": line.late,
        "missing": line.missing,
        "changed": line.is_changed,
    }


@router.get(
    "/{int:id}",
    auth=READ,
    response=report_schemas.ReportDetail,
    operation_id="reports_get",
    summary=_("One daily report"),
    description=_(
        "What is due, what was sent, the numbers that the system knows of the day, and its history."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    due = Due.objects.within(actor.scope).select_related("organisation").filter(pk=id).first()
    if due is None:
        raise cases.unknown(DUE_FLOW)
    names = ("situation", "help_wanted", "explanation", "excused_reason")
    return answer(
        {
            **_told(due),
            **{name: getattr(due, name) for name in names},
            **_of_form(due),
            "available": cases.available(DUE_FLOW, due, actor),
            "history": cases.history(DUE_FLOW, due),
        }
    )


def _of_form(due: Due) -> dict[str, Any]:
    """Return what a report says in its form, and the numbers that the system knew."""
    version = formbook.of_due(due)
    rows = list(ReportValue.objects.filter(due=due).order_by("field"))
    return {
        "form": due.form,
        "form_version": version.version if version else None,
        "numbers": [
            {"field": one.field, "code": one.code, "span": one.span, "number": one.number, "unit": one.unit}
            for one in (numbers(due, version, due.seen_at) if version else [])
        ],
        "values": [
            {"field": one.field.code, "label": one.field.title, "type": one.field.type, "value": one.raw}
            for one in (said(due, version, rows) if version else [])
        ],
        "differences": [
            {
                "field": row.field,
                "value": plain(row.number),
                "derived": None if row.derived is None else plain(row.derived),
                "reason": row.reason,
            }
            for row in rows
            if row.reason and row.number is not None
        ],
    }


def _told(due: Due) -> dict[str, Any]:
    words, now = spoken(Standing), clock.now()
    return {
        "id": due.pk,
        "number": due.number,
        "day": due.day,
        "axis": spoken(Axis)[due.axis],
        "organisation": {"id": due.organisation_id, "name": due.organisation.label},
        "due_at": due.due_at,
        "closes_at": due.closes_at,
        "standing": words[standing(due, now)],
        "standing_at_deadline": words[at_deadline(due)] if now > due.due_at else None,
        "kind": due.kind,
        "received_at": due.received_at,
        "version": due.version,
        "revision": due.revision,
    }
