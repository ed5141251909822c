"""Messages between systems: keys that are derived and stored nowhere, and the one form of a signature (ADR 0083).

A key follows from the installation's secret and what it is for; a new turn is another key. The signature covers the
time stamp, a mark that never comes twice, and the body.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def derived_key(purpose: str) -> str:
    """Return the key for a purpose, e.g. "anlan.webhook:12:1": 64 hex digits."""
    return hmac.new(settings.SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def signature(key: str, *, stamp: str, nonce: str, body: bytes) -> str:
    """Return `sha256=` and the hex of HMAC-SHA256 with the key over "<stamp>.<nonce>." and the body."""
    message = f"{stamp}.{nonce}.".encode() + body
    return "sha256=" + hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
