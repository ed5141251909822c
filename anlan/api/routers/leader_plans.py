"""Leaders' plans: to the office that sets them, and to a leader the own one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, plan_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.plans.flow import LEADER_PLAN_FLOW
from anlan.plans.leading import progress
from anlan.plans.listing import leaders_filtered
from anlan.plans.models import LeaderPlan, LeaderPlanState

router = Router(tags=["leader-plans"])
READ = AccessToken(TokenScope.READ, Permission.PLAN_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(plan_schemas.LeaderPlanRow),
    operation_id="leader_plans_list",
    summary=_("The list of leaders’ plans"),
    description=_("Those that you may see: the office’s of your area, or your own."),
    openapi_extra={"parameters": [*DAYS, *PAGING]},
)
def leader_plans(request: ApiRequest) -> HttpResponse:
    rows = leaders_filtered(LeaderPlan.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("leader", "area")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=plan_schemas.LeaderPlanDetail,
    operation_id="leader_plans_get",
    summary=_("One leader’s plan"),
    description=_("What was planned for each part of the portfolio, and what was done."),
)
def leader_plan(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    plan = LeaderPlan.objects.within(actor.scope).select_related("leader", "area").filter(pk=id).first()
    if plan is None:
        raise cases.unknown(LEADER_PLAN_FLOW)
    done = progress(plan)
    return answer(
        {
            **_told(plan),
            "lines": [
                {
                    "sector": line.sector.code if line.sector else "",
                    "area": line.area.code if line.area else "",
                    "due": line.due,
                    "made": line.made,
                }
                for line in done.lines
            ],
            "done": done.done,
            "visits": done.visits,
            "beside": done.beside,
            "available": cases.available(LEADER_PLAN_FLOW, plan, actor),
            "history": cases.history(LEADER_PLAN_FLOW, plan),
        }
    )


def _told(plan: LeaderPlan) -> dict[str, Any]:
    area, leader = plan.area, plan.leader
    return {
        "id": plan.pk,
        "number": plan.number,
        "state": spoken(LeaderPlanState)[plan.state],
        "leader": {"id": plan.leader_id, "name": leader.name},
        "title": leader.title,
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "first_day": plan.first_day,
        "last_day": plan.last_day,
        "basis": plan.basis,
        "visits_due": plan.visits_due,
        "revision": plan.revision,
    }
