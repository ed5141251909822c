"""What the API is compared with: ninja with three rows by the ORM, without rule, right or journal; and a plain view."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI, Schema

from anlan.access.models import Look
from anlan.notifications.models import Notice
from anlan.obligations.models import Kind, Obligation

API = NinjaAPI(title="bare", urls_namespace="bare", openapi_url=None, docs_url=None)
_numbers = count(10**9)
_when = datetime(2022, 10, 20, 1, 0, tzinfo=UTC)


class Given(Schema):
    due_at: datetime
    requirement: str
    organisation: int
    person: int
    post: int
    area: int
    area_path: str


class Made(Schema):
    id: int
    due_at: datetime


@API.post("/three", response=Made)
def three(request: HttpRequest, body: Given) -> Any:
    number = next(_numbers)
    with transaction.atomic():
        owed = Obligation.objects.create(
            kind=Kind.RECTIFY,
            case_kind="hazard",
            case_id=number,
            owner_id=body.organisation,
            area_id=body.area,
            area_path=body.area_path,
            opened_at=_when,
            opened_seq=number,
            due_at=body.due_at,
        )
        Notice.objects.create(
            event="hazard.assigned",
            case_kind="hazard",
            case_id=number,
            seq=number,
            organisation_id=body.organisation,
            created_at=_when + timedelta(minutes=1),
        )
        Look.objects.create(
            at=_when, person_id=body.person, post_id=body.post, kind="premises", key=number, reason="check"
        )
    return {"id": owed.pk, "due_at": owed.due_at}


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("bare/", API.urls), path("hello", hello)]
