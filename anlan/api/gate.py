"""What stands before every operation: the token, its scope, the permission, and a body that can be read."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _
from ninja.parser import Parser

from anlan.access import tokens
from anlan.access.models import TokenScope
from anlan.access.tokens import Bearer
from anlan.api.answers import JSON
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Refused
from anlan.org.roles import Permission


class ApiRequest(HttpRequest):
    """A request that the gate let through."""

    auth: Bearer
    parsed: Any


class AccessToken:
    """The gate of one operation: a token with this scope, of somebody who holds the permission in some post."""

    openapi_security_schema = {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token, made on the page “Access tokens” or by `anlan token make`.",
    }

    def __init__(self, scope: TokenScope, permission: Permission | None = None, *, body: str = "") -> None:
        self.scope = scope
        self.permission = permission
        self.body = body

    def __call__(self, request: ApiRequest) -> Bearer:
        bearer = tokens.recognise(request, at=clock.real_now(), now=clock.now())
        if self.scope not in bearer.scopes:
            raise Refused(
                "token.scope",
                _("This access token is not good for this: it lacks the scope “%(scope)s”.")
                % {"scope": self.scope},
                http=403,
            )
        if self.permission is not None and not bearer.actor.may(self.permission):
            raise Refused("page.denied", _("Your posts give you no right to this."), http=403)
        if self.body:
            self._read(request)
        return bearer

    def _read(self, request: ApiRequest) -> None:
        if request.content_type != self.body:
            raise AnlanError(
                "body.media_type",
                _("Send the body as %(wanted)s.") % {"wanted": self.body},
                field="Content-Type",
                http=415,
            )
        if self.body == JSON:
            request.parsed = _parsed(request)


def _parsed(request: HttpRequest) -> Any:
    """Return the JSON of a body. Raises Invalid for what is no JSON or what no engine can store, 413 for too much."""
    try:
        raw = request.body
    except RequestDataTooBig:
        raise too_large() from None
    except (UnreadablePostError, RawPostDataException):
        raise Invalid("body.unreadable", _("The body did not arrive whole.")) from None
    try:
        data = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Invalid("body.unreadable", _("The body is not JSON that can be read.")) from None
    if b"\\u" in raw and not _storable(data):
        raise Invalid(
            "body.character", _("The body contains a character that cannot be stored, such as \\u0000.")
        )
    return data


def too_large() -> AnlanError:
    return AnlanError("body.large", _("The body is too large: at most 2 MB."), http=413)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _storable(value: Any) -> bool:
    if isinstance(value, str):
        return parameters.storable(value)
    if isinstance(value, dict):
        return all(parameters.storable(name) and _storable(one) for name, one in value.items())
    return all(map(_storable, value)) if isinstance(value, list) else True


class Parsed(Parser):
    """Hands ninja the body that the gate has read."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.parsed  # type: ignore[attr-defined]
