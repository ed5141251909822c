"""The register of experts and enforcement officers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from anlan.access.models import TokenScope
from anlan.api import cases, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import COUNT, DAY, PAGING, choice, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.inspections.flow import QUALIFICATION_FLOW
from anlan.inspections.models import Qualification, QualificationKind, QualificationState
from anlan.kernel import parameters
from anlan.kernel.parameters import Order
from anlan.org.roles import Permission

router = Router(tags=["qualifications"])
READ = AccessToken(TokenScope.READ, Permission.VISIT_READ)


class QualificationRow(Schema):
    id: int
    state: schemas.Labelled
    kind: schemas.Labelled
    name: str
    account: str | None = Field(description="user name, if there is one")
    field: str
    number: str
    body: str
    first_day: date
    last_day: date | None
    area: schemas.Named
    revision: int


class QualificationDetail(QualificationRow):
    available: list[schemas.Available]
    history: list[schemas.HistoryEntry]


@router.get(
    "",
    auth=READ,
    response=schemas.page_of(QualificationRow),
    operation_id="qualifications_list",
    summary=_("Experts and officers"),
    description=_(
        "The register of the area, the latest entered first; with `on` only those that hold on that day."
    ),
    openapi_extra={
        "parameters": [
            choice("kind", QualificationKind.values),
            parameter("on", DAY, "valid on this day"),
            COUNT,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Qualification.objects.within(request.auth.actor.scope).standing().select_related("area", "person")
    if kind := parameters.choice(request.GET, "kind", QualificationKind.values):
        rows = rows.filter(kind=kind)
    if on := parameters.day(request.GET, "on"):
        rows = rows.on(on)
    return ordered(request, rows, lambda found: [_told(one) for one in found], order=Order(()))


@router.get(
    "/{int:id}",
    auth=READ,
    response=QualificationDetail,
    operation_id="qualifications_get",
    summary=_("One expert or officer"),
    description=_("With what may be done next, and the history."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    actor = request.auth.actor
    rows = Qualification.objects.within(actor.scope).select_related("area", "person")
    one = rows.filter(pk=id).first()
    if one is None:
        raise cases.unknown(QUALIFICATION_FLOW)
    return answer(
        {
            **_told(one),
            "available": cases.available(QUALIFICATION_FLOW, one, actor),
            "history": cases.history(QUALIFICATION_FLOW, one),
        }
    )


def _told(one: Qualification) -> dict[str, Any]:
    kept = ("id", "name", "field", "number", "body", "first_day", "last_day", "revision")
    return {
        **{name: getattr(one, name) for name in kept},
        "state": spoken(QualificationState)[one.state],
        "kind": spoken(QualificationKind)[one.kind],
        "account": one.person.username if one.person else None,
        "area": {"code": one.area.code, "name": one.area.label},
    }
