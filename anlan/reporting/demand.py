"""A rule for reports as the office keeps it: a case, whose dated versions are `ReportRule` rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.reporting.kinds import DemandState, Group, Ladder, Recurrence

MOST_TURNS = 4
REMIND, CALL, SECOND_CALL, LEADER = 30, 0, 15, 30
"""Minutes from the deadline, where a rule says nothing else: reminder ahead of it, then calls and the leader."""


class DemandQuerySet(models.QuerySet["Demand"]):
    def within(self, scope: Scope) -> DemandQuerySet:
        """Return what a scope shows: the rules of its area, and those of the areas above, which bind it."""
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.REPORT_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        here = scope.where(Permission.REPORT_READ, sector=None)
        return self.filter(here | Q(area_path__in=sorted(above))) if above else self.filter(here)

    def standing(self) -> DemandQuerySet:
        return self.filter(state=DemandState.STANDING)


class Demand(Case):
    """Who owes which form from when to when. What exactly, and by when, its versions say, each from a day on.

    A rule of a special period asks on the days of the period only, and ends with it.
    """

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="", db_default="")
    form = models.CharField(max_length=20)
    unit_group = models.CharField(max_length=12)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    period = models.ForeignKey(
        "periods.SpecialPeriod", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for reports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DemandState.values), name="demand_state_known"),
            models.CheckConstraint(condition=Q(unit_group__in=Group.values), name="demand_group_known"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="demand_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language, if it has one in it."""
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en or self.name

    @property
    def number(self) -> str:
        return f"BG{self.first_day:%Y}-{self.pk:07d}"

    def covers(self, day: date) -> bool:
        """Tell whether it asks for anything on a day; needs `period` loaded."""
        if self.state != DemandState.STANDING or day < self.first_day:
            return False
        if self.last_day is not None and day > self.last_day:
            return False
        return self.period is None or self.period.covers(day)


class Schedule(models.Model):
    """How often, by when and how strictly: what a version of a rule says.

    `days` holds weekdays (1 Monday … 7) or days of the month with commas; a month that is too short gives its last
    day. `opens_hours` before the deadline a report may be sent; None: from the beginning of its day. Within
    `grace_minutes` after the deadline it still counts as on time, and until `late_hours` after it, it is taken. `turn`
    numbers the reports of a day: two rules of one form and turn are one report, due when the stricter says.

    How it is chased: `remind_minutes` before the deadline; after it the two calls, then the unit's leader is told.
    """

    recurrence = models.CharField(max_length=20, default=Recurrence.DAILY, db_default=Recurrence.DAILY)
    days = models.CharField(max_length=100, blank=True, default="", db_default="")
    working_days_only = (
        models.BooleanField()
    )  # of the calendar: a make-up day (调休) at a weekend counts as one
    shift = models.CharField(max_length=6, blank=True, default="", db_default="")
    due_time = models.TimeField()
    opens_hours = models.PositiveSmallIntegerField(null=True)
    late_hours = models.PositiveSmallIntegerField()
    grace_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    ladder = models.CharField(max_length=10, default=Ladder.CIRCULAR, db_default=Ladder.CIRCULAR)
    remind_minutes = models.PositiveSmallIntegerField(default=REMIND, db_default=REMIND)
    call_minutes = models.PositiveSmallIntegerField(default=CALL, db_default=CALL)
    second_call_minutes = models.PositiveSmallIntegerField(default=SECOND_CALL, db_default=SECOND_CALL)
    leader_minutes = models.PositiveSmallIntegerField(default=LEADER, db_default=LEADER)
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        abstract = True

    @property
    def day_numbers(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.days.split(",") if part)


SCHEDULE = tuple(field.name for field in Schedule._meta.local_fields)


def schedule_of(row: Any) -> dict[str, Any]:
    """Return what a version says, by name."""
    return {name: getattr(row, name) for name in SCHEDULE}
