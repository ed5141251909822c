"""A risk study with whom it asks and what it finds; the dated risk levels of areas and places."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.advisories.models import Advisory
from anlan.assignments.models import AssignedTask, Meeting
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises
from anlan.studies.kinds import End, FindingState, RatingState, RiskLevel, StudyState

FIVE = (1, 5)


class AreaQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> Self:
        """Return what a scope shows: what is studied of an area is seen by whoever reads there, of any sector."""
        return self.filter(scope.where(Permission.STUDY_READ, sector=None))


class StudyQuerySet(AreaQuerySet):
    def within(self, scope: Scope) -> Self:
        """Return those of the scope's area, and those to which its bodies were asked."""
        if scope.everything:
            return self.all()
        bodies = [post.organisation_id for post in scope.held if Permission.STUDY_READ in post.permissions]
        asked = Asked.objects.filter(organisation__in=bodies).order_by().values("study")
        return self.filter(scope.where(Permission.STUDY_READ, sector=None) | Q(pk__in=asked))


class FindingQuerySet(AreaQuerySet):
    def within(self, scope: Scope) -> Self:
        """Return those of the scope's area, and those that its bodies told."""
        if scope.everything:
            return self.all()
        bodies = [post.organisation_id for post in scope.held if Permission.STUDY_READ in post.permissions]
        return self.filter(scope.where(Permission.STUDY_READ, sector=None) | Q(organisation__in=bodies))


