"""The registers of enforcement: for each its list and one of its cases; their steps are operations of their own."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, enforcement_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, parameter
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.enforcement.desks import DESKS, Desk, chosen
from anlan.enforcement.listing import OPEN, OVERDUE, filtered
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.papers.models import Paper

READ = AccessToken(TokenScope.READ, Permission.ENFORCEMENT_READ)
NAMES = ("premises", "operator", "area", "sector", "organisation")


def _told(desk: Desk, case: Any) -> dict[str, Any]:
    area, chinese = case.area, in_chinese()
    return {
        "id": case.pk,
        "number": case.number,
        "kind": {"code": desk.kind_of(case), "label": chosen(desk.kinds, desk.kind_of(case))},
        "state": {"code": case.state, "label": chosen(desk.states, case.state)},
        "premises": {"code": case.premises.code, "name": case.premises.name},
        "operator": {"id": case.operator_id, "name": case.operator.label},
        "area": {"code": area.code, "name": area.short_name if chinese else area.name_en},
        "sector": {"code": case.sector.code, "name": case.sector.label},
        "organisation": {"id": case.organisation_id, "name": case.organisation.label},
        "counted_on": case.counted_on,
        "particulars": {item.code: item.read(case) for item in desk.items},
        "revision": case.revision,
    }


def _papers(desk: Desk, case: Any) -> list[dict[str, Any]]:
    papers = Paper.objects.filter(case_kind=desk.flow.kind, case_id=case.pk).select_related("service")
    return [
        {
            "id": paper.pk,
            "name": paper.name,
            "issued_at": paper.issued_at,
            "served_at": service.served_at if (service := getattr(paper, "service", None)) else None,
            "receiver": service.receiver if service else "",
            "refused": bool(service and service.is_refused),
            "witness": service.witness if service else "",
        }
        for paper in papers.defer("content").order_by("pk")
    ]


def _of(desk: Desk) -> Router:
    router = Router(tags=["enforcement"])
    name = desk.path.replace("-", "_")
    filters = [
        choice("state", [OPEN, OVERDUE, *desk.states.values]),
        choice("kind", list(desk.kinds.values)),
        parameter("premises", {"type": "integer"}, "key of a place"),
        PLACE[0],
        *DAYS,
    ]

    @router.get(
        "",
        auth=READ,
        response=schemas.page_of(enforcement_schemas.EnforcementRow),
        operation_id=f"{name}_list",
        summary=cast(str, desk.label),
        description=_("Those of your area and sectors, the newest first."),
        openapi_extra={"parameters": [*filters, *PAGING]},
    )
    def listing(request: ApiRequest) -> HttpResponse:
        rows = filtered(desk, desk.rows().within(request.auth.actor.scope), request.GET).select_related(
            *NAMES
        )
        return ordered(request, rows, lambda page: [_told(desk, one) for one in page], order=NEWEST)

    @router.get(
        "/{int:id}",
        auth=READ,
        response=enforcement_schemas.EnforcementDetail,
        operation_id=f"{name}_get",
        summary=cast(str, desk.flow.name),
        description=_("What it says, its papers with their service, its steps and its history."),
    )
    def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
        actor = request.auth.actor
        case = desk.rows().within(actor.scope).select_related(*NAMES).filter(pk=id).first()
        if case is None:
            raise cases.unknown(desk.flow)
        return answer(
            {
                **_told(desk, case),
                "papers": _papers(desk, case),
                "available": cases.available(desk.flow, case, actor, without=frozenset({"enter"})),
                "history": cases.history(desk.flow, case),
            }
        )

    return router


ROUTERS = [(desk.path, _of(desk)) for desk in DESKS.values()]
