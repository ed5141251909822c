"""Rosters and their seats, and swaps of two seats."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.duty.kinds import SeatKind, Team
from anlan.duty.models.rooms import DutyRoom
from anlan.duty.models.scoped import DutyCase, DutyQuerySet
from anlan.kernel import clock
from anlan.org.models import Area, PathField, Person


class RosterState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Roster(DutyCase):
    """A roster of a room from a day to a day."""

    room = models.ForeignKey(DutyRoom, models.PROTECT, db_index=False, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    level = models.CharField(max_length=6)  # for which it was planned last
    published_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty roster")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RosterState.values), name="roster_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="roster_days_in_order"),
            models.CheckConstraint(
                condition=Q(state=RosterState.DRAFT, published_at=None)
                | Q(state=RosterState.PUBLISHED, published_at__isnull=False)
                | Q(state=RosterState.WITHDRAWN),
                name="roster_published_has_its_moment",
            ),
        ]
        indexes = [
            # the rosters of a room that reach a day
            models.Index(fields=["room", "last_day"], name="roster_by_room"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    @property
    def number(self) -> str:
        return f"PB{self.first_day:%Y}-{self.pk:07d}"


class SeatQuerySet(DutyQuerySet):
    def live(self) -> Self:
        """Return the seats of published rosters that were not taken out again."""
        return self.filter(is_live=True)

    def at(self, moment: datetime) -> Self:
        """Return the live seats of the shifts that run at a moment."""
        return self.live().filter(begins_at__lte=moment, ends_at__gt=moment)


class Seat(models.Model):
    """A seat of a shift: who sits there, nobody yet, or nobody any more (`is_out`, when a level was lifted)."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="seats")
    room = models.ForeignKey(DutyRoom, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    day = models.DateField()  # on which the shift begins
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    team = models.CharField(max_length=1)
    kind = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6)  # of the room's rule that asks for it
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    is_live = models.BooleanField(default=False)
    is_out = models.BooleanField(default=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="seat_times_in_order"),
            models.CheckConstraint(condition=Q(team__in=Team.values), name="seat_team_known"),
            models.CheckConstraint(condition=Q(kind__in=SeatKind.values), name="seat_kind_known"),
            models.CheckConstraint(condition=Q(is_live=False) | Q(is_out=False), name="seat_out_is_not_live"),
            models.UniqueConstraint(
                fields=["roster", "begins_at", "team", "kind", "number"],
                condition=Q(is_out=False),
                name="seat_once",
            ),
            # B equal to A, or one in two seats of a shift
            models.UniqueConstraint(
                fields=["roster", "begins_at", "person"],
                condition=Q(is_out=False, person__isnull=False),
                name="seat_one_a_person",
            ),
            models.UniqueConstraint(
                fields=["room", "begins_at", "team", "kind", "number"],
                condition=Q(is_live=True),
                name="seat_live_once",
            ),
            models.UniqueConstraint(
                fields=["person", "begins_at"],
                condition=Q(is_live=True, person__isnull=False),
                name="seat_live_one_a_person",
            ),
        ]
        indexes = [
            # who is on duty at a moment; the seats of a day
            models.Index(fields=["ends_at", "begins_at"], condition=Q(is_live=True), name="seat_live_at"),
            # what somebody is on duty for
            models.Index(fields=["person", "ends_at"], condition=Q(is_live=True), name="seat_live_person"),
        ]

    def __str__(self) -> str:
        begins = f"{self.begins_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        team, kind = Team(self.team).label, SeatKind(self.kind).label
        return f"{begins} {team} {kind} {self.number}"


class SwapState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Swap(DutyCase):
    """Two people exchange their seats, when both have agreed. The seats are named, so it follows them if they move."""

    room = models.ForeignKey(DutyRoom, models.PROTECT, db_index=False, related_name="+")
    one = models.ForeignKey(Seat, models.PROTECT, db_index=False, related_name="+")
    other = models.ForeignKey(Seat, models.PROTECT, db_index=False, related_name="+")
    first_person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    second_person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    first_agreed_at = models.DateTimeField(null=True)
    second_agreed_at = models.DateTimeField(null=True)
    proposed_on = models.DateField()
    reason = models.CharField(max_length=200)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("swap of duty")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SwapState.values), name="swap_state_known"),
            models.CheckConstraint(condition=~Q(first_person=F("second_person")), name="swap_of_two_people"),
            models.CheckConstraint(
                condition=~Q(state=SwapState.DONE)
                | Q(first_agreed_at__isnull=False, second_agreed_at__isnull=False),
                name="swap_done_by_both",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def number(self) -> str:
        return f"HB{self.proposed_on:%Y}-{self.pk:07d}"
