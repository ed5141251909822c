"""What leaves by mail: a row for each delivery and message, from the outbox to sent or failed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models.deliveries import Delivery
from anlan.bulletins.models.issues import Issue
from anlan.bulletins.models.series import Group


class Message(models.TextChoices):
    """What a mail tells."""

    ISSUE = "issue", _("The issue")
    REMINDER = "reminder", _("A reminder")
    CORRECTION = "correction", _("A correction")
    RECALL = "recall", _("A recall")


class MailState(models.TextChoices):
    QUEUED = "queued", _("Waits")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class MailQuerySet(models.QuerySet["Mail"]):
    def shown_to(self, deliveries: models.QuerySet[Delivery]) -> MailQuerySet:
        """Return the mails of deliveries that were cut to the reader's scope."""
        return self.filter(delivery__in=deliveries)


class Mail(models.Model):
    """One message to one recipient: a delivery's organisation, or the address of a group.

    The step that causes it writes it in its own transaction. Whoever sends it first takes it (`sending`, committed),
    so that it goes out once whatever ends meanwhile; what was taken and never told of counts as failed, with the
    reason, and a person decides whether to send it again.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, db_index=False, related_name="mails")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, db_index=False, related_name="mails")
    group = models.ForeignKey(Group, models.PROTECT, null=True, db_index=False, related_name="+")
    seq = models.BigIntegerField()  # the journal entry that caused it
    message = models.CharField(max_length=10, choices=Message)
    of = models.PositiveSmallIntegerField(default=0)  # of a correction: its number
    to = models.CharField(max_length=254)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()  # before this moment nobody takes it
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(condition=Q(message__in=Message.values), name="mail_message_known"),
            models.CheckConstraint(
                condition=Q(delivery=None, group__isnull=False) | Q(delivery__isnull=False, group=None),
                name="mail_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | Q(~Q(state=MailState.SENT), sent_at=None),
                name="mail_sent_paired",
            ),
            models.UniqueConstraint(
                fields=["delivery", "seq"], condition=Q(group=None), name="mail_of_delivery_once"
            ),
            models.UniqueConstraint(
                fields=["issue", "group", "seq"], condition=Q(delivery=None), name="mail_of_group_once"
            ),
        ]
        indexes = [
            # the outbox: what waits, the longest waiting first
            models.Index(
                fields=["next_at", "id"], condition=Q(state__in=["queued", "sending"]), name="mail_outbox"
            ),
            # the mails of an issue, shown beside its recipients
            models.Index(fields=["issue", "id"], name="mail_of_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.message} → {self.to}: {self.state}"

    @property
    def key(self) -> str:
        """The key of the letter: of the delivery (or group), and of the entry that caused it."""
        whom = f"d{self.delivery_id}" if self.delivery_id else f"g{self.group_id}"
        return f"bulletin-{self.issue_id}-{whom}-{self.seq}"
