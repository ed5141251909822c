"""Keys to the API: made for a person or a machine, shown once, kept as a digest, with an end that nobody can leave out.

A token never gives more than the posts that its account holds at the moment of use, and of that only its scopes.
All moments are real time, also while a demo or a drill shifts the clock; only the posts are those of the city's moment.
"""

from __future__ import annotations

import hashlib
import math
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.access.address import client_address
from anlan.access.history import note
from anlan.access.models import Outcome, SignIn, Token, TokenKind, TokenScope
from anlan.kernel import clock, parameters
from anlan.kernel.compiled import Compiled
from anlan.kernel.errors import AnlanError, Conflict, Invalid, Refused
from anlan.org.actors import actor_for, actor_of
from anlan.org.models import Person, Post
from anlan.org.models.people import held_at
from anlan.org.roles import Permission, Role
from anlan.org.scope import Actor

LONGEST_DAYS = 366
MOST_LIVING = 20
TOUCH = timedelta(minutes=5)
REFUSED_WITHIN = timedelta(minutes=15)
MOST_REFUSED = 20
"""Wrong tokens from one address within a quarter of an hour; more are not written down any more."""
FORM = re.compile(r"anlan_[a-z0-9]{8}_[A-Za-z0-9_-]{43}")
NO_MACHINES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
"""What these two decide is decided by people."""


class TokenFault(AnlanError):
    """A token that opens nothing: the code says which of the reasons it is."""

    status = 401


class TooMany(AnlanError):
    """Too many wrong tokens came from one address; `details["seconds"]` says how long to wait."""

    status = 429


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who came with a token, in the posts held now, and what the token is good for."""

    actor: Actor
    token: Known
    scopes: frozenset[str]


# -- making and revoking ---------------------------------------------------------------------------------------------


def make(
    person: Person,
    *,
    kind: TokenKind,
    by: Person | None,
    purpose: str,
    scopes: Sequence[str],
    days: int,
    at: datetime,
    request: HttpRequest | None = None,
) -> tuple[Token, str]:
    """Return a new token and its secret, which nothing keeps. Raises Invalid, Refused or Conflict.

    `by` None is the operator at the command line. A machine's account gets a password that nobody can enter.
    """
    chosen = _checked(purpose, scopes, days)
    actor = actor_for(person, at=clock.now())
    if not actor.posts:
        raise Refused("token.no_post", _("%(name)s holds no post at present.") % {"name": person.name})
    if TokenScope.JOURNAL in chosen and not actor.may(Permission.JOURNAL_READ):
        raise Refused(
            "token.journal",
            _("None of the posts of %(name)s lets the journal be read.") % {"name": person.name},
        )
    if TokenScope.ADMINISTER in chosen and kind == TokenKind.MACHINE:
        raise Refused(
            "token.administer", _("What is decided on accounts, posts and areas is decided by a person.")
        )
    prefix = f"anlan_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        if kind == TokenKind.MACHINE:
            _make_a_machine(held, actor)
        if living(person.pk, at=at).count() >= MOST_LIVING:
            raise Conflict(
                "token.many",
                _("There are %(most)s tokens already: revoke those no longer needed.")
                % {"most": MOST_LIVING},
            )
        token = Token.objects.create(
            person=person,
            kind=kind,
            purpose=purpose.strip(),
            prefix=prefix,
            digest=_digest(secret),
            scopes=" ".join(chosen),
            made_at=at,
            made_by=by,
            expires_at=at + timedelta(days=days),
        )
        note(request, Outcome.TOKEN_MADE, at=at, person=person, token=token)
    return token, secret


def _checked(purpose: str, scopes: Sequence[str], days: int) -> list[str]:
    """Return the scopes in their order; raises Invalid with every fault by field."""
    faults: dict[str, Invalid] = {}
    text = purpose.strip()
    if not 2 <= len(text) <= 60 or not parameters.storable(text) or not text.isprintable():
        faults["purpose"] = Invalid(
            "token.purpose", _("Say in 2 to 60 characters what the token is for."), field="purpose"
        )
    if not scopes or set(scopes) - set(TokenScope.values):
        faults["scopes"] = Invalid(
            "token.scopes", _("Choose at least one thing that the token is good for."), field="scopes"
        )
    if not 1 <= days <= LONGEST_DAYS:
        faults["days"] = Invalid(
            "token.days",
            _("A token is valid for 1 to %(most)s days.") % {"most": LONGEST_DAYS},
            field="days",
        )
    if faults:
        first = next(iter(faults.values()))
        raise Invalid(first.code, " ".join(map(str, faults.values())), field=first.field, errors=faults)
    return [scope for scope in TokenScope.values if scope in scopes]


def _make_a_machine(person: Person, actor: Actor) -> None:
    """Make sure that an account is a machine's: nobody has signed in with it, and from now on nobody can."""
    if person.last_login is not None or any(post.role in NO_MACHINES for post in actor.posts):
        raise Refused(
            "token.person",
            _(
                "“%(name)s” is the account of a person. Open an account of its own for the machine, give it the "
                "post that its work needs, and nobody signs in with it."
            )
            % {"name": person.username},
        )
    Person.objects.filter(pk=person.pk).update(password=make_password(None), must_change_password=False)


def living(person_id: int, *, at: datetime) -> QuerySet[Token]:
    """Return the tokens of a person that are neither revoked nor expired."""
    return Token.objects.filter(person_id=person_id, revoked_at=None, expires_at__gt=at)


