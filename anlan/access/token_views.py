"""Pages of access tokens: one's own, and for the security administrator those of machines and of everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anlan.access import tokens
from anlan.access.models import Token, TokenKind, TokenScope
from anlan.access.rows import stamp
from anlan.kernel import clock, parameters
from anlan.kernel.errors import AnlanError, Invalid, Unknown
from anlan.org.doors import ActedRequest, needs
from anlan.org.models import Person
from anlan.org.roles import Permission

MOST_SHOWN = 200
DAYS = (30, 90, 180, 366)


@needs()
@require_http_methods(["GET", "POST"])
@never_cache
def own(request: ActedRequest) -> HttpResponse:
    """Show the reader's tokens; make another (POST), whose secret is shown this once."""
    error: AnlanError | None = None
    if request.method == "POST":
        person = Person.objects.get(pk=request.actor.person_id)
        try:
            return _made(request, person, TokenKind.PERSONAL)
        except AnlanError as fault:
            error = fault
    found = Token.objects.filter(person_id=request.actor.person_id).order_by("-pk")[:MOST_SHOWN]
    may_journal = request.actor.may(Permission.JOURNAL_READ)
    context = {
        "rows": [_row(token) for token in found],
        "scopes": [(s.value, s.label) for s in TokenScope if s != TokenScope.JOURNAL or may_journal],
        "manages": request.actor.may(Permission.PEOPLE_MANAGE),
    }
    return render(request, "access/tokens.html", {**context, **_form(request, error)}, status=_status(error))


@needs(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "POST"])
@never_cache
def machines(request: ActedRequest) -> HttpResponse:
    """Show the living tokens of the people in the administrator's area; make one for a machine (POST)."""
    people = Person.objects.within(request.actor.scope)
    error: AnlanError | None = None
    if request.method == "POST":
        try:
            return _made(request, _machine(request), TokenKind.MACHINE)
        except AnlanError as fault:
            error = fault
    now = clock.real_now()
    found = Token.objects.filter(person__in=people, revoked_at=None, expires_at__gt=now)
    accounts = tokens.machines_of(people).order_by("username")[:MOST_SHOWN]
    context = {
        "rows": [
            {**_row(token), "person": token.person.name, "username": token.person.username}
            for token in found.select_related("person").order_by("-pk")[:MOST_SHOWN]
        ],
        "accounts": [("", "—"), *((str(p.pk), f"{p.username} · {p.name}") for p in accounts)],
        "account": request.POST.get("account", ""),
        "scopes": [(s.value, s.label) for s in TokenScope if s != TokenScope.ADMINISTER],
    }
    return render(
        request, "access/machines.html", {**context, **_form(request, error)}, status=_status(error)
    )


@needs()
@require_POST
def revoke(request: ActedRequest, pk: int) -> HttpResponse:
    """Revoke one of the reader's own tokens, or as security administrator anybody's in the area."""
    actor = request.actor
    token = Token.objects.select_related("person").filter(pk=min(pk, parameters.BIGGEST)).first()
    own_token = token is not None and token.person_id == actor.person_id
    managed = token is not None and Person.objects.within(actor.scope).filter(pk=token.person_id).exists()
    if token is None or not (own_token or managed):
        raise Unknown("token.unknown", _("There is no such token of yours."))
    by = Person.objects.get(pk=actor.person_id)
    if tokens.revoke(token, by=by, at=clock.real_now(), request=request):
        messages.success(request, _("The token %(prefix)s… is revoked.") % {"prefix": token.prefix})
    return redirect("access:tokens" if own_token else "access:machines")


def _made(request: ActedRequest, person: Person, kind: TokenKind) -> HttpResponse:
    """Make the token that a form asks for and show it, this once."""
    given = request.POST
    token, secret = tokens.make(
        person,
        kind=kind,
        by=Person.objects.get(pk=request.actor.person_id),
        purpose=given.get("purpose", ""),
        scopes=[s.value for s in TokenScope if given.get(f"scope_{s.value}")],
        days=parameters.whole(given, "days") or 0,
        at=clock.real_now(),
        request=request,
    )
    context = {"token": _row(token), "secret": secret, "person": person, "machine": kind == TokenKind.MACHINE}
    return render(request, "access/token_made.html", context)


def _machine(request: ActedRequest) -> Person:
    key = parameters.whole(request.POST, "account")
    people = tokens.machines_of(Person.objects.within(request.actor.scope))
    found = people.filter(pk=key).first() if key is not None else None
    if found is None:
        raise Invalid("token.account", _("Choose the account of the machine."), field="account")
    return found


def _form(request: ActedRequest, error: AnlanError | None) -> dict[str, Any]:
    """Return what was typed and what is wrong with it."""
    faults = {name: str(e) for name, e in error.details.get("errors", {}).items()} if error else {}
    if error and not faults and error.field:
        faults = {error.field: str(error)}
    given = request.POST
    return {
        "days": [(str(n), _("%(n)s days") % {"n": n}) for n in DAYS],
        "typed": {"purpose": given.get("purpose", ""), "days": given.get("days") or "90"},
        "ticked": {s.value for s in TokenScope if given.get(f"scope_{s.value}")} or {TokenScope.READ.value},
        "faults": faults,
        "general": str(error) if error and not faults else "",
    }


def _status(error: AnlanError | None) -> int:
    return error.status if error else 200


def _row(token: Token) -> dict[str, Any]:
    """Return a token in words."""
    now = clock.real_now()
    if token.revoked_at:
        state, tone = _("revoked"), "neutral"
    elif token.expires_at <= now:
        state, tone = _("expired"), "neutral"
    else:
        state, tone = _("in force"), "good"
    labels = dict(TokenScope.choices)
    return {
        "key": token.pk,
        "prefix": f"{token.prefix}_…",
        "purpose": token.purpose,
        "kind": TokenKind(token.kind).label,
        "scopes": _(", ").join(str(labels[scope]) for scope in token.scopes.split()),
        "made": stamp(token.made_at)[:16],
        "expires": stamp(token.expires_at)[:16],
        "used": stamp(token.used_at)[:16] if token.used_at else "",
        "used_from": token.used_from,
        "state": state,
        "tone": tone,
        "living": tone == "good",
    }
