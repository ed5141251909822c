"""The visit itself: everything that its lifecycle reads stands in its own columns."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import LeaderTerm
from anlan.checklists.models import Checklist
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission, Role
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class Mode(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    UNANNOUNCED = "unannounced", _("Unannounced")
    FOUR_NO_TWO_DIRECT = "four_no_two_direct", _("Four no, two direct")
    RANDOM = "random", _("Random draw")
    FOLLOW_UP = "follow_up", _("Follow-up")
    GUIDANCE = "guidance", _("Guidance")
    JOINT = "joint", _("Joint")
    TIP_OFF = "tip_off", _("On a tip-off")


UNANNOUNCED = frozenset({Mode.UNANNOUNCED, Mode.FOUR_NO_TWO_DIRECT})
"""Modes whose target nobody on the visited side knows beforehand (暗查暗访)."""


class Outcome(models.TextChoices):
    """What came of a visit. Only an inspection that was made counts as a visit (家次)."""

    INSPECTED = "inspected", _("Inspected")
    NOBODY = "nobody", _("Nobody present")
    REFUSED = "refused", _("Entry refused")
    CLOSED_DOWN = "closed_down", _("Closed down")


class Signature(models.TextChoices):
    SIGNED = "signed", _("Signed on site")
    REFUSED = "refused", _("Refused to sign")


class VisitState(models.TextChoices):
    RECORDED = "recorded", _("Recorded")
    VOIDED = "voided", _("Voided")


class VisitQuerySet(models.QuerySet["Visit"]):
    def within(self, scope: Scope) -> VisitQuerySet:
        """Return what a scope shows. A hidden visit is seen by who made it and by the city's office alone (C16)."""
        seen = scope.where(Permission.VISIT_READ)
        if scope.everything or any(post.role == Role.OFFICE for post in scope.held):
            return self.filter(seen)
        bodies = sorted({post.organisation_id for post in scope.held})
        return self.filter(seen, Q(is_masked=False) | Q(organisation__in=bodies))

    def recorded(self) -> VisitQuerySet:
        """Leave out what was voided."""
        return self.filter(state=VisitState.RECORDED)


def _constraints() -> list[models.CheckConstraint]:
    """Return what outcome, team, signature, checklist and hiding must hold on every row."""
    inspected = Q(outcome=Outcome.INSPECTED)
    return [
        models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="visit_outcome_known"),
        models.CheckConstraint(
            condition=(Q(is_counted=True, is_unmet=False, is_masked=False) & inspected)
            | (Q(is_counted=False, is_unmet=True, is_masked=False) & ~inspected)
            | Q(is_counted=False, is_unmet=False, is_masked=True),
            name="visit_counts_as_it_came_out",
        ),
        models.CheckConstraint(
            condition=Q(is_counted=True)
            | Q(is_led_with_expert=False, is_four=False, is_four_submitted=False),
            name="visit_counted_first",
        ),
        models.CheckConstraint(
            condition=(Q(leader_name="") & Q(leader_title="")) | (~Q(leader_name="") & ~Q(leader_title="")),
            name="visit_leader_with_post",
        ),
        models.CheckConstraint(
            condition=Q(is_led_with_expert=False) | (~Q(leader_name="") & Q(has_expert=True)),
            name="visit_leader_and_expert",
        ),
        models.CheckConstraint(
            condition=Q(is_enforcement=False) | Q(officers__gte=2), name="visit_enforced_by_two"
        ),
        models.CheckConstraint(
            condition=Q(signature="")
            | (Q(signature=Signature.SIGNED) & ~Q(signed_by=""))
            | (Q(signature=Signature.REFUSED) & ~Q(witness="")),
            name="visit_signature_is_whole",
        ),
        models.CheckConstraint(
            condition=Q(items_answered__lte=F("items_applicable"), items_failed__lte=F("items_answered")),
            name="visit_answers_add_up",
        ),
        models.CheckConstraint(
            condition=Q(checklist__isnull=False) | Q(items_applicable=0), name="visit_answers_have_a_list"
        ),
        models.CheckConstraint(
            condition=Q(submitted_at=None, submitted_by=None)
            | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            name="visit_submitted_paired",
        ),
    ]


class Visit(Case):
    """One visit to one place (家次). The day is the Shanghai day on which it began."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="visits")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    recorded_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    mode = models.CharField(max_length=20, choices=Mode)
    visited_at = models.DateTimeField()
    visited_on = models.DateField()
    focus = models.CharField(max_length=200, blank=True)
    situation = models.TextField(blank=True)
    is_from_ledger = models.BooleanField(default=False)  # entered afterwards from a ledger

    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.INSPECTED)
    outcome_note = models.CharField(max_length=300, blank=True)
    # who took part beside experts and officers, who stand in a table of their own
    leader = models.ForeignKey(LeaderTerm, models.PROTECT, null=True, db_index=False, related_name="+")
    leader_name = models.CharField(max_length=60, blank=True)
    leader_title = models.CharField(max_length=80, blank=True)
    companion = models.CharField(max_length=60, blank=True)  # of the business
    has_expert = models.BooleanField(default=False)
    is_enforcement = models.BooleanField(default=False)
    officers = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(null=True)  # how long it took
    requirement = models.TextField(blank=True)  # of the leader, in the very words
    opinion = models.TextField(blank=True)  # of the experts
    next_step = models.CharField(max_length=300, blank=True)
    signature = models.CharField(max_length=8, choices=Signature, blank=True)
    signed_by = models.CharField(max_length=60, blank=True)
    witness = models.CharField(max_length=60, blank=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, null=True, db_index=False, related_name="+")
    items_applicable = models.PositiveSmallIntegerField(default=0)
    items_answered = models.PositiveSmallIntegerField(default=0)
    items_failed = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)  # as 四有
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    # hidden until released: an unannounced visit whose day is not over (C16)
    is_masked = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True)
    # what the measures read: one column each
    is_counted = models.BooleanField(default=True)  # inspected, and not hidden
    is_unmet = models.BooleanField(default=False)  # not inspected, and not hidden
    is_led_with_expert = models.BooleanField(default=False)
    is_four = models.BooleanField(default=False)
    is_four_submitted = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_known"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="visit_mode_known"),
            *_constraints(),
        ]
        indexes = [
            # rows of the figure, and a period's visits
            models.Index(fields=["visited_on", "id"], name="visit_by_day"),
            # how often a place was visited, and by whom: what plans ask of each of their places
            models.Index(
                fields=["premises", "visited_on", "organisation", "state"],
                condition=Q(is_counted=True),
                name="visit_counted_at_place",
            ),
            # what the job releases at the end of the day
            models.Index(fields=["visited_on"], condition=Q(is_masked=True), name="visit_hidden_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"JC{self.visited_on:%Y}-{self.pk:07d}"
