"""Inspection teams: the list, and one of them with its members and days."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, schemas, team_schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import clock
from anlan.kernel.parameters import NEWEST
from anlan.org.models import Area
from anlan.org.roles import Permission
from anlan.teams.daybook import Told, days_told
from anlan.teams.flow import TEAM_FLOW
from anlan.teams.listing import filtered
from anlan.teams.models import MemberRole, Team, TeamKind, TeamMember, TeamState

router = Router(tags=["teams"])
READ = AccessToken(TokenScope.READ, Permission.VISIT_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(team_schemas.TeamRow),
    operation_id="teams_list",
    summary=_("The list of inspection teams"),
    description=_("Those of your area and of the areas above it, the latest set up first."),
    openapi_extra={
        "parameters": [
            choice("kind", TeamKind.values),
            choice("state", TeamState.values),
            PLACE[0],
            *DAYS,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(Team.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("area", "organisation", "period")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=team_schemas.TeamDetail,
    operation_id="teams_get",
    summary=_("One inspection team"),
    description=_(
        "Its members, those who left too, and its days with logs, visits, hazards and the four haves."
    ),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    rows = Team.objects.within(actor.scope).select_related("area", "organisation", "period")
    team = rows.filter(pk=id).first()
    if team is None:
        raise cases.unknown(TEAM_FLOW)
    return answer(
        {
            **_told(team),
            "summary": team.summary,
            "members": [_member(one) for one in team.members.order_by("pk")],
            "days": [_day(one) for one in days_told(team, actor.scope, clock.today())],
            "available": cases.available(TEAM_FLOW, team, actor),
            "history": cases.history(TEAM_FLOW, team),
        }
    )


def named(area: Area) -> dict[str, str]:
    return {"code": area.code, "name": area.short_name if in_chinese() else area.name_en}


def keyed(team: Team) -> dict[str, Any]:
    return {"id": team.pk, "name": team.name}


def _told(team: Team) -> dict[str, Any]:
    body, period = team.organisation, team.period
    return {
        "id": team.pk,
        "number": team.number,
        "name": team.name,
        "kind": spoken(TeamKind)[team.kind],
        "state": spoken(TeamState)[team.state],
        "leader_name": team.leader_name,
        "leader_title": team.leader_title,
        "area": named(team.area),
        "organisation": {"id": body.pk, "name": body.label},
        "first_day": team.first_day,
        "last_day": team.last_day,
        "period": {"id": period.pk, "name": period.label} if period else None,
        "basis": team.basis,
        "task": team.task,
        "keeps_log": team.keeps_log,
        "revision": team.revision,
    }


def _member(one: TeamMember) -> dict[str, Any]:
    return {
        "id": one.pk,
        "role": spoken(MemberRole)[one.role],
        "name": one.name,
        "title": one.title,
        "qualification": one.qualification_id,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "why_joined": one.why_joined,
        "why_left": one.why_left,
    }


def _day(told: Told) -> dict[str, Any]:
    return {
        "day": told.day,
        "log": told.log.pk if told.log else None,
        "log_state": told.log.state if told.log else "",
        "visits": told.visits,
        "unmet": told.unmet,
        "hazards": told.hazards,
        "outstanding": told.outstanding,
        "is_four": told.is_four,
        "lacks": told.lacks,
    }
