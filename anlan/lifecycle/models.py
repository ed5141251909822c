"""The columns that every case has. Nothing but the door writes them."""

from __future__ import annotations

from django.db import models


class Case(models.Model):
    """A thing with a lifecycle. Its key is the number of the journal entry that opened it."""

    id = models.BigIntegerField(primary_key=True)
    state = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()  # = number of its journal entries
    last_hash = models.BinaryField(max_length=32)
    last_at = models.DateTimeField()  # when its last step happened

    class Meta:
        abstract = True
