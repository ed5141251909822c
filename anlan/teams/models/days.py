"""A team's log of one day (驻守日志). Hazards and visits of the day are never typed: they are what is on record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.teams.models.teams import Team


class DayState(models.TextChoices):
    MISSING = "missing", _("Log missing")
    WRITTEN = "written", _("Log written")
    VOIDED = "voided", _("Voided")


class TeamDayQuerySet(models.QuerySet["TeamDay"]):
    def within(self, scope: Scope) -> TeamDayQuerySet:
        """Return what a scope shows, by the area in which the team was that day."""
        return self.filter(scope.where(Permission.VISIT_READ, sector=None))

    def standing(self) -> TeamDayQuerySet:
        return self.exclude(state=DayState.VOIDED)


class TeamDay(Case):
    """A day of a team: with its log, or, once the day is over, without one. `no_visit` says why nobody was visited."""

    team = models.ForeignKey(Team, models.PROTECT, db_index=False, related_name="days")
    team_kind = models.CharField(max_length=14)
    day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")  # where it was
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    done = models.TextField(blank=True)
    problems = models.TextField(blank=True)
    weather = models.CharField(max_length=60, blank=True)
    no_visit = models.CharField(max_length=300, blank=True)
    is_zero = models.BooleanField(default=False)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    written_on = models.DateField(null=True)
    is_from_ledger = models.BooleanField(default=False)

    objects = TeamDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day log of a team")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DayState.values), name="team_day_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(state=DayState.WRITTEN, written_by__isnull=False, written_on__isnull=False)
                    & ~Q(place="")
                    & ~Q(done="")
                )
                | Q(state=DayState.MISSING, written_by=None, written_on=None)
                | Q(state=DayState.VOIDED),
                name="team_day_is_written_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_zero=False, no_visit="") | (Q(is_zero=True) & ~Q(no_visit="")),
                name="team_day_zero_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["team", "day"], condition=~Q(state=DayState.VOIDED), name="team_day_once"
            ),
        ]
        indexes = [
            # the list of logs, and the rows of the figures
            models.Index(fields=["day", "id"], name="team_day_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"RZ{self.day:%Y}-{self.pk:07d}"
