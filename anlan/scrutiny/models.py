"""One question about one photograph, and how far photographs were looked at."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.evidence.models import Attachment, File, Role
from anlan.lifecycle.models import Case
from anlan.org.models import Area, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.scrutiny.reasons import REUSE, Reason


class FlagState(models.TextChoices):
    OPEN = "open", pgettext_lazy("photo flag", "Waits for a decision")
    CONFIRMED = "confirmed", pgettext_lazy("photo flag", "Confirmed")
    EXPLAINED = "explained", _("Explained")
    APART = "apart", _("Not the same")


class FlagQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> FlagQuerySet:
        """Return the flags of a scope's areas and sectors; a business sees none, not even its own."""
        return self.filter(scope.where(Permission.EVIDENCE_READ))

    def open(self) -> FlagQuerySet:
        return self.filter(state=FlagState.OPEN)

    def of(self, kind: str, case: int) -> FlagQuerySet:
        return self.filter(case_kind=kind, case_id=case)


class PhotoFlag(Case):
    """A photograph, one reason to look at it, the other photograph if there is one, and the decision.

    Area and sector are those of its case when it was flagged. `value` and `bound` are what was measured and the limit
    that held: bits, minutes, metres or times, by the reason (reasons.py).
    """

    attachment = models.ForeignKey(Attachment, models.PROTECT, db_index=False, related_name="flags")
    file = models.ForeignKey(File, models.PROTECT, db_index=False, related_name="+")
    case_kind = models.CharField(max_length=20)
    case_id = models.BigIntegerField()
    role = models.CharField(max_length=10, choices=Role)
    place = models.CharField(max_length=120)  # the name of the premises, to be searched for
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason)
    is_reuse = models.BooleanField()  # the reason names another photograph
    value = models.PositiveIntegerField()
    bound = models.PositiveIntegerField()
    detail = models.CharField(max_length=20, blank=True)
    other_attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    other_file = models.ForeignKey(File, models.PROTECT, null=True, db_index=False, related_name="+")
    other_kind = models.CharField(max_length=20, blank=True)
    other_id = models.BigIntegerField(null=True)
    # who took the steps that brought the two photographs: neither decides. 0: the system
    attached_by = models.BigIntegerField()
    other_by = models.BigIntegerField(null=True)
    attached_at = models.DateTimeField()
    flagged_at = models.DateTimeField()
    flagged_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    decision = models.CharField(max_length=500, blank=True)  # why

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo flag")
        constraints = [
            # also finds the flags of some photographs: whoever looks again flags nothing twice
            models.UniqueConstraint(fields=["attachment", "reason"], name="photo_flag_once_a_reason"),
            models.CheckConstraint(condition=Q(state__in=FlagState.values), name="photo_flag_state_known"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="photo_flag_reason_known"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="photo_flag_role_known"),
            models.CheckConstraint(
                condition=Q(is_reuse=True, reason__in=sorted(REUSE))
                | Q(Q(is_reuse=False), ~Q(reason__in=sorted(REUSE))),
                name="photo_flag_reuse_by_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    is_reuse=True, other_attachment__isnull=False, other_file__isnull=False, other_id__isnull=False,
                    other_by__isnull=False,
                )
                & ~Q(other_kind="")
                | Q(
                    is_reuse=False, other_attachment=None, other_file=None, other_id=None, other_by=None, other_kind=""
                ),
                name="photo_flag_other_of_reuse",
            ),
            models.CheckConstraint(
                condition=Q(state=FlagState.OPEN, decided_at=None, decided_by=None, decision="")
                | Q(~Q(state=FlagState.OPEN), ~Q(decision=""), decided_at__isnull=False, decided_by__isnull=False),
                name="photo_flag_decided_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state=FlagState.APART) | Q(is_reuse=True), name="photo_flag_apart_from_another"
            ),
        ]  # fmt: skip
        indexes = [
            # the flags of a case, on its page
            models.Index(fields=["case_kind", "case_id"], name="photo_flag_of_case"),
            # the list by day, and the rows of the figures
            models.Index(fields=["flagged_on", "id"], name="photo_flag_by_day"),
            # what waits for a decision
            models.Index(fields=["area_path"], condition=Q(state=FlagState.OPEN), name="photo_flag_open"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"ZPYD{self.flagged_on:%Y}-{self.pk:07d}"


class Reached(models.Model):
    """How far attached photographs were looked at; one row. Attachments come in the order of the journal."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    attachment = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="photo_flag_reached_is_one_row")]

    def __str__(self) -> str:
        return str(self.attachment)
