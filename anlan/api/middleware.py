"""The API's own way through the middleware: no cookie, no session, no CSRF; the language of Accept-Language."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
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
        patch_vary_headers(response, ("Authorization", "Accept-Language"))
        return response


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Http404:  # also what the resolver raises
        return refusal(Unknown("address.unknown", _("The API has no such address.")))
    if response.status_code == 405:
        told = AnlanError("method.unknown", _("This address does not take this method."), http=405)
        allowed, response = response["Allow"], refusal(told)
        response["Allow"] = allowed
    return response
