"""Forms as data: every version of every form with its fields, and what was decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope

DAILY = "daily"
"""The code of the form that comes with the system."""


class FormKind(models.TextChoices):
    """How often a form is owed; the period that its figures are told for follows from it."""

    DAILY = "daily", _("Daily form")
    WEEKLY = "weekly", _("Weekly form")
    MONTHLY = "monthly", _("Monthly form")
    OTHER = "other", _("Form for an occasion")


class FormState(models.TextChoices):
    ENTERED = "entered", _("Entered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class FormChangeQuerySet(models.QuerySet["FormChange"]):
    def within(self, scope: Scope) -> FormChangeQuerySet:
        """Return the decisions of the offices whose area a scope reaches; the forms themselves are open to all."""
        return self.filter(scope.where(Permission.REPORT_READ, sector=None))


class FormChange(Case):
    """The decision by which a version of a form was entered, or withdrawn before anybody had used it."""

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = FormChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("form")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FormState.values), name="form_change_state_known"),
            models.UniqueConstraint(fields=["code", "version"], name="form_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class FormVersion(models.Model):
    """A version of a form, in force from a day until the next one is. Its words and fields never change.

    `fields` is a list of definitions as `form_fields.clean_fields` returns them; `digest` is that of all its content.
    The first version of the daily form is shipped; every other one was entered by a step (`change`).
    """

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=FormKind)
    first_day = models.DateField()
    takes_zero = models.BooleanField()  # “all safe” may be signed in place of it
    fields = models.JSONField()
    digest = models.CharField(max_length=64)
    change = models.OneToOneField(FormChange, models.PROTECT, null=True, related_name="written")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("form version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["code", "first_day"],
                condition=Q(is_withdrawn=False),
                name="form_version_one_from_a_day",
            ),
            models.CheckConstraint(condition=Q(kind__in=FormKind.values), name="form_version_kind_known"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name="") & Q(version__gte=1), name="form_version_is_named"
            ),
            models.CheckConstraint(
                condition=Q(change__isnull=False) | Q(code=DAILY, version=1, is_withdrawn=False),
                name="form_version_was_entered_or_shipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def label(self) -> str:
        return in_words(self.name, self.name_en)


def in_words(chinese: str, english: str) -> str:
    """Return a name in the reader's language; without an English one the Chinese."""
    return chinese if (get_language() or "zh").startswith("zh") else english or chinese
