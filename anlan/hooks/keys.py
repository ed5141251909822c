"""The key of a receiver, and the headers by which it knows who sent a message and that nobody changed it.

    X-Anlan-Receiver:   the receiver's number, HT-0000123
    X-Anlan-Event:      the id of the event; the same event has the same id however often it comes
    X-Anlan-Timestamp:  seconds since 1970 (UTC), of this attempt
    X-Anlan-Signature:  sha256=<hex of HMAC-SHA256(key, "<timestamp>.<id>." + body)>

The form is that of the alarms which plants send in (anlan/installations/signing.py), the id in the place of the nonce.
While a new key is brought in, the header holds two signatures with a comma between them: one by each key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anlan.hooks.models import Receiver
from anlan.kernel.signatures import derived_key, signature


def key_of(receiver: Receiver, *, turn: int | None = None) -> str:
    """Return the key of a receiver, of its present turn unless another is named; it is stored nowhere."""
    return derived_key(f"anlan.webhook:{receiver.pk}:{turn or receiver.turn}")


def keys_of(receiver: Receiver, *, at: datetime) -> list[str]:
    """Return the keys that sign at a moment: the present one, and its forerunner while both are good."""
    keys = [key_of(receiver)]
    if receiver.turn > 1 and receiver.former_until is not None and at < receiver.former_until:
        keys.append(key_of(receiver, turn=receiver.turn - 1))
    return keys


def headers(number: str, keys: Sequence[str], mark: str, body: bytes, *, stamp: str) -> dict[str, str]:
    """Return the headers of one attempt."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "anlan-webhook/1",
        "X-Anlan-Receiver": number,
        "X-Anlan-Event": mark,
        "X-Anlan-Timestamp": stamp,
        "X-Anlan-Signature": ", ".join(signature(key, stamp=stamp, nonce=mark, body=body) for key in keys),
    }
