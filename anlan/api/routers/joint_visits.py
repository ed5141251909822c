"""Joint visits: the list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, plan_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.plans.flow import JOINT_FLOW
from anlan.plans.listing import joints_filtered
from anlan.plans.models import JointState, JointVisit

router = Router(tags=["joint-visits"])
READ = AccessToken(TokenScope.READ, Permission.PLAN_READ)
RELATED = ("premises", "area", "sector", "proposer", "partner")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(plan_schemas.JointRow),
    operation_id="joint_visits_list",
    summary=_("The list of joint visits"),
    description=_("Those of your area and sectors, and those of your body, newest first."),
    openapi_extra={"parameters": [choice("state", JointState.values), *PLACE, *DAYS, *PAGING]},
)
def joint_visits(request: ApiRequest) -> HttpResponse:
    rows = joints_filtered(JointVisit.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related(*RELATED)
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=plan_schemas.JointDetail,
    operation_id="joint_visits_get",
    summary=_("One joint visit"),
    description=_("Who proposed it to whom, for which day, and the visit that was made."),
)
def joint_visit(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    joint = JointVisit.objects.within(actor.scope).select_related(*RELATED).filter(pk=id).first()
    if joint is None:
        raise cases.unknown(JOINT_FLOW)
    return answer(
        {
            **_told(joint),
            "available": cases.available(JOINT_FLOW, joint, actor),
            "history": cases.history(JOINT_FLOW, joint),
        }
    )


def _told(joint: JointVisit) -> dict[str, Any]:
    area = joint.area
    return {
        "id": joint.pk,
        "number": joint.number,
        "state": spoken(JointState)[joint.state],
        "premises": {"id": joint.premises_id, "name": joint.premises.name},
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "sector": joint.sector.code,
        "proposer": {"id": joint.proposer_id, "name": joint.proposer.label},
        "partner": {"id": joint.partner_id, "name": joint.partner.label},
        "proposed_on": joint.proposed_on,
        "planned_on": joint.planned_on,
        "focus": joint.focus,
        "reason": joint.reason,
        "visit": joint.visit_id,
        "revision": joint.revision,
    }
