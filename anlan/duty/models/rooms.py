"""Duty rooms, what they ask for at which level, who belongs to them, and who is away."""

from __future__ import annotations

from datetime import date, time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.duty.kinds import LeaveKind, RuleLevel, SeatKind, Team
from anlan.duty.models.scoped import DutyCase, DutyQuerySet
from anlan.org.models import Person


class RoomState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class DutyRoom(DutyCase):
    """A duty room with its phone. Its shifts begin at the same hours at every level and follow on each other: only
    the seats change with the level, so that raising one leaves no gap."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=20)
    starts = models.CharField(max_length=40)  # hours at which shifts begin, "08:00,20:00"
    rest_hours = models.PositiveSmallIntegerField()
    week_hours = models.PositiveSmallIntegerField()  # most hours on duty in seven days; 0: no limit

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty room")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoomState.values), name="duty_room_state_known"),
            models.CheckConstraint(condition=~Q(starts=""), name="duty_room_has_shifts"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(state=RoomState.OPEN),
                name="duty_room_named_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        chinese = (get_language() or "zh").startswith("zh")
        return self.name if chinese else self.name_en or self.name

    @property
    def number(self) -> str:
        return f"ZB-{self.pk:07d}"

    @property
    def hours(self) -> list[time]:
        return [time.fromisoformat(text) for text in self.starts.split(",")]


class RoomRule(models.Model):
    """What a room asks for in ordinary times or from a level on: seats of each kind in every shift, and what is kept.

    `both_teams`: the seats are filled twice, by teams A and B that never share a person (AB班). `leave_cancelled`:
    whoever is on leave may be rostered. `days_kept`: who is on duty on a day off has the next working day free.
    """

    room = models.ForeignKey(DutyRoom, models.CASCADE, related_name="rules")
    level = models.CharField(max_length=6)
    leaders = models.PositiveSmallIntegerField()
    staff = models.PositiveSmallIntegerField()
    support = models.PositiveSmallIntegerField()
    both_teams = models.BooleanField()
    leave_cancelled = models.BooleanField()
    days_kept = models.BooleanField()
    seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "level"], name="room_rule_once"),
            models.CheckConstraint(condition=Q(level__in=RuleLevel.values), name="room_rule_level_known"),
            models.CheckConstraint(
                condition=Q(leaders=0, staff=0, support=0) | Q(leaders__gte=1, staff__gte=1),
                name="room_rule_leader_and_staff",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.leaders}+{self.staff}+{self.support}"

    def seats(self) -> list[tuple[str, str, int]]:
        """Return the seats of one shift: (team, kind, number)."""
        counts = (
            (SeatKind.LEADER, self.leaders),
            (SeatKind.STAFF, self.staff),
            (SeatKind.SUPPORT, self.support),
        )
        return [
            (team.value, kind.value, number)
            for team in (Team if self.both_teams else (Team.A,))
            for kind, count in counts
            for number in range(1, count + 1)
        ]


class RoomMember(models.Model):
    """Who may be on duty in a room: which seats, and in which team if it is laid down."""

    room = models.ForeignKey(DutyRoom, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kinds = models.CharField(max_length=40)  # codes with commas
    team = models.CharField(max_length=1, blank=True)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="room_member_once"),
            models.CheckConstraint(condition=Q(team__in=["", *Team.values]), name="room_member_team_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kinds}"


class LeaveState(models.TextChoices):
    GRANTED = "granted", _("Granted")
    CANCELLED = "cancelled", _("Cancelled")


class Leave(DutyCase):
    """Somebody is away from a day to a day. Whether a level cancels it, the level says while it is in force."""

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=10)
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LeaveState.values), name="leave_state_known"),
            models.CheckConstraint(condition=Q(kind__in=LeaveKind.values), name="leave_kind_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_days_in_order"),
        ]
        indexes = [
            # who of some people is away on a day
            models.Index(fields=["person", "last_day"], name="leave_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    @property
    def number(self) -> str:
        return f"QJ{self.first_day:%Y}-{self.pk:07d}"

    def covers(self, day: date) -> bool:
        return self.state == LeaveState.GRANTED and self.first_day <= day <= self.last_day
