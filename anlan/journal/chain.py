"""The hash that links an entry to the one before it in its case."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from anlan.journal.digest import configured, hasher
from anlan.journal.models import Head

GENESIS = bytes(32)
"""What the first entry of a case is linked to."""

_installed: dict[str, str] = {}


def installed() -> str:
    """Return the algorithm of this database's journal; it never changes once begun, so each process keeps it."""
    database = str(connection.settings_dict["NAME"])
    name = _installed.get(database)
    if name is None:
        found = Head.objects.filter(pk=1).values_list("digest", flat=True).first()
        if found is None:
            return configured()
        name = _installed[database] = found
    return name


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
    digest: str = "",
) -> bytes:
    """Return the digest of an entry: its fields joined by the unit separator, absent ones as a dash.

    `digest` names the algorithm; without it, it is the one that this database's journal was begun with.
    """
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
    return hasher(digest or installed())(former + text.encode("utf-8"))


def seal_hash(
    *,
    number: int,
    digest: str,
    first_seq: int,
    last_seq: int,
    sealed_at: datetime,
    root: bytes,
    former: bytes,
) -> bytes:
    """Return the digest of a seal: what it says, linked to the seal before it (the first one to 32 zero bytes)."""
    values = (number, digest, first_seq, last_seq, instant(sealed_at), root.hex())
    return hasher(digest)(former + "\x1f".join(map(str, values)).encode("utf-8"))
