"""Alarms that the monitoring system of a plant sends, and the systems that may send any."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.installations.kinds import AlarmKind, AlarmState, Finding, SourceState
from anlan.installations.models.owned import PlantCase, PlantQuerySet
from anlan.installations.models.register import Installation
from anlan.premises.models import Premises


class AlarmSource(PlantCase):
    """A monitoring system of a plant. Its key is derived (signing.py) and kept nowhere; `turn` counts the keys."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="alarm_sources")
    name = models.CharField(max_length=80)
    turn = models.PositiveIntegerField()
    opened_on = models.DateField()

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of alarms")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(SourceState.values)), name="alarm_source_state_known"
            ),
            models.UniqueConstraint(
                fields=["premises", "name"], condition=Q(state=SourceState.OPEN), name="alarm_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return f"BJY-{self.pk:07d}"


class PlantAlarm(PlantCase):
    """One alarm: received as it was sent, checked, closed. The same number of one source is one alarm."""

    installation = models.ForeignKey(Installation, models.PROTECT, related_name="alarms")
    source = models.ForeignKey(AlarmSource, models.PROTECT, related_name="alarms")
    foreign_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    tag = models.CharField(max_length=60)
    value = models.CharField(max_length=40)
    threshold = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    finding = models.CharField(max_length=8, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True)
    measure = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm of a plant")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(AlarmState.values)), name="plant_alarm_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(AlarmKind.values)), name="plant_alarm_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", *sorted(Finding.values)]), name="plant_alarm_finding_known"
            ),
            models.UniqueConstraint(fields=["source", "foreign_id"], name="plant_alarm_once"),
            models.CheckConstraint(
                condition=Q(state=AlarmState.RECEIVED, checked_at=None, closed_at=None)
                | Q(state=AlarmState.CHECKED, checked_at__isnull=False, closed_at=None)
                | Q(state=AlarmState.CLOSED, checked_at__isnull=False, closed_at__isnull=False),
                name="plant_alarm_moments_fit",
            ),
        ]
        indexes = [
            # those of an installation, on its page
            models.Index(fields=["installation", "id"], name="plant_alarm_of_installation"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"BJ{self.raised_on:%Y}-{self.pk:07d}"


class HeardMessage(models.Model):
    """A message that was taken in: the same once more is a replay. Kept as long as its time stamp would be good."""

    source = models.ForeignKey(AlarmSource, models.PROTECT, db_index=False, related_name="+")
    nonce = models.CharField(max_length=64)
    heard_at = models.DateTimeField(db_index=True)  # real time; the job drops what is old

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "nonce"], name="heard_message_once")]

    def __str__(self) -> str:
        return self.nonce
