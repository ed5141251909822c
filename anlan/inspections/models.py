from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class Mode(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    UNANNOUNCED = "unannounced", _("Unannounced")
    FOUR_NO_TWO_DIRECT = "four_no_two_direct", _("Four no, two direct")
    RANDOM = "random", _("Random draw")
    FOLLOW_UP = "follow_up", _("Follow-up")
    GUIDANCE = "guidance", _("Guidance")


class VisitState(models.TextChoices):
    RECORDED = "recorded", _("Recorded")
    VOIDED = "voided", _("Voided")


class VisitQuerySet(models.QuerySet["Visit"]):
    def within(self, scope: Scope) -> VisitQuerySet:
        return self.filter(scope.where(Permission.VISIT_READ))

    def recorded(self) -> VisitQuerySet:
        """Leave out what was voided."""
        return self.filter(state=VisitState.RECORDED)


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

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_known"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="visit_mode_known"),
        ]
        indexes = [
            # rows of the figure, and a period's visits
            models.Index(fields=["visited_on", "id"], name="visit_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"JC{self.visited_on:%Y}-{self.pk:07d}"
