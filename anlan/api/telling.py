"""Which cases other systems may be told of, and how they are read: what the API offers, by the same rights and rows."""

from __future__ import annotations

from functools import cache

from anlan.api.acting import OFFERED
from anlan.hooks.events import Readable

LISTED_ONLY = frozenset(
    "checklists confirmations clock-terms look-back-samples look-back-rates limits roll-ups forms suggestions "
    "enterprise-codes self-checks letters deliveries".split()
)
"""Paths at which the API has no operation for one case by its number: an event of one names no address."""


@cache
def readable() -> dict[str, Readable]:
    """Return how the cases of every kind are read, by kind."""
    return {
        kind: Readable(
            offered.read,
            offered.rows,
            "" if offered.path in LISTED_ONLY else f"/api/v1/{offered.path}/{{}}",
        )
        for kind, offered in OFFERED.items()
    }
