"""Hand-overs of teams."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, schemas, team_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, ordered, spoken
from anlan.api.routers.team_days import TEAM
from anlan.api.routers.teams import keyed
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.hazards.models import Hazard
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.teams.flow import HANDOVER_FLOW
from anlan.teams.models import HandOver, HandOverState

router = Router(tags=["team-handovers"])
READ = AccessToken(TokenScope.READ, Permission.VISIT_READ)
NAMES = ("team", "to_team", "handed_by", "taken_by")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(team_schemas.HandOverRow),
    operation_id="team_handovers_list",
    summary=_("Hand-overs of teams"),
    description=_("Of your area, the latest first."),
    openapi_extra={"parameters": [TEAM, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = HandOver.objects.within(request.auth.actor.scope).select_related(*NAMES)
    if (team := parameters.whole(request.GET, "team")) is not None:
        rows = rows.filter(team=team)
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=team_schemas.HandOverDetail,
    operation_id="team_handovers_get",
    summary=_("One hand-over of a team"),
    description=_("What went along, and who signed on both sides."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    found = HandOver.objects.within(actor.scope).select_related(*NAMES).filter(pk=id).first()
    if found is None:
        raise cases.unknown(HANDOVER_FLOW)
    hazards = Hazard.objects.within(actor.scope).filter(pk__in=found.hazards).order_by("pk")
    return answer(
        {
            **_told(found),
            "hazards": list(hazards.values_list("pk", flat=True)),
            "available": cases.available(HANDOVER_FLOW, found, actor),
            "history": cases.history(HANDOVER_FLOW, found),
        }
    )


def _told(one: HandOver) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "team": keyed(one.team),
        "to_team": keyed(one.to_team),
        "day": one.day,
        "state": spoken(HandOverState)[one.state],
        "from_name": one.from_name,
        "to_name": one.to_name,
        "matters": one.matters,
        "open_hazards": one.open_hazards,
        "handed_by": one.handed_by.name,
        "taken_by": one.taken_by.name if one.taken_by else "",
        "taken_at": one.taken_at,
        "remark": one.remark,
        "revision": one.revision,
    }
