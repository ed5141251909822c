"""What the field page calls: who am I, my day, a record in, a photograph in by chunks. Answers are data."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anlan.enforcement.models import SitePaper
from anlan.evidence.views import UPLOADERS
from anlan.field import day, phones, sent, taking, uploads
from anlan.field.doors import FieldRequest, answers, body_of, error, unsigned
from anlan.field.models import Conflict, Receipt, ReceiptState, Upload
from anlan.field.views.shell import edition
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.papers.models import Paper

MOST_PINNED = 50


@require_safe
def hello(request: HttpRequest) -> HttpResponse:
    """Answer with who is signed in, the time, a token for forms; to a revoked phone that it is one."""
    try:
        key = request.headers.get("X-Device", "")
        if key and phones.is_revoked(sent.key_of(key)):
            raise phones.revoked()
        actor = cast(Any, request).actor
        if not actor:
            raise unsigned()
        if getattr(request.user, "must_change_password", False):
            raise Refused("session.password", _("Choose a new password first."), http=401)
        answer: HttpResponse = JsonResponse(
            {
                "person": {"id": actor.person_id, "name": actor.name},
                "csrf": get_token(request),
                "now": clock.now(),
                "edition": edition(),
            }
        )
    except AnlanError as fault:
        answer = error(fault)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@answers(device=False)
def phone(request: FieldRequest) -> HttpResponse:
    """Make a phone known, or hear of it again: how many records wait on it, how far its clock is ahead."""
    body = _object(body_of(request, 4_096))
    key = sent.key_of(str(body.get("id", "")))
    waiting, skew = body.get("waiting", 0), body.get("skew", 0)
    if type(waiting) is not int or type(skew) is not int:
        raise Invalid("field.shape", _("This is no record of the field page."))
    name = str(body.get("name", ""))[:60] or "?"
    row = phones.heard(key, name=name, waiting=waiting, skew=skew, by=request.actor, at=clock.real_now())
    return JsonResponse({"id": str(row.pk), "name": row.name})


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid("body.unreadable", _("The body did not arrive whole.")) from None
    if not isinstance(body, dict):
        raise Invalid("field.shape", _("This is no record of the field page."))
    return body


@require_safe
@answers()
def today(request: FieldRequest) -> HttpResponse:
    """Answer with the person's day, as it is kept on the phone."""
    pinned = [int(one) for one in request.GET.get("more", "").split(",") if one.isascii() and one.isdigit()]
    pinned = [one for one in pinned[:MOST_PINNED] if one < 2**63]
    told = day.tell(request.actor, now=clock.now(), more=pinned)
    kept = Conflict.objects.within(request.actor.scope).open().filter(receipt__person=request.actor.person_id)
    told["conflicts"] = [
        {
            "of": str(one.receipt_id),
            "href": reverse("field:conflict", args=[one.pk]),
            "kind": one.get_kind_display(),
        }
        for one in kept.order_by("pk")[:50]
    ]
    return JsonResponse(told)


@require_safe
@answers()
def places(request: FieldRequest) -> HttpResponse:
    """Answer with places by a few words."""
    return JsonResponse({"places": day.look_up(request.actor, request.GET.get("q", "")[:60])})


@require_http_methods(["GET", "PUT"])
@answers()
def record(request: FieldRequest, key: UUID) -> HttpResponse:
    """Take a record in under its key, or tell what became of it."""
    now = clock.now()
    if request.method == "GET":
        row = Receipt.objects.filter(pk=key, person_id=request.actor.person_id).first()
        if row is None:
            raise Unknown("field.unknown", _("No record has come under this key."))
        return JsonResponse(_receipt(row))
    given = sent.read(body_of(request, sent.MOST_BYTES), now=now)
    sent.key_of(str(key))
    return JsonResponse(_receipt(taking.take(key, given, by=request.actor, device=request.device, now=now)))


def _receipt(row: Receipt) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": str(row.pk),
        "state": row.state,
        "case": row.case_id,
        "seq": row.seq,
        "received_at": row.received_at,
        "happened_at": row.happened_at,
        "code": row.code,
        "message": row.reason,
    }
    if row.state == ReceiptState.KEPT:
        told["conflict"] = reverse("field:conflict", args=[row.conflict.pk])
    if row.flow == "visit" and row.case_id:
        told["href"] = reverse("inspections:detail", args=[row.case_id])
    if row.flow == "hazard" and row.case_id and row.state == ReceiptState.TAKEN:
        told["href"] = reverse("hazards:detail", args=[row.case_id])
    if row.flow == "site_paper" and row.case_id:
        told["pdf"] = [
            {"name": one.name, "href": reverse("papers:download", args=[one.pk, "pdf"])}
            for one in Paper.objects.filter(case_kind="site_paper", case_id=row.case_id).order_by("pk")
        ]
    return told


@require_http_methods(["GET", "PUT"])
@answers()
def photo(request: FieldRequest, key: UUID) -> HttpResponse:
    """Take a chunk of a photograph in, or tell how much of it has arrived."""
    if request.method == "GET":
        row = Upload.objects.filter(pk=key).first()
        if row is None:
            return JsonResponse({"received": 0, "done": False})
        uploads.own(row, request.actor)
        return JsonResponse({"received": row.received, "done": row.file_id is not None})
    if not any(request.actor.may(permission) for permission in UPLOADERS):
        raise Refused("page.denied", _("Your posts give you no right to upload photographs."), http=403)
    sent.key_of(str(key))
    size, offset = (_whole(request.headers.get(name, "")) for name in ("X-Size", "X-Offset"))
    digest = request.headers.get("X-Sha256", "")
    now = clock.now()
    row = uploads.begin(key, size=size, sha256=digest, by=request.actor, at=now)
    chunk = body_of(request, uploads.MOST_CHUNK)
    row = uploads.append(row, offset=offset, chunk=chunk, by=request.actor, at=now)
    return JsonResponse({"received": row.received, "done": row.file_id is not None})


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid("field.shape", _("This is no record of the field page."))
    return int(text)


@require_safe
@answers()
def papers(request: FieldRequest, visit: int) -> HttpResponse:
    """Answer with the papers of a visit, to be handed over."""
    if visit >= 2**63:
        raise Unknown("case.unknown", _("There is no such record in your area and sector."))
    cases = SitePaper.objects.within(request.actor.scope).standing().filter(visit=visit).values("pk")
    rows = (
        Paper.objects.within(request.actor.scope)
        .filter(case_kind="site_paper", case_id__in=cases)
        .order_by("pk")
    )
    return JsonResponse(
        {"papers": [{"name": one.name, "title": one.title, "href": reverse("papers:download", args=[one.pk, "pdf"])}
                    for one in rows]}
    )  # fmt: skip
