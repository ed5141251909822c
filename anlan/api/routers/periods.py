"""Special periods: the list and one of them. Declaring, moving and ending one are its steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, period_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import clock
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.periods.flow import PERIOD_FLOW
from anlan.periods.listing import filtered
from anlan.periods.models import Level, PeriodState, SpecialPeriod

router = Router(tags=["periods"])
READ = AccessToken(TokenScope.READ, Permission.FIGURE_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(period_schemas.PeriodRow),
    operation_id="periods_list",
    summary=_("The list of special periods"),
    description=_("Those of your area and of the areas above it, the latest declared first."),
    openapi_extra={"parameters": [choice("level", Level.values), PLACE[0], *DAYS, *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(SpecialPeriod.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("area", "organisation")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=period_schemas.PeriodDetail,
    operation_id="periods_get",
    summary=_("One special period"),
    description=_("Its days, level and history. What is asked for in it, the rules for reports say."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    period = (
        SpecialPeriod.objects.within(actor.scope).select_related("area", "organisation").filter(pk=id).first()
    )
    if period is None:
        raise cases.unknown(PERIOD_FLOW)
    return answer(
        {
            **_told(period),
            "available": cases.available(PERIOD_FLOW, period, actor),
            "history": cases.history(PERIOD_FLOW, period),
        }
    )


def _told(period: SpecialPeriod) -> dict[str, Any]:
    area, body = period.area, period.organisation
    return {
        "id": period.pk,
        "number": period.number,
        "name": period.name,
        "name_en": period.name_en,
        "level": spoken(Level)[period.level],
        "first_day": period.first_day,
        "last_day": period.last_day,
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "organisation": {"id": body.pk, "name": body.label},
        "state": spoken(PeriodState)[period.state],
        "runs_today": period.covers(clock.today()),
        "purpose": period.purpose,
        "basis": period.basis,
        "revision": period.revision,
    }
