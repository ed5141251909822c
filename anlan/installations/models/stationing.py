"""Experts stationed in plants (专家驻厂), their daily logs and hand-overs."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Qualification
from anlan.installations.kinds import LogState, Shift, StationingState
from anlan.installations.models.owned import PlantCase, PlantQuerySet
from anlan.premises.models import Premises


class StationingQuerySet(PlantQuerySet):
    def on(self, day: date) -> Self:
        return self.exclude(state=StationingState.VOIDED).filter(first_day__lte=day, last_day__gte=day)


class ExpertStationing(PlantCase):
    """An expert is in a plant, in one shift, from a day to a day (both count)."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="stationings")
    expert = models.ForeignKey(Qualification, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    shift = models.CharField(max_length=6)
    first_day = models.DateField()
    last_day = models.DateField()
    task = models.CharField(max_length=200, blank=True)

    objects = StationingQuerySet.as_manager()

    class Meta:
        verbose_name = _("stationing of an expert")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(StationingState.values)), name="stationing_state_known"
            ),
            models.CheckConstraint(
                condition=Q(shift__in=sorted(Shift.values)), name="stationing_shift_known"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="stationing_days_in_order"
            ),
            models.UniqueConstraint(
                fields=["premises", "expert", "shift", "first_day"],
                condition=~Q(state=StationingState.VOIDED),
                name="stationing_once",
            ),
        ]
        indexes = [
            # who is there on a day
            models.Index(fields=["last_day", "id"], name="stationing_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_day} – {self.last_day}"

    @property
    def number(self) -> str:
        return f"ZC{self.first_day:%Y}-{self.pk:07d}"


class ExpertLog(PlantCase):
    """What an expert saw in his shift of a day, and to whom he handed over."""

    stationing = models.ForeignKey(ExpertStationing, models.PROTECT, related_name="logs")
    premises = models.ForeignKey(Premises, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    shift = models.CharField(max_length=6)
    writer = models.CharField(max_length=60)
    checked = models.CharField(max_length=500)
    found = models.PositiveIntegerField()
    advice = models.CharField(max_length=500, blank=True)
    open_items = models.CharField(max_length=500, blank=True)
    successor = models.ForeignKey(
        ExpertStationing, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    taken_by = models.CharField(max_length=60, blank=True)
    taken_over_at = models.DateTimeField(null=True)

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("log of a stationed expert")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(LogState.values)), name="expert_log_state_known"
            ),
            models.UniqueConstraint(fields=["stationing", "day"], name="expert_log_once_a_day"),
            models.CheckConstraint(
                condition=Q(state=LogState.WRITTEN, taken_over_at=None)
                | Q(state=LogState.TAKEN_OVER, taken_over_at__isnull=False),
                name="expert_log_taken_over_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.writer} {self.day}"

    @property
    def number(self) -> str:
        return f"RZ{self.day:%Y}-{self.pk:07d}"
