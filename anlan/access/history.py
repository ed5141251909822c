"""The history of sign-ins: what is written down, and how an ended session is told why."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.access.address import browser_of, client_address
from anlan.access.models import Outcome, SignIn, Token
from anlan.org.models import Person

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
UNSAID = "***"
"""Written instead of a name that cannot be one: it may be a password in the wrong field."""
COMMAND_LINE = "anlan"

TOLD: dict[str, str | Promise] = {
    Outcome.IDLE: _("Your session was not used for too long. Please sign in again."),
    Outcome.TOO_LONG: _("Your session reached its longest time. Please sign in again."),
    Outcome.NEWER: _(
        "Your account was signed in to on another device, and only a few sessions may stand at a time: this one, "
        "the oldest, was ended. If that was not you, change your password at once."
    ),
    Outcome.ELSEWHERE: _("You ended this session from another device. Please sign in again."),
    Outcome.PASSWORD: _("Your password was changed. Please sign in with the new one."),
    Outcome.ADMINISTRATOR: _("An administrator ended your session. Please sign in again."),
    Outcome.INACTIVE: _(
        "Your account was deactivated. If your work needs it, ask the security administrator of your organisation."
    ),
}


def note(
    request: HttpRequest | None,
    outcome: Outcome,
    *,
    at: datetime,
    person: Person | None,
    name: str = "",
    token: Token | None = None,
) -> SignIn:
    """Write down what became of an attempt, a session or a token; without a request it was the command line."""
    name = person.username if person else name
    return SignIn.objects.create(
        person=person,
        name=name if NAME.fullmatch(name) else UNSAID,
        at=at,
        outcome=outcome,
        address=client_address(request) if request else "",
        browser=browser_of(request) if request else COMMAND_LINE,
        token=token,
    )


def note_refusal(request: HttpRequest, name: str, *, locked: bool, at: datetime, lasts: timedelta) -> None:
    """Write down a sign-in that was refused; of tries against a lock only the first, or they would fill the table."""
    name = name.strip()[:40]
    person = Person.objects.filter(username=name).first() if NAME.fullmatch(name) else None
    if locked:
        noted = SignIn.objects.filter(
            name=name if NAME.fullmatch(name) else UNSAID,
            outcome=Outcome.LOCKED,
            address=client_address(request),
            at__gt=at - lasts,
        )
        if noted.exists():
            return
        outcome = Outcome.LOCKED
    elif person is not None and not person.is_active:
        outcome = Outcome.INACTIVE
    else:
        outcome = Outcome.WRONG
    note(request, outcome, at=at, person=person, name=name)
