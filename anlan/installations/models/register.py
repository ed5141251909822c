"""The register: parks, installations with what they hold and how they were graded, and their archives."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.installations.kinds import (
    KEPT,
    Applicability,
    Archive,
    InstallationState,
    Level,
    Licence,
    ParkState,
    Unit,
)
from anlan.installations.models.owned import PlantCase, PlantQuerySet
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises

REVIEW_YEARS = 3
"""An installation is assessed anew after three years, or when something changes (decree 40; brief §3.3)."""


class ParkQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: a park has an area and no sector."""
        return self.filter(scope.where(Permission.INSTALLATION_READ, sector=None))


class Park(Case):
    """A chemical park (化工园区)."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    approval = models.CharField(max_length=100, blank=True)
    entered_on = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = ParkQuerySet.as_manager()

    class Meta:
        verbose_name = _("chemical park")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(ParkState.values)), name="park_state_known"),
            models.UniqueConstraint(
                fields=["area", "name"], condition=Q(state=ParkState.LISTED), name="park_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese else self.name_en or self.name

    @property
    def number(self) -> str:
        return f"YQ-{self.pk:07d}"


class InstallationQuerySet(PlantQuerySet):
    def kept(self) -> Self:
        """Return those that are on the list: graded or filed, neither removed nor voided."""
        return self.filter(state__in=KEPT)


class Installation(PlantCase):
    """A major hazard installation: what it holds at most by design, and how it was graded.

    `holdings` is canonical JSON (substances.py). `s` and `r` are exact fractions as text (“12/5”); `r_milli` is R in
    thousandths, rounded down, to order and compare by. `is_stated`: level and R are those of a filing by an older
    method, not reckoned here. `is_guaranteed`: guarantee posts (包保) are asked for.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="installations")
    park = models.ForeignKey(Park, models.PROTECT, null=True, related_name="installations")
    # its own place in millionths of a degree (WGS 84); null: that of its plant
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=10)
    applicability = models.CharField(max_length=10)
    licence = models.CharField(max_length=10)
    is_guaranteed = models.BooleanField()
    holdings = models.TextField()
    substances = models.CharField(max_length=400)
    residents = models.PositiveIntegerField(null=True)
    method = models.CharField(max_length=30)
    is_stated = models.BooleanField()
    s = models.CharField(max_length=80, blank=True)
    alpha = models.CharField(max_length=10, blank=True)
    r = models.CharField(max_length=80)
    r_milli = models.BigIntegerField()
    level = models.CharField(max_length=3)
    entered_on = models.DateField()
    assessed_on = models.DateField()
    review_due_on = models.DateField()
    filed_number = models.CharField(max_length=60, blank=True)
    filed_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)

    objects = InstallationQuerySet.as_manager()

    class Meta:
        verbose_name = _("major hazard installation")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(InstallationState.values)), name="installation_state_known"
            ),
            models.CheckConstraint(condition=Q(unit__in=sorted(Unit.values)), name="installation_unit_known"),
            models.CheckConstraint(
                condition=Q(level__in=sorted(Level.values)), name="installation_level_known"
            ),
            models.CheckConstraint(
                condition=Q(applicability__in=sorted(Applicability.values)),
                name="installation_applicability_known",
            ),
            models.CheckConstraint(
                condition=Q(licence__in=sorted(Licence.values)), name="installation_licence_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=InstallationState.FILED)
                | (Q(filed_on__isnull=False) & ~Q(filed_number="")),
                name="installation_filed_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state=InstallationState.REMOVED, removed_on__isnull=False)
                | (~Q(state=InstallationState.REMOVED) & Q(removed_on=None)),
                name="installation_removed_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(is_stated=True) | (~Q(s="") & ~Q(alpha="") & Q(residents__isnull=False)),
                name="installation_reckoned_whole",
            ),
            models.CheckConstraint(
                condition=Q(r_milli__gte=0, review_due_on__gt=F("assessed_on")),
                name="installation_numbers_fit",
            ),
            models.CheckConstraint(
                condition=Q(level="I", r_milli__gte=100_000)
                | Q(level="II", r_milli__range=(50_000, 99_999))
                | Q(level="III", r_milli__range=(10_000, 49_999))
                | Q(level="IV", r_milli__lt=10_000),
                name="installation_level_fits_r",
            ),
            models.CheckConstraint(
                condition=Q(lat_e6=None, lon_e6=None)
                | Q(lat_e6__range=(-90_000_000, 90_000_000), lon_e6__range=(-180_000_000, 180_000_000)),
                name="installation_placed_by_both",
            ),
            models.UniqueConstraint(
                fields=["premises", "name"],
                condition=Q(state__in=sorted(KEPT)),
                name="installation_named_once",
            ),
            models.UniqueConstraint(
                fields=["filed_number"],
                condition=Q(state__in=sorted(KEPT)) & ~Q(filed_number=""),
                name="installation_number_once",
            ),
        ]
        indexes = [
            # those of an area, and the register's list
            models.Index(fields=["area_path", "id"], name="installation_by_area"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return f"WXY-{self.pk:07d}"

    @property
    def is_kept(self) -> bool:
        return self.state in KEPT


def due_after(assessed_on: date) -> date:
    """Return the day by which it is assessed anew; of 29 February 28 February."""
    try:
        return assessed_on.replace(year=assessed_on.year + REVIEW_YEARS)
    except ValueError:
        return assessed_on + timedelta(days=365 * REVIEW_YEARS)


def fraction(text: str) -> Fraction:
    return Fraction(text or "0")


class ArchiveItem(models.Model):
    """A part of an installation's archive that is there: since when, under which reference."""

    installation = models.ForeignKey(Installation, models.PROTECT, related_name="archive")
    item = models.CharField(max_length=16)
    kept_on = models.DateField()
    reference = models.CharField(max_length=120)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["installation", "item"], name="archive_item_once"),
            models.CheckConstraint(condition=Q(item__in=sorted(Archive.values)), name="archive_item_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.reference}"
