"""An incident: what was reported, the official numbers with who chose them, and its clocks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.incidents.grading import Numbers
from anlan.incidents.kinds import CallSource, Category, IncidentGrade, IncidentKind, IncidentState
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises

STANDING = (IncidentState.ACTIVE, IncidentState.ENDED, IncidentState.CLOSED)
"""States in which an incident counts: neither a false alarm nor the second record of another."""


class IncidentQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> IncidentQuerySet:
        """Return what a scope shows: an incident has an area and no sector, all posts of its area see it."""
        return self.filter(scope.where(Permission.INCIDENT_READ, sector=None))

    def real(self) -> IncidentQuerySet:
        """Leave out drills. Whatever counts, reports or judges begins here."""
        return self.filter(is_real=True)

    def standing(self) -> IncidentQuerySet:
        return self.filter(state__in=STANDING)


def _paired(*columns: str) -> Q:
    none, some = Q(), Q()
    for column in columns:
        none &= Q(**{f"{column}__isnull": True})
        some &= Q(**{f"{column}__isnull": False})
    return none | some


class Incident(Case):
    """A real incident or a drill (`is_real`, for ever as it was begun).

    `grade` is by what is known, `reporting_grade` takes the missing as dead: by it the clocks run. `category` is one
    of the bulletin's five counts, or empty. All three follow from the numbers at every step. The numbers are the
    official ones, from the row `official_n` (the entry of the case that brought it); `*_due_at` are the clocks that
    run or ran.
    """

    is_real = models.BooleanField()
    kind = models.CharField(max_length=12, choices=IncidentKind)
    source = models.CharField(max_length=12, choices=CallSource)
    received_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    place = models.CharField(max_length=200)
    premises = models.ForeignKey(Premises, models.PROTECT, null=True, db_index=False, related_name="+")
    what = models.CharField(max_length=500)
    course = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    caller = models.CharField(max_length=60, blank=True)
    caller_body = models.CharField(max_length=120, blank=True)
    caller_phone = models.CharField(max_length=40, blank=True)
    already_told = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    superior = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    taken_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    deaths = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    serious = models.PositiveIntegerField(default=0)
    minor = models.PositiveIntegerField(default=0)
    loss_yuan = models.PositiveBigIntegerField(null=True)  # None: nobody has told one
    official_n = models.PositiveIntegerField()
    chosen_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    chosen_at = models.DateTimeField()
    chosen_reason = models.CharField(max_length=300)
    grade = models.CharField(max_length=14, choices=IncidentGrade)
    reporting_grade = models.CharField(max_length=14, choices=IncidentGrade)
    category = models.CharField(max_length=20, blank=True, choices=Category)

    # what a measure reads: as `grade`, nothing for a drill
    counted_grade = models.CharField(max_length=14, blank=True, choices=IncidentGrade)

    phone_due_at = models.DateTimeField(null=True)
    phoned_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    first_sent_at = models.DateTimeField(null=True)
    first_in_time = models.BooleanField(default=False)
    # the two of a real incident: measures read one column
    counts_reported = models.BooleanField(default=False)
    counts_in_time = models.BooleanField(default=False)
    pass_on_due_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)
    follow_up_due_at = models.DateTimeField(null=True)
    supplement_due_at = models.DateTimeField(null=True)
    last_report_at = models.DateTimeField(null=True)
    reports = models.PositiveSmallIntegerField(default=0)  # how many were sent
    follow_ups = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    final_due_at = models.DateTimeField(null=True)
    final_sent_at = models.DateTimeField(null=True)
    investigation_due_at = models.DateTimeField(null=True)
    investigation_owed_at = models.DateTimeField(null=True)  # when this deadline of it was set
    extended_days = models.PositiveSmallIntegerField(default=0)
    investigated_at = models.DateTimeField(null=True)
    investigation = models.TextField(blank=True)  # its number and its finding
    reply_due_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    former_state = models.CharField(max_length=20, blank=True)  # of what was merged or dismissed
    is_from_ledger = models.BooleanField(default=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=IncidentState.values), name="incident_state_known"),
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="incident_kind_known"),
            models.CheckConstraint(condition=Q(source__in=CallSource.values), name="incident_source_known"),
            models.CheckConstraint(
                condition=Q(grade__in=IncidentGrade.values, reporting_grade__in=IncidentGrade.values),
                name="incident_grade_known",
            ),
            models.CheckConstraint(
                condition=Q(category="") | Q(category__in=Category.values), name="incident_category_known"
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("received_at")), name="incident_happened_before_the_call"
            ),
            models.CheckConstraint(
                condition=Q(state=IncidentState.MERGED, merged_into__isnull=False)
                | Q(~Q(state=IncidentState.MERGED), merged_into=None),
                name="incident_merged_names_its_goal",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(IncidentState.MERGED, IncidentState.DISMISSED)) | ~Q(former_state=""),
                name="incident_set_aside_knows_its_state",
            ),
            models.CheckConstraint(
                condition=Q(state=IncidentState.CLOSED, closed_at__isnull=False)
                | Q(state__in=(IncidentState.ACTIVE, IncidentState.ENDED), closed_at=None)
                | Q(state__in=(IncidentState.MERGED, IncidentState.DISMISSED)),
                name="incident_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(first_in_time=False) | Q(first_sent_at__isnull=False),
                name="incident_in_time_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(first_in_time=False) | Q(first_sent_at__lte=F("first_due_at")),
                name="incident_in_time_is_in_time",
            ),
            models.CheckConstraint(
                condition=Q(is_real=True)
                | Q(
                    is_real=False, category="", counted_grade="", counts_reported=False, counts_in_time=False
                ),
                name="incident_drill_counts_nowhere",
            ),
            models.CheckConstraint(
                condition=Q(extended_days__lte=60), name="incident_extended_by_sixty_at_most"
            ),
        ]
        indexes = [
            # the list, the rows of the figures, a unit's day
            models.Index(fields=["occurred_on", "id"], name="incident_by_day"),
            # what is merged into one
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="incident_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return number_of(self.pk, self.received_at.year, is_real=self.is_real)

    @property
    def numbers(self) -> Numbers:
        return numbers_of(self)


def number_of(key: int, year: int, *, is_real: bool) -> str:
    """Return a number as people say it; a drill bears another prefix, so that no paper is mistaken."""
    return f"{'SG' if is_real else 'YL'}{year}-{key:07d}"


def numbers_of(row: Any) -> Numbers:
    return Numbers(row.deaths, row.missing, row.serious, row.minor, row.loss_yuan)
