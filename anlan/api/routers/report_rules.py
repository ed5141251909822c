"""Rules for reports: the list and one of them with its versions and units. Keeping one is its steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, report_rule_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, PLACE, choice, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import clock
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.reporting.demand import SCHEDULE, Demand
from anlan.reporting.demand_listing import HOLDS, filtered
from anlan.reporting.demand_rows import spans_of, units_of, versions_of
from anlan.reporting.flow import DEMAND_FLOW
from anlan.reporting.kinds import DemandState, Group
from anlan.reporting.models import ReportRule

router = Router(tags=["report-rules"])
READ = AccessToken(TokenScope.READ, Permission.REPORT_READ)


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(report_rule_schemas.RuleRow),
    operation_id="report_rules_list",
    summary=_("The list of rules for reports"),
    description=_("Who owes which form: the rules of your area and of the areas above it, newest first."),
    openapi_extra={"parameters": [choice("holds", HOLDS), choice("group", Group.values), PLACE[0], *PAGING]},
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(Demand.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("area", "organisation")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=report_rule_schemas.RuleDetail,
    operation_id="report_rules_get",
    summary=_("One rule for reports"),
    description=_("What it asks for from which day on, whom it obliges from when to when, and its history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    demand = (
        Demand.objects.within(actor.scope)
        .select_related("area", "organisation", "period")
        .filter(pk=id)
        .first()
    )
    if demand is None:
        raise cases.unknown(DEMAND_FLOW)
    spans = spans_of(demand, units_of(demand), clock.today())
    return answer(
        {
            **_told(demand),
            "versions": [_version(one) for one in versions_of([demand.pk])[demand.pk]],
            "units": [
                {
                    "organisation": {"id": span["unit"].pk, "name": span["unit"].label},
                    "first_day": span["first_day"],
                    "last_day": span["last_day"],
                }
                for span in spans
            ],
            "available": cases.available(DEMAND_FLOW, demand, actor),
            "history": cases.history(DEMAND_FLOW, demand),
        }
    )


def _version(version: ReportRule) -> dict[str, Any]:
    told = {name: getattr(version, name) for name in SCHEDULE}
    return told | {
        "first_day": version.first_day,
        "last_day": version.last_day,
        "due_time": f"{version.due_time:%H:%M}",
    }


def _told(demand: Demand) -> dict[str, Any]:
    area, body = demand.area, demand.organisation
    return {
        "id": demand.pk,
        "number": demand.number,
        "name": demand.name,
        "name_en": demand.name_en,
        "form": demand.form,
        "group": spoken(Group)[demand.unit_group],
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "organisation": {"id": body.pk, "name": body.label},
        "period": demand.period_id,
        "first_day": demand.first_day,
        "last_day": demand.last_day,
        "state": spoken(DemandState)[demand.state],
        "revision": demand.revision,
    }
