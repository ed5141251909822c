"""What every case of a plant carries: where it counts, who runs it, who may see it."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class PlantQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: by area and sector; a business sees its own."""
        return self.filter(scope.where(Permission.INSTALLATION_READ, organisation="organisation_id"))


class PlantCase(Case):
    """A case of a plant: area and sector are those of the premises when it began, `organisation` is the operator."""

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True


PLACED = ("area_id", "area_path", "sector_id", "organisation_id")


def placed_as(other: Any) -> dict[str, Any]:
    """Return the columns that a case takes over from another of the same plant."""
    return {name: getattr(other, name) for name in PLACED}