def revoke(token: Token, *, by: Person | None, at: datetime, request: HttpRequest | None = None) -> bool:
    """End a token with its next use; False if it had been revoked before."""
    with transaction.atomic():
        ended = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at, revoked_by=by)
        if ended:
            note(request, Outcome.TOKEN_REVOKED, at=at, person=token.person, token=token)
    return bool(ended)


def personal(person_id: int, *, at: datetime) -> QuerySet[Token]:
    """Return a person's own living tokens."""
    return living(person_id, at=at).filter(kind=TokenKind.PERSONAL)


def revoke_of(person_id: int, *, at: datetime, machines: bool = False) -> int:
    """Revoke a person's own living tokens, with `machines` those of a machine's account too; return how many.

    What ends a person's sessions for good ends what was made in them: a new password, a deactivation, the last post.
    A lock after wrong passwords does not: anybody may cause one from outside, and a token is another secret.
    """
    found = living(person_id, at=at) if machines else personal(person_id, at=at)
    return sum(revoke(token, by=None, at=at) for token in found.select_related("person"))


def revoke_left(*, at: datetime, now: datetime) -> int:
    """Revoke the living tokens of accounts that hold no post any more; return how many. A post held later, in another
    office perhaps, does not bring them back."""
    held = Post.objects.filter(held_at(now)).values("person")
    left = Token.objects.filter(revoked_at=None, expires_at__gt=at).exclude(person__in=held)
    return sum(revoke(token, by=None, at=at) for token in left.select_related("person"))


def machines_of(people: QuerySet[Person]) -> QuerySet[Person]:
    """Return the accounts that a machine may have: active, and nobody ever signed in with them."""
    return people.filter(is_active=True, last_login=None)


# -- using -----------------------------------------------------------------------------------------------------------


def recognise(request: HttpRequest, *, at: datetime, now: datetime) -> Bearer:
    """Return whose token a request carries; two queries. Raises TokenFault or TooMany.

    `at` is the real moment, `now` the city's, by which posts are held.
    """
    header = str(request.META.get("HTTP_AUTHORIZATION") or "")
    word, _space, secret = header.partition(" ")
    secret = secret.strip()
    if word.lower() != "bearer" or not secret:
        raise TokenFault(
            "token.missing",
            _("Send an access token: “Authorization: Bearer anlan_…”."),
            field="Authorization",
        )
    token: Known | None = None
    if FORM.fullmatch(secret):
        token = next((Known(*row) for row in _BY_DIGEST.rows([_digest(secret)])), None)
    if token is None:
        raise _refused(request, None, "token.unknown", _("This access token is not known."), at=at)
    code, message = _fault(token, at)
    if code:
        raise _refused(request, token, code, message, at=at)
    actor = actor_of(token.person_id, token.username, token.name, at=now)
    if not actor.posts:
        told = _("The account of this access token holds no post any more: the token was revoked.")
        refusal = _refused(request, token, "token.no_post", told, at=at)
        revoke_of(token.person_id, at=at, machines=True)
        raise refusal
    if token.used_at is None or at - token.used_at >= TOUCH:
        Token.objects.filter(pk=token.pk).update(used_at=at, used_from=client_address(request))
    return Bearer(actor, token, frozenset(token.scopes.split()))


@dataclass(frozen=True, slots=True)
class Known:
    """A token with what its use needs to know of its account; plain, because every request reads one."""

    pk: int
    kind: str
    scopes: str
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    person_id: int
    username: str
    name: str
    password: str
    is_active: bool
    must_change_password: bool


_BY_DIGEST = Compiled(
    lambda keys: Token.objects.filter(digest=keys[0]).values_list(
        "pk",
        "kind",
        "scopes",
        "expires_at",
        "used_at",
        "revoked_at",
        "person_id",
        "person__username",
        "person__name",
        "person__password",
        "person__is_active",
        "person__must_change_password",
    ),
    kind=str,
)


def _fault(token: Known, at: datetime) -> tuple[str, str | Promise]:
    """Return why a token opens nothing, ("", "") if it does."""
    if token.revoked_at is not None:
        return "token.revoked", _("This access token was revoked.")
    if token.expires_at <= at:
        return "token.expired", _("This access token has expired. Make a new one.")
    if not token.is_active:
        return "token.inactive", _("The account of this access token was deactivated.")
    machine = token.kind == TokenKind.MACHINE
    if machine and not token.password.startswith(UNUSABLE_PASSWORD_PREFIX):
        return "token.person", _(
            "The account of this machine was given a password: make it an account of its own."
        )
    if not machine and token.must_change_password:
        return "token.password", _(
            "The password of this account must be changed first: sign in and change it."
        )
    return "", ""


def _refused(
    request: HttpRequest, token: Known | None, code: str, message: str | Promise, *, at: datetime
) -> AnlanError:
    """Write a refusal down and return it; beyond the bound of an address return only how long to wait."""
    lately = Q(outcome=Outcome.TOKEN_REFUSED, address=client_address(request), at__gt=at - REFUSED_WITHIN)
    moments = list(SignIn.objects.filter(lately).order_by("at").values_list("at", flat=True)[:MOST_REFUSED])
    if len(moments) >= MOST_REFUSED:
        seconds = max(1, math.ceil((moments[0] + REFUSED_WITHIN - at).total_seconds()))
        told = _("Too many wrong access tokens came from this address. Try again in %(minutes)s minutes.")
        return TooMany("token.many_refused", told % {"minutes": math.ceil(seconds / 60)}, seconds=seconds)
    kept = Token.objects.select_related("person").get(pk=token.pk) if token else None
    note(request, Outcome.TOKEN_REFUSED, at=at, person=kept.person if kept else None, token=kept)
    return TokenFault(code, message, field="Authorization")


def _digest(secret: str) -> str:
    """Return what is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
