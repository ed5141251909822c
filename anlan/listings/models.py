from __future__ import annotations

import json
from collections.abc import Iterable
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
