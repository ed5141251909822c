"""Superiors' forms of an area with what their cells take, and what was filled of them, period by period."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class FormState(models.TextChoices):
    IN_USE = "in_use", _("In use")
    RETIRED = "retired", _("Retired")


class Kind(models.TextChoices):
    XLSX = "xlsx", _("Workbook (.xlsx)")
    DOCX = "docx", _("Word (.docx)")


class Cadence(models.TextChoices):
    NEVER = "", _("when somebody fills it")
    WEEKLY = "weekly", _("each week")
    MONTHLY = "monthly", _("each month")
    QUARTERLY = "quarterly", _("each quarter")
    YEARLY = "yearly", _("each year")


class FormQuerySet(models.QuerySet["SuperiorForm"]):
    def within(self, scope: Scope) -> FormQuerySet:
        if scope.everything:
            return self.all()
        return self.filter(scope.where(Permission.FORM_FILL, sector=None))

    def in_use(self) -> FormQuerySet:
        return self.filter(state=FormState.IN_USE)


class SuperiorForm(Case):
    """A form that a superior body asks for: its newest blank file, and what each bound cell takes (as JSON)."""

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    receiver = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=Kind)
    version = models.PositiveIntegerField()  # of its file
    bindings = models.TextField()
    cadence = models.CharField(max_length=10, choices=Cadence, blank=True)
    fill_day = models.PositiveSmallIntegerField(default=1)  # on which day after the period's end it is filled
    opened_on = models.DateField()

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("superior’s form")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FormState.values), name="superior_form_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="superior_form_kind_known"),
            models.CheckConstraint(
                condition=Q(cadence__in=Cadence.values), name="superior_form_cadence_known"
            ),
            models.CheckConstraint(condition=Q(fill_day__range=(1, 28)), name="superior_form_day_in_month"),
            models.UniqueConstraint(
                fields=["area", "code"], condition=Q(state=FormState.IN_USE), name="superior_form_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormFile(models.Model):
    """A blank form as it was brought. Never changed: what was filled from it can be filled again."""

    form = models.ForeignKey(SuperiorForm, models.PROTECT, db_index=False, related_name="files")
    number = models.PositiveIntegerField()
    seq = models.BigIntegerField(unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="superior_form_file_once")]

    def __str__(self) -> str:
        return self.file_name


class FillingState(models.TextChoices):
    FILLED = "filled", _("Filled")
    SENT = "sent", _("Sent")
    AGREED = "agreed", _("Received as sent")
    DIFFERS = "differs", _("Received otherwise")
    VOIDED = "voided", _("Voided")


SENT_STATES = (FillingState.SENT, FillingState.AGREED, FillingState.DIFFERS)


class FillingQuerySet(models.QuerySet["Filling"]):
    def within(self, scope: Scope) -> FillingQuerySet:
        if scope.everything:
            return self.all()
        return self.filter(scope.where(Permission.FORM_FILL, sector=None))


class Filling(Case):
    """A form filled for a period: when it was known, whether its sums agree, to whom it went, what came back."""

    form = models.ForeignKey(SuperiorForm, models.PROTECT, related_name="fillings")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    first = models.DateField()
    last = models.DateField()
    filled_on = models.DateField()
    filled_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    known_at = models.DateTimeField()
    known_seq = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    cells = models.PositiveIntegerField()
    checks = models.PositiveIntegerField()
    checks_failed = models.PositiveIntegerField()
    sent_at = models.DateTimeField(null=True)
    sent_how = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    objects = FillingQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled form")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FillingState.values), name="filling_state_known"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="filling_period_in_order"),
            models.CheckConstraint(condition=Q(checks_failed__lte=F("checks")), name="filling_checks_add_up"),
            models.CheckConstraint(
                condition=Q(state=FillingState.VOIDED)
                | Q(state=FillingState.FILLED, sent_at=None)
                | Q(~Q(state=FillingState.FILLED), sent_at__isnull=False),
                name="filling_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, differences=None)
                | Q(received_at__isnull=False, differences__isnull=False),
                name="filling_received_paired",
            ),
            # one that stands for each period: a correction voids the former with a reason
            models.UniqueConstraint(
                fields=["form", "first", "last"],
                condition=~Q(state=FillingState.VOIDED),
                name="filling_once_a_period",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"TB{self.filled_on:%Y}-{self.pk:07d}"


class FilledFile(models.Model):
    """The filled form with its account: what each cell took, what was compared. Never changed."""

    filling = models.ForeignKey(Filling, models.PROTECT, db_index=False, related_name="files")
    what = models.CharField(max_length=10)  # sent, returned
    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    account = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=["returned", "sent"]), name="filled_file_what_known"),
            models.UniqueConstraint(
                fields=["filling"], condition=Q(what="sent"), name="filled_file_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
