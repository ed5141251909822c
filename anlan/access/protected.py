"""What is shown only to those who ask for it, say why, and are written down: telephone numbers and registers.

A contact is told by the app that owns the row, in its `contacts.py`: `contact("premises", label, find=, names=)`.
A register is a page that its readers open for half an hour at a time: opening is the POST that notes the look, so
that no GET writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.access.address import client_address
from anlan.access.models import TO_AUDIT, Look
from anlan.kernel import clock
from anlan.org.doors import ActedRequest
from anlan.org.roles import Permission
from anlan.org.scope import Actor, Held

OPEN_FOR = timedelta(minutes=30)
_KEY = "open_registers"


@dataclass(frozen=True, slots=True)
class Found:
    """A protected number as its app tells it: of whom, the number, and the post in whose right it may be seen."""

    name: str
    number: str
    held: Held | None
    href: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A kind of protected number. `find(actor, key)` returns None for what lies outside the actor's scope;
    `names(keys)` tells the auditor whose numbers they were."""

    kind: str
    label: str | Promise
    find: Callable[[Actor, int], Found | None]
    names: Callable[[list[int]], dict[int, str]]


CONTACTS: dict[str, Contact] = {}


def contact(
    kind: str,
    label: str | Promise,
    *,
    find: Callable[[Actor, int], Found | None],
    names: Callable[[list[int]], dict[int, str]],
) -> None:
    """Register a kind of protected number; an app does it in its contacts.py."""
    CONTACTS[kind] = Contact(kind, label, find, names)


def masked(number: str | None) -> str:
    """Return a number with its middle hidden: 138****5678; "" for none."""
    text = (number or "").strip()
    if len(text) >= 11:
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    return f"{'*' * max(3, len(text) - 2)}{text[-2:]}" if text else ""


@dataclass(frozen=True, slots=True)
class Register:
    """A page whose every opening is a look."""

    code: str
    label: str | Promise
    permission: Permission
    url_name: str

    @property
    def kind(self) -> str:
        return f"register.{self.code}"


REGISTERS: dict[str, Register] = {
    register.code: register
    for register in (
        Register("journal", _("Journal"), Permission.JOURNAL_READ, "journal"),
        Register("sign-ins", _("Sign-ins"), Permission.AUDIT_READ, "access:sign-ins"),
        Register("looks", _("Looks at protected data"), Permission.AUDIT_READ, "access:looks"),
    )
}


def note(
    request: HttpRequest, actor: Actor, held: Held, *, kind: str, key: int | None, reason: str, at: datetime
) -> Look:
    """Write down a look; the caller shows what was looked at only after this."""
    return Look.objects.create(
        at=at,
        person_id=actor.person_id,
        post_id=held.post_id,
        kind=kind,
        key=key,
        reason=reason,
        address=client_address(request),
    )


def holding(actor: Actor, permission: Permission) -> Held | None:
    """Return the first post that grants a permission at all."""
    return next((post for post in actor.posts if permission in post.permissions), None)


def keep_open(session: SessionBase, register: Register, *, at: datetime) -> None:
    session[_KEY] = {**session.get(_KEY, {}), register.code: (at + OPEN_FOR).isoformat()}


def open_until(session: SessionBase, register: Register, *, at: datetime) -> datetime | None:
    """Return until when the register stands open in this session, or None."""
    told = session.get(_KEY, {}).get(register.code)
    until = datetime.fromisoformat(told) if told else None
    return until if until is not None and at < until else None


def opened(code: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a page be read only while its register stands open; otherwise show its door. Stands below `@needs(…)`."""
    register = REGISTERS[code]

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: ActedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if open_until(request.session, register, at=clock.real_now()) is None:
                return door(request, register)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def door(request: HttpRequest, register: Register, *, error: str = "", status: int = 200) -> HttpResponse:
    """Return the page that asks why a register is opened."""
    context = {
        "register": register,
        "reasons": [(reason.value, reason.label) for reason in TO_AUDIT],
        "minutes": int(OPEN_FOR.total_seconds() // 60),
        "next": request.get_full_path() if request.method == "GET" else request.POST.get("next", ""),
        "error": error,
    }
    return render(request, "access/door.html", context, status=status)
