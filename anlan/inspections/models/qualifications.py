"""Who may take part in a visit as an expert or as an enforcement officer, from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class QualificationKind(models.TextChoices):
    EXPERT = "expert", _("Expert")
    OFFICER = "officer", _("Enforcement officer")


class QualificationState(models.TextChoices):
    RECORDED = "recorded", _("On record")
    VOIDED = "voided", _("Voided")


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def within(self, scope: Scope) -> QualificationQuerySet:
        """Return what a scope shows: it has an area and no sector."""
        return self.filter(scope.where(Permission.VISIT_READ, sector=None))

    def standing(self) -> QualificationQuerySet:
        return self.filter(state=QualificationState.RECORDED)

    def on(self, day: date) -> QualificationQuerySet:
        """Return those that hold on a day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class Qualification(Case):
    """Somebody's standing as an expert of a field, or certificate as an officer, between two days (both count).

    An expert need have no account; where there is one, who was the expert of a visit does not accept its hazards.
    """

    kind = models.CharField(max_length=10, choices=QualificationKind)
    name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    field = models.CharField(max_length=60, blank=True)  # of an expert
    number = models.CharField(max_length=40, blank=True)  # of the certificate
    body = models.CharField(max_length=80, blank=True)  # where he works
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert or officer")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=QualificationState.values), name="qualification_state_known"
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="qualification_days_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(kind=QualificationKind.EXPERT) & ~Q(field=""))
                | (Q(kind=QualificationKind.OFFICER) & ~Q(number="")),
                name="qualification_says_what_it_is",
            ),
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=Q(state=QualificationState.RECORDED) & ~Q(number=""),
                name="qualification_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return " · ".join(part for part in (self.name, self.field, self.number) if part)

    def stands_on(self, day: date) -> bool:
        return (
            self.state == QualificationState.RECORDED
            and self.first_day <= day
            and (self.last_day is None or day <= self.last_day)
        )
