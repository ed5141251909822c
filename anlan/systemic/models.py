"""A systemic problem, and the hazards on which it rests."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.hazards.models import GONE_STATES, Category, Hazard, HazardQuerySet
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Post, Sector
from anlan.org.models.areas import below
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.systemic.kinds import BEING_SOLVED, IDENTIFIED, OPEN, ProblemKind, ProblemState

_UNCONFIRMED = Q(confirmed_by=None, confirmed_at=None, confirmed_on=None)
_CONFIRMED = Q(confirmed_by__isnull=False, confirmed_at__isnull=False, confirmed_on__isnull=False)


class ProblemQuerySet(models.QuerySet["SystemicProblem"]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: its area and sectors, what has no sector, and what its bodies are to solve."""
        if scope.everything:
            return self.all()
        bodies = [post.organisation_id for post in scope.held if Permission.SYSTEMIC_READ in post.permissions]
        here = scope.where(Permission.SYSTEMIC_READ)
        whole = Q(sector=None) & scope.where(Permission.SYSTEMIC_READ, sector=None)
        return self.filter(here | whole | Q(owner__in=bodies))

    def standing(self) -> Self:
        """Return those that were confirmed and not dismissed since."""
        return self.filter(state__in=sorted(IDENTIFIED))


class SystemicProblem(Case):
    """What is wrong in an area, a sector or for a time, why, what is done, by whom, until when, and the result.

    Area, sector, category and days say of which hazards it is made: they are linked by that, nobody types them. A
    candidate's numbers, as they stood when it was taken up, are kept in `evidence` (`clusters.Cell`).
    """

    kind = models.CharField(max_length=10, choices=ProblemKind)
    title = models.CharField(max_length=120)
    description = models.TextField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, db_index=False, related_name="+")
    category = models.CharField(max_length=12, choices=Category, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    cell = models.CharField(max_length=60, blank=True)  # of the candidate it was taken up from
    evidence = models.JSONField(default=dict)
    root_cause = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    owner_post = models.ForeignKey(Post, models.PROTECT, null=True, db_index=False, related_name="+")
    due_on = models.DateField(null=True)
    # whose post proposed it, and whose confirmed it: that office follows it up
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    office = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    proposed_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_on = models.DateField(null=True)
    progress = models.TextField(blank=True)  # what was told last
    result = models.TextField(blank=True)
    result_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    result_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    dismissal = models.CharField(max_length=500, blank=True)  # why it was dismissed
    is_from_ledger = models.BooleanField(default=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("systemic problem")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(ProblemState.values)), name="systemic_state_known"),
            models.CheckConstraint(condition=Q(kind__in=sorted(ProblemKind.values)), name="systemic_kind_known"),
            models.CheckConstraint(
                condition=Q(category="") | Q(category__in=sorted(Category.values)), name="systemic_category_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProblemKind.SECTORAL) | Q(sector__isnull=False), name="systemic_of_a_sector"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="systemic_days_in_order"),
            models.CheckConstraint(
                condition=Q(_UNCONFIRMED, state__in=sorted({ProblemState.PROPOSED, ProblemState.DISMISSED}))
                | Q(
                    _CONFIRMED,
                    ~Q(root_cause=""),
                    ~Q(measures=""),
                    owner__isnull=False,
                    office__isnull=False,
                    due_on__isnull=False,
                    state__in=sorted(IDENTIFIED | {ProblemState.DISMISSED}),
                ),
                name="systemic_confirmed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="systemic_confirmed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(result="", result_by=None, result_at=None)
                | Q(~Q(result=""), result_by__isnull=False, result_at__isnull=False),
                name="systemic_result_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted({ProblemState.RESULT, ProblemState.CLOSED})) | ~Q(result=""),
                name="systemic_result_is_told",
            ),
            models.CheckConstraint(
                condition=Q(
                    ~Q(conclusion=""),
                    state=ProblemState.CLOSED,
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                    closed_on__isnull=False,
                )
                | Q(~Q(state=ProblemState.CLOSED), closed_by=None, closed_at=None, closed_on=None),
                name="systemic_closed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("result_by")), name="systemic_closed_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.DISMISSED) | ~Q(dismissal=""), name="systemic_dismissed_with_a_reason"
            ),
            # a candidate is one problem at a time
            models.UniqueConstraint(
                fields=["cell"], condition=~Q(cell="") & Q(state__in=sorted(OPEN)), name="systemic_taken_up_once"
            ),
        ]  # fmt: skip
        indexes = [
            # figures over a period
            models.Index(fields=["confirmed_on", "id"], name="systemic_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return number_of(self.pk, self.last_day)

    @property
    def is_being_solved(self) -> bool:
        return self.state in BEING_SOLVED


def number_of(problem_id: int, last_day: date) -> str:
    return f"TC{last_day:%Y}-{problem_id:07d}"


class Link(models.Model):
    """A hazard on which a problem rests. `seq` is the entry that linked it; `reason` of one that was added later."""

    problem = models.ForeignKey(SystemicProblem, models.PROTECT, db_index=False, related_name="links")
    hazard = models.ForeignKey(Hazard, models.PROTECT, db_index=False, related_name="+")
    seq = models.BigIntegerField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            # its index finds those of a problem
            models.UniqueConstraint(fields=["problem", "hazard"], name="systemic_link_once"),
        ]
        indexes = [
            # the problems of a hazard
            models.Index(fields=["hazard"], name="systemic_link_of_hazard"),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id}/{self.hazard_id}"


def hazards_of(
    *, area_path: str, sector_id: int | None, category: str, first_day: date, last_day: date
) -> HazardQuerySet:
    """Return the hazards of an area that were found in some days, of a sector and a category where they are named."""
    rows = Hazard.objects.filter(below(area_path), found_on__range=(first_day, last_day))
    rows = rows.exclude(state__in=GONE_STATES)
    if sector_id is not None:
        rows = rows.filter(sector=sector_id)
    return rows.filter(category=category) if category else rows


def linked(problem_id: Any) -> HazardQuerySet:
    """Return the hazards on which a problem rests, whoever sees them."""
    return Hazard.objects.filter(pk__in=Link.objects.filter(problem=problem_id).values("hazard"))
