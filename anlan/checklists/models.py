"""Checklists: a version of a list never changes once it is there, because visits answered its items."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.criteria.models import Criterion
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope

ALL_SECTORS = "*"


class Method(models.TextChoices):
    LOOK = "look", _("Look")
    ASK = "ask", _("Ask")
    MEASURE = "measure", _("Measure")
    TEST = "test", _("Try out")


class ItemGrade(models.TextChoices):
    GENERAL = "general", _("General hazard")
    MAJOR = "major", _("Major hazard")


class IssuingState(models.TextChoices):
    ISSUED = "issued", _("Issued")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def in_force(self, on: date) -> ChecklistQuerySet:
        """Return the versions by which a visit of a day may be made."""
        return self.filter(
            Q(effective_to=None) | Q(effective_to__gte=on),
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=on),
            effective_from__lte=on,
        )


class Checklist(models.Model):
    """One version of a list, with the days on which visits may be made by it (both count).

    Without an owner it came with the product. `area_path` says where it holds; empty means everywhere.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    sectors = models.JSONField()  # codes of the sectors that it is about, or ["*"]
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    complete = models.BooleanField(default=True)  # every item has its basis in words
    note = models.CharField(max_length=400, blank=True)
    note_en = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)  # of its items as they were issued
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    area_path = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    issuing_seq = models.BigIntegerField(null=True, unique=True)  # its case in the journal; null: shipped

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="checklist_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="checklist_version_from_one"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="checklist_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_reason="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason="")),
                name="checklist_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(complete=True) | ~Q(note=""), name="checklist_says_what_is_missing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} V{self.version}"

    @property
    def label(self) -> str:
        title = self.title if _chinese() else self.title_en or self.title
        return f"{title} V{self.version}"

    @property
    def remark(self) -> str:
        return self.note if _chinese() else self.note_en or self.note

    def is_about(self, sector: str) -> bool:
        """Tell whether the list is for a sector (its code)."""
        return ALL_SECTORS in self.sectors or sector in self.sectors

    def stands_on(self, day: date) -> bool:
        """Tell whether visits may be made by this version on a day."""
        open_ended = self.effective_to is None or day <= self.effective_to
        return (
            self.effective_from <= day
            and open_ended
            and (self.withdrawn_on is None or day < self.withdrawn_on)
        )


class ChecklistItem(models.Model):
    """One thing to look at: how, by which law, and what follows when it is not so."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=500, blank=True)
    law = models.CharField(max_length=120, blank=True)
    article = models.CharField(max_length=60, blank=True)
    quote = models.CharField(max_length=600, blank=True)  # the very words; empty where they are not at hand
    method = models.CharField(max_length=8, choices=Method)
    applies_if = models.CharField(max_length=200, blank=True)  # empty: always
    evidence = models.CharField(max_length=200, blank=True)
    default_grade = models.CharField(max_length=10, choices=ItemGrade)
    default_days = models.PositiveSmallIntegerField()
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, db_index=False, related_name="+")
    penalty = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checklist", "position"], name="checklist_item_position_once"),
            models.UniqueConstraint(fields=["checklist", "code"], name="checklist_item_code_once"),
            models.CheckConstraint(condition=~Q(text=""), name="checklist_item_has_words"),
            models.CheckConstraint(
                condition=Q(quote="") | (~Q(law="") & ~Q(article="")),
                name="checklist_item_quote_has_a_source",
            ),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="checklist_item_method_known"),
            models.CheckConstraint(
                condition=Q(default_grade=ItemGrade.GENERAL, criterion=None)
                | Q(default_grade=ItemGrade.MAJOR, criterion__isnull=False),
                name="checklist_item_major_by_a_criterion",
            ),
            models.CheckConstraint(
                condition=Q(default_days__gte=1, default_days__lte=365), name="checklist_item_days_sensible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def words(self) -> str:
        return self.text if _chinese() else self.text_en or self.text

    @property
    def basis(self) -> str:
        """Return how a paper cites the law behind the item; empty where none is given."""
        return f"《{self.law}》{self.article}" if self.law else ""


class IssuingQuerySet(models.QuerySet["Issuing"]):
    def within(self, scope: Scope) -> IssuingQuerySet:
        return self.filter(scope.where(Permission.CHECKLIST_ISSUE, sector=None))


class Issuing(Case):
    """How an office's version came to be and came to an end: the case behind a checklist that was not shipped."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    issued_on = models.DateField()
    issued_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    is_from_ledger = models.BooleanField(default=False)

    objects = IssuingQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist version")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=IssuingState.values), name="issuing_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title} V{self.version}"
