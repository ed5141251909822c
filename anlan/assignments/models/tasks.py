"""Assigned tasks, the parts of the units that take part in one, and the numbers of a year."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.assignments.kinds import Source
from anlan.assignments.models.registers import Meeting
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class TaskState(models.TextChoices):
    ISSUED = "issued", _("Waits to be signed for")
    RETURNED = "returned", _("Returned by the lead")
    SIGNED = "signed", _("Signed for by the lead")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Waits to be verified")
    VERIFIED = "verified", _("Waits for the second signature")
    CLOSED = "closed", _("Closed")
    SPLIT = "split", _("Split")
    MERGED = "merged", _("Merged")
    VOIDED = "voided", _("Voided")


class PartState(models.TextChoices):
    OPEN = "open", _("Not ended")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENDED_STATES = (TaskState.CLOSED, TaskState.VOIDED)
OPEN_STATES = tuple(state for state in TaskState if state not in ENDED_STATES)


class TaskQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> TaskQuerySet:
        """Return what a scope shows: tasks led in its area, and what its organisations issued, lead or take part in."""
        if scope.everything:
            return self.all()
        own = [post.organisation_id for post in scope.held if Permission.ASSIGNMENT_READ in post.permissions]
        here = scope.where(Permission.ASSIGNMENT_READ, sector=None)
        shared = TaskPart.objects.filter(organisation__in=own).exclude(state=PartState.WITHDRAWN)
        return self.filter(
            here | Q(issuer__in=own) | Q(lead__in=own) | Q(pk__in=shared.order_by().values("task"))
        )

    def open(self) -> TaskQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def standing(self) -> TaskQuerySet:
        """Leave out what was voided."""
        return self.exclude(state=TaskState.VOIDED)


def _paired(*columns: str) -> Q:
    none, some = Q(), Q()
    for column in columns:
        none &= Q(**{f"{column}__isnull": True})
        some &= Q(**{f"{column}__isnull": False})
    return none | some


class AssignedTask(Case):
    """A task that an office assigned to a lead unit: what, by which standard, by when, and how far it has come.

    It belongs to the area of its lead. `counts` is 0 for a piece of a task that was split: the whole is counted once,
    by its own number, so that splitting and merging keep every total (capability C63).
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(
        null=True
    )  # given inside the door, one line of numbers per issuer and year
    source = models.CharField(max_length=20, choices=Source)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, db_index=False, related_name="+")
    source_reference = models.CharField(max_length=200, blank=True)
    paper_number = models.CharField(max_length=60, blank=True)  # of a slip or ledger kept beside the system
    # the case out of which it arose (a daily report, a leader's instruction), as `origins.py` knows it
    origin_kind = models.CharField(max_length=20, blank=True)
    origin_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    content = models.TextField()
    standard = models.TextField()
    is_safety = models.BooleanField(default=True)
    counts = models.PositiveSmallIntegerField(default=1)
    cycle_days = models.PositiveSmallIntegerField(default=0)
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    issuer_path = PathField()
    lead = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    person_in_charge = models.CharField(max_length=60, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    issued_on = models.DateField()
    due_at = models.DateTimeField()
    feedback_due_at = models.DateTimeField(null=True)
    progress = models.TextField(blank=True)
    reason = models.CharField(
        max_length=500, blank=True
    )  # why it was returned, sent back or moved, the last of them
    asked_until = models.DateField(null=True)
    asked_reason = models.CharField(max_length=500, blank=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    result = models.TextField(blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    is_on_time = models.BooleanField(default=False)
    counts_on_time = models.BooleanField(
        default=False
    )  # is_on_time of what counts: a measure reads one column
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    verified_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    closed_at = models.DateTimeField(null=True)
    split_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("assigned task")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="task_source_known"),
            models.UniqueConstraint(fields=["issuer", "year", "number"], name="task_number_once"),
            models.CheckConstraint(
                condition=Q(origin_kind="", origin_id=None) | Q(~Q(origin_kind=""), origin_id__isnull=False),
                name="task_origin_paired",
            ),
            # one office makes one task of a case; its index also finds the tasks of a case
            models.UniqueConstraint(
                fields=["origin_kind", "origin_id", "issuer"],
                condition=~Q(state=TaskState.VOIDED) & Q(origin_id__isnull=False),
                name="task_of_origin_once",
            ),
            models.CheckConstraint(
                condition=Q(counts=1, split_of=None) | Q(counts=0, split_of__isnull=False),
                name="task_piece_counts_nothing",
            ),
            models.CheckConstraint(
                condition=_paired("submitted_by", "submitted_at"), name="task_submitted_paired"
            ),
            models.CheckConstraint(
                condition=_paired("verified_by", "verified_at"), name="task_verified_paired"
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | Q(~Q(state=TaskState.CLOSED), closed_at=None, closed_by=None),
                name="task_closed_iff_signed",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(verified_by=None) | ~Q(closed_by=F("verified_by")),
                name="task_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | Q(submitted_by=None) | ~Q(verified_by=F("submitted_by")),
                name="task_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(asked_until=None, asked_reason="")
                | Q(Q(asked_until__isnull=False), ~Q(asked_reason="")),
                name="task_extension_asked_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state=TaskState.MERGED) & Q(merged_into__isnull=False))
                | Q(state=TaskState.CLOSED)
                | Q(~Q(state=TaskState.MERGED), merged_into=None),
                name="task_merged_names_its_goal",
            ),
        ]
        indexes = [
            # the list, and rows of the figures
            models.Index(fields=["issued_on", "id"], name="task_by_day"),
            # what waits, nearest first
            models.Index(fields=["due_at", "id"], name="task_by_due"),
            # the tasks of a meeting
            models.Index(fields=["meeting"], condition=Q(meeting__isnull=False), name="task_of_meeting"),
            # the pieces of a task
            models.Index(fields=["split_of"], condition=Q(split_of__isnull=False), name="task_piece_of"),
        ]

    def __str__(self) -> str:
        return self.told_number

    @property
    def told_number(self) -> str:
        return told_number(self.year, self.number)


def told_number(year: int, number: int | None) -> str:
    """Return the number as papers have it: 交办〔2022〕12号."""
    return f"交办〔{year}〕{number}号"


class PartQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> PartQuerySet:
        return self.filter(task__in=AssignedTask.objects.within(scope).order_by().values("pk"))

    def open(self) -> PartQuerySet:
        return self.filter(state=PartState.OPEN)


class TaskPart(Case):
    """The part of a joint unit in a task: a case of its own, owed and ended by that unit (capability C60)."""

    task = models.ForeignKey(AssignedTask, models.PROTECT, db_index=False, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    issuer_path = PathField()
    content = models.CharField(max_length=500, blank=True)
    joined_on = models.DateField()
    due_at = models.DateTimeField()
    result = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a task")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PartState.values), name="task_part_state_known"),
            # also finds the parts of a task
            models.UniqueConstraint(
                fields=["task", "organisation"],
                condition=~Q(state=PartState.WITHDRAWN),
                name="task_part_once",
            ),
            models.CheckConstraint(
                condition=Q(state=PartState.ENDED, ended_at__isnull=False, ended_by__isnull=False)
                | Q(~Q(state=PartState.ENDED), ended_at=None, ended_by=None),
                name="task_part_ended_iff_signed",
            ),
        ]
        indexes = [
            # what an organisation takes part in: the scope of tasks
            models.Index(fields=["organisation", "task"], name="task_part_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}/{self.organisation_id}"


class TaskCounter(models.Model):
    """The last number that an issuer gave in a year; written by the door while it holds the journal's head."""

    pk = models.CompositePrimaryKey("issuer_id", "year")
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last__gt=0), name="task_counter_began")]
