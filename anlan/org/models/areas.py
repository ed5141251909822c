"""The one area tree of an installation: a city, its counties and functional zones, their townships."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PathField(models.CharField):  # type: ignore[type-arg]
    """A path of area keys such as /1/4/23/, compared byte by byte on every engine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def below(path: str, field: str = "area_path") -> Q:
    """Return the condition that a row lies in the subtree of `path`: a range that an index serves."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "0"})


def standing_in(first: date, last: date) -> Q:
    """Return the condition that an area (or organisation) stood on at least one day from `first` to `last`."""
    return Q(valid_from__lte=last) & (Q(valid_to=None) | Q(valid_to__gte=first))


class AreaKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County or district")
    ZONE = "zone", _("Functional zone")
    TOWNSHIP = "township", _("Township or subdistrict")


class Area(models.Model):
    """A node of the counting tree. A re-organisation closes a row and opens a successor; none is re-parented."""

    code = models.CharField(max_length=20)
    official_code = models.CharField(max_length=12, null=True, blank=True)  # noqa: DJ001 -- absent, not empty
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    short_name = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=AreaKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = PathField(unique=True, null=True)
    depth = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        verbose_name = _("area")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="area_code_once"),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(valid_to__isnull=False), name="area_with_successor_is_closed"
            ),
            models.CheckConstraint(condition=Q(kind__in=AreaKind.values), name="area_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="area_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=0) | Q(parent__isnull=False, depth__gt=0),
                name="area_root_has_depth_0",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en

    @property
    def short_label(self) -> str:
        return self.short_name if (get_language() or "zh").startswith("zh") else self.name_en

    def ancestor_ids(self) -> list[int]:
        """Return the keys from the root down to itself, read from the path."""
        return [int(key) for key in (self.path or "").strip("/").split("/")]


class AreaAncestor(models.Model):
    """Every (area, ancestor) pair, itself included: the fold of figures climbs the tree with one join."""

    pk = models.CompositePrimaryKey("area_id", "ancestor_id")
    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    ancestor = models.ForeignKey(Area, models.CASCADE, related_name="+")
