"""Legal limits and clocks as dated data: what ships with the product stands in `limits.json`, what a city's office laid
down since is a case each (`anlan.enforcement.limits` reads both).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class LimitState(models.TextChoices):
    LAID_DOWN = "laid_down", _("Laid down")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LimitQuerySet(models.QuerySet["Limit"]):
    def within(self, scope: Scope) -> LimitQuerySet:
        """Return those of a scope's areas: a limit has no sector."""
        return self.filter(scope.where(Permission.ENFORCEMENT_READ, sector=None))

    def standing(self) -> LimitQuerySet:
        return self.filter(state=LimitState.LAID_DOWN)


class Limit(Case):
    """A number that holds from a day on, for the whole city, in place of the one that holds until then."""

    code = models.CharField(max_length=40)
    number_given = models.PositiveIntegerField()
    first_day = models.DateField()
    basis = models.CharField(max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    laid_down_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = LimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal limit")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LimitState.values), name="limit_state_known"),
            # which number holds on a day is read by it
            models.UniqueConstraint(
                fields=["code", "first_day"], condition=Q(state=LimitState.LAID_DOWN), name="limit_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"XZ{self.first_day:%Y}-{self.pk:07d}"
