"""To whom an issue went, who signed for it, and what was corrected afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.bulletins.models.issues import Issue
from anlan.bulletins.models.series import Line
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class DeliveryState(models.TextChoices):
    SENT = "sent", _("Not signed for")
    RECEIVED = "received", _("Signed for")
    RECALLED = "recalled", _("Recalled")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def within(self, scope: Scope) -> DeliveryQuerySet:
        """Return the deliveries to the reader's own organisations, and those that the reader's post looks after."""
        if scope.everything:
            return self.all()
        own = {h.organisation_id for h in scope.held if Permission.BULLETIN_READ in h.permissions}
        makers = Q(pk__in=())
        for permission in (Permission.BULLETIN_EDIT, Permission.BULLETIN_REVIEW, Permission.BULLETIN_SIGN):
            makers |= scope.where(permission, sector=None)
        return self.filter(Q(organisation__in=own) | makers)


class Delivery(Case):
    """An issue on its way to one organisation: sent, signed for, perhaps recalled. A case: each has its own journal."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    line = models.CharField(max_length=8, choices=Line)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")  # of the issue
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    opened_on = models.DateField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    recalled_at = models.DateTimeField(null=True)
    told_of = models.PositiveSmallIntegerField(default=0)  # how many corrections it was told of

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.UniqueConstraint(fields=["issue", "organisation"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="delivery_received_paired",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.RECALLED, recalled_at__isnull=False)
                | Q(~Q(state=DeliveryState.RECALLED), recalled_at=None),
                name="delivery_recalled_paired",
            ),
        ]
        indexes = [
            # what an organisation was sent: its issues are read by this
            models.Index(fields=["organisation", "issue"], name="delivery_to"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} → {self.organisation_id}"


class Receipt(models.Model):
    """An organisation's signature for an issue (`of` 0) or for a correction of it (its number). Never changed."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, db_index=False, related_name="receipts")
    of = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField(unique=True)
    by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "of"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.of}"


class Correction(models.Model):
    """What was found wrong in an issue that is out: which figure or paragraph, what it said, what is right, why."""

    issue = models.ForeignKey(Issue, models.PROTECT, db_index=False, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    seq = models.BigIntegerField(unique=True)
    by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    subject = models.CharField(max_length=120)  # the key of a printed number, or words
    old = models.CharField(max_length=500)
    new = models.CharField(max_length=500)
    why = models.CharField(max_length=500)
    told = models.PositiveSmallIntegerField()  # organisations that had the issue and were told

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "number"], name="correction_once")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.old[:20]} → {self.new[:20]}"
