from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Visit
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class State(models.TextChoices):
    FOUND = "found", _("Found, to be assigned")
    ASSIGNED = "assigned", _("Assigned, being rectified")
    CLAIMED = "claimed", _("Rectified, to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed out")


OPEN_STATES = (State.FOUND, State.ASSIGNED, State.CLAIMED)


class Grade(models.TextChoices):
    GENERAL = "general", _("General hazard")
    MAJOR = "major", _("Major hazard")


class Category(models.TextChoices):
    EQUIPMENT = "equipment", _("Equipment")
    FIRE = "fire", _("Fire protection")
    ELECTRICAL = "electrical", _("Electrical")
    PROCESS = "process", _("Process")
    LAYOUT = "layout", _("Layout")
    MANAGEMENT = "management", _("Management")
    BEHAVIOUR = "behaviour", _("Behaviour")
    OTHER = "other", _("Other")


class HazardQuerySet(models.QuerySet["Hazard"]):
    def within(self, scope: Scope) -> HazardQuerySet:
        """Return what the scope may see; a business sees the hazards of its own premises."""
        return self.filter(scope.where(Permission.HAZARD_READ, organisation="operator_id"))

    def outstanding(self) -> HazardQuerySet:
        return self.filter(accepted_at=None)

    def overdue(self, now: datetime) -> HazardQuerySet:
        return self.filter(accepted_at=None, due_at__lt=now)


class Hazard(Case):
    """One hazard on one place, from its finding to its closing out. Days are Shanghai days.

    Keys are indexed only where a page reads by them (place, visit, operator): a step writes every index.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="hazards")
    operator = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="hazards")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    department = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    # the organisation that found it follows it up
    supervisor = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    grade = models.CharField(max_length=10, choices=Grade)
    category = models.CharField(max_length=12, choices=Category)
    description = models.CharField(max_length=500)
    interim_measure = models.CharField(max_length=300, blank=True)

    found_at = models.DateTimeField()
    found_on = models.DateField()
    found_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    due_at = models.DateTimeField(null=True)
    requirement = models.CharField(max_length=300, blank=True)
    rectified_at = models.DateTimeField(null=True)
    rectified_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    rectification = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    acceptance = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("hazard")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="hazard_state_known"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="hazard_grade_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="hazard_category_known"),
            models.CheckConstraint(condition=~Q(description=""), name="hazard_is_described"),
            models.CheckConstraint(
                condition=Q(state=State.FOUND, assigned_at=None, assigned_by=None, due_at=None)
                | Q(
                    ~Q(state=State.FOUND),
                    assigned_at__isnull=False,
                    assigned_by__isnull=False,
                    due_at__isnull=False,
                ),
                name="hazard_assigned_with_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.FOUND, State.ASSIGNED], rectified_at=None, rectified_by=None)
                | Q(
                    ~Q(rectification=""),
                    state__in=[State.CLAIMED, State.ACCEPTED, State.CLOSED],
                    rectified_at__isnull=False,
                    rectified_by__isnull=False,
                ),
                name="hazard_rectified_is_described",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.FOUND, State.ASSIGNED, State.CLAIMED], accepted_at=None, accepted_by=None
                )
                | Q(
                    state__in=[State.ACCEPTED, State.CLOSED],
                    accepted_at__isnull=False,
                    accepted_by__isnull=False,
                ),
                name="hazard_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(~Q(state=State.CLOSED), closed_at=None, closed_by=None)
                | Q(state=State.CLOSED, closed_at__isnull=False, closed_by__isnull=False),
                name="hazard_closed_paired",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("rectified_by")),
                name="hazard_acceptor_is_not_rectifier",
            ),
        ]
        indexes = [
            # rows of the figures: a period's hazards
            models.Index(fields=["found_on", "id"], name="hazard_by_day"),
            # everything about open hazards costs as many rows as are open; by “not accepted”, which both engines'
            # planners match, as they do not match a list of states
            models.Index(
                fields=["due_at", "id"],
                condition=Q(accepted_at=None),
                name="hazard_open_by_due",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"YH{self.found_on:%Y}-{self.pk:07d}"
