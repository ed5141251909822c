"""Receivers of other systems, how far each has come in the journal, and what became of every delivery."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class ReceiverState(models.TextChoices):
    OPEN = "open", pgettext_lazy("webhook", "Open")
    PAUSED = "paused", pgettext_lazy("webhook", "Paused")
    CLOSED = "closed", pgettext_lazy("webhook", "Closed")


class Why(models.TextChoices):
    """Why a receiver is paused."""

    NOTHING = "", pgettext_lazy("webhook", "not paused")
    HAND = "hand", pgettext_lazy("webhook", "by an administrator")
    FAILURES = "failures", pgettext_lazy("webhook", "after too many failures")
    GONE = "gone", pgettext_lazy("webhook", "the receiver answered that it is gone (410)")
    ACCOUNT = (
        "account",
        pgettext_lazy("webhook", "its account is deactivated, holds no post, or somebody signed in with it"),
    )


LIVING = (ReceiverState.OPEN, ReceiverState.PAUSED)


class ReceiverQuerySet(models.QuerySet["Receiver"]):
    def within(self, scope: Scope) -> ReceiverQuerySet:
        """Return those that a security administrator of the area looks after."""
        return self.filter(scope.where(Permission.PEOPLE_MANAGE, sector=None))


class Receiver(Case):
    """A system that is told of what its account may see. Its key is derived (ADR 0106); `turn` counts the keys.

    Area and organisation are those of the post in whose right it was registered: who is told when it pauses itself.
    """

    account = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=300)
    kinds = models.CharField(max_length=600, blank=True)  # codes with a space between them; empty: all
    turn = models.PositiveIntegerField()
    former_until = models.DateTimeField(
        null=True
    )  # real time: until then the former key signs beside the new one
    opened_on = models.DateField()
    paused_why = models.CharField(max_length=8, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")

    objects = ReceiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("receiver of webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(ReceiverState.values)), name="receiver_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ReceiverState.PAUSED, paused_why__in=sorted(set(Why.values) - {""}))
                | (~Q(state=ReceiverState.PAUSED) & Q(paused_why="")),
                name="receiver_paused_with_its_reason",
            ),
            models.CheckConstraint(condition=Q(turn__gte=1), name="receiver_turn_from_1"),
            models.UniqueConstraint(
                fields=["account", "address"], condition=Q(state__in=sorted(LIVING)), name="receiver_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return f"HT-{self.pk:07d}"

    @property
    def chosen(self) -> frozenset[str]:
        """Return the kinds of cases it is told of; none named means all."""
        return frozenset(self.kinds.split())


class Course(models.Model):
    """How far a receiver has come. All moments are real time: they are about a wire, not about the city.

    `seq` is the last entry of the journal that was looked at: delivered, not for this receiver, or given up.
    """

    receiver = models.OneToOneField(Receiver, models.CASCADE, primary_key=True, related_name="course")
    seq = models.BigIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)  # of the event at the head
    failures = models.PositiveIntegerField(default=0)  # in a row, whatever the event
    next_at = models.DateTimeField(null=True)  # not before then; null: at once
    claimed_until = models.DateTimeField(
        null=True
    )  # one process sends at a time; one that died gives it back
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seq__gte=0), name="course_seq_from_0")]

    def __str__(self) -> str:
        return f"{self.receiver_id}: {self.seq}"


class Sent(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("webhook delivery", "To be sent")
    DELIVERED = "delivered", pgettext_lazy("webhook delivery", "Delivered")
    FAILED = "failed", pgettext_lazy("webhook delivery", "Not taken; tried again")
    GIVEN_UP = "given_up", pgettext_lazy("webhook delivery", "Refused; given up")
    WITHHELD = "withheld", pgettext_lazy("webhook delivery", "Withheld: the account may not see it any more")


class Delivery(models.Model):
    """What became of one event at one receiver: one row, however often it was tried. `seq` null: a test message."""

    receiver = models.ForeignKey(Receiver, models.CASCADE, db_index=False, related_name="deliveries")
    seq = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=40)  # the id that the receiver is told
    event = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=Sent)
    attempts = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # HTTP, of the last attempt
    answer = models.CharField(max_length=300, blank=True)  # how its body begins, or what went wrong
    took_ms = models.PositiveIntegerField(null=True)
    begun_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receiver", "mark"], name="hook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(Sent.values)), name="hook_delivery_state_known"
            ),
        ]
        indexes = [
            # the log of a receiver, newest first
            models.Index(fields=["receiver", "id"], name="hook_delivery_log"),
            # what a person asked to be sent: test messages, and events once more
            models.Index(fields=["receiver"], condition=Q(state=Sent.WAITING), name="hook_delivery_waiting"),
            # the job that drops what is old
            models.Index(fields=["begun_at"], name="hook_delivery_begun"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver_id}: {self.mark}"
