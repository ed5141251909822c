"""Codes by which an enterprise opens its page, what it found itself, and what it and the office wrote to each other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.hazards.models import Category, Grade
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Post, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class AdmissionState(models.TextChoices):
    GIVEN = "given", _("Code given")
    REVOKED = "revoked", _("Code revoked")


class CheckState(models.TextChoices):
    FOUND = "found", _("Found by itself, to be rectified")
    RECTIFIED = "rectified", _("Rectified by itself")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LetterState(models.TextChoices):
    ASKED = "asked", _("Waits for the office")
    ANSWERED = "answered", _("Answered")
    TOLD = "told", _("Waits for the enterprise")
    READ = "read", pgettext_lazy("letter", "Read")


class PlacedQuerySet(models.QuerySet[Any]):
    """Rows of one place: seen by the area and sector of a post, and by the enterprise that runs the place."""

    permission = Permission.HAZARD_READ

    def within(self, scope: Scope) -> PlacedQuerySet:
        return self.filter(scope.where(self.permission, organisation="operator_id"))


class AdmittedQuerySet(PlacedQuerySet):
    permission = Permission.ENTERPRISE_ADMIT


class Placed(Case):
    """What every case of this app copies of the place that it is about."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="+")
    operator = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True


def place_columns(premises: Premises) -> dict[str, Any]:
    return {
        "premises_id": premises.pk,
        "operator_id": premises.operator_id,
        "area_id": premises.reporting_area_id,
        "area_path": premises.area_path,
        "sector_id": premises.sector_id,
    }


def _together(*names: str) -> Q:
    return Q(**dict.fromkeys(names)) | Q(**{f"{name}__isnull": False for name in names})


class Admission(Placed):
    """The one code of a place: only its keyed digest is kept, and only the newest opens anything."""

    holder = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField()
    given_on = models.DateField()
    given_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = AdmittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("code of an enterprise")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AdmissionState.values), name="admission_state_known"
            ),
            models.UniqueConstraint(fields=["premises"], name="admission_one_of_a_place"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("given_at")), name="admission_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(state=AdmissionState.GIVEN, revoked_at=None, revoked_by=None)
                | Q(state=AdmissionState.REVOKED, revoked_at__isnull=False, revoked_by__isnull=False),
                name="admission_revoked_paired",
            ),
        ]
        indexes = [
            # the list, the latest first
            models.Index(fields=["given_on", "id"], name="admission_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"QY{self.given_on:%Y}-{self.pk:07d}"


class Holder(models.Model):
    """Whom a code stands for in the journal: a person without password, whose post ends with the code."""

    admission = models.ForeignKey(Admission, models.PROTECT, related_name="holders")
    seq = models.BigIntegerField(unique=True)  # the journal entry that gave the code
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    post = models.OneToOneField(Post, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.admission_id} {self.person_id}"


class Entrance(models.Model):
    """A browser that came in by a code. Real time, as every session; it ends with the code that opened it."""

    token = models.CharField(max_length=64, unique=True)  # SHA-256 of what the cookie holds
    admission = models.ForeignKey(Admission, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    digest = models.CharField(max_length=64)  # of the code it came in by
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.admission_id} {self.started_at}"


class SelfCheck(Placed):
    """A hazard that the enterprise found itself (自查): no row of the government’s ledger, in none of its figures."""

    category = models.CharField(max_length=12, choices=Category)
    grade = models.CharField(max_length=10, choices=Grade)
    description = models.CharField(max_length=500)
    measure = models.CharField(max_length=300, blank=True)  # until it is rectified
    found_at = models.DateTimeField()
    found_on = models.DateField()
    found_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    due_on = models.DateField()
    rectified_at = models.DateTimeField(null=True)
    rectified_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    rectification = models.CharField(max_length=500, blank=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-found hazard")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="self_check_state_known"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values, grade__in=Grade.values),
                name="self_check_words_known",
            ),
            models.CheckConstraint(condition=~Q(description=""), name="self_check_is_described"),
            models.CheckConstraint(
                condition=Q(~Q(rectification=""), state=CheckState.RECTIFIED, rectified_at__isnull=False)
                | Q(~Q(state=CheckState.RECTIFIED), rectification="", rectified_at=None),
                name="self_check_rectified_is_described",
            ),
            models.CheckConstraint(
                condition=_together("rectified_at", "rectified_by"), name="self_check_rectified_paired"
            ),
        ]
        indexes = [
            # the list, and rows of the figures
            models.Index(fields=["found_on", "id"], name="self_check_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"ZC{self.found_on:%Y}-{self.pk:07d}"


class Letter(Placed):
    """Something written between an enterprise and the office: asked and answered, or told and read."""

    text = models.CharField(max_length=1_000)
    written_at = models.DateTimeField()
    written_on = models.DateField()
    written_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    is_from_office = models.BooleanField()
    answer = models.CharField(max_length=1_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = AdmittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of an enterprise")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="letter_says_something"),
            models.CheckConstraint(
                condition=Q(is_from_office=False, state__in=[LetterState.ASKED, LetterState.ANSWERED])
                | Q(is_from_office=True, state__in=[LetterState.TOLD, LetterState.READ]),
                name="letter_goes_one_way",
            ),
            models.CheckConstraint(
                condition=Q(~Q(answer=""), state=LetterState.ANSWERED, answered_at__isnull=False)
                | Q(~Q(state=LetterState.ANSWERED), answer="", answered_at=None),
                name="letter_answered_is_whole",
            ),
            models.CheckConstraint(
                condition=_together("answered_at", "answered_by"), name="letter_answered_paired"
            ),
        ]
        indexes = [
            # the list, the latest first
            models.Index(fields=["written_on", "id"], name="letter_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"LX{self.written_on:%Y}-{self.pk:07d}"
