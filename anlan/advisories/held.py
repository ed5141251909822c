"""The advisory by which its receipts go on, read once for all of them.

One receipt reads it for itself. An update or an end takes thousands in one passage, and `held` gives them its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from anlan.advisories.models import Advisory

_HELD: ContextVar[Advisory | None] = ContextVar("held_advisory", default=None)


@contextmanager
def held(advisory: Advisory) -> Iterator[None]:
    """Let the receipts inside be judged by this row; stands in the transaction that changed it."""
    token = _HELD.set(advisory)
    try:
        yield
    finally:
        _HELD.reset(token)


def advisory_with(key: int) -> Advisory:
    """Return the advisory with this key: the one that is held, else read now."""
    one = _HELD.get()
    return one if one is not None and one.pk == key else Advisory.objects.get(pk=key)
