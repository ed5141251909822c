"""The visit planner: its proposal, one place of it with the reasons, and the visits that were arranged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, planner_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import DAYS, PAGING, PLACE, choice, in_chinese, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.journal.snapshot import snapshot
from anlan.kernel import clock, parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission
from anlan.plans.models import JointVisit
from anlan.premises.models import Premises
from anlan.visiting import asking, explaining
from anlan.visiting.checks import Check, Source
from anlan.visiting.flow import ARRANGED_FLOW
from anlan.visiting.forms import MOST_TEAMS
from anlan.visiting.gathering import labels
from anlan.visiting.listing import filtered
from anlan.visiting.models import ArrangedCheck, ArrangedState, ArrangedVisit
from anlan.visiting.proposal import Proposal, Proposed, at_place, names_of, propose
from anlan.visiting.terms import Terms

router = Router(tags=["visit-planner"])
arranged = Router(tags=["arranged-visits"])
READ = AccessToken(TokenScope.READ, Permission.PLAN_READ)
PAGE = 50
BODY = parameter("body", {"type": "string", "maxLength": 400}, "keys of bodies, with commas; without: all")
CREW = [
    parameter(
        "teams", {"type": "integer", "minimum": 1, "maximum": MOST_TEAMS}, "teams that go out each day"
    ),
    parameter(
        "hours", {"type": "integer", "minimum": 1, "maximum": asking.MOST_HOURS}, "hours of a team each day"
    ),
]


@router.get(
    "",
    auth=READ,
    response=planner_schemas.ProposalAnswer,
    operation_id="visit_planner",
    summary=_("The proposal of the visit planner"),
    description=_("What is due in the days asked for, merged place by place; nothing is arranged by asking."),
    openapi_extra={
        "parameters": [
            *DAYS, *PLACE, BODY, *CREW, choice("show", list(asking.SHOWN)),
            parameter("page", {"type": "integer", "minimum": 1, "maximum": 1_000}),
        ]
    },
)  # fmt: skip
def proposal(request: ApiRequest) -> HttpResponse:
    asked = asking.read(request.GET, clock.today())
    with snapshot():
        found = propose(request.auth.actor.scope, asked.question, asked.crew)
    visits = asking.shown(found, asked.show)
    page = parameters.whole(request.GET, "page") or 1
    return answer(
        {
            "first_day": found.question.begin,
            "last_day": found.question.last,
            "checks": found.checks,
            "separate": found.separate,
            "merged": len(found.visits),
            "joint": found.joint,
            "teams": found.crew.teams,
            "unplaced": found.unplaced,
            "over": found.over,
            "arranged": found.arranged,
            "terms": _terms(found.terms),
            "visits": _visits(visits[(page - 1) * PAGE : page * PAGE], found),
            "page": page,
            "more": page * PAGE < len(visits),
        }
    )


@router.get(
    "/places/{int:id}",
    auth=READ,
    response=planner_schemas.PlaceAnswer,
    operation_id="visit_planner_place",
    summary=_("What is proposed for one place, and why"),
    description=_("With the visits of the year to it, that an over-inspection comes from."),
    openapi_extra={"parameters": [*DAYS, BODY, *CREW]},
)
def place(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    scope = request.auth.actor.scope
    if not Premises.objects.within(scope).filter(pk=id).exists():
        raise Unknown("premises.unknown", gettext("There are no such premises in your area and sector."))
    asked = asking.read(request.GET, clock.today())
    with snapshot():
        found = at_place(scope, asked.question, id, asked.crew)
    rows = ArrangedVisit.objects.within(scope).filter(premises=id, state=ArrangedState.ARRANGED)
    return answer(
        {
            "visits": _visits(found.visits, found),
            "terms": _terms(found.terms),
            "made": [
                {"id": one["id"], "number": one["number"], "on": one["on"], "organisation": one["body"]}
                for one in explaining.visits_of_year(id, found.question.begin.year, scope)
            ],
            "arranged": list(rows.order_by("pk").values_list("pk", flat=True)),
        }
    )


def _terms(held: Terms) -> dict[str, Any]:
    return {
        "visits_year": held.visits_year,
        "gap_days": held.gap_days,
        "drawn_days": held.drawn_days,
        "quiet_days": list(held.quiet),
        "basis": held.basis,
    }


def _visits(visits: list[Proposed], found: Proposal) -> list[dict[str, Any]]:
    places, names = names_of(visits), labels(check.body for visit in visits for check in visit.checks)
    return [_visit(visit, found, places[visit.premises], names) for visit in visits]


def _visit(visit: Proposed, found: Proposal, premises: Any, names: Mapping[int, str]) -> dict[str, Any]:
    area = premises.reporting_area
    return {
        "premises": {"id": premises.pk, "name": premises.name},
        "code": premises.code,
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "planned_on": visit.on,
        "team": visit.team or None,
        "turn": visit.turn or None,
        "first_day": visit.first,
        "last_day": visit.last,
        "organisations": [{"id": body, "name": names.get(body, "")} for body in visit.bodies],
        "met": [{"id": body, "name": names.get(body, "")} for body in visit.met],
        "checks": [_check(check, names) for check in visit.checks],
        "separate": visit.separate,
        "is_late": visit.late,
        "visit_of_year": found.reaches(visit),
        "is_over": found.is_over(visit),
        "reasons": explaining.told(visit, found, names),
    }


def _check(check: Check, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "code": check.code,
        "source": spoken(Source)[check.source],
        "title": check.title,
        "organisation": {"id": check.body, "name": names.get(check.body, "")},
        "earliest": check.earliest,
        "latest": check.latest,
        "anyone": check.anyone,
        "case_kind": check.case_kind,
        "case_id": check.case_id,
    }


# -- arranged visits ---------------------------------------------------------------------------------------------------

RELATED = ("premises", "area", "sector", "lead")


@arranged.get(
    "",
    auth=READ,
    response=schemas.page_of(planner_schemas.ArrangedRow),
    operation_id="arranged_visits_list",
    summary=_("The list of arranged visits"),
    description=_("Those of your area and sectors, and those of your body, newest first."),
    openapi_extra={"parameters": [choice("state", ArrangedState.values), *PLACE, *DAYS, *PAGING]},
)
def arranged_visits(request: ApiRequest) -> HttpResponse:
    rows = filtered(ArrangedVisit.objects.within(request.auth.actor.scope), request.GET)
    return ordered(
        request, rows.select_related(*RELATED), lambda page: [_told(one) for one in page], order=NEWEST
    )


@arranged.get(
    "/{int:id}",
    auth=READ,
    response=planner_schemas.ArrangedDetail,
    operation_id="arranged_visits_get",
    summary=_("One arranged visit"),
    description=_("Its checks, those that dropped out with the reason, and the bodies that were asked."),
)
def arranged_visit(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    visit = ArrangedVisit.objects.within(actor.scope).select_related(*RELATED).filter(pk=id).first()
    if visit is None:
        raise cases.unknown(ARRANGED_FLOW)
    parts = ArrangedCheck.objects.filter(visit=visit.pk).select_related("organisation").order_by("pk")
    pairs = JointVisit.objects.within(actor.scope).filter(arranged=visit.pk)
    return answer(
        {
            **_told(visit),
            "parts": [_part(part) for part in parts],
            "joint_visits": list(pairs.order_by("pk").values_list("pk", flat=True)),
            "available": [
                step for step in cases.available(ARRANGED_FLOW, visit, actor) if step["step"] != "lapse"
            ],
            "history": cases.history(ARRANGED_FLOW, visit),
        }
    )


def _part(part: ArrangedCheck) -> dict[str, Any]:
    body = part.organisation
    return {
        "code": part.code,
        "source": part.source,
        "organisation": {"id": body.pk, "name": body.label} if body else None,
        "title": part.title,
        "earliest": part.earliest,
        "latest": part.latest,
        "is_live": part.is_live,
        "dropped": part.dropped,
        "note": part.note,
    }


def _told(visit: ArrangedVisit) -> dict[str, Any]:
    area = visit.area
    return {
        "id": visit.pk,
        "number": visit.number,
        "state": spoken(ArrangedState)[visit.state],
        "premises": {"id": visit.premises_id, "name": visit.premises.name},
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "sector": visit.sector.code,
        "lead": {"id": visit.lead_id, "name": visit.lead.label},
        "arranged_on": visit.arranged_on,
        "planned_on": visit.planned_on,
        "first_day": visit.first_day,
        "last_day": visit.last_day,
        "team": visit.team,
        "turn": visit.turn,
        "checks": visit.checks,
        "bodies": visit.bodies,
        "separate": visit.separate,
        "saved": visit.saved,
        "visit": visit.visit_id,
        "reason": visit.reason,
        "revision": visit.revision,
    }
