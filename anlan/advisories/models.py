"""An advisory or warning, and the receipt of each body to which it went."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.advisories.kinds import (
    WENT_OUT,
    AdvisoryKind,
    AdvisoryState,
    Category,
    Change,
    ReceiptState,
    WarningLevel,
)
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


def _bodies(scope: Scope) -> list[int]:
    return sorted(
        {post.organisation_id for post in scope.held if Permission.ADVISORY_READ in post.permissions}
    )


class AdvisoryQuerySet(models.QuerySet["Advisory"]):
    def within(self, scope: Scope) -> AdvisoryQuerySet:
        """Return those of a scope's area, those that went out in an area above it, and what its bodies received."""
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.ADVISORY_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        seen = scope.where(Permission.ADVISORY_READ, sector=None)
        if above:
            seen |= Q(area_path__in=sorted(above), state__in=sorted(WENT_OUT))
        got = Receipt.objects.filter(organisation__in=_bodies(scope)).values("advisory")
        return self.filter(seen | Q(pk__in=got))

    def in_force(self) -> AdvisoryQuerySet:
        return self.filter(state=AdvisoryState.ISSUED)

    def open_to_all(self) -> AdvisoryQuerySet:
        """Return what is in force and was issued to the public."""
        return self.in_force().filter(is_public=True)


