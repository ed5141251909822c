from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Organisation


class Event(models.TextChoices):
    HAZARD_ASSIGNED = "hazard.assigned", _("A hazard was assigned to you")
    HAZARD_CLAIMED = "hazard.claimed", _("A rectification waits for your acceptance")
    HAZARD_ACCEPTED = "hazard.accepted", _("Your rectification was accepted")
    HAZARD_SENT_BACK = "hazard.sent_back", _("Your rectification was sent back")
    HAZARD_MAJOR = "hazard.major", _("A major hazard was found")
    HAZARD_REFUSED = "hazard.refused", _("An assignment was refused")
    HAZARD_REGRADED = "hazard.regraded", _("The grade of a hazard was changed")
    HAZARD_EXTENSION_ASKED = "hazard.extension_asked", _("An extension waits for your decision")
    HAZARD_EXTENDED = "hazard.extended", _("Your extension was granted")
    HAZARD_NOT_EXTENDED = "hazard.not_extended", _("Your extension was refused")
    HAZARD_TRANSFERRED = "hazard.transferred", _("A hazard is transferred to you")
    HAZARD_LOOK_BACK = "hazard.look_back", _("A hazard is to be looked back at")
    HAZARD_REOPENED = "hazard.reopened", _("A hazard was reopened")
    HAZARD_VOIDED = "hazard.voided", _("A hazard was voided")
    HAZARD_MERGED = "hazard.merged", _("A hazard was merged")
    SUPERVISION_REMINDER = "supervision.reminder", _("A reminder: something you owe is nearly due")
    SUPERVISION_LETTER = "supervision.letter", _("A supervision letter: something is overdue")
    SUPERVISION_PROPOSED = "supervision.proposed", _("The next supervision step waits for your decision")
    SUPERVISION_CIRCULAR = "supervision.circular", _("A circular names something overdue")
    SUPERVISION_INTERVIEW = "supervision.interview", _("An interview is called about something overdue")
    SUPERVISION_HANDED_OVER = "supervision.handed_over", _("A supervision was handed over for accountability")
    SUPERVISION_ANSWERED = "supervision.answered", _("A supervision was answered")
    SUPERVISION_ENDED = "supervision.ended", _("A supervision has ended")
    BULLETIN_SUBMITTED = "bulletin.submitted", _("A bulletin waits for review")
    BULLETIN_RETURNED = "bulletin.returned", _("A bulletin was returned")
    BULLETIN_REVIEWED = "bulletin.reviewed", _("A bulletin waits for signature")
    BULLETIN_SIGNED = "bulletin.signed", _("A bulletin was signed")
    BULLETIN_SENT = "bulletin.sent", _("A bulletin was sent to you")
    BULLETIN_REMINDED = "bulletin.reminded", _("A bulletin waits to be signed for")
    BULLETIN_CORRECTED = "bulletin.corrected", _("A bulletin that you have was corrected")
    BULLETIN_RECALLED = "bulletin.recalled", _("A bulletin was recalled: do not use it")
    REPORT_REMINDER = "report.reminder", _("Your daily report is due in half an hour")
    REPORT_MISSING = "report.missing", _("A daily report is missing")
    STORM = "digest.storm", _("Many notices at once")
    DAILY = "digest.daily", _("What is due today")


URGENT = frozenset(
    {
        Event.HAZARD_MAJOR,
        Event.SUPERVISION_LETTER,
        Event.SUPERVISION_CIRCULAR,
        Event.SUPERVISION_INTERVIEW,
        Event.SUPERVISION_HANDED_OVER,
    }
)
"""What is delivered at any hour and never withheld."""

DIGESTS = frozenset({Event.STORM, Event.DAILY})
"""Notices that tell of others: no step wrote them."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to(self, organisation_ids: Iterable[int]) -> NoticeQuerySet:
        return self.filter(organisation__in=list(organisation_ids))

    def waiting(self) -> NoticeQuerySet:
        return self.filter(delivered_at=None)

    def listed(self) -> NoticeQuerySet:
        """Return what stands in the list by itself: delivered, and not told by a digest instead."""
        return self.filter(delivered_at__isnull=False, digest=None)

    def unread(self) -> NoticeQuerySet:
        return self.listed().filter(read_at=None)


class Notice(models.Model):
    """One message to one organisation about one step of a case: the outbox, and what its posts read.

    A step writes it in its own transaction; the delivery of the minute shows it, or tells it in a digest.
    """

    event = models.CharField(max_length=30)
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    # number of the journal entry; a digest is numbered by its hour or day instead, so that there is one of each
    seq = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    # the digest that tells of it instead of its own line
    digest = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    counts = models.JSONField(null=True)  # of a digest: event → how many it tells of

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seq", "event", "organisation"], name="notice_once"),
            models.CheckConstraint(condition=Q(event__in=Event.values), name="notice_event_known"),
            models.CheckConstraint(
                condition=Q(digest=None) | Q(delivered_at__isnull=False), name="notice_withheld_is_told"
            ),
            models.CheckConstraint(
                condition=Q(counts=None) | Q(event__in=[e.value for e in sorted(DIGESTS)]),
                name="notice_digest_counts",
            ),
        ]
        indexes = [
            # an organisation's newest notices
            models.Index(fields=["organisation", "-id"], condition=Q(digest=None), name="notice_newest"),
            # the bell on every page
            models.Index(
                fields=["organisation"], condition=Q(digest=None, read_at=None), name="notice_unread"
            ),
            # the delivery of the minute
            models.Index(fields=["id"], condition=Q(delivered_at=None), name="notice_waiting"),
            # the storm cap: what an organisation was sent by itself within the hour
            models.Index(
                fields=["organisation", "delivered_at"],
                condition=Q(digest=None, delivered_at__isnull=False),
                name="notice_delivered",
            ),
            # what a digest withheld
            models.Index(fields=["digest", "id"], condition=Q(digest__isnull=False), name="notice_withheld"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.organisation_id}"
