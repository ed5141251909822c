"""That a visit was a team's. A case of its own, so that the journal tells who said so, and who took it back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Visit, VisitState
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Sector
from anlan.org.scope import Scope
from anlan.teams.models.teams import Team


class LinkState(models.TextChoices):
    NAMED = "named", _("Of the team")
    TAKEN_OUT = "taken_out", _("Taken out")


class TeamVisitQuerySet(models.QuerySet["TeamVisit"]):
    def within(self, scope: Scope) -> TeamVisitQuerySet:
        """Return what a scope shows: whoever sees the visit sees whose it was; a hidden one stays hidden."""
        if scope.everything:
            return self.all()
        return self.filter(visit__in=Visit.objects.within(scope))

    def named(self) -> TeamVisitQuerySet:
        """Leave out what was taken out, and visits that were voided."""
        return self.filter(state=LinkState.NAMED, visit__state=VisitState.RECORDED)


class TeamVisit(Case):
    team = models.ForeignKey(Team, models.PROTECT, db_index=False, related_name="team_visits")
    visit = models.ForeignKey(Visit, models.PROTECT, db_index=False, related_name="team_links")
    visited_on = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, db_index=False, related_name="+"
    )  # of the team

    objects = TeamVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit of a team")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LinkState.values), name="team_visit_state_known"),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(state=LinkState.NAMED), name="team_visit_of_one_team"
            ),
        ]
        indexes = [
            # the visits of a team, day by day
            models.Index(fields=["team", "visited_on", "id"], name="team_visit_of_team"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"ZJ{self.visited_on:%Y}-{self.pk:07d}"
