from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.org.models import Organisation, Person


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
    REPORT_REMINDER = "report.reminder", _("Your report is due soon")
    REPORT_MISSING = "report.missing", _("A daily report is missing")
    DUTY_LEVEL = "duty.level", _("The level of readiness changed: your roster was planned anew")
    DUTY_CHECK_FAILED = "duty.check_failed", _("A spot check of your duty room was failed")
    FORCE_CALLED = "force.called", _("A rescue force of yours is called out")
    FORCE_DRILLED = "force.drilled", _("Drill: a rescue force of yours is called out")
    FORCE_SILENT = "force.silent", _("A force that was called out does not answer, or cannot come")
    INCIDENT_TAKEN = "incident.taken", _("An incident was reported")
    INCIDENT_RAISED = "incident.raised", _("The grade of an incident rose")
    INCIDENT_REPORTED = "incident.reported", _("A report on an incident came in")
    REPORT_LETTER_PROPOSED = "report.letter_proposed", _("A reminder letter waits for your signature")
    REPORT_LETTER = "report.letter", _("A reminder letter: reports were missed")
    WARNING_ISSUED = "advisory.issued", _("A warning was issued to you: acknowledge it")
    WARNING_UPDATED = "advisory.updated", _("A warning that you have was updated")
    WARNING_ENDED = "advisory.ended", _("A warning that you have has ended")
    WARNING_NOT_ACKNOWLEDGED = (
        "advisory.not_acknowledged",
        _("A body below you did not acknowledge a warning"),
    )
    DUTY_MISSED = "guarantee.missed", _("A guarantee duty of yours was missed")
    PLANT_ALARM = "plant_alarm.received", _("A plant of yours sent an alarm: check it")
    WEBHOOK_STOPPED = "webhook.stopped", _("A receiver of webhooks was paused: it takes nothing")
    STORM = "digest.storm", _("Many notices at once")
    DAILY = "digest.daily", _("What is due today")


URGENT = frozenset(
    {
        Event.HAZARD_MAJOR,
        Event.INCIDENT_TAKEN,
        Event.INCIDENT_RAISED,
        Event.SUPERVISION_LETTER,
        Event.SUPERVISION_CIRCULAR,
        Event.SUPERVISION_INTERVIEW,
        Event.SUPERVISION_HANDED_OVER,
        Event.DUTY_LEVEL,
        Event.DUTY_CHECK_FAILED,
        Event.FORCE_CALLED,
        Event.FORCE_DRILLED,
        Event.FORCE_SILENT,
        Event.WARNING_ISSUED,
        Event.WARNING_UPDATED,
        Event.WARNING_NOT_ACKNOWLEDGED,
        Event.PLANT_ALARM,
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


class Via(models.TextChoices):
    """How a notice leaves the system. In the system itself everybody reads it anyway."""

    MAIL = "mail", _("Mail")
    SMS = "sms", _("Text message")
    CHAT = "chat", _("Group chat")


class Route(models.Model):
    """Where the notices of an organisation, or of a person's posts, go besides the system: off until somebody adds one.

    `target` is an address, a number, or the name of a chat of this installation: a chat's secret address stands in a
    file of the data folder, never here.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=8, choices=Via)
    target = models.CharField(max_length=200)
    is_on = models.BooleanField(default=True)
    urgent_only = models.BooleanField(default=False)
    is_digest = models.BooleanField(default=False)  # what is not urgent goes once an hour, together
    quiet_from = models.PositiveSmallIntegerField(
        null=True
    )  # Shanghai hours; nothing that is not urgent meanwhile
    quiet_to = models.PositiveSmallIntegerField(null=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "via", "target"], condition=Q(person=None), name="route_once_a_unit"
            ),
            models.UniqueConstraint(
                fields=["person", "via", "target"], condition=Q(organisation=None), name="route_once_a_person"
            ),
            models.CheckConstraint(
                condition=Q(organisation=None, person__isnull=False)
                | Q(organisation__isnull=False, person=None),
                name="route_has_one_owner",
            ),
            models.CheckConstraint(condition=Q(via__in=Via.values), name="route_via_known"),
            models.CheckConstraint(condition=~Q(target=""), name="route_leads_somewhere"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_from__lte=23, quiet_to__isnull=False, quiet_to__lte=23),
                name="route_quiet_hours_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.via} {self.target}"


class Sent(models.TextChoices):
    WAITING = "waiting", _("To be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")


class Delivery(models.Model):
    """One notice on one route: written with the notice's own delivery, so that none is lost; settled once it left."""

    route = models.ForeignKey(Route, models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, db_index=False, related_name="+")
    state = models.CharField(max_length=8, choices=Sent, default=Sent.WAITING)
    is_bundled = models.BooleanField(default=False)  # told with others in one message
    queued_at = models.DateTimeField()
    next_at = (
        models.DateTimeField()
    )  # not before; while it is being sent: when it is tried again if that fails
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)  # of the last attempt

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["route", "notice"], name="notice_once_a_route"),
            models.CheckConstraint(condition=Q(state__in=Sent.values), name="notice_sent_known"),
            models.CheckConstraint(
                condition=Q(state=Sent.WAITING, settled_at=None)
                | Q(state__in=[Sent.SENT, Sent.FAILED], settled_at__isnull=False),
                name="notice_settled_is_dated",
            ),
        ]
        indexes = [
            # the drain of the minute
            models.Index(fields=["next_at", "id"], condition=Q(state=Sent.WAITING), name="notice_to_send"),
            # the storm cap of a route, and its newest on the page
            models.Index(fields=["route", "-queued_at"], name="notice_by_route"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.route_id}: {self.state}"
