"""The API's own way through the middleware: no cookie, no session, no CSRF; the language of Accept-Language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.api.answers import refusal
from anlan.kernel.errors import AnlanError, Unknown

PREFIX = "/api/v1/"
Responder = Callable[[HttpRequest], HttpResponse]


class ApiMiddleware:
    """Answers what lies below /api/v1/ itself, ahead of everything that only pages need."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {}
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _answer(request)
        response["Cache-Control"] = "no-store"
        response["Content-Language"] = language
        response["Vary"] = "Authorization, Accept-Language"
        return response


_KNOWN: dict[str, tuple[Callable[..., HttpResponse], tuple[str, ...]]] = {}
"""Operations by the form of their address (numbers as #): sixty patterns are not tried anew for every request."""


def _operation(path: str) -> tuple[Callable[..., HttpResponse], dict[str, Any]]:
    """Return what answers an address, and the numbers in it. Raises Http404."""
    parts = path.split("/")
    numbers = [int(part) for part in parts if part.isdecimal() and part.isascii() and len(part) < 20]
    form = "/".join("#" if part.isdecimal() else part for part in parts)
    known = _KNOWN.get(form)
    if known is not None and len(known[1]) == len(numbers):
        return known[0], dict(zip(known[1], numbers, strict=True))
    match = resolve(path)
    if list(match.kwargs.values()) == numbers:  # every part that varies is a number: the form is one of a few
        _KNOWN[form] = match.func, tuple(match.kwargs)
    return match.func, match.kwargs


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        func, kwargs = _operation(request.path_info)
        response: HttpResponse = func(request, **kwargs)
    except Http404:  # also what the resolver raises
        return refusal(Unknown("address.unknown", _("The API has no such address.")))
    if response.status_code == 405:
        told = AnlanError("method.unknown", _("This address does not take this method."), http=405)
        allowed, response = response["Allow"], refusal(told)
        response["Allow"] = allowed
    return response
