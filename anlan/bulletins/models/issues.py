"""Issues: cases whose text is versioned, and what was waived in them."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models.series import Series, SpecialSeries
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    REVIEWED = "reviewed", _("Reviewed")
    SIGNED = "signed", _("Signed")
    DISTRIBUTED = "distributed", _("Distributed")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")


BEFORE_SIGNING = frozenset({State.DRAFT, State.IN_REVIEW, State.RETURNED, State.REVIEWED, State.DISCARDED})
SIGNED_STATES = frozenset(State) - BEFORE_SIGNING
OUT_STATES = frozenset({State.DISTRIBUTED, State.CORRECTED})
"""States in which an issue is with its recipients."""

MAKERS = (
    Permission.BULLETIN_EDIT,
    Permission.BULLETIN_REVIEW,
    Permission.BULLETIN_SIGN,
    Permission.BULLETIN_FOLLOW,
)
"""Whoever holds one of them sees what is not signed yet."""


class IssueQuerySet(models.QuerySet["Issue"]):
    def within(self, scope: Scope) -> IssueQuerySet:
        """Return what a reader may see: signed issues of the areas above which a post stands, issues that were sent to
        an own organisation, and, for those who make bulletins, what is not signed yet."""
        if scope.everything:
            return self.all()
        seen = scope.where(Permission.BULLETIN_READ, sector=None) & Q(number__isnull=False)
        for permission in MAKERS:
            seen |= scope.where(permission, sector=None)
        readers = {h.organisation_id for h in scope.held if Permission.BULLETIN_READ in h.permissions}
        if readers:
            deliveries: Any = self.model._meta.get_field("deliveries").related_model
            seen |= Q(Exists(deliveries.objects.filter(issue=OuterRef("pk"), organisation__in=readers)))
        return self.filter(seen)

    def signed(self) -> IssueQuerySet:
        return self.filter(number__isnull=False)


class Issue(Case):
    """One issue of a series. Before it is signed it has no number; once it has one, its text is frozen."""

    series = models.ForeignKey(Series, models.PROTECT, db_index=False, related_name="+")
    special = models.ForeignKey(SpecialSeries, models.PROTECT, null=True, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    on = models.DateField(db_column="told_on")  # the day whose end is told; ON is a word of SQL
    opened_on = models.DateField()
    passages = models.JSONField(
        default=list
    )  # documents.passages, each with `at`: the version that changed it last
    version = models.PositiveIntegerField(default=1)
    editors = models.JSONField(default=list)  # keys of everybody who wrote a version, in order
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="corrected_by"
    )
    submitted_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    special_number = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)  # as signed, for the search
    distributed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="issue_state_known"),
            models.CheckConstraint(condition=Q(language__in=["zh", "en"]), name="issue_language_known"),
            models.UniqueConstraint(
                fields=["series", "year", "number"], condition=Q(number__isnull=False), name="issue_number_once"
            ),
            models.UniqueConstraint(
                fields=["special", "special_number"],
                condition=Q(special_number__isnull=False),
                name="issue_special_number_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    number=None, year=None, special_number=None, signed_by=None, signed_at=None, signed_on=None,
                    state__in=sorted(BEFORE_SIGNING),
                )
                | Q(
                    number__isnull=False, year__isnull=False, signed_by__isnull=False, signed_at__isnull=False,
                    signed_on__isnull=False, reviewed_by__isnull=False, state__in=sorted(SIGNED_STATES),
                ),
                name="issue_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(special=None, special_number=None)
                | Q(special__isnull=False, special_number__isnull=False),
                name="issue_special_number_paired",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="issue_reviewed_paired",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("reviewed_by")), name="issue_signer_is_not_reviewer"
            ),
        ]  # fmt: skip
        indexes = [
            # the issues of a series, newest first; the signed issue of a day
            models.Index(fields=["series", "-signed_on"], name="issue_of_series"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return how an issue is spoken of: its series with its number, or that it is a draft."""
        if self.number is None:
            return f"{self.series.label} · {gettext('Draft')} {self.pk}"
        return f"{self.series.label} · {self.short}"

    @property
    def short(self) -> str:
        """Return the number as pages show it: 2022-49."""
        return f"{self.year}-{self.number}" if self.number is not None else f"#{self.pk}"


class Version(models.Model):
    """The text of an issue after a step that wrote it. Never changed."""

    issue = models.ForeignKey(Issue, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    seq = models.BigIntegerField(unique=True)  # the journal entry that wrote it
    by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120)
    on = models.DateField()
    passages = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} v{self.number}"


class WaiverKind(models.TextChoices):
    FIGURE = "figure", _("A figure prints another text")
    CLAIM = "claim", _("A word stands against the facts")
    CONTRADICTION = "contradiction", _("Numbers contradict one another")


class Waiver(models.Model):
    """Something that would keep an issue from being signed, or changes what it prints: asked for with a reason by one
    person, granted by another. The true value stays beside it."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="waivers")
    kind = models.CharField(max_length=13, choices=WaiverKind)
    subject = models.CharField(
        max_length=200
    )  # the key of a figure's token; paragraph key + word; a contradiction's
    text = models.CharField(max_length=60, blank=True)  # of a figure: what is printed instead
    why = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    asked_seq = models.BigIntegerField(unique=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)  # stands: asked for or granted, not refused nor taken back

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WaiverKind.values), name="waiver_kind_known"),
            models.UniqueConstraint(
                fields=["issue", "kind", "subject"], condition=Q(is_open=True), name="waiver_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, is_granted=False)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="waiver_decided_paired",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(is_granted=True) | ~Q(decided_by=F("asked_by")),
                name="waiver_granted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.kind} {self.subject}"

    @property
    def about(self) -> str:
        """Return what it is about as a reader names it: the word, the token of the figure, the printed numbers."""
        if self.kind == WaiverKind.CLAIM:
            return self.subject.rpartition(":")[2]
        if self.kind == WaiverKind.CONTRADICTION:
            return "、".join(re.findall(r"=([^,]*)", self.subject))
        return self.subject


def people_of(issue: Any) -> frozenset[int]:
    """Return the keys of all who wrote a version of an issue."""
    return frozenset(issue.editors)
