"""Pages for what went wrong: each says what happened, why, and what to do next, and never shows a traceback."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a person is told."""

    status: int
    title: str | Promise
    reason: str | Promise
    advice: str | Promise
    code: str = ""
    icon: str = "alert-circle"


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return the page; for htmx the fragment, which goes to the notices of the open page; or data if that was asked."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        body = {"code": trouble.code, "message": str(trouble.reason), "advice": str(trouble.advice)}
        return JsonResponse(body, status=trouble.status)
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true":
        response = render(request, "web/_trouble.html", {"trouble": trouble}, status=trouble.status)
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:top"
        return response
    return render(request, "web/trouble.html", {"trouble": trouble}, status=trouble.status)


def refusal(request: HttpRequest, error: AnlanError) -> HttpResponse:
    """Return the answer to a domain error that no view turned into something better."""
    titles = {
        403: _("You have no right to this"),
        404: _("Not found"),
        409: _("This step was not taken"),
        422: _("The input cannot be accepted"),
    }
    advice = {
        403: _(
            "If your work needs it, ask the security administrator of your organisation to check your post."
        ),
        404: _("Check the number or address. What lies outside your area or sectors is not shown to you."),
        409: _(
            "Nothing was changed. Go back, reload the page and look at the present state before trying again."
        ),
        422: _("Nothing was changed. Go back, correct the input and submit it again."),
    }
    status = error.status
    title = titles.get(status, _("The request was refused"))
    return answer(
        request,
        Trouble(status, title, error.message, advice.get(status, _("Nothing was changed.")), error.code),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        Trouble(
            400,
            _("The request cannot be understood"),
            _("The address or the form that was sent is damaged or incomplete."),
            _("Go back, reload the page and try again."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        Trouble(
            403,
            _("You have no right to this"),
            _("None of your present posts grants the right that this page or step needs."),
            _(
                "If your work needs it, ask the security administrator of your organisation to check your post."
            ),
            icon="lock",
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(
        request,
        Trouble(
            404,
            _("Not found"),
            _("Nothing that you may see has this address."),
            _("Check the number or address. What lies outside your area or sectors is not shown to you."),
            icon="search",
        ),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(
        request,
        Trouble(
            403,
            _("The form has expired"),
            _("The form was open for too long, or you have signed in or out in another window since."),
            _("Go back, reload the page and submit again. Nothing was saved."),
            icon="hourglass",
        ),
    )


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a sign-in after too many wrong passwords, with the minutes to wait."""
    cool_off = get_cool_off(request)
    seconds = math.ceil(cool_off.total_seconds()) if cool_off else 0
    minutes = math.ceil(seconds / 60)
    wait = (
        ngettext("Try again in %(n)s minute.", "Try again in %(n)s minutes.", minutes) % {"n": minutes}
        if minutes
        else ""
    )
    trouble = Trouble(
        429,
        _("Sign-in is locked for the time being"),
        _("Too many wrong passwords were entered for this user name from this address."),
        f"{wait} {_('If you have forgotten your password, ask the security administrator for a new one.')}".strip(),
        icon="lock",
    )
    response = answer(request, trouble)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of the system without touching session or database, which may be what has failed."""
    trouble = Trouble(
        500,
        _("The system has failed"),
        _("An unexpected fault has occurred. What you were doing may not have been saved."),
        _(
            "Try again in a moment. If it happens again, tell the system administrator the time and the address below."
        ),
    )
    htmx = request.headers.get("HX-Request") == "true"
    context = {"trouble": trouble, "now": clock.now(), "path": request.path}
    response = render(None, "web/_trouble.html" if htmx else "web/fault.html", context, status=500)
    if htmx:
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:top"
    return response
