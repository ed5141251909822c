"""From what else a hazard came: apps above register how to find it, so that its page leads back there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anlan.org.scope import Actor

Found = list[tuple[str, str]]
"""Each with its number and the address of its page, as far as the reader sees it."""

ORIGINS: list[tuple[Any, Callable[[Actor, Any], Found]]] = []
"""(label, hazard → what it came from); each a bounded number of queries."""


def of(actor: Actor, hazard: Any) -> list[tuple[Any, Found]]:
    """Return what a hazard came from, under each label that has something."""
    return [(label, found) for label, find in ORIGINS if (found := find(actor, hazard))]
