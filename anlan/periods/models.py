"""Special periods: cases, so that the journal tells who declared, moved or ended one, and when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class Level(models.TextChoices):
    """How much is asked for; what that is, the apps say that read periods (reports, duty)."""

    ELEVATED = "elevated", _("Elevated")
    KEY = "key", _("Key")
    SPECIAL = "special", _("Special protection")


RANK = {level.value: rank for rank, level in enumerate(Level)}


class PeriodState(models.TextChoices):
    """Whether it runs today is no state: its days say so."""

    DECLARED = "declared", _("Declared")
    CALLED_OFF = "called_off", _("Called off")


class SpecialPeriodQuerySet(models.QuerySet["SpecialPeriod"]):
    def within(self, scope: Scope) -> SpecialPeriodQuerySet:
        """Return what a scope shows: those of its area, and those of the areas above, which hold there too."""
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.FIGURE_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        here = scope.where(Permission.FIGURE_READ, sector=None)
        return self.filter(here | Q(area_path__in=sorted(above))) if above else self.filter(here)

    def standing(self) -> SpecialPeriodQuerySet:
        return self.filter(state=PeriodState.DECLARED)

    def on(self, day: date) -> SpecialPeriodQuerySet:
        """Return those that run on a day."""
        return self.standing().filter(first_day__lte=day, last_day__gte=day)


class SpecialPeriod(Case):
    """A named time from a day to a day (both inclusive), in an area with everything below it. Periods may overlap."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=10)
    first_day = models.DateField()
    last_day = models.DateField()
    purpose = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=100, blank=True)  # the document that orders it
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    declared_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = SpecialPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("special period")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PeriodState.values), name="special_period_state_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="special_period_level_known"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="special_period_days_in_order"
            ),
        ]
        indexes = [
            # which periods run on a day
            models.Index(fields=["last_day", "first_day"], name="special_period_days"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese else self.name_en or self.name

    @property
    def number(self) -> str:
        return f"SD{self.first_day:%Y}-{self.pk:07d}"

    def covers(self, day: date) -> bool:
        return self.state == PeriodState.DECLARED and self.first_day <= day <= self.last_day
