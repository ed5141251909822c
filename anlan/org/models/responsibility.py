"""Who is responsible for a sector in an area, from which day to which: the matrix (三管三必须)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from anlan.org.models.areas import Area
from anlan.org.models.organisations import Organisation, Sector


def standing_on(day: date) -> Q:
    """Return the condition that a row of the matrix stands on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


class Responsibility(models.Model):
    """One department's claim to a sector in an area and what lies below it, between two dates (inclusive).

    The rows of the nearest area upwards decide; one row is an answer, two are a dispute. They are what the
    rulings in the journal come to: `ruling_seq` is the entry that made the row, null for the table that was
    loaded. A row that was overruled before it ever stood is taken out; its ruling stays in the journal.
    """

    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="responsibilities")
    area = models.ForeignKey(Area, models.PROTECT, related_name="responsibilities")
    department = models.ForeignKey(Organisation, models.PROTECT, related_name="responsibilities")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ruling_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="responsibility_dates_in_order",
            ),
            # also the index by which the rows of one cell are read
            models.UniqueConstraint(
                fields=["sector", "area", "department", "valid_from"], name="responsibility_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector_id} {self.area_id} {self.department_id}"
