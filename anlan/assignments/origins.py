"""The cases out of which tasks arise: an app above registers how one of its cases becomes a task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from anlan.org.scope import Actor


@dataclass(frozen=True, slots=True)
class Arising:
    """What a case gives to the task that is made of it; the office may change all but where it came from."""

    source: str  # of the task, `kinds.Source`
    reference: str  # the case's own number or day, in words
    title: str
    content: str
    lead_id: int | None = None
    meeting_id: int | None = None


ORIGINS: dict[str, Callable[[Actor, int], Arising | None]] = {}
"""Kind of case → what a task takes over from one; None where the actor does not see it, or it asks for nothing."""
