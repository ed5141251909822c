"""Measures: five different things that are never one flag (domain brief §2.6): 停 are the first, second and fourth."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.enforcement.models.base import (
    Enforced,
    EnforcementQuerySet,
    moment,
    paired,
    person,
    state_known,
)
from anlan.enforcement.models.penalties import Penalty
from anlan.inspections.models import Visit


class MeasureKind(models.TextChoices):
    SUSPEND = "suspend", _("Suspension on site (production, business or use)")
    CUT = "cut", _("Cut of power or supply")
    SEAL = "seal", _("Sealing or seizure")
    RECTIFY = "rectify", _("Suspension for rectification (penalty)")
    CLOSE = "close", _("Closure")


STOPS = frozenset({MeasureKind.SUSPEND, MeasureKind.CUT, MeasureKind.RECTIFY})
"""停: what counts as a suspension; sealing stops a thing, not a unit."""


class MeasureState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a decision")
    NOTIFIED = "notified", _("Notice given")
    REQUESTED = "requested", _("Closure requested")
    IN_FORCE = "in_force", _("In force")
    RESUMING = "resuming", _("Resumption asked for")
    REVIEWED = "reviewed", _("Re-inspected, consent pending")
    LIFTED = "lifted", _("Lifted")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Not approved")
    VOIDED = "voided", _("Voided")


DECIDED = frozenset(
    {
        MeasureState.NOTIFIED,
        MeasureState.IN_FORCE,
        MeasureState.RESUMING,
        MeasureState.REVIEWED,
        MeasureState.LIFTED,
    }
)
HOLDING = frozenset({MeasureState.IN_FORCE, MeasureState.RESUMING, MeasureState.REVIEWED})


class Ground(models.TextChoices):
    """Why a closure is asked for (Work Safety Law, art. 113)."""

    PUNISHED = "punished", _("Major hazard and repeated punishments (three in 180 days, four in a year)")
    UNFIT = "unfit", _("Unfit after a suspension for rectification")
    ACCIDENT = "accident", _("Unfit and a serious accident happened")
    DEFIED = "defied", _("Defies a suspension")


class MeasureQuerySet(EnforcementQuerySet["Measure"]):
    def standing(self) -> MeasureQuerySet:
        return self.exclude(state__in=(MeasureState.VOIDED, MeasureState.REFUSED))


class Measure(Enforced):
    """A measure from its proposal to its lifting. Who decided is not who consents to its lifting."""

    LETTERS = "CS"

    kind = models.CharField(max_length=8, choices=MeasureKind)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")
    # of coercion: the measure that was defied
    after = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    # of a suspension for rectification, which is a penalty: its case, told beforehand and heard
    penalty = models.ForeignKey(Penalty, models.PROTECT, null=True, db_index=False, related_name="+")
    ground = models.CharField(max_length=10, blank=True)  # of a closure
    is_stop = models.BooleanField()
    is_close = models.BooleanField()
    covers = models.CharField(max_length=300)  # what is stopped, cut, sealed
    facts = models.CharField(max_length=1000)
    basis = models.CharField(max_length=300)  # law with its article
    hazards = models.JSONField(default=list)  # keys of those that it rests on
    until_on = models.DateField(null=True)
    is_emergency = models.BooleanField(default=False)
    counterpart = models.CharField(max_length=120, blank=True)  # who supplies power; which government closes

    decided_by = person()
    decided_at = moment()
    decision_note = models.CharField(max_length=500, blank=True)
    notified_at = moment()  # when the notice of a cut was served
    effective_at = moment()
    served_at = moment()
    resume_asked_at = moment()
    resume_reason = models.CharField(max_length=500, blank=True)
    review_visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")
    reviewed_by = person()
    reviewed_at = moment()
    is_fit = models.BooleanField(null=True)
    review_note = models.CharField(max_length=500, blank=True)
    lifted_by = person()
    lifted_at = moment()
    closed_at = moment()
    closed_by_document = models.CharField(max_length=80, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        constraints = [
            state_known(MeasureState, "measure_state_known"),
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.CLOSE, ground__in=Ground.values, is_close=True, is_stop=False)
                | Q(kind=MeasureKind.SEAL, ground="", is_close=False, is_stop=False)
                | Q(kind__in=sorted(kind.value for kind in STOPS), ground="", is_close=False, is_stop=True),
                name="measure_is_one_of_five",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in DECIDED))
                | Q(decided_by__isnull=False),
                name="measure_in_force_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=MeasureState.LIFTED, lifted_at__isnull=False)
                | Q(~Q(state=MeasureState.LIFTED), lifted_at=None)
                | Q(state=MeasureState.VOIDED),
                name="measure_lifted_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeasureState.LIFTED) | Q(is_fit=True, reviewed_at__isnull=False),
                name="measure_lifted_after_review",
            ),
            paired("decided_by", "decided_at", "measure_decided_paired"),
            paired("reviewed_by", "reviewed_at", "measure_reviewed_paired"),
            paired("lifted_by", "lifted_at", "measure_lifted_paired"),
            models.CheckConstraint(
                condition=Q(is_from_ledger=True) | Q(decided_by=None) | ~Q(decided_by=models.F("begun_by")),
                name="measure_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(is_from_ledger=True)
                | Q(lifted_by=None)
                | (~Q(lifted_by=models.F("decided_by")) & ~Q(lifted_by=models.F("reviewed_by"))),
                name="measure_consent_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "id"], name="measure_of_place"),  # on the page of a place
            models.Index(fields=["counted_on", "id"], name="measure_by_day"),  # the rows of a figure
        ]
