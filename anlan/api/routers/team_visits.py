"""Which visits were a team's."""

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
from anlan.api.routers.teams import keyed, named
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import parameters
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.teams.flow import TEAM_VISIT_FLOW
from anlan.teams.models import LinkState, TeamVisit

router = Router(tags=["team-visits"])
READ = AccessToken(TokenScope.READ, Permission.VISIT_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(team_schemas.TeamVisitRow),
    operation_id="team_visits_list",
    summary=_("Visits of teams"),
    description=_("Which visit was which team’s, of the visits that you may see."),
    openapi_extra={"parameters": [TEAM, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = TeamVisit.objects.within(request.auth.actor.scope).named().select_related("team", "visit", "area")
    if (team := parameters.whole(request.GET, "team")) is not None:
        rows = rows.filter(team=team)
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=team_schemas.TeamVisitDetail,
    operation_id="team_visits_get",
    summary=_("One visit of a team"),
    description=_("Who named it the team’s, and whether it was taken out."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    link = TeamVisit.objects.within(actor.scope).select_related("team", "visit", "area").filter(pk=id).first()
    if link is None:
        raise cases.unknown(TEAM_VISIT_FLOW)
    return answer(
        {
            **_told(link),
            "available": cases.available(TEAM_VISIT_FLOW, link, actor),
            "history": cases.history(TEAM_VISIT_FLOW, link),
        }
    )


def _told(link: TeamVisit) -> dict[str, Any]:
    return {
        "id": link.pk,
        "number": link.number,
        "team": keyed(link.team),
        "visit": {"id": link.visit_id, "name": link.visit.number},
        "visited_on": link.visited_on,
        "area": named(link.area),
        "state": spoken(LinkState)[link.state],
        "revision": link.revision,
    }
