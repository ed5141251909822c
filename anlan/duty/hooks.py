"""What apps above duty do in the same transaction when a state of readiness is ordered: more reports, for example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from anlan.duty.models import Readiness
from anlan.org.scope import Actor
from anlan.periods.models import SpecialPeriod


@dataclass(frozen=True, slots=True)
class Raised:
    """A state of readiness as it was ordered; a report more is asked for by `reports_at`, on the period's days."""

    readiness: Readiness
    period: SpecialPeriod
    reports_at: time
    by: Actor
    key: str


RAISED: list[Callable[[Raised], None]] = []
"""Each is called after the level is written; an AnlanError undoes the whole act."""
