"""Where forces are positioned, from a day to a day, and what was known of it at which entry of the journal."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.duty.kinds import Level
from anlan.forces.kinds import PositionState
from anlan.forces.models.register import RescueForce
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class PositioningQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        return self.filter(scope.where(Permission.FORCE_READ, sector=None))

    def on(self, day: date) -> Self:
        """Return those that hold on a day, as is known now."""
        return self.exclude(state=PositionState.VOIDED).filter(first_day__lte=day, last_day__gte=day)


class Positioning(Case):
    """A force stands ready at a place (预置) from a day to a day, with so many people.

    `level` is the one whose stand it is (`Stand`): it follows that level and goes with it. Empty: positioned by hand.
    """

    force = models.ForeignKey(RescueForce, models.PROTECT, related_name="positionings")
    force_kind = models.CharField(max_length=12)  # of the force when it was positioned
    place = models.CharField(max_length=120)
    first_day = models.DateField()
    last_day = models.DateField()
    heads = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=1, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = PositioningQuerySet.as_manager()

    class Meta:
        verbose_name = _("positioning")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(PositionState.values)), name="positioning_state_known"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="positioning_days_in_order"
            ),
            models.CheckConstraint(condition=Q(heads__gte=1), name="positioning_has_heads"),
            models.CheckConstraint(
                condition=Q(level__in=["", *sorted(Level.values)]), name="positioning_level_known"
            ),
        ]
        indexes = [
            # what is positioned on a day
            models.Index(fields=["last_day", "id"], name="positioning_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.first_day} – {self.last_day}"

    @property
    def number(self) -> str:
        return f"YZ{self.first_day:%Y}-{self.pk:07d}"


class PositionVersion(models.Model):
    """A positioning as it was from an entry of the journal on. Only ever added to: figures of a past moment read the
    last version that was known then. `stands` is False from its voiding on."""

    positioning = models.ForeignKey(Positioning, models.PROTECT, related_name="versions")
    seq = models.BigIntegerField(unique=True)
    first_day = models.DateField()
    last_day = models.DateField()
    heads = models.PositiveIntegerField()
    stands = models.BooleanField()

    class Meta:
        indexes = [
            # the last version of each that was known at a moment
            models.Index(fields=["positioning", "seq"], name="position_version_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}: {self.heads}"
