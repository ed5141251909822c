"""Visits that were arranged out of a proposal, with the checks that each is to meet."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.inspections.models import Visit
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises
from anlan.visiting.checks import Source


class ArrangedState(models.TextChoices):
    ARRANGED = "arranged", _("Arranged")
    MADE = "made", _("Made")
    CALLED_OFF = "called_off", _("Called off")
    LAPSED = "lapsed", _("Its day passed")


class Dropped(models.TextChoices):
    """Why a check that was chosen did not come into the visit."""

    DONE = "done", _("Done or ended meanwhile")
    TAKEN = "taken", _("Arranged by somebody else meanwhile")


class ArrangedVisitQuerySet(models.QuerySet["ArrangedVisit"]):
    def within(self, scope: Scope) -> ArrangedVisitQuerySet:
        """Return what a scope shows: those of its area and sectors, and those in which its own body has a part."""
        if scope.everything:
            return self.all()
        bodies = sorted(
            {post.organisation_id for post in scope.held if Permission.PLAN_READ in post.permissions}
        )
        own = ArrangedCheck.objects.filter(organisation__in=bodies, dropped="").values("visit")
        return self.filter(scope.where(Permission.PLAN_READ) | Q(lead__in=bodies) | Q(pk__in=own))


class ArrangedVisit(Case):
    """One visit to one place on a day that meets all of its checks; any day from `first_day` to `last_day` does.

    `checks`, `bodies`: how many it meets, how many bodies go (what anybody's visit meets asks nobody along).
    `separate`: how many visits the checks would take if each body went for itself, `saved` the difference. `team`,
    `turn`: where it stood in the plan of its day. The other bodies are asked by joint visits (anlan/plans), one pair
    with the leading body each.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    lead = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    arranged_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    arranged_on = models.DateField()
    planned_on = models.DateField()
    first_day = models.DateField()
    last_day = models.DateField()
    team = models.PositiveSmallIntegerField(null=True)
    turn = models.PositiveSmallIntegerField(null=True)
    checks = models.PositiveSmallIntegerField()
    bodies = models.PositiveSmallIntegerField()
    separate = models.PositiveSmallIntegerField()
    saved = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)  # of calling it off
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = ArrangedVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("arranged visit")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArrangedState.values), name="arranged_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="arranged_days_in_order"),
            models.CheckConstraint(
                condition=Q(bodies__gte=1, separate__gte=1, checks__gte=F("bodies"))
                & Q(separate=F("saved") + 1),
                name="arranged_numbers_add_up",
            ),
            models.CheckConstraint(
                condition=Q(state=ArrangedState.MADE, visit__isnull=False)
                | ~Q(state=ArrangedState.MADE) & Q(visit=None),
                name="arranged_made_is_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(state=ArrangedState.CALLED_OFF) & ~Q(reason="")
                | ~Q(state=ArrangedState.CALLED_OFF) & Q(reason=""),
                name="arranged_called_off_for_a_reason",
            ),
            models.UniqueConstraint(fields=["visit"], name="arranged_visit_once"),
        ]
        indexes = [
            # the list by day, and the rows of a figure
            models.Index(fields=["planned_on", "id"], name="arranged_by_day"),
            # what is arranged at a place
            models.Index(fields=["premises", "planned_on"], name="arranged_at_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"TC{self.arranged_on:%Y}-{self.pk:07d}"


class ArrangedCheck(models.Model):
    """A check that was chosen for an arranged visit, as it was due then. Written by the lifecycle alone.

    `code` names the check for ever; while it is live it stands in one arranged visit only. One that had dropped out
    when the visit was arranged says why, with a note.
    """

    visit = models.ForeignKey(ArrangedVisit, models.PROTECT, db_index=False, related_name="parts")
    code = models.CharField(max_length=60)
    source = models.CharField(max_length=10, choices=Source, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    title = models.CharField(max_length=120, blank=True)
    case_kind = models.CharField(max_length=20, blank=True)
    case_id = models.BigIntegerField(null=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    is_late = models.BooleanField(default=False)
    anyone = models.BooleanField(default=False)  # any body's visit meets it
    is_live = models.BooleanField(default=True)
    dropped = models.CharField(max_length=5, choices=Dropped, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "code"], name="arranged_check_once"),
            # two planners at once: the second finds it taken
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_live=True), name="arranged_check_in_one_visit"
            ),
            models.CheckConstraint(
                condition=Q(dropped="") & Q(organisation__isnull=False, earliest__isnull=False)
                & Q(latest__isnull=False, source__in=Source.values)
                | Q(dropped__in=Dropped.values, is_live=False),
                name="arranged_check_is_told",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visit_id} {self.code}"
