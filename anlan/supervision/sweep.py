"""The sweep of the minute: finds by one range of an index what is to be reminded, escalated or ended, and does it.

Each chunk is one transaction of the door that also moves the obligation's `next_at`: a sweep that was killed goes on
where it stopped, and two at once do nothing twice (the key of each act names obligation and rung).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from anlan.kernel import clock
from anlan.kernel.errors import AnlanError, Conflict
from anlan.lifecycle import door
from anlan.lifecycle.door import Act, Outcome
from anlan.obligations.ladders import Rung
from anlan.obligations.models import Obligation
from anlan.org.scope import SYSTEM
from anlan.supervision.flow import SUPERVISION_FLOW
from anlan.supervision.models import Supervision
from anlan.supervision.superiors import Superiors

log = logging.getLogger(__name__)
CHUNK = 200
SECONDS = 20.0
"""Real time after which a sweep leaves the rest to the next minute."""
POSTPONED = timedelta(minutes=30)
"""When what the door refused is tried again, so that it never stands in the way of the others."""
NEXT = {Rung.NONE: "remind", Rung.REMINDER: "letter", Rung.LETTER: "propose", Rung.CIRCULAR: "propose"}


@dataclass
class Swept:
    """What a sweep did, by step; `postponed` was refused by the door, `dropped` had nothing left to escalate."""

    steps: dict[str, int] = field(default_factory=dict)
    postponed: int = 0
    dropped: int = 0

    @property
    def done(self) -> int:
        return sum(self.steps.values())

    def __str__(self) -> str:
        parts = [f"{step} {count}" for step, count in sorted(self.steps.items())]
        parts += [f"postponed {self.postponed}"] if self.postponed else []
        return ", ".join(parts) or "nothing due"


def due(now: datetime) -> QuerySet[Obligation]:
    """Return what the sweep has to look at, longest waiting first: one range of `obligation_next`."""
    return Obligation.objects.filter(next_at__lte=now).order_by("next_at", "id")


def sweep(now: datetime, *, seconds: float = SECONDS) -> Swept:
    """Do whatever is due, in chunks, and return what was done. One query when nothing is due.

    The acts happen at the domain clock's now; `now` says what counts as due.
    """
    swept = Swept()
    superiors = Superiors(clock.local_day(now))
    end = time.monotonic() + seconds
    # first the keys alone: that nothing is due is said once a minute for ever, and costs one narrow read
    while keys := list(due(now).values_list("pk", flat=True)[:CHUNK]):
        rows = list(
            Obligation.objects.filter(pk__in=keys).select_related("owner__area").order_by("next_at", "id")
        )
        _chunk(rows, superiors, swept)
        left = set(due(now).filter(pk__in=keys).values_list("pk", "rung", "discharged_at"))
        stuck = [row.pk for row in rows if (row.pk, row.rung, row.discharged_at) in left]
        if stuck:
            swept.postponed += due(now).filter(pk__in=stuck).order_by().update(next_at=now + POSTPONED)
        if time.monotonic() > end:
            break
    return swept


def _chunk(rows: list[Obligation], superiors: Superiors, swept: Swept) -> None:
    """Take every obligation of a chunk one rung on, or end its supervision."""
    open_ = Supervision.objects.open().filter(obligation__in=[row.pk for row in rows])
    cases = dict(open_.values_list("obligation_id", "id"))
    acts: dict[str, list[Act]] = {}
    nothing_left: list[int] = []
    for row in rows:
        step = "end" if row.discharged_at else NEXT.get(Rung(row.rung), "")
        if step == "remind":
            supervisor = superiors.of(row.owner)
            if supervisor is not None:
                act = Act(SYSTEM, {"obligation": row, "supervisor": supervisor}, key=f"sweep-{row.pk}-1")
                acts.setdefault(step, []).append(act)
                continue
        elif step and row.pk in cases:
            key = f"sweep-{row.pk}-{'end' if row.discharged_at else row.rung + 1}"
            acts.setdefault(step, []).append(Act(SYSTEM, case_id=cases[row.pk], key=key))
            continue
        nothing_left.append(row.pk)
    if nothing_left:
        # nobody supervises it, a person ended its supervision, or it stands at the top of its ladder
        swept.dropped += Obligation.objects.filter(pk__in=nothing_left).update(next_at=None)
    for step, wanted in acts.items():
        taken = _take(step, wanted)
        if taken:
            swept.steps[step] = swept.steps.get(step, 0) + taken


def _take(step: str, acts: Sequence[Act]) -> int:
    """Take the acts in one transaction; return how many were done. Raises nothing for a refused one.

    What is discharged between reading and writing undoes the transaction; then each act goes by itself.
    """
    try:
        results = door.apply_many(SUPERVISION_FLOW, step, acts)
    except Conflict as conflict:
        if len(acts) == 1:
            log.info("sweep: %s undone: %s", step, conflict)
            return 0
        return sum(_take(step, [act]) for act in acts)
    for act, result in zip(acts, results, strict=True):
        if isinstance(result, AnlanError):
            log.warning("sweep: %s %s refused: %s (%s)", step, act.key, result, result.code)
    return sum(isinstance(result, Outcome) and not result.replayed for result in results)
