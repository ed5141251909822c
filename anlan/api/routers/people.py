"""People with their posts, and the matrix of responsibility: what decisions of administration name."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from anlan.access.models import TokenScope
from anlan.access.protected import masked
from anlan.administration.listing import filtered
from anlan.api import administering, office_schemas, schemas
from anlan.api.answers import answer
from anlan.api.gate import AccessToken, ApiRequest
from anlan.api.listed import COUNT, DAY, PAGING, PLACE, WORDS, choice, ordered, parameter
from anlan.api.stepping import Number
from anlan.api.words import _
from anlan.figures.cut import find_area, find_sector
from anlan.kernel import clock, parameters
from anlan.kernel.parameters import NEWEST, Order
from anlan.org.models import Person, Post, Responsibility
from anlan.org.models.areas import below
from anlan.org.models.responsibility import standing_on
from anlan.org.roles import Permission, Role

router = Router(tags=["administration"])
PEOPLE = AccessToken(TokenScope.READ, Permission.PEOPLE_MANAGE)
OLDEST = Order((), descending=False)


@router.get(
    "people",
    auth=PEOPLE,
    response=schemas.page_of(office_schemas.PersonRow),
    operation_id="people_list",
    summary=_("People"),
    description=_("Of the administrator's area, the newest account first."),
    openapi_extra={
        "parameters": [parameter("q", WORDS), choice("role", Role.values), PLACE[0], COUNT, *PAGING]
    },
)
def people(request: ApiRequest) -> HttpResponse:
    rows = filtered(request.auth.actor, request.GET)
    return ordered(request, rows, lambda page: [_person(person) for person in page], order=NEWEST)


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "username": person.username,
        "name": person.name,
        "active": person.is_active,
        "phone": masked(person.phone),
    }


@router.get(
    "people/{int:person}",
    auth=PEOPLE,
    response=office_schemas.PersonDetail,
    operation_id="people_get",
    summary=_("One person"),
    description=_("With the posts of all times, the newest first."),
)
def person(request: ApiRequest, person: Number) -> HttpResponse:
    found = administering.person_of(request.auth.actor, person)
    posts = (
        Post.objects.filter(person=found).select_related("organisation", "area").prefetch_related("sectors")
    )
    return answer({**_person(found), "posts": [_post(post) for post in posts.order_by("-valid_from", "-pk")]})


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.pk,
        "role": post.role,
        "title": post.title,
        "organisation": post.organisation_id,
        "organisation_name": post.organisation.label,
        "area": post.area.code,
        "sectors": sorted(sector.code for sector in post.sectors.all()),
        "first_day": post.valid_from,
        "last_day": post.valid_to,
        "ended_at": post.ended_at,
        "acting_for": post.acting_for_id,
    }


@router.get(
    "responsibility",
    auth=AccessToken(TokenScope.READ, Permission.RESPONSIBILITY_READ),
    response=schemas.page_of(office_schemas.RulingRow),
    operation_id="responsibility_list",
    summary=_("Responsibility matrix"),
    description=_(
        "The rows that stand on a day; the nearest area upwards decides, and two rows of one area are a dispute."
    ),
    openapi_extra={
        "parameters": [*PLACE, parameter("on", DAY, "today unless said otherwise"), COUNT, *PAGING]
    },
)
def responsibility(request: ApiRequest) -> HttpResponse:
    query = request.GET
    rows = Responsibility.objects.filter(standing_on(parameters.day(query, "on") or clock.today()))
    if code := parameters.words(query, "area"):
        rows = rows.filter(below(find_area(code).path or "", "area__path"))
    if code := parameters.words(query, "sector"):
        rows = rows.filter(sector=find_sector(code))
    rows = rows.select_related("sector", "area", "department")
    return ordered(request, rows, lambda page: [_ruling(row) for row in page], order=OLDEST)


def _ruling(row: Responsibility) -> dict[str, Any]:
    return {
        "id": row.pk,
        "sector": row.sector.code,
        "area": row.area.code,
        "area_id": row.area_id,
        "department": row.department_id,
        "department_name": row.department.label,
        "first_day": row.valid_from,
        "last_day": row.valid_to,
        "entry": row.ruling_seq,
    }
