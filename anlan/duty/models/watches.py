"""Hand-overs between shifts with what is still open, and the calendar feeds of people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.duty.models.rooms import DutyRoom
from anlan.duty.models.scoped import DutyCase, DutyQuerySet
from anlan.org.models import Person


class HandOverState(models.TextChoices):
    WRITTEN = "written", _("Waits for the incoming signature")
    SIGNED = "signed", _("Taken over")


class HandOver(DutyCase):
    """The record of a shift, handed to the next (交接班): every section filled, or “none” said in words."""

    room = models.ForeignKey(DutyRoom, models.PROTECT, db_index=False, related_name="+")
    begins_at = models.DateTimeField()  # of the shift that ends
    ends_at = models.DateTimeField()
    on_day = models.DateField()
    weather = models.CharField(max_length=300)
    matters = models.CharField(max_length=2000)
    instructions = models.CharField(max_length=1000)
    equipment = models.CharField(max_length=500)
    pending = models.CharField(max_length=1000)
    open_items = models.PositiveSmallIntegerField()  # that go on into the next shift
    written_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    written_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    taken_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandOverState.values), name="hand_over_state_known"),
            models.UniqueConstraint(fields=["room", "begins_at"], name="hand_over_once"),
            models.CheckConstraint(
                condition=Q(state=HandOverState.WRITTEN, taken_by=None, taken_at=None)
                | Q(state=HandOverState.SIGNED, taken_by__isnull=False, taken_at__isnull=False),
                name="hand_over_signed_by_the_next",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("written_by")), name="hand_over_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(weather="")
                & ~Q(matters="")
                & ~Q(instructions="")
                & ~Q(equipment="")
                & ~Q(pending=""),
                name="hand_over_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_day} {self.room_id}"

    @property
    def number(self) -> str:
        return f"JB{self.on_day:%Y}-{self.pk:07d}"


class OpenItem(models.Model):
    """Something that a shift left open: it goes from shift to shift until one says how it was settled."""

    room = models.ForeignKey(DutyRoom, models.PROTECT, db_index=False, related_name="+")
    opened_in = models.ForeignKey(HandOver, models.PROTECT, related_name="opened")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    settled_in = models.ForeignKey(HandOver, models.PROTECT, null=True, related_name="settled")
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opened_in", "number"], name="open_item_once"),
            models.CheckConstraint(
                condition=Q(settled_in=None, outcome="") | (Q(settled_in__isnull=False) & ~Q(outcome="")),
                name="open_item_settled_with_its_outcome",
            ),
        ]
        indexes = [
            # what a room still has open
            models.Index(fields=["room", "id"], condition=Q(settled_in=None), name="open_item_of_room"),
        ]

    def __str__(self) -> str:
        return self.text


class CalendarFeed(models.Model):
    """The secret address of somebody's duty calendar: only its digest is kept, and it can be revoked."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at=None), name="calendar_feed_one_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
