from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Organisation, Person

LONGEST_QUERY = 2_000
MOST_VIEWS = 30
"""Saved views a person keeps for one list: more are no longer a choice but a list to search."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def shown_to(self, person_id: int, organisations: Iterable[int], page: str) -> SavedViewQuerySet:
        """Return the person's own views of a list and those shared with their organisations, in order."""
        shared = Q(organisation__in=list(organisations))
        return self.filter(Q(person=person_id) | shared, page=page).order_by("position", "pk")


class SavedView(models.Model):
    """A list's filters and order under a name. Private, or shared with one organisation of its owner."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=40)  # the code of a ListSpec
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=LONGEST_QUERY)
    position = models.IntegerField(default=0)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", db_index=False
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        constraints = [
            # also the index by which a person's views of a list are read
            models.UniqueConstraint(fields=["person", "page", "name"], name="saved_view_name_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_view_says_something"),
        ]
        indexes = [
            # what colleagues share on a list
            models.Index(
                fields=["organisation", "page"],
                condition=Q(organisation__isnull=False),
                name="saved_view_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One run of a step on many cases: who asked for what, and how many were done and refused. Append-only."""

    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=40)
    # a person's runs, newest first
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    input = models.TextField(default="{}")
    # of the form that was sent: sent again, it gets the same report
    key = models.CharField(max_length=80, null=True)  # noqa: DJ001 -- absent, not empty: unique per person
    asked = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    # the run whose refused cases were tried again
    former = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("bulk run")
        constraints = [
            models.CheckConstraint(condition=Q(asked=F("done") + F("refused")), name="batch_adds_up"),
            models.UniqueConstraint(
                fields=["person", "key"], condition=~Q(key=None), name="batch_once_a_form"
            ),
        ]

    @property
    def given(self) -> dict[str, Any]:
        """What the step took in, as it was sent."""
        return dict(json.loads(self.input))


class BatchLine(models.Model):
    """What became of one case: a journal entry, or a refusal with its reason as it was told. Append-only."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    case_id = models.BigIntegerField()
    seq = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("bulk run line")
        constraints = [
            # also the index by which a report is read
            models.UniqueConstraint(fields=["batch", "position"], name="batch_line_once"),
            models.CheckConstraint(
                condition=Q(code="", seq__isnull=False) | Q(~Q(code=""), seq=None),
                name="batch_line_done_or_refused",
            ),
        ]


class Format(models.TextChoices):
    XLSX = "xlsx", _("Excel workbook (.xlsx)")
    CSV = "csv", _("CSV in UTF-8")
    CSV_GB18030 = "csv-gb18030", _("CSV in GB 18030")


class ExportState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ExportQuerySet(models.QuerySet["Export"]):
    def waiting(self) -> ExportQuerySet:
        return self.filter(state__in=[ExportState.QUEUED, ExportState.RUNNING])

    def expired(self, now: datetime) -> ExportQuerySet:
        return self.filter(dropped_at=None, expires_at__lte=now)


class Export(models.Model):
    """One list asked for as a file: what was filtered, by whom, how far it is, and what the file holds.

    The file lies in the data folder until `dropped_at`; this row stays as the record of what was handed out.
    """

    # a person's exports, newest first
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    page = models.CharField(max_length=40)  # the code of a Sheet
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    told = models.TextField(default="[]")  # the filters in words as JSON: [what, which]
    reach = models.TextField(default="[]")  # how far the posts reached in whose right it was written, as JSON
    format = models.CharField(max_length=12, choices=Format)
    language = models.CharField(max_length=10)
    # of the form that was sent: sent again, it is the same export
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)  # the one moment as of which every row was read
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)  # unknown until it is counted, and for a search
    keys_digest = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="export_once_a_form"),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="export_format_known"),
            models.CheckConstraint(
                condition=Q(state=ExportState.DONE, known_at__isnull=False, expires_at__isnull=False)
                & ~Q(keys_digest="")
                & ~Q(sha256="")
                | ~Q(state=ExportState.DONE) & Q(sha256="", expires_at=None),
                name="export_done_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=ExportState.FAILED) & ~Q(reason="") | ~Q(state=ExportState.FAILED),
                name="export_failed_with_a_reason",
            ),
        ]
        indexes = [
            # what waits, and what was left by a killed process: as many rows as are unfinished
            models.Index(
                fields=["id"],
                condition=Q(state__in=[ExportState.QUEUED, ExportState.RUNNING]),
                name="export_waiting",
            ),
            # files to be dropped
            models.Index(fields=["expires_at"], condition=Q(dropped_at=None), name="export_to_drop"),
        ]

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The filters in words: (what, which)."""
        return [(what, which) for what, which in json.loads(self.told)]

    @property
    def is_waiting(self) -> bool:
        return self.state in (ExportState.QUEUED, ExportState.RUNNING)

    @property
    def has_file(self) -> bool:
        return self.state == ExportState.DONE and self.dropped_at is None
