"""What apps above duty do in the same transaction when a level is ordered, changed or lifted: more reports, and where
rescue forces stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from anlan.duty.models import Readiness
from anlan.org.models import Area
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


@dataclass(frozen=True, slots=True)
class Followed:
    """A level that was ordered, changed or lifted in an area: what is planned below it follows. `key` begins the keys
    of the acts that do."""

    area: Area
    by: Actor
    key: str
    at: datetime | None


FOLLOWED: list[Callable[[Followed], None]] = []
"""Each is called once the rosters below the area follow the level; an AnlanError undoes the whole act."""
RAISED: list[Callable[[Raised], None]] = []
"""Each is called after the level is written; an AnlanError undoes the whole act."""
