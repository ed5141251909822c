"""Readiness of an area, and the response to an event: two objects, each with the moments at which its level changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.duty.kinds import Level, ResponseLevel
from anlan.duty.models.scoped import DutyCase, DutyQuerySet
from anlan.org.models import Area, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class LevelState(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    LIFTED = "lifted", _("Lifted")


class LevelQuerySet(DutyQuerySet):
    def within(self, scope: Scope) -> LevelQuerySet:
        """Return what a scope shows: what holds in its area, and what was ordered above and holds there too."""
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.DUTY_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        here = scope.where(Permission.DUTY_READ, sector=None)
        return self.filter(here | Q(area_path__in=sorted(above))) if above else self.filter(here)

    def in_force(self) -> LevelQuerySet:
        return self.filter(state=LevelState.IN_FORCE)


class _Ordered(DutyCase):
    """A level that was ordered, until it is lifted. `expected_to` is the day to which it is planned for."""

    level = models.CharField(max_length=1)
    raised_at = models.DateTimeField()
    raised_on = models.DateField()
    expected_to = models.DateField()
    lifted_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=100, blank=True)  # the document that orders it
    ordered_by = models.CharField(max_length=80)  # the leader who ordered it, as the order says
    purpose = models.CharField(max_length=300, blank=True)
    raised_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True


class Readiness(_Ordered):
    """A state of readiness (应急状态) of an area: one at a time. What it brought with it is named, to go with it."""

    period_id = models.BigIntegerField(null=True)  # the special period that was declared with it

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of readiness")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LevelState.values), name="readiness_state_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="readiness_level_known"),
            models.CheckConstraint(
                condition=Q(state=LevelState.IN_FORCE, lifted_at=None)
                | Q(state=LevelState.LIFTED, lifted_at__gt=F("raised_at")),
                name="readiness_lifted_has_its_moment",
            ),
            models.UniqueConstraint(
                fields=["area"], condition=Q(state=LevelState.IN_FORCE), name="readiness_one_in_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{Level(self.level).label}"

    @property
    def number(self) -> str:
        return f"YJ{self.raised_on:%Y}-{self.pk:07d}"


class LevelChange(models.Model):
    """A moment at which an area's readiness changed; its level holds until the next one ("": ordinary times).

    Only the moments are kept, one row a moment: a gap or an overlap cannot be written down.
    """

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    level = models.CharField(max_length=1, blank=True)
    readiness = models.ForeignKey(Readiness, models.PROTECT, related_name="changes")
    seq = models.BigIntegerField(unique=True)  # the journal entry that made it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "at"], name="level_change_one_a_moment"),
            models.CheckConstraint(
                condition=Q(level__in=["", *Level.values]), name="level_change_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.at:%Y-%m-%d %H:%M} {self.level}"


class Response(_Ordered):
    """An emergency response (应急响应) to one event; several may run in one area. It is no state of readiness."""

    event = models.CharField(max_length=200)
    incident = models.CharField(
        max_length=40, blank=True
    )  # the number of the incident, as it stands in its record

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency response")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LevelState.values), name="response_state_known"),
            models.CheckConstraint(condition=Q(level__in=ResponseLevel.values), name="response_level_known"),
            models.CheckConstraint(
                condition=Q(state=LevelState.IN_FORCE, lifted_at=None)
                | Q(state=LevelState.LIFTED, lifted_at__gt=F("raised_at")),
                name="response_lifted_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def number(self) -> str:
        return f"XY{self.raised_on:%Y}-{self.pk:07d}"