class Advisory(Case):
    """What is warned of, where and until when, what is to be done, and who is to acknowledge it.

    `sectors`, `tags`, `kinds` and `least_staff` choose places, whose operators are told; `sectors` also choose the
    departments. `message` counts what went out: 1 when issued, one more with each update. `recipients`: to how many.
    """

    kind = models.CharField(max_length=10, choices=AdvisoryKind)
    category = models.CharField(max_length=10, choices=Category)
    level = models.CharField(max_length=1, blank=True, choices=WarningLevel)
    title = models.CharField(max_length=120)
    matters = models.TextField()
    measures = models.TextField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    to_offices = models.BooleanField(default=False)
    to_departments = models.BooleanField(default=False)
    to_stations = models.BooleanField(default=False)
    to_places = models.BooleanField(default=False)
    sectors = models.CharField(max_length=400, blank=True)  # codes with commas
    tags = models.CharField(max_length=200, blank=True)  # one a line: any of them
    kinds = models.CharField(max_length=200, blank=True)  # the same
    least_staff = models.PositiveIntegerField(null=True)
    ack_minutes = models.PositiveSmallIntegerField()
    measures_hours = models.PositiveSmallIntegerField(null=True)  # by when the measures taken are to be told
    checks_hours = models.PositiveSmallIntegerField(null=True)  # by when the extra checks are to be told
    duty_hours = models.PositiveSmallIntegerField(null=True)  # by when it is to be told who leads the duty
    report_hours = models.PositiveSmallIntegerField(null=True)  # how often the situation is to be told
    is_public = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    drafted_for = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    drafted_on = models.DateField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(null=True)
    message = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)  # the last message
    sent_before_at = models.DateTimeField(null=True)  # the one before it
    recipients = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    # what was asked of it while it is in force; another person decides
    asked = models.CharField(max_length=6, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    asked_for = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_reason = models.CharField(max_length=300, blank=True)
    asked_words = models.TextField(blank=True)  # of an update: its new words, as JSON
    is_from_ledger = models.BooleanField(default=False)
    reference = models.CharField(max_length=60, blank=True)  # its number before it came from a ledger

    objects = AdvisoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("advisory or warning")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AdvisoryState.values), name="advisory_state_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="advisory_category_known"),
            models.CheckConstraint(
                condition=Q(kind=AdvisoryKind.ADVISORY, level="")
                | Q(kind=AdvisoryKind.WARNING, level__in=WarningLevel.values),
                name="advisory_only_a_warning_has_a_level",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="advisory_ends_after_start"),
            models.CheckConstraint(
                condition=Q(to_offices=True) | Q(to_departments=True) | Q(to_stations=True) | Q(to_places=True),
                name="advisory_goes_to_somebody",
            ),
            models.CheckConstraint(condition=Q(ack_minutes__range=(1, 10_080)), name="advisory_ack_minutes"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("drafted_by")),
                name="advisory_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(WENT_OUT), approved_by__isnull=False, issued_at__isnull=False,
                            issued_on__isnull=False, sent_at__isnull=False, message__gte=1, recipients__gte=1)
                | Q(state__in=sorted(WENT_OUT), is_from_ledger=True, issued_at__isnull=False,
                    issued_on__isnull=False, sent_at__isnull=False, message=1)
                | ~Q(state__in=sorted(WENT_OUT)) & Q(issued_at=None, issued_on=None, sent_at=None, message=0),
                name="advisory_issued_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(AdvisoryState.EXPIRED, AdvisoryState.LIFTED), ended_at__isnull=False)
                | ~Q(state__in=(AdvisoryState.EXPIRED, AdvisoryState.LIFTED)) & Q(ended_at=None),
                name="advisory_ended_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(asked="", asked_by=None, asked_at=None, asked_words="")
                | Q(state=AdvisoryState.ISSUED, asked__in=sorted(Change.values), asked_by__isnull=False,
                    asked_at__isnull=False),
                name="advisory_asked_while_in_force",
            ),
        ]  # fmt: skip
        indexes = [
            # the list, the latest first
            models.Index(fields=["drafted_on", "id"], name="advisory_by_day"),
            # what the clock ends; what is in force; the feed
            models.Index(fields=["ends_at"], condition=Q(state="issued"), name="advisory_in_force"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"TS{self.drafted_on:%Y}-{self.pk:07d}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def within(self, scope: Scope) -> ReceiptQuerySet:
        """Return those of the bodies of a scope's area, of its own bodies, and of what its bodies issued."""
        if scope.everything:
            return self.all()
        bodies = _bodies(scope)
        here = scope.where(Permission.ADVISORY_READ, sector=None)
        return self.filter(here | Q(organisation__in=bodies) | Q(advisory__organisation__in=bodies))

    def waiting(self) -> ReceiptQuerySet:
        return self.filter(state=ReceiptState.SENT)


class Receipt(Case):
    """One body's receipt: when it was sent what, when it acknowledged the last message, what it did.

    `seconds` from the sending of the last message to its acknowledgement.
    """

    advisory = models.ForeignKey(Advisory, models.PROTECT, db_index=False, related_name="receipts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    message = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    due_at = models.DateTimeField()
    measures_due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    by_phone = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(null=True)
    in_time = models.BooleanField(default=False)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    calls = models.PositiveSmallIntegerField(default=0)
    was_called = models.BooleanField(default=False)
    called_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True)  # of the last call
    measures = models.TextField(blank=True)
    measures_at = models.DateTimeField(null=True)
    has_measures = models.BooleanField(default=False)
    # what the warning obliges to, and what came of it
    checks_due_at = models.DateTimeField(null=True)
    checks_at = models.DateTimeField(null=True)
    places_checked = models.PositiveIntegerField(default=0)
    hazards_found = models.PositiveIntegerField(default=0)
    checks_note = models.CharField(max_length=500, blank=True)
    duty_due_at = models.DateTimeField(null=True)
    duty_at = models.DateTimeField(null=True)
    duty_leader = models.CharField(max_length=60, blank=True)
    duty_phone = models.CharField(max_length=30, blank=True)
    report_hours = models.PositiveSmallIntegerField(null=True)
    report_due_at = models.DateTimeField(null=True)  # of the next report
    reports = models.PositiveSmallIntegerField(default=0)
    situation = models.TextField(blank=True)  # of the last report
    situation_at = models.DateTimeField(null=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt of a warning")
        constraints = [
            # its index finds the receipts of an advisory
            models.UniqueConstraint(fields=["advisory", "organisation"], name="advisory_receipt_once"),
            models.CheckConstraint(
                condition=Q(state__in=ReceiptState.values), name="advisory_receipt_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ReceiptState.LAPSED, ReceiptState.SENT), acknowledged_at=None,
                            acknowledged_by=None, seconds=None, in_time=False, by_phone=False)
                | Q(state__in=(ReceiptState.ACKNOWLEDGED, ReceiptState.ENDED), acknowledged_at__gte=F("sent_at"),
                    acknowledged_by__isnull=False, seconds__isnull=False),
                name="advisory_receipt_acknowledged_paired",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at=None, escalated_to=None)
                | Q(escalated_at__isnull=False, escalated_to__isnull=False),
                name="advisory_receipt_escalated_paired",
            ),
            models.CheckConstraint(
                condition=Q(has_measures=False, measures="", measures_at=None)
                | Q(has_measures=True, measures_at__isnull=False) & ~Q(measures=""),
                name="advisory_receipt_measures_paired",
            ),
            models.CheckConstraint(
                condition=Q(calls=0, was_called=False, called_at=None, answer="")
                | Q(calls__gte=1, was_called=True, called_at__isnull=False)
                & ~Q(answer=""),
                name="advisory_receipt_called_paired",
            ),
            models.CheckConstraint(
                condition=Q(checks_at=None, places_checked=0, hazards_found=0)
                | Q(checks_at__isnull=False, places_checked__gte=1),
                name="advisory_receipt_checks_paired",
            ),
            models.CheckConstraint(
                condition=Q(duty_at=None, duty_leader="") | Q(duty_at__isnull=False) & ~Q(duty_leader=""),
                name="advisory_receipt_duty_paired",
            ),
            models.CheckConstraint(
                condition=Q(reports=0, situation="", situation_at=None)
                | Q(reports__gte=1, situation_at__isnull=False) & ~Q(situation=""),
                name="advisory_receipt_reports_paired",
            ),
        ]  # fmt: skip
        indexes = [
            # what a body received, the newest first
            models.Index(fields=["organisation", "-id"], name="advisory_receipt_of_body"),
            # what the clock escalates
            models.Index(
                fields=["due_at"], condition=Q(state="sent", escalated_at=None), name="advisory_receipt_late"
            ),
            # the list, and figures over a period
            models.Index(fields=["sent_on", "id"], name="advisory_receipt_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"HZ{self.sent_on:%Y}-{self.pk:07d}"
