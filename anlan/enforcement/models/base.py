"""What every case of enforcement has: the place and who runs it, where it counts, which body acts."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)
UNDECIDED = ("proposed", "filed", "prepared")
"""States in which a case is no business of whom it is about yet."""


class EnforcementQuerySet(models.QuerySet[Row_co]):
    def within(self, scope: Scope) -> Self:
        """Return what lies in the areas and sectors of a scope; of a business what was decided about itself."""
        seen = scope.where(Permission.ENFORCEMENT_READ)
        own = [
            post.organisation_id
            for post in scope.held
            if post.own_only and Permission.ENFORCEMENT_READ in post.permissions
        ]
        if own:
            seen |= Q(operator__in=own) & ~Q(state__in=UNDECIDED)
        return self.filter(seen)


class Enforced(Case):
    """A case of enforcement against a business entity at one of its places. Days are Shanghai days."""

    premises = models.ForeignKey(Premises, models.PROTECT, db_index=False, related_name="+")
    operator = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    begun_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    begun_on = models.DateField()
    counted_on = (
        models.DateField()
    )  # the day on which it counts: of its decision, before that of its beginning
    is_from_ledger = models.BooleanField(default=False)

    LETTERS = ""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.LETTERS}{self.begun_on:%Y}-{self.pk:07d}"


def person() -> Any:
    return models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")


def moment() -> Any:
    return models.DateTimeField(null=True)


def state_known(states: Any, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(state__in=states.values), name=name)


def paired(one: str, other: str, name: str) -> models.CheckConstraint:
    """Return that two columns are set together or not at all."""
    both = Q(**{f"{one}__isnull": False, f"{other}__isnull": False})
    return models.CheckConstraint(condition=Q(**{one: None, other: None}) | both, name=name)
