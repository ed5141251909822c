"""Premises, areas, sectors and organisations: what the acts and filters name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.access.protected import masked
from anlan.api import schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import (
    COUNT,
    PAGING,
    PLACE,
    Source,
    choice,
    in_chinese,
    labelled,
    listed,
    of_spec,
    ordered,
    parameter,
)
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.figures.cut import find_area, where_and_when
from anlan.imports.inputs import MILLION
from anlan.kernel import parameters
from anlan.kernel.errors import Unknown
from anlan.kernel.parameters import Order
from anlan.org.models import Area, AreaKind, Organisation, OrganisationKind, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.listing import PREMISES
from anlan.premises.models import Premises

router = Router()
READ_PREMISES = AccessToken(TokenScope.READ, Permission.PREMISES_READ)
READ = AccessToken(TokenScope.READ)
_COLUMNS = (
    "id",
    "code",
    "name",
    "address",
    "staff_count",
    "is_active",
    "contact_name",
    "contact_phone",
    "operator_id",
    "operator__name",
    "operator__name_en",
    "department_id",
    "department__name",
    "department__name_en",
    "reporting_area__code",
    "reporting_area__short_name",
    "reporting_area__name_en",
    "sector__code",
    "sector__name",
    "sector__name_en",
    "lat_e6",
    "lon_e6",
)


@router.get(
    "/premises",
    auth=READ_PREMISES,
    response=schemas.page_of(schemas.PremisesRow),
    operation_id="premises_list",
    summary=_("The ledger of premises"),
    description=_("What the page of premises shows, newest first or by code. Telephone numbers are masked."),
    tags=["places"],
    openapi_extra={"parameters": of_spec(PREMISES, *PLACE)},
)
def premises(request: ApiRequest) -> HttpResponse:
    return listed(request, LEDGER)


@router.get(
    "/premises/{int:id}",
    auth=READ_PREMISES,
    response=schemas.PremisesRow,
    operation_id="premises_get",
    summary=_("One place of business"),
    description=_("As a row of the ledger."),
    tags=["places"],
)
def one(request: ApiRequest, id: Number) -> HttpResponse:  # noqa: A002 -- the name in the path
    if not Premises.objects.within(request.auth.actor.scope).filter(pk=id).exists():
        raise Unknown(
            "premises.unknown", _("There are no such premises in your area and sector."), field="id"
        )
    return answer(LEDGER.told([id])[0])


def tell_premises(rows: list[Any]) -> list[dict[str, Any]]:
    """Return premises as data."""
    chinese = in_chinese()
    told: list[dict[str, Any]] = []
    for row in rows:
        key, code, name, address, staff, active, contact, phone, operator, operator_zh, operator_en = row[:11]
        department, department_zh, department_en, area, area_zh, area_en = row[11:17]
        sector, sector_zh, sector_en, lat, lon = row[17:]
        told.append(
            {
                "id": key,
                "code": code,
                "name": name,
                "address": address,
                "area": {"code": area, "name": area_zh if chinese else area_en},
                "sector": {"code": sector, "name": sector_zh if chinese else sector_en},
                "department": department
                and {"id": department, "name": department_zh if chinese else department_en or department_zh},
                "operator": {"id": operator, "name": operator_zh if chinese else operator_en or operator_zh},
                "staff_count": staff,
                "is_active": active,
                "contact_name": contact,
                "contact_phone": masked(phone),
                "lat": None if lat is None else lat / MILLION,
                "lon": None if lon is None else lon / MILLION,
            }
        )
    return told


LEDGER = Source(
    PREMISES,
    Premises.objects.within,
    lambda rows, query: rows.filter(where_and_when(query)),
    _COLUMNS,
    tell_premises,
)


@router.get(
    "/areas",
    auth=READ,
    response=schemas.page_of(schemas.AreaRow),
    operation_id="areas_list",
    summary=_("Areas"),
    description=_("The areas of your posts with everything below them, in the order of the tree."),
    tags=["places"],
    openapi_extra={"parameters": [choice("kind", AreaKind.values), COUNT, *PAGING]},
)
def areas(request: ApiRequest) -> HttpResponse:
    rows = Area.objects.filter(_of_posts(request.auth.actor.scope, "path"), valid_to=None)
    if kind := parameters.choice(request.GET, "kind", AreaKind.values):
        rows = rows.filter(kind=kind)
    kinds = dict(AreaKind.choices)

    def tell(page: list[Area]) -> list[dict[str, Any]]:
        return [
            {
                "id": area.pk,
                "code": area.code,
                "official_code": area.official_code,
                "name": area.label,
                "kind": labelled(kinds, area.kind),
                "parent": area.parent.code if area.parent else None,
                "depth": area.depth,
            }
            for area in page
        ]

    return ordered(request, rows.select_related("parent"), tell, order=Order(("path",), descending=False))


@router.get(
    "/sectors",
    auth=READ,
    response=schemas.page_of(schemas.SectorRow),
    operation_id="sectors_list",
    summary=_("Sectors"),
    description=_("Every supervised sector with its lead department, in the official order."),
    tags=["places"],
    openapi_extra={"parameters": [COUNT, *PAGING]},
)
def sectors(request: ApiRequest) -> HttpResponse:
    def tell(page: list[Sector]) -> list[dict[str, Any]]:
        return [
            {"code": s.code, "name": s.label, "lead": {"id": s.lead_id, "name": s.lead.label}} for s in page
        ]

    order = Order(("position",), descending=False)
    return ordered(request, Sector.objects.select_related("lead"), tell, order=order)


@router.get(
    "/organisations",
    auth=READ,
    response=schemas.page_of(schemas.OrganisationRow),
    operation_id="organisations_list",
    summary=_("Organisations"),
    description=_(
        "Offices, departments, governments and stations in the areas of your posts; businesses as far as you see "
        "their premises."
    ),
    tags=["places"],
    openapi_extra={
        "parameters": [
            choice("kind", OrganisationKind.values),
            parameter("area", {"type": "string", "maxLength": 60}, "code or name of an area"),
            COUNT,
            *PAGING,
        ]
    },
)
def organisations(request: ApiRequest) -> HttpResponse:
    scope = request.auth.actor.scope
    owned = Premises.objects.within(scope).values("operator")
    seen = Q(_of_posts(scope, "area__path"), ~Q(kind=OrganisationKind.BUSINESS)) | Q(pk__in=owned)
    seen |= Q(pk__in=set(request.auth.actor.organisation_ids()))
    rows = Organisation.objects.filter(seen, valid_to=None).select_related("area")
    if kind := parameters.choice(request.GET, "kind", OrganisationKind.values):
        rows = rows.filter(kind=kind)
    if area := parameters.words(request.GET, "area"):
        rows = rows.filter(below(find_area(area).path or "", "area__path"))
    kinds = dict(OrganisationKind.choices)
    actor = request.auth.actor
    keeps = actor.may(Permission.ORG_MANAGE) or actor.may(Permission.BULLETIN_EDIT)

    def tell(page: list[Organisation]) -> list[dict[str, Any]]:
        return [
            {
                "id": body.pk,
                "code": body.code,
                "name": body.label,
                "kind": labelled(kinds, body.kind),
                "area": {"code": body.area.code, "name": body.area.short_label},
                "mail": body.mail if keeps else None,
            }
            for body in page
        ]

    return ordered(request, rows, tell, order=Order(("code",), descending=False))


def _of_posts(scope: Scope, column: str) -> Q:
    """Return the condition that a row lies in the area of a post; a post that sees its own organisation only has its
    area as well: that is public."""
    condition = Q(pk__in=())
    for post in scope.held:
        condition |= below(post.area_path, column)
    return condition
