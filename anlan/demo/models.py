from __future__ import annotations

from django.db import models
from django.db.models import Q


class Load(models.Model):
    """Says that this database holds the demo city, and whether its loading came to the end."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seed = models.BigIntegerField()
    scale = models.FloatField()
    complete = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="demo_load_is_one_row")]

    def __str__(self) -> str:
        return f"demo at scale {self.scale}"
