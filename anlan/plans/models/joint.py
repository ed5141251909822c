"""A joint visit that two bodies agree on: one visit to a place that counts for the plans of both."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.inspections.models import Visit
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class JointState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("joint visit", "Proposed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    HELD = "held", _("Held")
    CALLED_OFF = "called_off", _("Called off")


WAITING = frozenset({JointState.PROPOSED, JointState.AGREED})


class JointVisitQuerySet(models.QuerySet["JointVisit"]):
    def within(self, scope: Scope) -> JointVisitQuerySet:
        """Return what a scope shows: those of its area and sectors, and those to which its own body is a party."""
        if scope.everything:
            return self.all()
        bodies = sorted(
            {post.organisation_id for post in scope.held if Permission.PLAN_READ in post.permissions}
        )
        parties = Q(proposer__in=bodies) | Q(partner__in=bodies)
        return self.filter(scope.where(Permission.PLAN_READ) | parties)

    def waiting(self) -> JointVisitQuerySet:
        return self.filter(state__in=WAITING)


class JointVisit(Case):
    """Two bodies, a place and a day. The visit itself is recorded once, by either of them."""

    premises = models.ForeignKey(Premises, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    proposer = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    partner = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    proposed_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    proposed_on = models.DateField()
    planned_on = models.DateField()
    focus = models.CharField(max_length=200, blank=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # of a no
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")
    # the arranged visit (anlan/visiting) of which this is one pair of bodies: others share its visit
    arranged = models.BigIntegerField(null=True)
    # whether it is the one by which its visit counts as a joint visit: more than two bodies are several pairs
    is_first = models.BooleanField(default=True, db_default=True)

    objects = JointVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint visit")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JointState.values), name="joint_state_known"),
            models.CheckConstraint(condition=~Q(proposer=F("partner")), name="joint_of_two"),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="joint_agreed_paired",
            ),
            models.CheckConstraint(
                condition=Q(state=JointState.HELD, visit__isnull=False, agreed_by__isnull=False)
                | ~Q(state=JointState.HELD) & Q(visit=None),
                name="joint_held_is_one_visit",
            ),
            models.CheckConstraint(
                condition=~Q(state=JointState.AGREED) | Q(agreed_by__isnull=False), name="joint_has_consent"
            ),
            # one visit counts as one joint visit, however many bodies it had
            models.UniqueConstraint(
                fields=["visit"], condition=Q(is_first=True), name="joint_visit_counts_once"
            ),
            # its index also finds whether a visit is one
            models.UniqueConstraint(fields=["visit", "proposer", "partner"], name="joint_visit_once_a_pair"),
            models.CheckConstraint(
                condition=Q(is_first=True) | Q(visit__isnull=False, arranged__isnull=False),
                name="joint_further_pair_of_an_arranged_visit",
            ),
            models.UniqueConstraint(
                fields=["premises", "proposer", "partner"],
                condition=Q(state__in=WAITING),
                name="joint_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"LH{self.proposed_on:%Y}-{self.pk:07d}"
