"""The set-up page: there only while no city stands here, and behind the code that `anlan serve` printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anlan.administration import setup_code
from anlan.administration.founding import (
    CITY_INPUTS,
    FIRST_POSTS,
    FORM,
    PEOPLE_INPUTS,
    found,
    refuse_unless_empty,
)
from anlan.kernel.errors import AnlanError, Refused, Unknown
from anlan.lifecycle.inputs import Input
from anlan.org.roles import Role


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then for the city and its first people; then show their one-time passwords, once."""
    try:
        refuse_unless_empty()
    except Refused:
        raise Unknown("page.unknown", _("There is no such page.")) from None
    if request.method == "GET":
        return render(request, "web/set_up_code.html", {"error": ""})
    code = request.POST.get("set_up_code", "")
    if not setup_code.matches(code):
        context = {"error": _("This is not the code that was issued last.")}
        return render(request, "web/set_up_code.html", context, status=403)
    given = {item.name: request.POST.get(item.name, "") for item in FORM.inputs}
    if "name" not in request.POST:
        return render(request, "web/set_up.html", _form(code, {}, None))
    try:
        founded = found(given)
    except AnlanError as error:
        return render(request, "web/set_up.html", _form(code, given, error), status=error.status)
    return render(request, "web/set_up_done.html", {"founded": founded, "accounts": _accounts(founded)})


def _form(code: str, given: dict[str, str], error: AnlanError | None) -> dict[str, Any]:
    faults = {name: fault.message for name, fault in error.details.get("errors", {}).items()} if error else {}

    def shown(inputs: tuple[Input, ...]) -> list[dict[str, Any]]:
        return [
            {"spec": item, "value": given.get(item.name, ""), "error": faults.get(item.name, "")}
            for item in inputs
        ]

    general = [("", error.message)] if error and not faults else []
    return {
        "code": code,
        "city_fields": shown(CITY_INPUTS),
        "people_fields": shown(PEOPLE_INPUTS),
        "errors": [*faults.items(), *general],
    }


def _accounts(founded: Any) -> list[dict[str, Any]]:
    return [
        {
            "username": secret.person.username,
            "name": secret.person.name,
            "role": Role(role).label,
            "password": secret.password or "",
        }
        for secret, (role, _title) in zip(founded.secrets, FIRST_POSTS.values(), strict=True)
    ]
