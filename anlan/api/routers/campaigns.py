"""Campaigns of publicity: the list and one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, outreach_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.outreach.flow import CAMPAIGN_FLOW
from anlan.outreach.models import Campaign, CampaignState

router = Router(tags=["campaigns"])
READ = AccessToken(TokenScope.READ, Permission.OUTREACH_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(outreach_schemas.CampaignRow),
    operation_id="campaigns_list",
    summary=_("The list of campaigns"),
    description=_("Those of your area and of the areas above it, newest first."),
    openapi_extra={"parameters": PAGING},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Campaign.objects.within(request.auth.actor.scope).select_related("area", "organisation")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=outreach_schemas.CampaignDetail,
    operation_id="campaigns_get",
    summary=_("One campaign"),
    description=_("Its days, purpose and history. Its activities: the list of publicity, by campaign."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    campaign = (
        Campaign.objects.within(actor.scope).select_related("area", "organisation").filter(pk=id).first()
    )
    if campaign is None:
        raise cases.unknown(CAMPAIGN_FLOW)
    return answer(
        {
            **_told(campaign),
            "available": cases.available(CAMPAIGN_FLOW, campaign, actor),
            "history": cases.history(CAMPAIGN_FLOW, campaign),
        }
    )


def _told(campaign: Campaign) -> dict[str, Any]:
    area, body = campaign.area, campaign.organisation
    return {
        "id": campaign.pk,
        "number": campaign.number,
        "state": spoken(CampaignState)[campaign.state],
        "name": campaign.name,
        "purpose": campaign.purpose,
        "first_day": campaign.first_day,
        "last_day": campaign.last_day,
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "organisation": {"id": body.pk, "name": body.label},
        "revision": campaign.revision,
    }
