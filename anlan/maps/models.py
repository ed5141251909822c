"""Boundaries of areas: a set is loaded from one file, with its source; the newest set of an area is in force."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.lifecycle.models import Case
from anlan.maps.geometry import Polygon
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class SetState(models.TextChoices):
    IN_FORCE = "in_force", pgettext_lazy("boundaries", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("boundaries", "Superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("boundaries", "Withdrawn")


class SetQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> SetQuerySet:
        """Return those of the areas of a scope and of those above: a border is no secret to whoever reads figures."""
        if scope.everything:
            return self.all()
        seen = Q(pk__in=())
        for post in scope.held:
            if {Permission.FIGURE_READ, Permission.ORG_MANAGE} & post.permissions:
                parts = post.area_path.strip("/").split("/")
                above = [f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts) + 1)]
                seen |= Q(area_path__in=above) | below(post.area_path)
        return self.filter(seen)


class BoundarySet(Case):
    """The boundaries of one file: of an area and of areas in it."""

    title = models.CharField(max_length=100)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    is_demo = models.BooleanField(default=False)
    features = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # of the file
    loaded_on = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    loaded_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = SetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of boundaries")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(SetState.values)), name="boundaries_state_known"),
            models.CheckConstraint(condition=~Q(source="") & Q(features__gte=1), name="boundaries_have_a_source"),
            models.UniqueConstraint(
                fields=["area"], condition=Q(state="in_force"), name="boundaries_of_area_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"BJ{self.loaded_on:%Y}-{self.pk:07d}"


class Boundary(models.Model):
    """The border of one area; written with its set and never changed."""

    belongs_to = models.ForeignKey(BoundarySet, models.PROTECT, db_index=False, related_name="boundaries")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    polygons = models.TextField()  # JSON: [[[[lon, lat], …], …], …] in millionths of a degree

    class Meta:
        constraints = [
            # its index finds those of a set
            models.UniqueConstraint(fields=["belongs_to", "area"], name="boundary_once"),
        ]

    def __str__(self) -> str:
        return f"{self.belongs_to_id}/{self.area_id}"

    def shape(self) -> tuple[Polygon, ...]:
        return tuple(
            tuple(tuple((lon, lat) for lon, lat in ring) for ring in polygon)
            for polygon in json.loads(self.polygons)
        )
