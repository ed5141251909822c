"""Alerts and the call-out of each force: order, receipt, departure, arrival, each with its moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.forces.geo import Point
from anlan.forces.kinds import RUNNING, AlertState, CallState
from anlan.forces.models.register import PLACED, RescueForce
from anlan.incidents.models import Incident
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class AlertQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        return self.filter(scope.where(Permission.FORCE_READ, sector=None))


class CallOutQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: where the alert is, and where the force is kept."""
        here = scope.where(Permission.FORCE_READ, sector=None)
        return self.filter(here | scope.where(Permission.FORCE_READ, area="force_path", sector=None))

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)


class Alert(Case):
    """Forces are called out to a place: for a real incident, or as a drill (`is_real`, for ever as it was begun).

    `answer_minutes`: within so many a force says that it has the order; silence is escalated.
    """

    is_real = models.BooleanField()
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, db_index=False, related_name="+")
    task = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    lat_e6 = models.IntegerField(null=True)
    lon_e6 = models.IntegerField(null=True)
    skills = models.CharField(max_length=120, blank=True)
    answer_minutes = models.PositiveSmallIntegerField()
    begun_on = models.DateField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    superior = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    ordered_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert of rescue forces")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(AlertState.values)), name="alert_state_known"
            ),
            models.CheckConstraint(
                condition=Q(is_real=False) | Q(incident__isnull=False), name="alert_real_has_an_incident"
            ),
            models.CheckConstraint(
                condition=Q(state=AlertState.RUNNING, ended_at=None)
                | Q(state=AlertState.ENDED, ended_at__gte=F("begun_at")),
                name="alert_ended_after_it_began",
            ),
            models.CheckConstraint(condition=PLACED, name="alert_place_whole"),
        ]
        indexes = [
            # those of an incident, on its page
            models.Index(fields=["incident", "id"], name="alert_of_incident"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{'DP' if self.is_real else 'YLDP'}{self.begun_on:%Y}-{self.pk:07d}"

    @property
    def point(self) -> Point | None:
        return Point.of(self.lat_e6, self.lon_e6)


class CallOut(Case):
    """One force, called out by an alert. Each moment stands once it was reached; none lies before the one ahead."""

    alert = models.ForeignKey(Alert, models.PROTECT, db_index=False, related_name="calls")
    is_real = models.BooleanField()
    force = models.ForeignKey(RescueForce, models.PROTECT, db_index=False, related_name="+")
    force_path = PathField()
    ordered_on = models.DateField()
    ordered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # released, or declined
    heads_ordered = models.PositiveIntegerField()
    heads_left = models.PositiveIntegerField(null=True)
    heads_arrived = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it cannot come, or is released
    reminders = models.PositiveSmallIntegerField(default=0)  # how often its silence was escalated
    remind_at = models.DateTimeField(null=True)  # when silence is escalated next; None: no more
    superior = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    keeper = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = CallOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("call-out")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(CallState.values)), name="call_out_state_known"
            ),
            models.UniqueConstraint(
                fields=["force", "is_real"],
                condition=Q(state__in=sorted(RUNNING)),
                name="call_out_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(received_at__gte=F("ordered_at")),
                name="call_out_received_after",
            ),
            models.CheckConstraint(
                condition=Q(departed_at=None) | Q(departed_at__gte=F("received_at")),
                name="call_out_departed_after",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(arrived_at__gte=F("departed_at")),
                name="call_out_arrived_after",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.ARRIVED) | Q(arrived_at__isnull=False),
                name="call_out_arrived_has_its_moment",
            ),
        ]
        indexes = [
            # those of an alert
            models.Index(fields=["alert", "id"], name="call_out_of_alert"),
            # silence that is to be escalated, each minute
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="call_out_silent"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{'DC' if self.is_real else 'YLDC'}{self.ordered_on:%Y}-{self.pk:07d}"

    @property
    def moments(self) -> list[datetime | None]:
        return [self.ordered_at, self.received_at, self.departed_at, self.arrived_at]


def minutes(begin: datetime | None, end: datetime | None) -> int | None:
    """Return the whole minutes between two moments, rounded down; None where one is missing."""
    return None if begin is None or end is None else int((end - begin).total_seconds() // 60)
