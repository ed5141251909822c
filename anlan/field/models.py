"""Phones that keep records offline, pictures on their way, receipts of what arrived, and what was kept apart."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.evidence.models import File
from anlan.org.models import Organisation, Person
from anlan.org.scope import Scope


class Device(models.Model):
    """A phone, or a browser, of one person that keeps records offline; the key is made on it. Moments are real time."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)  # records not yet uploaded, as it told last
    skew_seconds = models.IntegerField(default=0)  # how far its clock was ahead, when last heard
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="field_device_revoked_by_somebody",
            ),
        ]
        indexes = [
            # the phones of one person, on their page
            models.Index(fields=["person", "seen_at"], name="field_device_by_person"),
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A picture that arrives in chunks. `file` once it is whole; the row holds it until its record has come."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")), name="field_upload_is_bounded"
            ),
            models.CheckConstraint(
                condition=Q(file=None) | Q(received=F("size")), name="field_upload_is_whole_with_its_file"
            ),
        ]
        indexes = [
            # what somebody left half, and what the clean-up drops
            models.Index(fields=["person", "started_at"], name="field_upload_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.size}"


class ReceiptState(models.TextChoices):
    TAKING = "taking", _("Being taken in")
    TAKEN = "taken", _("Taken in")
    KEPT = "kept", _("Kept apart: the record had changed meanwhile")
    REFUSED = "refused", _("Refused: it waits on the phone to be corrected")


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def within(self, scope: Scope) -> ReceiptQuerySet:
        """Return what a scope shows: what people of its organisations sent, or everything."""
        if scope.everything:
            return self.all()
        return self.filter(organisation__in=sorted({post.organisation_id for post in scope.held}))


class Receipt(models.Model):
    """What became of one record under the key that its phone made. A key belongs to whoever came with it first."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", db_index=False
    )
    device = models.ForeignKey(Device, models.PROTECT, related_name="+", db_index=False)
    flow = models.CharField(max_length=20)
    step = models.CharField(max_length=30)
    digest = models.CharField(max_length=64)  # of what was sent; once taken or kept, another is refused
    state = models.CharField(max_length=8, choices=ReceiptState)
    case_id = models.BigIntegerField(null=True)
    seq = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    skew_seconds = models.IntegerField(default=0)
    # where the phone says it was: evidence, shown to whoever sees the case
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReceiptState.values), name="field_receipt_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ReceiptState.TAKEN) | Q(case_id__isnull=False, seq__isnull=False),
                name="field_receipt_taken_into_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReceiptState.REFUSED) | ~Q(reason=""), name="field_receipt_refused_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, accuracy_m=None)
                | Q(
                    latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180,
                    accuracy_m__isnull=False,
                ),
                name="field_receipt_position_is_whole",
            ),
        ]  # fmt: skip
        indexes = [
            # the position told with a case; which records of a case came from the field
            models.Index(fields=["flow", "case_id"], name="field_receipt_of_case"),
            # what one person sent, newest first
            models.Index(fields=["person", "received_at"], name="field_receipt_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Difference(models.TextChoices):
    """In what a record and the case differ that it was made for."""

    FIELDS = "fields", _("Both changed the same field")
    MOVED = "moved", _("The case went on meanwhile")
    GONE = "gone", _("The case was merged or voided meanwhile")


class Choice(models.TextChoices):
    MINE = "mine", _("The record of the phone goes in")
    THEIRS = "theirs", _("The case stays as it is")
    MIXED = "mixed", _("Field by field")


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def within(self, scope: Scope) -> ConflictQuerySet:
        """Return what a scope shows: the conflicts of people of its organisations."""
        if scope.everything:
            return self.all()
        return self.filter(receipt__in=Receipt.objects.within(scope).order_by().values("pk"))

    def open(self) -> ConflictQuerySet:
        return self.filter(resolved_at=None)


class Conflict(models.Model):
    """A record that met a case which had changed: the version it was made from, and what it says, both kept."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="conflict")
    kind = models.CharField(max_length=8, choices=Difference)
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    base_revision = models.PositiveIntegerField()
    base = models.JSONField()  # field → value as the phone saw it
    branch = models.JSONField()  # what was sent: the whole input
    fields = models.JSONField()  # names of the fields that differ
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    choice = models.CharField(max_length=6, choices=Choice, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    seq = models.BigIntegerField(null=True)  # the entry that the resolution wrote, if it wrote one

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Difference.values), name="field_conflict_kind_known"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None, choice="", seq=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, choice__in=Choice.values),
                name="field_conflict_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(choice=Choice.THEIRS) | ~Q(reason=""), name="field_conflict_dropped_for_a_reason"
            ),
        ]
        indexes = [
            # what still waits for a person
            models.Index(fields=["found_at"], condition=Q(resolved_at=None), name="field_conflict_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id}"
