"""Signed messages of a plant's monitoring system: the key, the signature, the time window, replays (ADR 0083).

    X-Anlan-Source:    the source's number, BJY-0000123 or 123
    X-Anlan-Timestamp: seconds since 1970 (UTC), at most five minutes off
    X-Anlan-Nonce:     16 to 64 letters, digits, - or _, never used before by this source
    X-Anlan-Signature: sha256=<hex of HMAC-SHA256(key, "<timestamp>.<nonce>." + body)>

A key is derived from the installation's secret, the source's number and its turn, and stored nowhere: a stolen database
signs nothing, and a new turn ends the old key.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.installations.kinds import SourceState
from anlan.installations.models import AlarmSource, HeardMessage
from anlan.kernel import clock
from anlan.kernel.errors import Conflict, Refused
from anlan.kernel.signatures import derived_key, signature

__all__ = ["WINDOW_SECONDS", "key_of", "signature", "verified"]
WINDOW_SECONDS = 300
_NUMBER = re.compile(r"(?:BJY-)?(\d{1,18})\Z")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")
_STAMP = re.compile(r"\d{9,12}\Z")


def key_of(source: AlarmSource) -> str:
    """Return the key with which a source signs."""
    return derived_key(f"anlan.alarm-source:{source.pk}:{source.turn}")


def _refused(code: str, message: str) -> Refused:
    return Refused(f"alarm.{code}", message, http=401)


def verified(headers: Mapping[str, str], body: bytes, *, now: datetime | None = None) -> AlarmSource:
    """Return the source that signed a message, and mark it as heard. Raises Refused (401), Conflict (409) a replay.

    Of a source that is not there, and of a wrong signature, the same is said: nobody can try numbers out.
    """
    now = now or clock.real_now()
    stamp, nonce = headers.get("X-Anlan-Timestamp", ""), headers.get("X-Anlan-Nonce", "")
    if not _STAMP.match(stamp) or not _NONCE.match(nonce):
        raise _refused("headers", _("The message lacks its time stamp or its nonce, or their form is wrong."))
    off = abs((now - datetime.fromtimestamp(int(stamp), UTC)).total_seconds())
    if off > WINDOW_SECONDS:
        raise _refused(
            "stamp",
            _("The time stamp is %(off)s seconds off; at most %(most)s are let through.")
            % {"off": round(off), "most": WINDOW_SECONDS},
        )
    found = _NUMBER.match(headers.get("X-Anlan-Source", ""))
    source: AlarmSource | None = None
    if found and int(found.group(1)) < 2**63:
        source = AlarmSource.objects.filter(pk=int(found.group(1)), state=SourceState.OPEN).first()
    key = key_of(source) if source else "0" * 64
    right = signature(key, stamp=stamp, nonce=nonce, body=body)
    given = headers.get("X-Anlan-Signature", "")
    if not hmac.compare_digest(right.encode(), given.encode("utf-8", "replace")) or source is None:
        raise _refused("signature", _("The signature does not fit the message."))
    try:
        with transaction.atomic():
            HeardMessage.objects.create(source=source, nonce=nonce, heard_at=now)
    except IntegrityError:
        raise Conflict("alarm.replay", _("This message was taken in already: a replay is refused.")) from None
    return source
