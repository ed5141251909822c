"""Leaders with their posts and days: the list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import assignment_schemas, cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import COUNT, PAGING, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.assignments.flow import LEADER_FLOW
from anlan.assignments.models import LeaderTerm, RecordState
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission

router = Router(tags=["leaders"])
READ = AccessToken(TokenScope.READ, Permission.ASSIGNMENT_READ)
_KEPT = ("id", "name", "title", "leads", "rank", "first_day", "last_day", "revision")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(assignment_schemas.LeaderRow),
    operation_id="leaders_list",
    summary=_("The list of leaders"),
    description=_("Who holds which post from when to when; the latest entered first, voided ones left out."),
    openapi_extra={"parameters": [COUNT, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = LeaderTerm.objects.within(request.auth.actor.scope).standing().select_related("area")
    return ordered(request, rows, tell, order=NEWEST)


def tell(rows: list[Any]) -> list[dict[str, Any]]:
    """Return leaders as data."""
    states = spoken(RecordState)
    return [
        {name: getattr(row, name) for name in _KEPT}
        | {"state": states[row.state], "area": {"code": row.area.code, "name": row.area.short_label}}
        for row in rows
    ]


@router.get(
    "/{int:id}",
    auth=READ,
    response=assignment_schemas.LeaderDetail,
    operation_id="leaders_get",
    summary=_("One leader"),
    description=_("A leader in one post, and the history of the record."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    term = LeaderTerm.objects.within(actor.scope).filter(pk=id).select_related("area").first()
    if term is None:
        raise cases.unknown(LEADER_FLOW)
    return answer(
        {
            **tell([term])[0],
            "available": cases.available(LEADER_FLOW, term, actor),
            "history": cases.history(LEADER_FLOW, term),
        }
    )
