from __future__ import annotations

from django.db import models
from django.db.models import Q


class RunState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Run(models.Model):
    """One slot of one scheduled job. The unique slot makes that it is enqueued once, however many tick."""

    job = models.CharField(max_length=80)
    slot_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "slot_at"], name="run_slot_once"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.job} @ {self.slot_at:%Y-%m-%d %H:%M}"
