"""Signing in by the city's identity provider: out to it, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anlan.access import history, oidc
from anlan.access.models import Outcome
from anlan.access.sessions import VOUCHED
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Refused, Unknown
from anlan.org.models import Person
from anlan.web.views.session import SignIn, let_in

COOKIE, SALT = "anlan_single", "anlan.single"
MINUTES = 10
PATH = "/sign-in/"


def _back(request: HttpRequest) -> str:
    base = settings.SITE.rstrip("/") if settings.SITE else ""
    path = reverse("single-return")
    return f"{base}{path}" if base else request.build_absolute_uri(path)


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider; what must fit its answer stays in a signed cookie for ten minutes."""
    _must_be_on()
    attempt = oidc.Attempt.new()
    try:
        answer = HttpResponseRedirect(oidc.address(attempt, back=_back(request)))
    except AnlanError as error:
        return _told(request, error)
    kept = signing.dumps(asdict(attempt) | {"next": request.GET.get("next", "")[:500]}, salt=SALT)
    answer.set_cookie(
        COOKIE, kept, max_age=MINUTES * 60, path=PATH, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return answer


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider vouches for, if the answer fits the attempt of this browser and the account stands."""
    _must_be_on()
    try:
        person, target = _vouched(request)
    except AnlanError as error:
        answer = _told(request, error)
    else:
        let_in(request, person)
        request.session[VOUCHED] = True
        answer = HttpResponseRedirect(target)
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return answer


def _must_be_on() -> None:
    if not oidc.is_on():
        raise Unknown("oidc.off", _("There is no such page."))


def _vouched(request: HttpRequest) -> tuple[Person, str]:
    kept = _kept(request)
    given = request.GET
    if not constant_time_compare(given.get("state", ""), kept["state"]):
        raise Refused(
            "oidc.state",
            _("This sign-in was not begun in this browser, or too long ago. Start again."),
            http=403,
        )
    if given.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:
        raise Refused("oidc.issuer", _("The answer comes from another provider."), http=403)
    if given.get("error"):
        raise Refused("oidc.declined", _("You did not sign in there, or were not let in."), http=403)
    attempt = oidc.Attempt(kept["state"], kept["nonce"], kept["verifier"])
    name = oidc.name_of(given.get("code", ""), attempt, back=_back(request))
    person = Person.objects.filter(username=name).first()
    if person is None or not person.is_active:
        outcome = Outcome.WRONG if person is None else Outcome.INACTIVE
        history.note(request, outcome, at=clock.real_now(), person=person, name=name)
        raise Refused(
            "oidc.no_account",
            _(
                "There is no active account “%(name)s” here. Ask the security administrator of your organisation."
            )
            % {"name": name},
            http=403,
        )
    target = kept["next"]
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("today")
    return person, target


def _kept(request: HttpRequest) -> dict[str, str]:
    try:
        kept: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        kept = {"state": "", "nonce": "", "verifier": "", "next": ""}
    if not kept["state"]:
        raise Refused(
            "oidc.state",
            _("This sign-in was not begun in this browser, or too long ago. Start again."),
            http=403,
        )
    return kept


def _told(request: HttpRequest, error: AnlanError) -> HttpResponse:
    """Show the page of sign-in with what went wrong on it."""
    view: Any = SignIn()
    view.setup(request)
    return view.render_to_response(  # type: ignore[no-any-return]
        view.get_context_data(form=view.get_form_class()(request), refused=str(error)), status=error.status
    )
