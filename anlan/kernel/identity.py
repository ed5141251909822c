"""Time-ordered identifiers (UUIDv7, RFC 9562) for idempotency keys, and canonical JSON for digests."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def uuid7() -> str:
    """Return a fresh UUIDv7 as text; Python 3.11 has none of its own."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (stamp & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | (random >> 68) << 64
    value |= 0b10 << 62 | random & 0x3FFFFFFFFFFFFFFF
    return str(uuid.UUID(int=value))


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, characters as they are."""
    return _ENCODER.encode(value)


def digest(text: str) -> bytes:
    """Return the 32-byte SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).digest()
