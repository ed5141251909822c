"""Pictures by their address, each behind the check of its case; and the upload of one, ahead of its form."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anlan.evidence import access, actions, storage
from anlan.evidence.models import File
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Invalid, Refused, Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission

log = logging.getLogger(__name__)

UPLOADERS = frozenset(
    {
        Permission.HAZARD_RECORD,
        Permission.HAZARD_CLAIM,
        Permission.HAZARD_ACCEPT,
        Permission.HAZARD_LOOK_BACK,
        Permission.VISIT_RECORD,
        Permission.TIP_TRIAGE,
    }
)
"""Whoever takes one of these steps brings pictures; nobody else fills the disk."""


@needs()
@require_safe
def show(request: ActedRequest, case_kind: str, case_id: int, file_id: int) -> HttpResponse:
    """Answer with a picture of a case."""
    file = _seen(request, case_kind, case_id, file_id)
    return answer_with(request, file)


@needs()
@require_safe
def thumb(request: ActedRequest, case_kind: str, case_id: int, file_id: int) -> HttpResponse:
    """Answer with the small form of a picture of a case."""
    file = _seen(request, case_kind, case_id, file_id)
    return answer_with(request, file, small=True)


@needs()
@require_safe
def own_thumb(request: ActedRequest, token: str) -> HttpResponse:
    """Answer with the small form of a picture that this person uploaded and that hangs on no case yet."""
    file = access.own(request.actor, token)
    if file is None:
        raise _unknown()
    return answer_with(request, file, small=True)


@needs()
@require_POST
def upload(request: ActedRequest) -> HttpResponse:
    """Take one picture (multipart field `photo`) in; answer {id, value, thumb}: `value` goes into the form."""
    try:
        file = taken_in(request)
    except AnlanError as fault:
        return JsonResponse({"code": fault.code, "message": str(fault.message)}, status=fault.status)
    address = reverse("evidence:own-thumb", args=[access.own_token(file, request.actor)])
    return JsonResponse({"id": file.pk, "value": file.sha256, "thumb": address}, status=201)


def taken_in(request: ActedRequest) -> File:
    """Return the file of a request's one photograph (field `photo`). Raises Refused or Invalid."""
    if not any(request.actor.may(permission) for permission in UPLOADERS):
        raise Refused("page.denied", _("Your posts give you no right to upload photographs."), http=403)
    given = request.FILES.getlist("photo")
    if len(given) != 1:
        raise Invalid("evidence.missing", _("Send one photograph at a time."), field="photo")
    now = clock.now()
    waiting = actions.unattached_of(request.actor.person_id, since=now - timedelta(days=1))
    if waiting >= actions.MOST_UNATTACHED:
        raise Invalid(
            "evidence.many",
            _("%(count)s photographs of yours wait to be attached. Send the forms they belong to first.")
            % {"count": waiting},
            field="photo",
        )
    return actions.store(given[0], by=request.actor, at=now)


def _seen(request: ActedRequest, case_kind: str, case_id: int, file_id: int) -> File:
    file = access.seen(request.actor, case_kind=case_kind, case_id=case_id, file_id=file_id)
    if file is None:
        raise _unknown()
    return file


def _unknown() -> Unknown:
    return Unknown("evidence.unknown", _("There is no such photograph in your area and sector."))


def answer_with(request: ActedRequest, file: File, *, small: bool = False) -> HttpResponse:
    """Return the bytes, or 304. Whoever lost the right meets the check again: the copy is asked about each time."""
    ending = "-thumb" if small else ""
    etag = f'"{file.picture_sha256[:32]}{ending}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = storage.thumb(file.sha256) if small else storage.picture(file.sha256)
        except FileNotFoundError:
            log.error("evidence file %s is not in the storage: %s%s", file.pk, file.sha256, ending)
            raise _unknown() from None
        response = HttpResponse(content, content_type="image/jpeg")
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="evidence-{file.pk}{ending}.jpg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for name, value in headers.items():
        response[name] = value
    return response
