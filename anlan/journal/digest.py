"""The digest that the journal is made with: SHA-256, or SM3 where a site must use national algorithms.

A journal keeps the one it was begun with, in its head row: the setting speaks only for a journal that is yet to begin.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHA256 = "sha256"
SM3 = "sm3"
ALGORITHMS = (SHA256, SM3)
NAMES = {SHA256: "SHA-256", SM3: "SM3"}


def configured() -> str:
    """Return the algorithm that a new journal is begun with (ANLAN_DIGEST)."""
    return str(settings.JOURNAL_DIGEST)


def check_configured() -> None:
    """Refuse to start with an algorithm that is not known, or that this machine's OpenSSL does not offer."""
    name = configured()
    if name not in ALGORITHMS:
        raise ImproperlyConfigured(f"ANLAN_DIGEST is “{name[:40]}”; it takes {' or '.join(ALGORITHMS)}.")
    try:
        hasher(name)(b"")
    except ValueError:
        raise ImproperlyConfigured(
            f"ANLAN_DIGEST is “{name}”, but the OpenSSL of this Python does not offer it: use one that "
            "does (1.1.1 or newer, built with SM3), or leave the setting out for SHA-256."
        ) from None


@cache
def hasher(name: str) -> Callable[[bytes], bytes]:
    """Return the function from bytes to their digest of 32 bytes; ValueError where there is none of that name."""
    if name == SHA256:
        return lambda data: hashlib.sha256(data).digest()
    if name not in ALGORITHMS:
        raise ValueError(f"no digest is called {name[:40]}")
    hashlib.new(name)
    return lambda data: hashlib.new(name, data).digest()
