from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Area, Organisation, PathField, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class PremisesQuerySet(models.QuerySet["Premises"]):
    def within(self, scope: Scope) -> PremisesQuerySet:
        return self.filter(scope.where(Permission.PREMISES_READ, organisation="operator_id"))

    def without_regulator(self, scope: Scope) -> PremisesQuerySet:
        """Return the places at work for which no department, or more than one, answers: whoever reads the
        responsibility matrix may see that they are there."""
        where = scope.where(Permission.RESPONSIBILITY_READ)
        return self.filter(where, department=None, is_active=True)


class Premises(models.Model):
    """One place of business. `area` is where it stands; `reporting_area` is the one that counts it.

    `area_path` copies the reporting area's path: scope, counters and reports go by it.
    """

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    operator = models.ForeignKey(Organisation, models.PROTECT, related_name="premises")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    reporting_area = models.ForeignKey(Area, models.PROTECT, related_name="premises")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="premises")
    # the one department that answers for it by the responsibility matrix; null: none or more than one claims it
    department = models.ForeignKey(
        Organisation, models.PROTECT, null=True, db_index=False, related_name="regulated"
    )
    kind = models.CharField(max_length=40)
    tags = models.JSONField(default=list, blank=True)
    industry_code = models.CharField(max_length=4, blank=True)
    address = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=40, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    staff_count = models.PositiveIntegerField(default=0)
    lat_e6 = models.IntegerField(
        null=True
    )  # whole millionths of a degree (WGS 84): every engine keeps them alike
    lon_e6 = models.IntegerField(null=True)
    is_active = models.BooleanField(default=True)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        verbose_name = _("premises")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="premises_have_a_name"),
            models.CheckConstraint(
                condition=Q(lat_e6=None, lon_e6=None)
                | Q(lat_e6__range=(-90_000_000, 90_000_000), lon_e6__range=(-180_000_000, 180_000_000)),
                name="premises_placed_by_both",
            ),
        ]
        indexes = [
            # the ledger of an area, by key
            models.Index(fields=["area_path", "id"], name="premises_by_area"),
            # ledgers name places by their names
            models.Index(fields=["name"], name="premises_by_name"),
            # the map of an area: what has coordinates
            models.Index(
                fields=["area_path", "id"], condition=Q(lat_e6__isnull=False), name="premises_on_the_map"
            ),
            # the live list of places that no department, or more than one, answers for
            models.Index(
                fields=["area_path", "id"],
                condition=Q(department=None, is_active=True),
                name="premises_without_regulator",
            ),
        ]

    def __str__(self) -> str:
        return self.name
