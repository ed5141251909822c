"""The burden of reporting: how many fields are typed and how long it takes, told of groups of units, never of people.

The rules on reducing burdens (国办函〔2026〕12号; domain brief §6.6) forbid rankings and statistics of time online. So the
measure is about the form: medians over a group of units; no page, export or operation tells it of a unit or a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core import signing

from anlan.reporting.models import MOST_SECONDS, Measured

SALT = "anlan.reporting.opened"


def token(due: Any, at: datetime) -> str:
    """Return what a page carries to tell when it was opened; signed, so that nobody can make a report look quick."""
    return signing.dumps([due.pk, at.isoformat()], salt=SALT)


def took(due: Any, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return how long a report took, by the server's own token or else as the client claims; nothing if nobody says."""
    opened = _opened(due, given.get("opened") or "")
    if opened is not None and opened <= at:
        return _told(int((at - opened).total_seconds()), Measured.SERVER)
    claimed = given.get("client_seconds")
    return {"seconds": None, "seconds_by": ""} if claimed is None else _told(claimed, Measured.CLIENT)


def _told(seconds: int, by: Measured) -> dict[str, Any]:
    return {"seconds": min(seconds, MOST_SECONDS), "seconds_by": by.value}


def _opened(due: Any, text: str) -> datetime | None:
    """Return when the page of this report was opened; a token of another report, or a forged one, tells nothing."""
    if not text:
        return None
    try:
        pk, at = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at) if pk == due.id else None
