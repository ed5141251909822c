"""What stands before the addresses that the field page itself calls: answers are data, also when they are a no."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from anlan.field import phones, sent
from anlan.field.models import Device
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.org.doors import ActedRequest
from anlan.org.roles import Permission

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
ON_SITE = (
    Permission.VISIT_RECORD,
    Permission.HAZARD_RECORD,
    Permission.HAZARD_CLAIM,
    Permission.HAZARD_LOOK_BACK,
)
"""Who has any of these works on site; nobody else keeps records on a phone."""

ODD = frozenset(
    "field.key field.shape field.future field.digest field.other_bytes field.taken field.large field.revoked"
    " body.unreadable evidence.kind evidence.broken evidence.large".split()
)
"""What our own page does not send: a hand was in it, or a line tore. Another's key is logged where it is met."""


class FieldRequest(ActedRequest):
    """A request of the field page: `device` is the phone it comes from, one that stands."""

    device: Device


def error(fault: AnlanError) -> JsonResponse:
    """Return a refusal as data: code and reason, the field, and what the phone needs to go on."""
    details = {name: value for name, value in fault.details.items() if name in ("missing", "received", "of")}
    faults = fault.details.get("errors", {})
    return JsonResponse(
        {
            "code": fault.code,
            "message": str(fault.message),
            "field": fault.field,
            "errors": {name: str(one.message) for name, one in faults.items()},
            **details,
        },
        status=fault.status,
    )


def unsigned() -> Refused:
    return Refused(
        "session.none", _("You are not signed in. What you recorded stays on the phone."), http=401
    )


def answers(*, device: bool = True) -> Callable[[View], View]:
    """Let somebody who works on site in, and, unless told otherwise, from a phone that is known and was not revoked."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                actor = cast(Any, request).actor
                key = sent.key_of(request.headers.get("X-Device", "")) if device else None
                if key is not None and phones.is_revoked(
                    key
                ):  # told also to a phone that is signed out by now
                    raise phones.revoked()
                if not actor:
                    raise unsigned()
                if not any(actor.may(permission) for permission in ON_SITE):
                    raise Refused("page.denied", _("Your posts give you no right to this page."), http=403)
                if key is not None:
                    cast(Any, request).device = phones.found(key, actor)
                response = view(request, *args, **kwargs)
            except AnlanError as fault:
                if fault.code in ODD:
                    who = getattr(cast(Any, request).actor, "person_id", None)
                    log.warning(
                        "person %s, phone %s: %s refused with %s",
                        who,
                        _named(request),
                        request.path,
                        fault.code,
                    )
                response = error(fault)
            response["Cache-Control"] = "private, no-store"
            return response

        guarded.permission = None  # type: ignore[attr-defined]
        guarded.guarded = True  # type: ignore[attr-defined]
        return guarded

    return wrap


def _named(request: HttpRequest) -> str:
    """Return which phone a request says that it comes from, fit for a line of the log."""
    return request.headers.get("X-Device", "")[:36].encode("ascii", "backslashreplace").decode()


def body_of(request: HttpRequest, most: int) -> bytes:
    """Return the body, never read beyond `most` bytes. Raises Invalid (413) for one that says it is larger."""
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        size = most + 1
    if size > most:
        raise Invalid("field.large", _("The request is too large: at most %(most)s KB.") % {"most": most // 1024},
                      http=413)  # fmt: skip
    body = request.body
    if len(body) > most or len(body) != size:
        raise Invalid("body.unreadable", _("The body did not arrive whole."), http=400)
    return body
