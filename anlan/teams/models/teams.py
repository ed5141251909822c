"""A team itself, who belongs to it from when to when, and the places that it means to see on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.inspections.models import Qualification
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.periods.models import SpecialPeriod
from anlan.premises.models import Premises


class TeamKind(models.TextChoices):
    """Whose team it is (domain brief §1.4, 2.3a–c)."""

    PROVINCIAL = "provincial", _("Provincial group")
    COMPREHENSIVE = "comprehensive", _("City comprehensive group")
    STATIONED = "stationed", _("Stationed team")
    DEPARTMENT = "department", _("Department team")


class TeamState(models.TextChoices):
    """Whether it is at work today is no state: its days say so."""

    STANDING = "standing", pgettext_lazy("team", "Set up")
    ENDED = "ended", _("Ended with a summary")
    VOIDED = "voided", _("Voided")


AT_WORK = frozenset({TeamState.STANDING, TeamState.ENDED})
"""States in which a team was there on its days."""


class MemberRole(models.TextChoices):
    LEADER = "leader", _("Team leader")
    EXPERT = "expert", _("Expert")
    OFFICER = "officer", _("Enforcement officer")
    MEMBER = "member", _("Member")


class TeamQuerySet(models.QuerySet["Team"]):
    def within(self, scope: Scope) -> TeamQuerySet:
        """Return what a scope shows: those of its areas, and those of the areas above, which come here too."""
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.VISIT_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        here = scope.where(Permission.VISIT_READ, sector=None)
        return self.filter(here | Q(area_path__in=sorted(above))) if above else self.filter(here)

    def at_work(self) -> TeamQuerySet:
        """Leave out what was voided."""
        return self.filter(state__in=AT_WORK)

    def between(self, first: date, last: date) -> TeamQuerySet:
        """Return those with a day from a day to a day."""
        return self.at_work().filter(Q(last_day=None) | Q(last_day__gte=first), first_day__lte=last)


class Team(Case):
    """A team that goes out from a day to a day (both count); without a last day until it is ended."""

    kind = models.CharField(max_length=14, choices=TeamKind)
    name = models.CharField(max_length=60)  # with its own numeral: 省第十一综合检查组, 第3综合工作组
    leader_name = models.CharField(max_length=60)
    leader_title = models.CharField(max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")  # that it is for
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    set_up_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    period = models.ForeignKey(SpecialPeriod, models.PROTECT, null=True, db_index=False, related_name="+")
    basis = models.CharField(max_length=100, blank=True)  # the order that sets it up
    task = models.CharField(max_length=300, blank=True)
    keeps_log = models.BooleanField(default=True)  # a log is asked for each of its days
    summary = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    is_from_ledger = models.BooleanField(default=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection team")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TeamState.values), name="team_state_known"),
            models.CheckConstraint(condition=Q(kind__in=TeamKind.values), name="team_kind_known"),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="team_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(summary=""), state=TeamState.ENDED, ended_at__isnull=False, last_day__isnull=False
                )
                | Q(~Q(state=TeamState.ENDED), summary="", ended_at=None),
                name="team_ends_with_a_summary",
            ),
            models.UniqueConstraint(
                fields=["name", "area", "first_day"],
                condition=~Q(state=TeamState.VOIDED),
                name="team_once_from_a_day",
            ),
        ]
        indexes = [
            # which teams are at work on a day
            models.Index(fields=["last_day", "first_day"], name="team_days"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return f"DC{self.first_day:%Y}-{self.pk:07d}"

    def is_there_on(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def on(self, day: date) -> TeamMemberQuerySet:
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)


class TeamMember(models.Model):
    """Somebody's time in a team. Who left stands here still, with the day and the reason."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    role = models.CharField(max_length=10, choices=MemberRole)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=80, blank=True)  # post of the leader, field of the expert
    qualification = models.ForeignKey(Qualification, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # who writes its log
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    why_joined = models.CharField(max_length=200, blank=True)
    why_left = models.CharField(max_length=200, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="team_member_role_known"),
            models.CheckConstraint(
                condition=~Q(role__in=[MemberRole.EXPERT, MemberRole.OFFICER])
                | Q(qualification__isnull=False),
                name="team_member_is_in_the_register",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None, why_left="") | (Q(last_day__gte=F("first_day")) & ~Q(why_left="")),
                name="team_member_left_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(role=MemberRole.LEADER, last_day=None),
                name="team_has_one_leader",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        number: Any = self.qualification.number if self.qualification else ""
        return " · ".join(part for part in (self.name, self.title, number) if part)


class TeamStop(models.Model):
    """A place that a team means to see on a day; nobody beside the team and its keepers is shown it."""

    team = models.ForeignKey(Team, models.PROTECT, db_index=False, related_name="stops")
    day = models.DateField()
    premises = models.ForeignKey(Premises, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "day", "premises"], name="team_stop_once_a_day"),
        ]
