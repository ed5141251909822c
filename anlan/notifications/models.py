from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Organisation


class Event(models.TextChoices):
    HAZARD_ASSIGNED = "hazard.assigned", _("A hazard was assigned to you")
    HAZARD_CLAIMED = "hazard.claimed", _("A rectification waits for your acceptance")
    HAZARD_ACCEPTED = "hazard.accepted", _("Your rectification was accepted")
    HAZARD_SENT_BACK = "hazard.sent_back", _("Your rectification was sent back")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to(self, organisation_ids: list[int]) -> NoticeQuerySet:
        return self.filter(organisation__in=organisation_ids)


class Notice(models.Model):
    """One message to one organisation about one step of a case; shown in the product, sent by channels later."""

    event = models.CharField(max_length=30)
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seq", "event", "organisation"], name="notice_once"),
            models.CheckConstraint(condition=models.Q(event__in=Event.values), name="notice_event_known"),
        ]
        indexes = [
            # an organisation's newest notices
            models.Index(fields=["organisation", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.organisation_id}"
