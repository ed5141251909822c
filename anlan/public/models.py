from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """That somebody without an account tried something. The mark is a keyed digest of a network address, another one
    each day: it bounds how often one address tries, and tells nobody which address it was. Kept for two days."""

    kind = models.CharField(max_length=20)
    mark = models.CharField(max_length=32)
    at = models.DateTimeField()  # real time

    class Meta:
        indexes = [
            # how often one address tried, and how often all did
            models.Index(fields=["kind", "mark", "at"], name="public_attempt_of_mark"),
            models.Index(fields=["kind", "at"], name="public_attempt_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
