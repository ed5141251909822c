from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.imports.kinds import KINDS
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.models.areas import below
from anlan.org.models.people import NOBODY
from anlan.org.scope import Scope


class BatchState(models.TextChoices):
    RECEIVED = "received", _("Received")
    TAKEN_IN = "taken_in", _("Taken in")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


class BatchQuerySet(models.QuerySet["Batch"]):
    def within(self, scope: Scope) -> BatchQuerySet:
        """Return the batches of the areas and kinds that somebody may take in."""
        if scope.everything:
            return self
        seen = NOBODY
        for post in scope.held:
            ledgers = [kind.code for kind in KINDS.values() if kind.permission in post.permissions]
            # a ledger holds every sector: who looks after some sees what the own organisation brought
            where = below(post.area_path) if post.sector_ids is None else Q(organisation=post.organisation_id)
            seen |= where & Q(ledger__in=ledgers)
        return self.filter(seen)


class Batch(Case):
    """One file that was brought: what kind of ledger, by whom, its digest, what became of its rows."""

    ledger = models.CharField(max_length=24)  # the code of a Kind
    name = models.CharField(max_length=160)
    sender = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    received_at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    taken_on = models.PositiveIntegerField(
        default=0, db_default=0
    )  # rows that took a case of an earlier ledger on
    same = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="import_batch_state_known"),
        ]
        indexes = [
            # the same file brought again goes on with its batch
            models.Index(fields=["digest", "ledger"], name="import_batch_by_digest"),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(models.TextChoices):
    STAGING = "staging", _("Reading the file")
    TRYING = "trying", _("Trial run")
    WRITING = "writing", _("Taking in")
    UNDOING = "undoing", _("Undoing")


class WorkState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by a fault")


class Work(models.Model):
    """What is being done with a batch and how far it is: one row a batch. Not a fact of the city, so no case.

    `lease` names the process that works on it; each of its transactions proves that it still holds it.
    """

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="work")
    phase = models.CharField(max_length=10, choices=Phase)
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.QUEUED)
    total = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)  # number of the last row that was dealt with
    done = models.PositiveIntegerField(default=0)
    options = models.CharField(max_length=200, blank=True)
    header = models.JSONField(default=list)  # the header of the sheet, as it stands there
    header_row = models.PositiveIntegerField(default=1)
    sheet = models.CharField(max_length=120, blank=True)
    mapping = models.JSONField(default=dict)  # column of the template → position in the sheet
    notes = models.JSONField(default=list)  # what the reader noticed about the file
    # whoever set it going on a page: it is done in the right of the posts that they hold then
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    language = models.CharField(max_length=8, blank=True)  # of whoever set it going: faults are told in it
    tried_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=80, blank=True)  # node.process.unique
    beat_at = models.DateTimeField(null=True)  # real time of the last sign of life
    fault = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="import_work_phase_known"),
            models.CheckConstraint(condition=Q(state__in=WorkState.values), name="import_work_state_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="import_work_within_total"),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.done}/{self.total}"


class LineState(models.TextChoices):
    STAGED = "staged", _("Not looked at yet")
    SOUND = "sound", _("Sound")
    FAULTY = "faulty", _("Faulty")
    SAME = "same", _("There already")
    WRITTEN = "written", _("Taken in")
    GOES_ON = "goes_on", _("Would be taken on")
    TAKEN_ON = "taken_on", _("Taken on")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Moved on since: kept")
    STAYS = "stays", _("Taken on: not undone")


class Line(models.Model):
    """A row of a file: its cells until it is written, its faults, and what it became."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines", db_index=False)
    ledger = models.CharField(max_length=24)
    number = models.PositiveIntegerField()  # of the row in the sheet
    state = models.CharField(max_length=8, default=LineState.STAGED)
    natural = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of its cleaned values
    cells = models.JSONField(default=list)
    odd = models.JSONField(default=list)  # cells that are merged or hold a formula: [[position, code], …]
    faults = models.JSONField(default=list)  # [[column, code, message], …]
    warnings = models.JSONField(default=list)
    record = models.BigIntegerField(null=True)
    seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            # also the index by which a batch's rows are walked
            models.UniqueConstraint(fields=["batch", "number"], name="import_line_once"),
            # a natural key stands once among what was taken in and not undone
            models.UniqueConstraint(
                fields=["ledger", "natural"],
                condition=Q(state__in=["written", "kept"]),
                name="import_natural_key_once",
            ),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="import_line_state_known"),
        ]
        indexes = [
            # from a record back to the row that it came from
            models.Index(
                fields=["ledger", "record"],
                condition=Q(record__isnull=False),
                name="import_line_by_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Mapping(models.Model):
    """How a sender's columns are to be read: remembered by sender, kind and header."""

    ledger = models.CharField(max_length=24)
    sender = models.CharField(max_length=80)
    header_digest = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)  # column of the template → position
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "ledger", "header_digest"], name="import_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.ledger}"
