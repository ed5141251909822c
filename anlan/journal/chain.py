"""The hash that links an entry to the one before it in its case."""

from __future__ import annotations

import hashlib
from datetime import datetime

GENESIS = bytes(32)
"""What the first entry of a case is linked to."""


def instant(moment: datetime) -> int:
    """Return microseconds since the epoch, the same on every engine and in every zone."""
    whole = int(moment.timestamp())
    return whole * 1_000_000 + moment.microsecond


def entry_hash(
    *,
    seq: int,
    kind: str,
    case_id: int,
    n: int,
    step: str,
    from_state: str,
    to_state: str,
    actor_id: int,
    post_id: int | None,
    organisation_id: int | None,
    occurred_at: datetime,
    recorded_at: datetime,
    input: str,
    key: str | None,
    former: bytes,
) -> bytes:
    """Return the SHA-256 of an entry: its fields joined by the unit separator, absent ones as a dash."""
    text = "\x1f".join(
        (
            str(seq),
            kind,
            str(case_id),
            str(n),
            step,
            from_state,
            to_state,
            str(actor_id),
            "-" if post_id is None else str(post_id),
            "-" if organisation_id is None else str(organisation_id),
            str(instant(occurred_at)),
            str(instant(recorded_at)),
            input,
            key or "-",
        )
    )
    return hashlib.sha256(former + text.encode("utf-8")).digest()
