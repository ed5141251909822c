"""Incidents: the list, one with its counts, reports, clocks and log; recommendations; confirmations."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import cases, incident_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import PAGING, choice, in_chinese, ordered, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.incidents import telling
from anlan.incidents.flow import INCIDENT_FLOW, RECOMMENDATION_FLOW
from anlan.incidents.kinds import (
    Category,
    ConfirmationState,
    CountSource,
    Destiny,
    IncidentGrade,
    IncidentKind,
    IncidentState,
    RecommendationState,
    ReportKind,
)
from anlan.incidents.listing import OPEN, filtered
from anlan.incidents.models import CasualtyCount, Confirmation, Incident, Recommendation, Report
from anlan.kernel import clock
from anlan.kernel.parameters import NEWEST
from anlan.org.roles import Permission

router = Router(tags=["incidents"])
recommendations = Router(tags=["recommendations"])
confirmations = Router(tags=["confirmations"])
READ = AccessToken(TokenScope.READ, Permission.INCIDENT_READ)
PLAIN = ("id", "number", "place", "what", "occurred_at", "received_at", "deaths", "missing", "serious", "minor",
         "loss_yuan", "first_due_at", "first_sent_at", "category", "revision")  # fmt: skip


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(incident_schemas.IncidentRow),
    operation_id="incidents_list",
    summary=_("The list of incidents"),
    description=_("Real ones of your area, newest first; drills with `mode=drill`."),
    openapi_extra={
        "parameters": [
            choice("mode", ["drill"]),
            choice("state", [OPEN, *IncidentState.values]),
            choice("kind", IncidentKind.values),
            choice("grade", IncidentGrade.values),
            choice("category", Category.values),
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = filtered(Incident.objects.within(request.auth.actor.scope), request.GET).select_related("area")
    return ordered(request, rows, lambda page: [_row(one) for one in page], order=NEWEST)


@router.get(
    "/{int:id}",
    auth=READ,
    response=incident_schemas.IncidentDetail,
    operation_id="incidents_get",
    summary=_("One incident"),
    description=_("With its counts by source, its reports, the clocks, and the log of commands."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    rows = Incident.objects.within(actor.scope).select_related("area")
    incident = rows.filter(pk=id).first()
    if incident is None:
        raise cases.unknown(INCIDENT_FLOW)
    kept = list(Recommendation.objects.filter(incident=incident.pk).select_related("unit").order_by("pk"))
    tasks = telling.tasks_of([one.pk for one in kept])
    return answer(
        {
            **_row(incident),
            "course": incident.course,
            "measures": incident.measures,
            "reporting_grade": spoken(IncidentGrade)[incident.reporting_grade],
            "chosen_reason": incident.chosen_reason,
            "merged_into": incident.merged_into_id,
            "counts": _counts(incident),
            "reports": _reports(incident),
            "clocks": [_clock(one) for one in telling.clocks_of(incident, clock.now())],
            "log": [
                {
                    "entry": one["seq"],
                    **{name: one[name] for name in ("at", "given_by", "given_to", "words", "hash")},
                }
                for one in telling.log_of(incident)
            ],
            "recommendations": [_recommendation(one, tasks) for one in kept],
            "available": cases.available(INCIDENT_FLOW, incident, actor),
            "history": cases.history(INCIDENT_FLOW, incident),
        }
    )


def _row(one: Incident) -> dict[str, Any]:
    area = one.area
    return {
        **{name: getattr(one, name) for name in PLAIN},
        "is_drill": not one.is_real,
        "state": spoken(IncidentState)[one.state],
        "kind": spoken(IncidentKind)[one.kind],
        "grade": spoken(IncidentGrade)[one.grade],
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
    }


def _counts(incident: Incident) -> list[dict[str, Any]]:
    names = ("n", "told_by", "as_of", "deaths", "missing", "serious", "minor", "loss_yuan", "reason")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "source": spoken(CountSource)[one.source],
            "is_official": one.n == incident.official_n,
        }
        for one in CasualtyCount.objects.filter(incident=incident.pk).order_by("n")
    ]


def _reports(incident: Incident) -> list[dict[str, Any]]:
    names = ("ordinal", "follow_up", "sent_at", "due_at", "to", "signed_by", "deaths", "missing")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "kind": spoken(ReportKind)[one.kind],
            "paper": one.paper_id,
        }
        for one in Report.objects.filter(incident=incident.pk).order_by("ordinal")
    ]


def _clock(one: dict[str, Any]) -> dict[str, Any]:
    return {"duty": str(one["label"]), **{name: one[name] for name in ("due_at", "done_at", "runs", "late")}}


def _recommendation(one: Recommendation, tasks: dict[int, Any]) -> dict[str, Any]:
    task = tasks.get(one.pk)
    return {
        "id": one.pk,
        "number": one.number,
        "incident": one.incident_id,
        "state": spoken(RecommendationState)[one.state],
        "text": one.text,
        "destiny": spoken(Destiny)[one.destiny],
        "unit": {"id": one.unit.pk, "name": one.unit.label} if one.unit else None,
        "task": task.pk if task else None,
        "hazard": one.hazard_id,
        "revision": one.revision,
    }


@recommendations.get(
    "",
    auth=READ,
    response=schemas.page_of(incident_schemas.RecommendationRow),
    operation_id="recommendations_list",
    summary=_("The list of recommendations"),
    description=_("What investigations recommended in your area, newest first."),
    openapi_extra={"parameters": PAGING},
)
def all_recommendations(request: ApiRequest) -> HttpResponse:
    rows = Recommendation.objects.within(request.auth.actor.scope).select_related("unit")

    def told(page: list[Recommendation]) -> list[dict[str, Any]]:
        tasks = telling.tasks_of([one.pk for one in page])
        return [_recommendation(one, tasks) for one in page]

    return ordered(request, rows, told, order=NEWEST)


@recommendations.get(
    "/{int:id}",
    auth=READ,
    response=incident_schemas.RecommendationDetail,
    operation_id="recommendations_get",
    summary=_("One recommendation"),
    description=_("With the task or the hazard that follows it."),
)
def one_recommendation(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    one = Recommendation.objects.within(actor.scope).select_related("unit").filter(pk=id).first()
    if one is None:
        raise cases.unknown(RECOMMENDATION_FLOW)
    return answer(
        {
            **_recommendation(one, telling.tasks_of([one.pk])),
            "reason": one.reason,
            "available": cases.available(RECOMMENDATION_FLOW, one, actor),
            "history": cases.history(RECOMMENDATION_FLOW, one),
        }
    )


@confirmations.get(
    "",
    auth=READ,
    response=schemas.page_of(incident_schemas.ConfirmationRow),
    operation_id="confirmations_list",
    summary=_("The list of confirmations"),
    description=_("Who answered that nothing of a category happened, for which days."),
    openapi_extra={"parameters": PAGING},
)
def all_confirmations(request: ApiRequest) -> HttpResponse:
    rows = Confirmation.objects.within(request.auth.actor.scope).select_related("area", "confirmed_by")
    return ordered(request, rows, lambda page: [_confirmation(one) for one in page], order=NEWEST)


def _confirmation(one: Confirmation) -> dict[str, Any]:
    area = one.area
    return {
        **{name: getattr(one, name) for name in ("number", "first_day", "last_day", "basis", "revision")},
        "id": one.pk,
        "state": spoken(ConfirmationState)[one.state],
        "category": spoken(Category)[one.category],
        "area": {"code": area.code, "name": area.short_name if in_chinese() else area.name_en},
        "confirmed_by": one.confirmed_by.name,
    }
