"""Visits: the list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, schemas, visit_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PLACE, Source, choice, in_chinese, listed, of_spec, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.inspections.effects import missing
from anlan.inspections.flow import VISIT_FLOW
from anlan.inspections.listing import TEAMS, VISITS, filtered
from anlan.inspections.models import MemberRole, Mode, Outcome, Result, Visit
from anlan.org.roles import Permission

router = Router(tags=["visits"])
READ = AccessToken(TokenScope.READ, Permission.VISIT_READ)
_COLUMNS = (
    "id",
    "visited_on",
    "visited_at",
    "mode",
    "revision",
    "premises_id",
    "premises__name",
    "organisation_id",
    "organisation__name",
    "organisation__name_en",
    "area__code",
    "area__short_name",
    "area__name_en",
    "sector__code",
    "sector__name",
    "sector__name_en",
)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(schemas.VisitRow),
    operation_id="visits_list",
    summary=_("The list of visits"),
    description=_("What the page of inspections shows, with its filters and orders, newest first."),
    openapi_extra={
        "parameters": of_spec(
            VISITS,
            choice("mode", Mode.values),
            choice("outcome", Outcome.values),
            choice("team", list(TEAMS)),
            *PLACE,
            *DAYS,
        )
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    return listed(request, SOURCE)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return visits as data."""
    chinese, modes = in_chinese(), spoken(Mode)
    told: list[dict[str, Any]] = []
    for row in rows:
        key, on, at, mode, revision, premises, premises_name, body, body_zh, body_en = row[:10]
        area, area_zh, area_en, sector, sector_zh, sector_en = row[10:]
        told.append(
            {
                "id": key,
                "number": f"JC{on:%Y}-{key:07d}",
                "mode": modes[mode],
                "premises": {"id": premises, "name": premises_name},
                "area": {"code": area, "name": area_zh if chinese else area_en},
                "sector": {"code": sector, "name": sector_zh if chinese else sector_en},
                "organisation": {"id": body, "name": body_zh if chinese else body_en or body_zh},
                "visited_at": at,
                "visited_on": on,
                "revision": revision,
            }
        )
    return told


SOURCE = Source(VISITS, lambda scope: Visit.objects.within(scope).recorded(), filtered, _COLUMNS, tell)


_CARRIED_ON = (
    "outcome_note", "leader_name", "leader_title", "is_enforcement", "companion", "minutes", "requirement", "opinion",
    "next_step", "signature", "signed_by", "witness", "items_applicable", "items_answered", "items_failed", "is_four",
    "submitted_at",
)  # fmt: skip


def _members(visit: Visit) -> list[dict[str, Any]]:
    roles = spoken(MemberRole)
    rows = visit.members.select_related("qualification").order_by("pk")
    return [
        {
            "role": roles[one.role],
            "id": one.qualification_id,
            **{name: getattr(one.qualification, name) for name in ("name", "field", "number")},
        }
        for one in rows
    ]


def _answers(visit: Visit) -> list[dict[str, Any]]:
    results = spoken(Result)
    rows = visit.answers.order_by("item__position").values_list("item__code", "result", "reason")
    return [{"item": item, "result": results[result], "reason": reason} for item, result, reason in rows]


@router.get(
    "/{int:id}",
    auth=READ,
    response=visit_schemas.VisitDetail,
    operation_id="visits_get",
    summary=_("One visit"),
    description=_(
        "What was found on a visit, who took part, what was answered, and its history. Its hazards stand in "
        "their own list."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    visit = Visit.objects.within(actor.scope).select_related("recorded_by").filter(pk=id).first()
    if visit is None:
        raise cases.unknown(VISIT_FLOW)
    return answer(
        {
            **SOURCE.told([visit.pk])[0],
            "focus": visit.focus,
            "situation": visit.situation,
            "recorded_by": visit.recorded_by.name,
            **{name: getattr(visit, name) for name in _CARRIED_ON},
            "outcome": spoken(Outcome)[visit.outcome],
            "members": _members(visit),
            "checklist": visit.checklist_id,
            "answers": _answers(visit),
            "is_hidden": visit.is_masked,
            "missing": missing(vars(visit)),
            "available": cases.available(VISIT_FLOW, visit, actor),
            "history": cases.history(VISIT_FLOW, visit),
        }
    )
