"""How often somebody without an account may try something. No captcha of a third party, no address kept."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anlan.access.address import client_address
from anlan.kernel import clock
from anlan.kernel.errors import AnlanError
from anlan.public.models import Attempt

KEPT = timedelta(days=2)


class TooOften(AnlanError):
    """Too many tries from one address, or from all together."""

    status = 429


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within so long: `one` of each address, `all_` of everybody together."""

    kind: str
    one: Sequence[tuple[timedelta, int]]
    all_: tuple[timedelta, int]


def mark_of(request: HttpRequest, at: datetime) -> str:
    """Return what stands for an address on this day; the key lies outside the database."""
    words = f"{clock.local_day(at)} {client_address(request)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"public.attempt " + words, sha256).hexdigest()[:32]


def check(request: HttpRequest, limit: Limit, *, at: datetime) -> None:
    """Raise TooOften where the bounds of an address, or those of all, are reached. Up to three queries."""
    mark = mark_of(request, at)
    rows = Attempt.objects.filter(kind=limit.kind)
    for span, most in limit.one:
        if rows.filter(mark=mark, at__gt=at - span).count() >= most:
            raise _too_often(span)
    span, most = limit.all_
    if rows.filter(at__gt=at - span).count() >= most:
        raise _too_often(span)


def note(request: HttpRequest, limit: Limit, *, at: datetime) -> None:
    Attempt.objects.create(kind=limit.kind, mark=mark_of(request, at), at=at)


def forget(*, at: datetime) -> int:
    """Drop what is older than two days; return how many rows."""
    return Attempt.objects.filter(at__lt=at - KEPT).delete()[0]


def _too_often(span: timedelta) -> TooOften:
    minutes = int(span.total_seconds() // 60)
    return TooOften(
        "public.often",
        _(
            "Too many tries from here within %(minutes)s minutes. Wait, then try again; in an emergency call 12350."
        )
        % {"minutes": minutes},
    )
