"""The register: teams and experts with what they can do and where they are, confirmed readiness, stock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.access.protected import masked
from anlan.duty.kinds import Level
from anlan.forces.geo import Point
from anlan.forces.kinds import ForceKind, ForceState
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope

PLACED = Q(lat_e6=None, lon_e6=None) | Q(
    lat_e6__range=(-90_000_000, 90_000_000), lon_e6__range=(-180_000_000, 180_000_000)
)
"""Both coordinates or none; whole millionths of a degree, so that every engine keeps them alike."""


class ForceQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: a force has an area and no sector."""
        return self.filter(scope.where(Permission.FORCE_READ, sector=None))


class RescueForce(Case):
    """A rescue team, or one expert, kept by a body. `confirmed_on` is the day for which somebody last said who can
    come: `present` of `head_count`."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    head_count = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    skills = models.CharField(max_length=120)  # codes with commas
    equipment = models.CharField(max_length=500, blank=True)
    base = models.CharField(max_length=120)
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    leader = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    assembly_minutes = models.PositiveSmallIntegerField()
    confirmed_on = models.DateField()
    entered_on = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = ForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("rescue force")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(ForceState.values)), name="force_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=sorted(ForceKind.values)), name="force_kind_known"),
            models.CheckConstraint(
                condition=Q(head_count__gte=1, present__lte=models.F("head_count")), name="force_heads_fit"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ForceKind.EXPERT) | Q(head_count=1), name="force_expert_is_one"
            ),
            models.CheckConstraint(condition=PLACED, name="force_place_whole"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=~Q(state=ForceState.RETIRED),
                name="force_named_once",
            ),
        ]
        indexes = [
            # the register of an area, and who is proposed for a call-out there
            models.Index(fields=["area_path", "id"], name="force_by_area"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese else self.name_en or self.name

    @property
    def number(self) -> str:
        return f"JY-{self.pk:07d}"

    @property
    def is_person(self) -> bool:
        """Tell whether its phone is somebody's own: of an expert. A team's is public like any duty phone."""
        return self.kind == ForceKind.EXPERT

    @property
    def shown_phone(self) -> str:
        """Return the phone as lists, files and the API tell it: an expert's with its middle hidden."""
        return masked(self.phone) if self.is_person else self.phone

    @property
    def point(self) -> Point | None:
        return Point.of(self.lat_e6, self.lon_e6)

    def is_stale(self, today: date) -> bool:
        """Tell whether its readiness was confirmed too long ago to be relied on (ANLAN_STALE_DAYS)."""
        return today - self.confirmed_on > timedelta(days=settings.STALE_DAYS)


class Confirmed(models.Model):
    """What was confirmed of a force for a day. Only ever added to: a past moment is answered from it."""

    force = models.ForeignKey(RescueForce, models.PROTECT, related_name="confirmations")
    seq = models.BigIntegerField(unique=True)
    on_day = models.DateField()
    present = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.on_day}: {self.present}"


class Stand(models.Model):
    """Where a force stands ready from a level on (预置): one line a level. A state of readiness or a response that
    reaches the level positions it there."""

    force = models.ForeignKey(RescueForce, models.PROTECT, related_name="stands")
    level = models.CharField(max_length=1, choices=Level)
    place = models.CharField(max_length=120)
    heads = models.PositiveIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "level"], name="stand_once_a_level"),
            models.CheckConstraint(condition=Q(level__in=sorted(Level.values)), name="stand_level_known"),
            models.CheckConstraint(condition=Q(heads__gte=1), name="stand_has_heads"),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.place} {self.heads}"


class Stock(models.Model):
    """Materials that a force holds: one line an item."""

    force = models.ForeignKey(RescueForce, models.PROTECT, related_name="stock")
    item = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=10)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["force", "item"], name="stock_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="stock_line_has_some"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}{self.unit}"
