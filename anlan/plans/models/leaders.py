"""How many visits a leader plans to make in a period to which part of his portfolio (domain brief §1.3, 1.2e)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from anlan.assignments.models import LeaderTerm
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Post, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class LeaderPlanState(models.TextChoices):
    SET = "set", _("Set")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LeaderPlanQuerySet(models.QuerySet["LeaderPlan"]):
    def within(self, scope: Scope) -> LeaderPlanQuerySet:
        """Return what a scope shows: the office's of the area, and the leader's own (his deputy's too). Nobody else
        sees any.

        It is no ranking: whoever reads figures or visits does not read how one leader stands.
        """
        if scope.everything:
            return self.all()
        held = Post.objects.filter(pk__in=[post.post_id for post in scope.held if not post.own_only])
        own = held.filter(Q(person=OuterRef("account")) | Q(acting_for__person=OuterRef("account")))
        return self.filter(scope.where(Permission.LEADER_PLAN, sector=None) | Q(Exists(own)))

    def standing(self) -> LeaderPlanQuerySet:
        return self.filter(state=LeaderPlanState.SET)


class LeaderPlan(Case):
    """A leader's plan for a period, from a day to a day (both inclusive). `account`: the leader's own, who sees it."""

    leader = models.ForeignKey(LeaderTerm, models.PROTECT, db_index=False, related_name="+")
    account = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    basis = models.CharField(max_length=200, blank=True)
    visits_due = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    set_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = LeaderPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader’s plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LeaderPlanState.values), name="leader_plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="leader_plan_days_in_order"
            ),
            models.CheckConstraint(condition=Q(visits_due__gte=1), name="leader_plan_asks_something"),
            models.UniqueConstraint(
                fields=["leader", "first_day", "last_day"],
                condition=Q(state=LeaderPlanState.SET),
                name="leader_plan_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"LD{self.first_day:%Y}-{self.pk:07d}"


class PlanLine(models.Model):
    """A part of the portfolio with how many visits: a sector, an area, both, or neither (anywhere)."""

    plan = models.ForeignKey(LeaderPlan, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False, related_name="+")
    visits = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="leader_plan_line_once"),
            models.CheckConstraint(condition=Q(visits__gte=1), name="leader_plan_line_asks"),
        ]
