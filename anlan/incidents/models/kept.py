"""What is kept beside an incident and never changes: numbers by source, grades as they became, reports as sent."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.incidents.kinds import CountSource, IncidentGrade, ReportKind
from anlan.incidents.models.incident import Incident
from anlan.org.models import Organisation, Person
from anlan.org.scope import Scope


class KeptQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> KeptQuerySet:
        """Return what belongs to the incidents that a scope shows."""
        return self.filter(incident__in=Incident.objects.within(scope).order_by().values("pk"))


class CasualtyCount(models.Model):
    """Numbers as one source gave them, as at a moment; None is “not known”. `n` is the entry of the case that brought
    them."""

    incident = models.ForeignKey(Incident, models.PROTECT, db_index=False, related_name="counts")
    n = models.PositiveIntegerField()
    source = models.CharField(max_length=14, choices=CountSource)
    told_by = models.CharField(max_length=120, blank=True)
    as_of = models.DateTimeField()
    deaths = models.PositiveIntegerField(null=True)
    missing = models.PositiveIntegerField(null=True)
    serious = models.PositiveIntegerField(null=True)
    minor = models.PositiveIntegerField(null=True)
    loss_yuan = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    entered_at = models.DateTimeField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of casualties")
        constraints = [
            # its index finds the counts of an incident
            models.UniqueConstraint(fields=["incident", "n"], name="casualty_count_once"),
            models.CheckConstraint(condition=Q(source__in=CountSource.values), name="casualty_source_known"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.n}"


class Classing(models.Model):
    """What an incident became at an entry: a row for each change of kind, grade or category."""

    incident = models.ForeignKey(Incident, models.PROTECT, db_index=False, related_name="classings")
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    grade = models.CharField(max_length=14)
    reporting_grade = models.CharField(max_length=14)
    category = models.CharField(max_length=20, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("grade of an incident")
        constraints = [
            models.UniqueConstraint(fields=["incident", "n"], name="classing_once"),
            models.CheckConstraint(condition=Q(grade__in=IncidentGrade.values), name="classing_grade_known"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.n}"


class Report(models.Model):
    """A report upwards as it was signed: the numbers and the grade of that moment, and its words.

    `ordinal` counts the reports of an incident, `follow_up` the follow-ups among them (续报一, 二 …).
    """

    incident = models.ForeignKey(Incident, models.PROTECT, db_index=False, related_name="sent")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=ReportKind)
    ordinal = models.PositiveSmallIntegerField()
    follow_up = models.PositiveSmallIntegerField(null=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # of what it answers; None: nothing was owed
    to = models.CharField(max_length=200)
    scope = models.CharField(max_length=500, blank=True)
    course = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    trend = models.CharField(max_length=500, blank=True)
    on_scene = models.CharField(max_length=300, blank=True)
    requests = models.CharField(max_length=500, blank=True)
    evaluation = models.TextField(blank=True)
    deaths = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    serious = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    loss_yuan = models.PositiveBigIntegerField(null=True)  # None: nobody had told one
    grade = models.CharField(max_length=14, choices=IncidentGrade)
    signed_by = models.CharField(max_length=60)
    phone_confirmed = models.CharField(max_length=120, blank=True)
    issuer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    written_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    paper_id = models.BigIntegerField(null=True)  # the numbered paper; a drill has none

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of an incident")
        constraints = [
            models.UniqueConstraint(fields=["incident", "n"], name="incident_report_once"),
            models.UniqueConstraint(fields=["incident", "ordinal"], name="incident_report_in_order"),
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="incident_report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.FOLLOW_UP, follow_up__isnull=False)
                | Q(~Q(kind=ReportKind.FOLLOW_UP), follow_up=None),
                name="incident_follow_up_is_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.ordinal}"
