"""Inspection plans: the list, one with what was reached of it, its places; the day list; who is close by at a place."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, plan_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Invalid, Unknown
from anlan.kernel.parameters import NEWEST
from anlan.org.models import Area, Organisation
from anlan.org.roles import Permission
from anlan.plans import closeness, due, listing
from anlan.plans.coverage import Reached, reached, together
from anlan.plans.flow import PLAN_FLOW
from anlan.plans.listing import BY_DUE, CLOSE, REACHED
from anlan.plans.models import ChosenBy, Counts, Doer, Plan, PlanItem, PlanKind, PlanState
from anlan.plans.rows import due_next, reached_items
from anlan.premises.models import Premises

router = Router(tags=["plans"])
READ = AccessToken(TokenScope.READ, Permission.PLAN_READ)
BODY = parameter("body", {"type": "string", "maxLength": 20}, "key of the body that goes there")
OFFICER = parameter("officer", {"type": "integer", "minimum": 1}, "key of the officer")


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(plan_schemas.PlanRow),
    operation_id="plans_list",
    summary=_("The list of inspection plans"),
    description=_("Those that hold in your area, the newest first."),
    openapi_extra={
        "parameters": [
            choice("kind", PlanKind.values),
            choice("state", PlanState.values),
            PLACE[0],
            *DAYS,
            *PAGING,
        ]
    },
)
def plans(request: ApiRequest) -> HttpResponse:
    rows = listing.filtered(Plan.objects.within(request.auth.actor.scope), request.GET)
    rows = rows.select_related("area", "organisation", "tally")
    return ordered(request, rows, lambda page: [_told(one) for one in page], order=NEWEST)


@router.get(
    "/due",
    auth=READ,
    response=plan_schemas.DayList,
    operation_id="plans_due",
    summary=_("The day list"),
    description=_("What is still to be visited on the plans that run, nearest due first; 60 rows a page."),
    openapi_extra={
        "parameters": [
            parameter(
                "body", {"type": "string", "maxLength": 20}, "key of a body, or `all`; without: your own"
            ),
            OFFICER,
            *PLACE,
            DAYS[1],
            choice("by", list(due.ORDERS)),
            parameter("page", {"type": "integer", "minimum": 1, "maximum": due.MOST_PAGES}),
        ]
    },
)
def day_list(request: ApiRequest) -> HttpResponse:
    number = parameters.whole(request.GET, "page") or 1
    if number > due.MOST_PAGES:
        told = gettext("The list shows %(most)s pages: narrow it.") % {"most": due.MOST_PAGES}
        raise Invalid("plan.page", told, field="page")
    keys, more = due.page(request.auth.actor, due.asked(request.auth.actor, request.GET), number)
    return answer({"rows": places_told(keys), "page": number, "more": more})


@router.get(
    "/close-by/{int:id}",
    auth=READ,
    response=plan_schemas.AtPlace,
    operation_id="plans_close_by",
    summary=_("Who else was or will be at a place close by"),
    description=_(
        "Other bodies’ visits, and what falls due to them, within some days; hidden visits are left out."
    ),
)
def close_by(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    place = Premises.objects.within(actor.scope).filter(pk=id).first()
    if place is None:
        raise Unknown("premises.unknown", gettext("There are no such premises in your area and sector."))
    bodies, today = sorted(set(actor.organisation_ids())), clock.today()
    joint = closeness.joint_of(place.pk, bodies)
    return answer(
        {
            "days": closeness.close_days(),
            "visited": [_close(one) for one in closeness.visited_close(place.pk, bodies, today)],
            "planned": [_close(one) for one in closeness.planned_close(place.pk, bodies, today)],
            "joint_visit": joint.pk if joint else None,
        }
    )


def _close(one: closeness.Close) -> dict[str, Any]:
    return {
        "organisation": {"id": one.organisation_id, "name": one.organisation},
        "on": one.on,
        "plan": one.plan,
    }


def _plan(request: ApiRequest, key: int) -> Plan:
    rows = Plan.objects.within(request.auth.actor.scope).select_related("area", "organisation", "tally")
    plan: Plan | None = rows.filter(pk=key).first()
    if plan is None:
        raise cases.unknown(PLAN_FLOW)
    return plan


@router.get(
    "/{int:id}",
    auth=READ,
    response=plan_schemas.PlanDetail,
    operation_id="plans_get",
    summary=_("One inspection plan"),
    description=_("What was reached of it now, by body and area, of the places that you see."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor, plan = request.auth.actor, _plan(request, id)
    parts = reached(plan, PlanItem.objects.within(actor.scope))
    whole = together(parts.values())
    return answer(
        {
            **_told(plan),
            "purpose": plan.purpose,
            "chosen_by": spoken(ChosenBy)[plan.chosen_by],
            "sectors": [code for code in plan.sectors.split(",") if code],
            "tags": plan.tags.splitlines(),
            "kinds": plan.kinds.splitlines(),
            "least_staff": plan.least_staff,
            "draw": plan.draw_id,
            "doer": spoken(Doer)[plan.doer],
            "counts": spoken(Counts)[plan.counts],
            "visits_each": plan.visits_each,
            "classes": [line.replace("\t", " ").strip() for line in plan.classes.splitlines()],
            "summary": plan.summary,
            "reached": _reached(whole),
            "gap": whole.gap(plan.target_percent),
            **_apart(parts),
            "available": cases.available(PLAN_FLOW, plan, actor),
            "history": cases.history(PLAN_FLOW, plan),
        }
    )


@router.get(
    "/{int:id}/places",
    auth=READ,
    response=schemas.page_of(plan_schemas.PlanPlace),
    operation_id="plans_places",
    summary=_("The places of a plan"),
    description=_("Those that you see, by deadline, with what was visited now."),
    openapi_extra={"parameters": [BODY, OFFICER, choice("reached", [*REACHED, CLOSE]), *PLACE, *PAGING]},
)
def plan_places(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    plan = _plan(request, id)
    rows = listing.places(PlanItem.objects.within(request.auth.actor.scope), plan, request.GET)
    rows = rows.only("pk", "due_on")
    return ordered(request, rows, lambda page: places_told([one.pk for one in page]), order=BY_DUE)


def places_told(keys: list[int]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for item in reached_items(keys):
        found: Any = item
        told.append(
            {
                "id": item.pk,
                "plan": item.plan_id,
                "premises": {"id": item.premises_id, "name": item.premises.name},
                "code": item.premises.code,
                "area": _area(item.area),
                "sector": item.sector.code,
                "organisation": {"id": item.organisation_id, "name": item.organisation.label},
                "officer": item.officer.name if item.officer else "",
                "visits_due": item.visits_due,
                "visits_made": found.made,
                "last_visited_on": found.last_on,
                "due_on": due_next(item),
            }
        )
    return told


def _area(area: Area) -> dict[str, Any]:
    return {"code": area.code, "name": area.short_name if in_chinese() else area.name_en}


def _reached(one: Reached) -> dict[str, int]:
    return {
        "units": one.units,
        "visited": one.visited,
        "met": one.met,
        "visits_due": one.visits_due,
        "visits": one.visits,
    }


def _apart(parts: dict[tuple[int, int], Reached]) -> dict[str, Any]:
    by_body: dict[int, Reached] = defaultdict(Reached)
    by_area: dict[int, Reached] = defaultdict(Reached)
    for (body, area), one in parts.items():
        by_body[body].add(one)
        by_area[area].add(one)
    bodies, areas = Organisation.objects.in_bulk(list(by_body)), Area.objects.in_bulk(list(by_area))
    return {
        "by_organisation": [
            {"organisation": {"id": key, "name": bodies[key].label}, "reached": _reached(by_body[key])}
            for key in sorted(by_body, key=lambda key: bodies[key].code)
        ],
        "by_area": [
            {"area": _area(areas[key]), "reached": _reached(by_area[key])}
            for key in sorted(by_area, key=lambda key: areas[key].path or "")
        ],
    }


def _told(plan: Plan) -> dict[str, Any]:
    tally = getattr(plan, "tally", None)
    return {
        "id": plan.pk,
        "number": plan.number,
        "kind": spoken(PlanKind)[plan.kind],
        "state": spoken(PlanState)[plan.state],
        "title": plan.title,
        "basis": plan.basis,
        "area": _area(plan.area),
        "organisation": {"id": plan.organisation_id, "name": plan.organisation.label},
        "first_day": plan.first_day,
        "last_day": plan.last_day,
        "made_on": plan.made_on,
        "units": plan.units,
        "visits_due": plan.visits_due,
        "target_percent": plan.target_percent,
        "is_confidential": plan.is_confidential,
        "units_visited": tally.units_visited if tally else plan.units_visited,
        "visits_made": tally.visits_made if tally else plan.visits_made,
        "counted_at": tally.counted_at if tally else None,
        "revision": plan.revision,
    }