class RiskStudy(Case):
    """What is studied for which days, in which area and sectors; the meeting in which it was held.

    The meeting stands in the register of meetings (`assignments.Meeting`) and nowhere else.
    """

    title = models.CharField(max_length=120)
    planned_on = models.DateField()  # the day of the meeting
    first_day = models.DateField()  # of the time for which risks are studied
    last_day = models.DateField()
    sectors = models.CharField(max_length=400, blank=True)  # codes with commas; none: all
    agenda = models.TextField(blank=True)
    weather = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    prepared_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, db_index=False, related_name="+")
    held_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk study")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(StudyState.values)), name="study_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="study_days_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=("closed", "held"), meeting__isnull=False, held_on__isnull=False)
                | Q(state="prepared", meeting=None, held_on=None)
                | Q(state="voided"),
                name="study_held_in_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(conclusion="")
                | ~Q(state="closed") & Q(closed_at=None),
                name="study_closed_with_a_conclusion",
            ),
            # a meeting is one study
            models.UniqueConstraint(
                fields=["meeting"], condition=~Q(state="voided") & Q(meeting__isnull=False), name="study_meeting_once"
            ),
        ]  # fmt: skip
        indexes = [
            # the list, the latest first
            models.Index(fields=["planned_on", "id"], name="study_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"YP{self.planned_on:%Y}-{self.pk:07d}"


class Asked(models.Model):
    """An organisation asked to a study; how it came is told by the meeting's attendance."""

    study = models.ForeignKey(RiskStudy, models.PROTECT, db_index=False, related_name="asked")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            # its index finds those of a study
            models.UniqueConstraint(fields=["study", "organisation"], name="study_asked_once"),
        ]
        indexes = [
            # the studies to which a body was asked
            models.Index(fields=["organisation"], name="study_asked_body"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}/{self.organisation_id}"


class Finding(Case):
    """A weak spot found by a study: sector, place, why; how likely and how grave; what it ended in."""

    study = models.ForeignKey(RiskStudy, models.PROTECT, db_index=False, related_name="findings")
    study_path = PathField()  # of the study's area: whose office ends its findings
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    premises = models.ForeignKey(Premises, models.PROTECT, null=True, db_index=False, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    weakness = models.TextField()
    likelihood = models.PositiveSmallIntegerField()
    consequence = models.PositiveSmallIntegerField()
    risk_level = models.CharField(max_length=1, choices=RiskLevel)
    method = models.CharField(max_length=20)
    advice = models.TextField(blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    found_on = models.DateField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    found_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    end_kind = models.CharField(max_length=8, blank=True, choices=End)
    end_reason = models.CharField(max_length=500, blank=True)
    advisory = models.ForeignKey(Advisory, models.PROTECT, null=True, db_index=False, related_name="+")
    task = models.ForeignKey(AssignedTask, models.PROTECT, null=True, db_index=False, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of a risk study")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(FindingState.values)), name="finding_state_known"
            ),
            models.CheckConstraint(
                condition=Q(likelihood__range=FIVE, consequence__range=FIVE, risk_level__in=RiskLevel.values),
                name="finding_by_the_matrix",
            ),
            models.CheckConstraint(
                condition=Q(end_kind="", advisory=None, task=None, ended_at=None, ended_by=None)
                & ~Q(state="ended")
                | Q(end_kind="warning", advisory__isnull=False, task=None, ended_at__isnull=False)
                | Q(end_kind="task", task__isnull=False, advisory=None, ended_at__isnull=False)
                | Q(end_kind="none", task=None, advisory=None, ended_at__isnull=False) & ~Q(end_reason=""),
                name="finding_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(end_kind=""), name="finding_open_has_no_end"
            ),
        ]
        indexes = [
            # the findings of a study
            models.Index(fields=["study", "id"], name="finding_of_study"),
            # the list, the latest first, and figures over a period
            models.Index(fields=["found_on", "id"], name="finding_by_day"),
            # the findings that ended in a warning, and those in a task: the way back
            models.Index(fields=["advisory"], condition=Q(advisory__isnull=False), name="finding_of_advisory"),
            models.Index(fields=["task"], condition=Q(task__isnull=False), name="finding_of_task"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"FX{self.found_on:%Y}-{self.pk:07d}"

    @property
    def score(self) -> int:
        return self.likelihood * self.consequence


def number_of(rating_id: int, first_day: date) -> str:
    return f"SS{first_day:%Y}-{rating_id:07d}"


class RatingQuerySet(AreaQuerySet):
    def on(self, day: date) -> Self:
        """Return the levels that hold on a day: what was voided never did."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day).exclude(
            state=RatingState.VOIDED
        )


class RiskRating(Case):
    """The risk level of an area, or of one place in it, from a day on; `last_day` is set by the level after it."""

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    premises = models.ForeignKey(Premises, models.PROTECT, null=True, db_index=False, related_name="+")
    is_place = models.BooleanField()
    risk_level = models.CharField(max_length=1, choices=RiskLevel)
    likelihood = models.PositiveSmallIntegerField(null=True)
    consequence = models.PositiveSmallIntegerField(null=True)
    method = models.CharField(max_length=20, blank=True)
    reason = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    rated_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    is_from_ledger = models.BooleanField(default=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("risk level")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=sorted(RatingState.values)), name="rating_state_known"),
            models.CheckConstraint(condition=Q(risk_level__in=RiskLevel.values), name="rating_level_known"),
            models.CheckConstraint(
                condition=Q(is_place=True, premises__isnull=False) | Q(is_place=False, premises=None),
                name="rating_of_place_or_area",
            ),
            models.CheckConstraint(
                condition=Q(likelihood=None, consequence=None, method="")
                | Q(likelihood__range=FIVE, consequence__range=FIVE) & ~Q(method=""),
                name="rating_by_the_matrix_or_by_hand",
            ),
            models.CheckConstraint(
                condition=Q(state="in_force", last_day=None)
                | Q(state="superseded", last_day__gte=F("first_day"))
                | Q(state="voided"),
                name="rating_ended_has_its_day",
            ),
            # one level holds at a time
            models.UniqueConstraint(
                fields=["area"], condition=Q(state="in_force", is_place=False), name="rating_of_area_once"
            ),
            models.UniqueConstraint(
                fields=["premises"], condition=Q(state="in_force", is_place=True), name="rating_of_place_once"
            ),
        ]  # fmt: skip
        indexes = [
            # the register, and the map of an area
            models.Index(fields=["area_path", "id"], name="rating_by_area"),
            # the levels of one place, the latest first
            models.Index(fields=["premises", "first_day"], name="rating_of_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return number_of(self.pk, self.first_day)
