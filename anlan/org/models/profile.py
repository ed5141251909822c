"""Whose installation this is: one row, hung on the root of the tree when the installation is set up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models.areas import Area
from anlan.org.models.organisations import Organisation


class CityProfile(models.Model):
    """The city whose office keeps this installation. Name, short name and code are the root area's own.

    There is one row at most, and it is written in the transaction that founds the city: where there is none (nor any
    area), nothing is set up yet.
    """

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    area = models.OneToOneField(Area, models.PROTECT, related_name="profile")
    office = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    masthead = models.CharField(max_length=60, blank=True)  # of the bulletin; empty: made from the name
    masthead_en = models.CharField(max_length=80, blank=True)
    founded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("city profile")
        constraints = [
            models.CheckConstraint(condition=Q(only=1), name="city_profile_is_the_only_one"),
        ]

    def __str__(self) -> str:
        return self.area.name
