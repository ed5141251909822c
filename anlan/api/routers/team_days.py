"""Day logs of teams, the missing ones too."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, schemas, team_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, ordered, parameter, spoken
from anlan.api.routers.teams import keyed, named
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.teams.flow import DAY_FLOW
from anlan.teams.listing import LOGS, filtered_days
from anlan.teams.models import DayState, TeamDay, TeamKind

router = Router(tags=["team-days"])
READ = AccessToken(TokenScope.READ, Permission.VISIT_READ)
TEAM = parameter("team", {"type": "integer", "minimum": 1}, "key of a team")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(team_schemas.TeamDayRow),
    operation_id="team_days_list",
    summary=_("Day logs of teams"),
    description=_(
        "Of the teams’ days in your area; a day that is over without a log stands here as missing."
    ),
    openapi_extra={
        "parameters": [
            TEAM,
            choice("did", list(LOGS)),
            choice("kind", TeamKind.values),
            PLACE[0],
            *DAYS,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered_days(TeamDay.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("team", "area")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=team_schemas.TeamDayDetail,
    operation_id="team_days_get",
    summary=_("One day log of a team"),
    description=_("Its words and history; visits and hazards of the day stand with the team."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    day = TeamDay.objects.within(actor.scope).select_related("team", "area").filter(pk=id).first()
    if day is None:
        raise cases.unknown(DAY_FLOW)
    return answer(
        {
            **_told(day),
            "available": cases.available(DAY_FLOW, day, actor, without=frozenset({"drop", "take_back"})),
            "history": cases.history(DAY_FLOW, day),
        }
    )


def _told(day: TeamDay) -> dict[str, Any]:
    return {
        "id": day.pk,
        "number": day.number,
        "team": keyed(day.team),
        "kind": spoken(TeamKind)[day.team_kind],
        "state": spoken(DayState)[day.state],
        "day": day.day,
        "area": named(day.area),
        "place": day.place,
        "done": day.done,
        "problems": day.problems,
        "weather": day.weather,
        "no_visit": day.no_visit,
        "written_on": day.written_on,
        "revision": day.revision,
    }
