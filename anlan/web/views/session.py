"""Signing in and out; each is written into the history of sign-ins."""

from __future__ import annotations

import json
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.access import history, oidc, sessions
from anlan.access.models import Outcome
from anlan.kernel import clock
from anlan.org import profile


def demo_accounts() -> list[dict[str, str]]:
    """Return the accounts of the demo city, only while the clock is shifted: a real city shows none."""
    return _of_the_demo("demo-accounts.json")


def _of_the_demo(name: str) -> list[dict[str, str]]:
    path = settings.HOME / name
    if not clock.is_shifted() or not path.exists():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return rows


class SignIn(LoginView):
    """Asks for user name and password; `?as=` fills in a demo account, also without JavaScript."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; where no city stands yet, there is nobody to sign in: go and set it up."""
        return super().get(request, *args, **kwargs) if profile.is_set_up() else redirect("set-up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = demo_accounts()
        wanted = self.request.GET.get("as", "")
        chosen = next((account for account in accounts if account["username"] == wanted), None)
        ended = "" if self.request.method == "POST" else why_ended(self.request)
        return super().get_context_data(
            refused=kwargs.pop("refused", ""),
            single=(settings.OIDC_NAME or _("Sign in with the city’s account")) if oidc.is_on() else "",
            accounts=accounts,
            codes=_of_the_demo("demo-codes.json"),
            chosen=chosen,
            ended=ended,
            **kwargs,
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        let_in(self.request, form.get_user())
        return redirect(self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        name, password = form.data.get("username", ""), form.data.get("password", "")
        if name and password:  # an empty field is no attempt
            locked = bool(getattr(self.request, "axes_locked_out", False))
            lasts = get_cool_off(self.request) or sessions.longest()
            history.note_refusal(self.request, name, locked=locked, at=clock.real_now(), lasts=lasts)
        return super().form_invalid(form)


def let_in(request: HttpRequest, person: Any) -> None:
    """Begin a session of somebody who has shown who he is, write it down, end the oldest beyond the limit."""
    now = clock.real_now()
    with transaction.atomic():
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        history.note(request, Outcome.OK, at=now, person=person)
        ended = sessions.begin(request, person, at=now)
    if ended:
        told = ngettext(
            "Your oldest session on another device was ended: at most %(n)s may stand at a time.",
            "Your oldest sessions on other devices were ended: at most %(n)s may stand at a time.",
            ended,
        )
        messages.info(request, told % {"n": settings.SESSIONS_PER_ACCOUNT})


def why_ended(request: HttpRequest) -> Any:
    """Return what to tell somebody whose session no longer stands, "" where there is nothing to tell."""
    if not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return ""
    deactivated = SESSION_KEY in request.session and not request.user.is_authenticated
    code = getattr(request.session, "ended", "") or (Outcome.INACTIVE if deactivated else "")
    return history.TOLD.get(code, "")


class SignOut(LogoutView):
    """Ends the session; by POST only, so that no link of another page can do it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        if person.is_authenticated:
            history.note(request, Outcome.SIGNED_OUT, at=clock.real_now(), person=person)
        return super().post(request, *args, **kwargs)
