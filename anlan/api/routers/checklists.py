"""Checklists: the versions of the library, and one with its items. Its acts are steps like all others."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.api import checklist_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import COUNT, DAY, PAGING, ordered, parameter, spoken
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.checklists.lookup import criterion_name
from anlan.checklists.models import Checklist, ItemGrade, Method
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import Order
from anlan.org.roles import Permission

router = Router(tags=["checklists"])
READ = AccessToken(TokenScope.READ, Permission.HAZARD_READ)
_ROW = (
    "code", "version", "title", "title_en", "sectors", "effective_from", "effective_to", "withdrawn_on", "complete",
    "note", "digest",
)  # fmt: skip
_ITEM = (
    "code",
    "text",
    "text_en",
    "law",
    "article",
    "quote",
    "applies_if",
    "evidence",
    "default_days",
    "penalty",
)


@router.get(
    "/versions",
    auth=READ,
    response=schemas.page_of(checklist_schemas.ChecklistRow),
    operation_id="checklists_list",
    summary=_("The library of checklists"),
    description=_(
        "Every version, the latest first; with `on` only those by which a visit of that day is made."
    ),
    openapi_extra={
        "parameters": [
            parameter("on", DAY, "in force on this day"),
            parameter("code", {"type": "string", "maxLength": 40}, "code of the list"),
            COUNT,
            *PAGING,
        ]
    },
)
def listing(request: ApiRequest) -> HttpResponse:
    rows = Checklist.objects.select_related("owner")
    if on := parameters.day(request.GET, "on"):
        rows = rows.in_force(on)
    if code := parameters.words(request.GET, "code"):
        rows = rows.filter(code=code)
    return ordered(request, rows, lambda found: [_told(one) for one in found], order=Order(()))


@router.get(
    "/versions/{int:id}",
    auth=READ,
    response=checklist_schemas.ChecklistDetail,
    operation_id="checklists_get",
    summary=_("One version of a checklist"),
    description=_("With its items, each with the law behind it."),
)
def detail(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    one = Checklist.objects.select_related("owner").filter(pk=id).first()
    if one is None:
        raise Unknown("checklist.unknown", str(_("There is no such checklist.")), field="id")
    return answer({**_told(one), "withdrawn_reason": one.withdrawn_reason, "items": items_of(one)})


def items_of(one: Checklist) -> list[dict[str, Any]]:
    """Return the items of a version as data, in their order."""
    methods, grades = spoken(Method), spoken(ItemGrade)
    rows = one.items.select_related("criterion__pack").order_by("position")
    return [
        {
            "id": item.pk,
            **{name: getattr(item, name) for name in _ITEM},
            "method": methods[item.method],
            "default_grade": grades[item.default_grade],
            "criterion": criterion_name(item.criterion),
        }
        for item in rows
    ]


def _told(one: Checklist) -> dict[str, Any]:
    owner = {"id": one.owner.pk, "name": one.owner.label} if one.owner else None
    case = one.issuing_seq if one.owner else None
    return {"id": one.pk, "case": case, "owner": owner, **{name: getattr(one, name) for name in _ROW}}
