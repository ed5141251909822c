"""A hand-over (交接) on rotation: what is open goes on to others; both sign, and they are two people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.teams.models.teams import Team


class HandOverState(models.TextChoices):
    HANDED = "handed", _("Handed over, not yet taken over")
    TAKEN = "taken", _("Received")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def within(self, scope: Scope) -> HandOverQuerySet:
        return self.filter(scope.where(Permission.VISIT_READ, sector=None))

    def standing(self) -> HandOverQuerySet:
        return self.exclude(state=HandOverState.WITHDRAWN)


class HandOver(Case):
    """From a team to the next people of the same team, or to another team. `hazards`: those open when it was signed."""

    team = models.ForeignKey(Team, models.PROTECT, db_index=False, related_name="handed_over")
    to_team = models.ForeignKey(Team, models.PROTECT, db_index=False, related_name="taken_over")
    day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    from_name = models.CharField(max_length=60)  # who led until then
    to_name = models.CharField(max_length=60)  # who leads from then on
    matters = models.TextField(blank=True)
    hazards = models.JSONField(default=list)
    open_hazards = models.PositiveIntegerField(default=0)
    handed_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    taken_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=300, blank=True)  # of whoever took over

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over of a team")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=HandOverState.values), name="team_handover_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=HandOverState.TAKEN, taken_by__isnull=False, taken_at__isnull=False)
                | Q(~Q(state=HandOverState.TAKEN), taken_by=None, taken_at=None),
                name="team_handover_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=F("handed_by")), name="team_handover_signed_by_two"
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(state=HandOverState.HANDED), name="team_handover_one_at_a_time"
            ),
        ]
        indexes = [
            # the hand-overs of a team, and what a team took over
            models.Index(fields=["team", "id"], name="team_handover_from"),
            models.Index(fields=["to_team", "id"], name="team_handover_to"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"JJ{self.day:%Y}-{self.pk:07d}"
