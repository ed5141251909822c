"""The reader's own pages: posts and rights, sessions and sign-ins; and the change of the password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.access import rows, sessions, tokens
from anlan.access.models import Outcome
from anlan.access.rights import RIGHTS
from anlan.kernel import clock
from anlan.org.doors import ActedRequest, needs
from anlan.org.roles import Permission


@needs()
def account(request: ActedRequest) -> HttpResponse:
    """Show the reader's posts with their rights, where they are signed in, and their last sign-ins."""
    actor, here = request.actor, request.session.session_key
    posts = [
        {
            "title": post.title,
            "organisation": post.organisation_name,
            "area": post.area_name,
            "for_name": post.for_name,
            "rights": [RIGHTS.get(code, code) for code in Permission if code in post.permissions],
        }
        for post in actor.posts
    ]
    living = sessions.of_person(actor.person_id, at=clock.real_now()).order_by("-started_at", "session_key")
    context = {
        "posts": posts,
        "session_columns": rows.session_columns(),
        "sessions": [rows.session_row(row, here=here) for row in living],
        "limits": _limits(),
        "sign_in_columns": rows.sign_in_columns(with_name=False),
        "sign_ins": rows.own_sign_ins(actor.person_id),
    }
    return render(request, "web/account.html", context)


def _limits() -> str:
    count, hours = settings.SESSIONS_PER_ACCOUNT, settings.SESSION_COOKIE_AGE // 3600
    return ngettext(
        "At most %(n)s session at a time; it ends after %(idle)s minutes without use and %(hours)s hours in all.",
        "At most %(n)s sessions at a time; each ends after %(idle)s minutes without use and %(hours)s hours in all.",
        count,
    ) % {"n": count, "idle": settings.SESSION_IDLE_MINUTES, "hours": hours}


class Password(LoginRequiredMixin, PasswordChangeView):
    """Changes the password and ends the other sessions; whoever must change it first sees no other page."""

    template_name = "web/password.html"
    success_url = reverse_lazy("account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        must = getattr(self.request.user, "must_change_password", False)
        return super().get_context_data(rules=password_validators_help_texts(), must=must, **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        person: Any = form.user
        with transaction.atomic():
            person.must_change_password = False
            at = clock.real_now()
            made = tokens.personal(person.pk, at=at).count()
            response = super().form_valid(form)  # revokes them, and gives the session another key
            own = self.request.session.session_key
            count = sessions.end_all(person.pk, why=Outcome.PASSWORD, at=at, but=own)
        told = _("Your password has been changed.")
        if count:
            told += " " + ngettext(
                "%(n)s other session was ended.", "%(n)s other sessions were ended.", count
            ) % {"n": count}
        if made:
            told += " " + ngettext(
                "%(n)s access token was revoked: make a new one for the programme that used it.",
                "%(n)s access tokens were revoked: make new ones for the programmes that used them.",
                made,
            ) % {"n": made}
        messages.success(self.request, told)
        return response
