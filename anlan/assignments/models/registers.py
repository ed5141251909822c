"""What is on record about leadership: who leads when, which meetings were held, what leaders did and required."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.assignments.kinds import ActivityKind, MeetingKind
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class RecordState(models.TextChoices):
    RECORDED = "recorded", _("On record")
    VOIDED = "voided", _("Voided")


class RecordQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> RecordQuerySet:
        """Return what a scope shows: it has an area and no sector, a post limited to sectors sees its whole area."""
        return self.filter(scope.where(Permission.ASSIGNMENT_READ, sector=None))

    def standing(self) -> RecordQuerySet:
        """Leave out what was voided."""
        return self.exclude(state=RecordState.VOIDED)

    def on(self, day: date) -> RecordQuerySet:
        """Return the terms that hold on a day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class LeaderTerm(Case):
    """A leader in a post from a day to a day (both inclusive, the last unknown while it lasts), with what he leads.

    A post is that of the day: who was mayor in March is told by the term that held then (domain brief §1.3, 1.1d).
    """

    name = models.CharField(max_length=60)
    title = models.CharField(max_length=80)  # of the post
    leads = models.CharField(max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(default=50)  # the order in which leaders are told
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="leader_state_known"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="leader_days_in_order"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(title=""), name="leader_has_name_and_post"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.name}"

    @property
    def label(self) -> str:
        return str(self)


class Meeting(Case):
    """A meeting: its kind and moment, who was in the chair, who came, what was required, where its minutes are.

    `requirement` is verbatim. `is_study` is kept beside kind and safety because a measure reads one column.
    """

    kind = models.CharField(max_length=24, choices=MeetingKind)
    title = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(LeaderTerm, models.PROTECT, db_index=False, related_name="+")
    attendees = models.TextField(blank=True)  # who else came, in words; organisations: `Attendance`
    agenda = models.TextField(blank=True)
    topics = models.CharField(max_length=300, blank=True)
    is_safety = models.BooleanField(default=True)
    is_study = models.BooleanField(default=False)
    requirement = models.TextField(blank=True)
    issues_raised = models.TextField(blank=True)
    issues_resolved = models.TextField(blank=True)
    minutes_reference = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    recorded_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="meeting_state_known"),
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="meeting_kind_known"),
            models.CheckConstraint(
                condition=Q(is_safety=True) | Q(is_study=False), name="meeting_study_of_safety"
            ),
            # one weekly meeting of a kind is one record: a second of the same moment would be counted twice
            models.UniqueConstraint(
                fields=["area", "kind", "held_at"],
                condition=Q(state=RecordState.RECORDED),
                name="meeting_once",
            ),
        ]
        indexes = [
            # the list, rows of the figures, and the weeks of a claim
            models.Index(fields=["held_on", "id"], name="meeting_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"HY{self.held_on:%Y}-{self.pk:07d}"


class Coming(models.TextChoices):
    PRESENT = "present", _("present")
    DEPUTY = "deputy", _("by a deputy")
    ABSENT = "absent", pgettext_lazy("meeting", "absent")


class AttendanceQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> AttendanceQuerySet:
        """Return who came to the meetings that a scope shows."""
        return self.filter(meeting__in=Meeting.objects.within(scope).order_by().values("pk"))


class Attendance(models.Model):
    """How an organisation that was asked to a meeting came to it; written by the door with the meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, db_index=False, related_name="attendance")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    coming = models.CharField(max_length=10, choices=Coming)
    deputy = models.CharField(max_length=60, blank=True)  # who came in place of its head, if it is told
    position = models.PositiveSmallIntegerField()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            # its index also finds who came to a meeting
            models.UniqueConstraint(fields=["meeting", "organisation"], name="attendance_once"),
            models.CheckConstraint(condition=Q(coming__in=Coming.values), name="attendance_known"),
            models.CheckConstraint(
                condition=Q(deputy="") | Q(coming=Coming.DEPUTY), name="attendance_deputy_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.organisation_id}"


class LeaderActivity(Case):
    """What a leader did or required on a day; the quotation is verbatim, with where it can be read."""

    kind = models.CharField(max_length=24, choices=ActivityKind)
    leader = models.ForeignKey(LeaderTerm, models.PROTECT, db_index=False, related_name="+")
    occasion = models.CharField(max_length=200)
    happened_at = models.DateTimeField()
    happened_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    requirement = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    recorded_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader's activity")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecordState.values), name="leading_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ActivityKind.values), name="leading_kind_known"),
            models.CheckConstraint(
                condition=Q(requirement="") | ~Q(source=""), name="leading_quotation_has_a_source"
            ),
        ]
        indexes = [
            # the chronological listing
            models.Index(fields=["happened_on", "id"], name="leading_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"LD{self.happened_on:%Y}-{self.pk:07d}"
