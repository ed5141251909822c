"""Recommendations of investigations, and named confirmations that nothing happened."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.hazards.models import Hazard
from anlan.incidents.kinds import Category, ConfirmationState, Destiny, RecommendationState
from anlan.incidents.models.incident import Incident
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope


class RegisterQuerySet(models.QuerySet[Any]):
    def within(self, scope: Scope) -> RegisterQuerySet:
        """Return what a scope shows: it has an area and no sector."""
        return self.filter(scope.where(Permission.INCIDENT_READ, sector=None))


class Recommendation(Case):
    """A measure that an investigation asks for. It becomes an assigned task (found by its origin) or a hazard."""

    incident = models.ForeignKey(Incident, models.PROTECT, db_index=False, related_name="recommendations")
    is_real = models.BooleanField()
    text = models.CharField(max_length=500)
    destiny = models.CharField(max_length=8, choices=Destiny)
    unit = models.ForeignKey(Organisation, models.PROTECT, null=True, db_index=False, related_name="+")
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, db_index=False, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    recommended_on = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    entered_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RecommendationState.values), name="recommendation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(destiny__in=Destiny.values), name="recommendation_destiny_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RecommendationState.FOLLOWED, hazard__isnull=False)
                | Q(~Q(state=RecommendationState.FOLLOWED), hazard=None),
                name="recommendation_followed_names_its_hazard",
            ),
            models.CheckConstraint(
                condition=Q(state=RecommendationState.DROPPED) & ~Q(reason="")
                | Q(~Q(state=RecommendationState.DROPPED), reason=""),
                name="recommendation_dropped_with_reason",
            ),
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(hazard__isnull=False), name="recommendation_hazard_once"
            ),
        ]
        indexes = [models.Index(fields=["incident", "id"], name="recommendation_of_incident")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"JY{self.recommended_on:%Y}-{self.pk:07d}"


class Confirmation(Case):
    """Somebody answers by name that nothing of a category happened in an area from a day to a day, and says on what
    ground."""

    category = models.CharField(max_length=20, choices=Category)
    first_day = models.DateField()
    last_day = models.DateField()
    basis = models.CharField(max_length=300)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why it was withdrawn

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConfirmationState.values), name="confirmation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="confirmation_of_a_category"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="confirmation_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=ConfirmationState.WITHDRAWN) & ~Q(reason="")
                | Q(state=ConfirmationState.CONFIRMED, reason=""),
                name="confirmation_withdrawn_with_reason",
            ),
        ]
        indexes = [
            # what covers a period
            models.Index(fields=["category", "first_day", "last_day"], name="confirmation_of_days"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"QR{self.first_day:%Y}-{self.pk:07d}"
