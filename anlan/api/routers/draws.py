"""Draws: the list and one of them with what it drew."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, draw_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.draws.flow import DRAW_FLOW
from anlan.draws.models import Draw, DrawState, Spread
from anlan.draws.rows import HEAVY, excluded_of, pairs_of
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission

router = Router(tags=["draws"])
READ = AccessToken(TokenScope.READ, Permission.DRAW_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(draw_schemas.DrawRow),
    operation_id="draws_list",
    summary=_("The list of draws"),
    description=_("Those of your area, newest first."),
    openapi_extra={"parameters": PAGING},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Draw.objects.within(request.auth.actor.scope).defer(*HEAVY).select_related("area", "organisation")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=draw_schemas.DrawDetail,
    operation_id="draws_get",
    summary=_("One draw"),
    description=_(
        "What it drew, from which pools (their digests), by which seed. The pools are files on its page."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    draw = Draw.objects.within(actor.scope).select_related("area", "organisation").filter(pk=id).first()
    if draw is None:
        raise cases.unknown(DRAW_FLOW)
    return answer(
        {
            **_told(draw),
            "object_digest": draw.object_digest,
            "officer_digest": draw.officer_digest,
            "commitment": draw.commitment,
            "public_text": draw.public_text,
            "witness": draw.witness,
            "seed": draw.seed,
            "drawn": pairs_of(draw) if draw.result else [],
            "excluded": excluded_of(draw),
            "available": cases.available(DRAW_FLOW, draw, actor),
            "history": cases.history(DRAW_FLOW, draw),
        }
    )


def _told(draw: Draw) -> dict[str, Any]:
    area, body = draw.area, draw.organisation
    return {
        "id": draw.pk,
        "number": draw.number,
        "state": spoken(DrawState)[draw.state],
        "title": draw.title,
        "basis": draw.basis,
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "organisation": {"id": body.pk, "name": body.label},
        "sector": draw.sectors,
        "spread": spoken(Spread)[draw.spread],
        "wanted": draw.wanted,
        "objects_in": draw.objects_in,
        "per_object": draw.per_object,
        "officers_in": draw.officers_in,
        "prepared_on": draw.prepared_on,
        "drawn_at": draw.drawn_at,
        "published_at": draw.published_at,
        "revision": draw.revision,
    }
