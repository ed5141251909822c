"""Codes that people write down and type in: twelve signs without those that are confused, sixty bits.

A code is worked out from a secret that is not in the database and from the key of the act that gave it, so a request
that comes twice is answered with the same code; at rest there is only its keyed digest.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SEPARATORS = re.compile(r"[\s\-—–_.·]+")


def derive(secret: bytes, purpose: str, key: str) -> str:
    """Return the code of an act: K7QF-3M9X-WP2T."""
    number = int.from_bytes(hmac.new(secret, f"{purpose} {key}".encode(), sha256).digest()[:8], "big")
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def clean(text: str) -> str:
    """Return what was typed as twelve signs, "" if it cannot be a code."""
    signs = _SEPARATORS.sub("", text[:60]).upper().translate(_READ_AS)
    return signs if len(signs) == LENGTH and all(sign in SIGNS for sign in signs) else ""


def digest(secret: bytes, purpose: str, code: str) -> str:
    """Return what is kept of a code: a row is found by it in one look into an index, and nothing leads back."""
    return hmac.new(secret, f"{purpose} digest {clean(code)}".encode(), sha256).hexdigest()
