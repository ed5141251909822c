"""The monthly roll-up of reports by unit: kept sums of rows, to be thrown away and counted anew at any time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class UnitMonthQuerySet(models.QuerySet["UnitMonth"]):
    def within(self, scope: Scope) -> UnitMonthQuerySet:
        """Return what a scope shows: as of the due reports themselves."""
        if scope.everything:
            return self.all()
        own = [0] + [
            post.organisation_id for post in scope.held if Permission.REPORT_FILE in post.permissions
        ]
        return self.filter(scope.where(Permission.REPORT_READ, sector=None) | Q(organisation__in=own))


class UnitMonth(models.Model):
    """How many reports of a form a unit owed in a month, as far as its days are over, and how many came in.

    A year has a row too, the sum of its months, with four digits where they have six: a question about a year reads one
    row a unit. A unit that moved within the month has a row for each area. `late` came in after their time; what is due
    and was not sent is missing. `changed_at` tells of a sealed month that its line was another one when it was sealed.
    """

    form = models.CharField(max_length=20)
    month = models.PositiveIntegerField()  # six digits: 202210; of a year four
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    axis = models.CharField(max_length=12)
    due = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    zero = models.PositiveIntegerField()
    on_time = models.PositiveIntegerField()
    changed_at = models.DateTimeField(null=True)

    objects = UnitMonthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "month", "organisation", "area", "axis"], name="unit_month_once"
            ),
            models.CheckConstraint(
                condition=Q(sent__lte=F("due"), on_time__lte=F("sent"), zero__lte=F("sent")),
                name="unit_month_parts_of_a_whole",
            ),
        ]
        indexes = [
            # the question itself, answered from the index alone: a form, its months, one line for each unit in a scope
            models.Index(
                fields=[
                    "form",
                    "month",
                    "area_path",
                    "organisation",
                    "area",
                    "axis",
                    "due",
                    "sent",
                    "zero",
                    "on_time",
                ],
                name="unit_month_lines",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.month} {self.organisation_id}"


class MonthSeal(models.Model):
    """That all windows of a month had closed, and that its lines were then proved equal to the rows."""

    month = models.PositiveIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 over the lines, in order

    def __str__(self) -> str:
        return str(self.month)


class MonthFold(models.Model):
    """How far the roll-up holds: days up to `through`, with every entry of the journal up to `seq`."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    through = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="month_fold_is_one_row")]

    def __str__(self) -> str:
        return f"{self.through} {self.seq}"
