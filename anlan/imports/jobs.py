"""Ledgers whose work was asked for on a page are worked on by the queue; what was cut off is taken up again."""

from __future__ import annotations

from django.db.models import Q

from anlan.imports.models import Batch, Work, WorkState
from anlan.imports.running import PATIENCE, go_on
from anlan.jobs.schedule import every
from anlan.kernel import clock

SECONDS = 40
"""How long one run of the queue works on one ledger: the queue kills what takes longer than a minute."""


@every(1)
def take_up() -> str:
    """Go on with what waits: asked for on a page and not begun, or left by a process that shows no sign of life."""
    silent = Q(state=WorkState.RUNNING) & (Q(beat_at=None) | Q(beat_at__lt=clock.real_now() - PATIENCE))
    waiting = Work.objects.filter(Q(state=WorkState.QUEUED) | silent).order_by("pk")
    work = waiting.select_related("batch").first()
    if work is None:
        return ""
    batch: Batch = work.batch
    return f"ledger {batch.pk}: {go_on(batch.pk, seconds=SECONDS)}"
