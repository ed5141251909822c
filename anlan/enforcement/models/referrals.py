"""Hand-overs to another authority (移送): what is handed over and why, its receipt, what came of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.enforcement.models.base import Enforced, EnforcementQuerySet, moment, paired, person, state_known
from anlan.hazards.models import Hazard
from anlan.org.models import Organisation
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class ReferralKind(models.TextChoices):
    DEPARTMENT = "department", _("Another department that is responsible")
    PENALTY = "penalty", _("For an administrative penalty")
    CRIMINAL = "criminal", _("Suspicion of a crime")
    DISCIPLINE = "discipline", _("Discipline inspection and supervision")


class ReferralState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    RETURNED = "returned", _("Returned")
    ANSWERED = "answered", _("Outcome told")
    REFUSED = "refused", _("Not approved")
    VOIDED = "voided", _("Voided")


WAS_SENT = frozenset(
    {ReferralState.SENT, ReferralState.RECEIVED, ReferralState.RETURNED, ReferralState.ANSWERED}
)


class ReferralOutcome(models.TextChoices):
    FILED = "filed", _("Filed as a case")
    NOT_FILED = "not_filed", _("Not filed")
    PUNISHED = "punished", _("Punished")
    RECTIFIED = "rectified", _("Rectified")
    PROSECUTED = "prosecuted", _("Prosecuted")
    OTHER = "other", _("Other")


class ReferralQuerySet(EnforcementQuerySet["Referral"]):
    def within(self, scope: Scope) -> Self:
        """Return also what was sent to the organisations of a scope's posts; a business sees none."""
        if scope.everything:
            return self.all()
        seen = scope.where(Permission.ENFORCEMENT_READ)
        bodies = [
            post.organisation_id
            for post in scope.held
            if Permission.ENFORCEMENT_READ in post.permissions and not post.own_only
        ]
        return self.filter(seen | Q(receiver__in=bodies, state__in=[s.value for s in sorted(WAS_SENT)]))


class Referral(Enforced):
    LETTERS = "YS"

    kind = models.CharField(max_length=10, choices=ReferralKind)
    receiver = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    receiver_name = models.CharField(max_length=120)  # also where it has no account here
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, db_index=False, related_name="+")
    reason = models.CharField(max_length=500)
    facts = models.CharField(max_length=1000)
    basis = models.CharField(max_length=300)
    enclosures = models.CharField(max_length=300, blank=True)
    decided_by = person()
    decided_at = moment()
    is_sent = models.BooleanField(default=False)
    received_at = moment()
    received_by = models.CharField(max_length=60, blank=True)
    receipt_number = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=12, choices=ReferralOutcome, blank=True)
    outcome_text = models.CharField(max_length=1000, blank=True)
    outcome_document = models.CharField(max_length=80, blank=True)
    answered_at = moment()
    is_answered = models.BooleanField(default=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over to an authority")
        constraints = [
            state_known(ReferralState, "referral_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ReferralKind.values), name="referral_kind_known"),
            models.CheckConstraint(
                condition=Q(
                    is_sent=True, state__in=sorted(s.value for s in WAS_SENT), decided_at__isnull=False
                )
                | (Q(is_sent=False) & ~Q(state__in=sorted(s.value for s in WAS_SENT))),
                name="referral_sent_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(is_answered=True, answered_at__isnull=False, outcome__in=ReferralOutcome.values)
                | Q(is_answered=False, answered_at=None, outcome=""),
                name="referral_outcome_has_its_moment",
            ),
            paired("decided_by", "decided_at", "referral_decided_paired"),
            models.CheckConstraint(
                condition=Q(is_from_ledger=True) | Q(decided_by=None) | ~Q(decided_by=models.F("begun_by")),
                name="referral_decided_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "id"], name="referral_of_place"),  # on the page of a place
            models.Index(fields=["counted_on", "id"], name="referral_by_day"),  # the rows of a figure
        ]
