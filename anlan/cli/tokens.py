"""`anlan token`: access tokens from the command line; each act stands in the history of access."""

from __future__ import annotations

import argparse
from typing import Any

from anlan.access import tokens
from anlan.access.models import Token, TokenKind
from anlan.cli.session import say, say_json
from anlan.kernel import clock
from anlan.kernel.errors import Unknown
from anlan.org.models import Person


def make(options: argparse.Namespace) -> int:
    """Print the secret alone on standard output, so that a script can keep it."""
    person = Person.objects.filter(username=options.username).first()
    if person is None:
        raise Unknown("person.unknown", f"there is no account “{options.username[:40]}”")
    kind = TokenKind.MACHINE if options.machine else TokenKind.PERSONAL
    _token, secret = tokens.make(
        person,
        kind=kind,
        by=None,
        purpose=options.purpose,
        scopes=options.scope or ["read"],
        days=options.days,
        at=clock.real_now(),
    )
    say(secret)
    return 0


def listing(options: argparse.Namespace) -> int:
    found = Token.objects.filter(revoked_at=None, expires_at__gt=clock.real_now()).select_related("person")
    rows: list[dict[str, Any]] = [
        {
            "prefix": token.prefix,
            "username": token.person.username,
            "kind": token.kind,
            "scopes": token.scopes.split(),
            "purpose": token.purpose,
            "expires_at": token.expires_at.isoformat(timespec="seconds"),
            "used_at": token.used_at.isoformat(timespec="seconds") if token.used_at else None,
        }
        for token in found.order_by("pk")
    ]
    if options.json:
        say_json(rows)
        return 0
    for row in rows:
        who, scopes = f"{row['username']:<20}", f"{' '.join(row['scopes']):<18}"
        say(f"{row['prefix']}  {who} {scopes} {row['expires_at']}  {row['purpose']}")
    return 0


def revoke(options: argparse.Namespace) -> int:
    token = Token.objects.select_related("person").filter(prefix=options.prefix[:14]).first()
    if token is None:
        raise Unknown("token.unknown", f"there is no token “{options.prefix[:40]}”")
    ended = tokens.revoke(token, by=None, at=clock.real_now())
    say(f"{token.prefix} is revoked" if ended else f"{token.prefix} was revoked before")
    return 0
