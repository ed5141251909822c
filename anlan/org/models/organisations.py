"""Organisations (offices, departments, area governments, businesses) and the sectors they supervise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.org.models.areas import Area


class OrganisationKind(models.TextChoices):
    OFFICE = "office", _("Work safety committee office")
    DEPARTMENT = "department", _("Member department")
    GOVERNMENT = "government", _("Area government")
    STATION = "station", _("Township safety station")
    BUSINESS = "business", _("Business entity")


class Organisation(models.Model):
    """A body that owes, supervises or is supervised."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="organisations")
    mail = models.CharField(
        max_length=254, blank=True
    )  # where what is sent to it goes besides its posts' pages
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="predecessors"
    )

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="organisation_code_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="organisation_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(valid_to__isnull=False),
                name="organisation_with_successor_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(mail="") | Q(mail__contains="@"), name="organisation_mail_is_one"
            ),
        ]
        indexes = [
            # ledgers name organisations by their names, businesses among them
            models.Index(fields=["name"], name="organisation_by_name"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en or self.name


class Sector(models.Model):
    """A supervised sector (监管行业领域) with its lead department: 三管三必须, no hazard without one."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="sectors")

    class Meta:
        verbose_name = _("sector")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en
