"""What the cases of duty have in common: an area, the body that keeps them, and who sees them."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class DutyQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: duty has an area and no sector."""
        return self.filter(scope.where(Permission.DUTY_READ, sector=None))


class SpotCheckQuerySet(DutyQuerySet):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows. One that is still to be made is known to the body alone that makes it, and there
        not to the duty officers whose own room it is: nobody can be tipped off, or tip himself off."""
        seen = super().within(scope)
        if scope.everything:
            return seen
        known = Q(checked_at__isnull=False)
        for post in scope.held:
            if Permission.DUTY_ORDER in post.permissions:
                known |= Q(checking=post.organisation_id)
            elif Permission.DUTY_CHECK in post.permissions:
                known |= Q(checking=post.organisation_id) & ~Q(organisation=post.organisation_id)
        return seen.filter(known)


class DutyCase(Case):
    """A case of duty: where it is, and whose."""

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True
