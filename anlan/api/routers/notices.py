"""The notices of the organisations in which the caller holds a post."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import office_schemas, schemas
from anlan.api.answers import JSON, answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, choice, ordered
from anlan.api.words import _
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import NEWEST
from anlan.notifications.models import Notice
from anlan.notifications.views import UNREAD
from anlan.notifications.words import tell_notices

router = Router(tags=["notices"])


@router.get(
    "",
    auth=AccessToken(TokenScope.READ),
    response=schemas.page_of(office_schemas.NoticeRow),
    operation_id="notices_list",
    summary=_("Notices"),
    description=_("What the steps of others mean for your organisations, newest first."),
    openapi_extra={"parameters": [choice("state", (UNREAD,)), *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    mine = Notice.objects.to(request.auth.actor.organisation_ids())
    rows = mine.unread() if parameters.choice(request.GET, "state", (UNREAD,)) else mine.listed()
    return ordered(request, rows, _told, order=NEWEST)


def _told(page: list[Notice]) -> list[dict[str, Any]]:
    return [
        {
            "id": told["pk"],
            "event": str(told["event"]),
            "text": str(told["text"]),
            "place": str(told["place"]),
            "at": told["at"],
            "unread": told["unread"],
        }
        for told in tell_notices(page)
    ]


@router.post(
    "/read",
    auth=AccessToken(TokenScope.ACT, body=JSON),
    response=office_schemas.Marked,
    operation_id="notices_read",
    summary=_("Mark notices as read"),
    description=_("All that stand in the list up to one of them."),
    openapi_extra={"requestBody": {"content": {JSON: {"example": {"newest": 5120}}}}},
)
def read(request: ApiRequest, body: office_schemas.ReadUntil) -> HttpResponse:
    rows = Notice.objects.to(request.auth.actor.organisation_ids()).unread().filter(pk__lte=body.newest)
    return answer({"marked": rows.update(read_at=clock.now())})
