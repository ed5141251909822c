"""Who is acting, and how a refusal reaches the person who met it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from anlan.access.sessions import VOUCHED
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.org.actors import actor_for
from anlan.org.scope import Actor
from anlan.web.views.errors import refusal

Responder = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person with the posts held now, one query, or a false value.

    It is worked out at first use, so ask for its truth (`if request.actor`), never `is None`.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class PasswordMiddleware:
    """Sends somebody who must change the password to the page that does it; other pages wait. No query of its own."""

    OPEN = frozenset(
        {
            "password",
            "sign-in",
            "single",
            "single-return",
            "sign-out",
            "set-language",
            "set-theme",
            "healthz",
            "readyz",
        }
    )

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.resolver_match is None or request.resolver_match.view_name in self.OPEN:
            return None
        must = getattr(request.user, "must_change_password", False) and VOUCHED not in request.session
        return redirect("password") if must else None


class ErrorMiddleware:
    """Turns the errors that are meant for people into an answer; every other exception stays a fault."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, AnlanError) else None


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    return actor_for(request.user, at=clock.now())
