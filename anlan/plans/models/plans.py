"""A plan, the places on it as they were chosen on a day, and when it was in force."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.draws.models import Draw
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission, Role
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class PlanKind(models.TextChoices):
    ANNUAL = "annual", _("Annual plan")
    SPECIAL = "special", _("Special campaign")
    PERIODIC = "periodic", _("Quarterly or monthly plan")


class PlanState(models.TextChoices):
    """Whether an approved plan runs today is no state: its days say so."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Doer(models.TextChoices):
    """To whom each place falls."""

    ISSUER = "issuer", _("Whoever makes the plan")
    REGULATOR = "regulator", _("The department that answers for the place")
    AREA = "area", _("The office of its county or zone")
    STATION = "station", _("The safety station of its township")


class Counts(models.TextChoices):
    """Whose visits meet the plan."""

    ANYONE = "anyone", _("Anybody’s visits")
    DOERS = "doers", _("Visits of the bodies of the plan")


class ChosenBy(models.TextChoices):
    """How the places of a plan were chosen."""

    ATTRIBUTES = "attributes", _("By area, sector and what they are")
    DRAW = "draw", _("As a draw drew them")
    NAMED = "named", _("Named one by one")


RUNNING = frozenset({PlanState.APPROVED})


class PlanQuerySet(models.QuerySet["Plan"]):
    def within(self, scope: Scope) -> PlanQuerySet:
        """Return what a scope shows: the plans of its area and of the areas above, which hold there too.

        A confidential one is seen by the body that makes it and by the city's office alone, until it is closed.
        """
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.PLAN_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        seen = scope.where(Permission.PLAN_READ, sector=None)
        if above:
            seen |= Q(area_path__in=sorted(above))
        return self.filter(seen, _open_to(scope))

    def standing(self) -> PlanQuerySet:
        return self.exclude(state=PlanState.WITHDRAWN)


def _open_to(scope: Scope, prefix: str = "") -> Q:
    """Return the condition that a plan is not kept from a scope."""
    if any(post.role == Role.OFFICE for post in scope.held):
        return Q()
    bodies = sorted({post.organisation_id for post in scope.held})
    return Q(**{f"{prefix}is_confidential": False}) | Q(**{f"{prefix}organisation__in": bodies})


class Plan(Case):
    """Which places are to be visited from a day to a day (both inclusive), how often, and by whom.

    `sectors`, `tags`, `kinds` and `least_staff` say how places were chosen by attributes. `classes`: a line
    `what TAB visits TAB basis` for each class of places (a sector, tag or kind) with a frequency of its own; the first
    that fits holds, else `visits_each`. `target_percent` of the places are to be visited. `units`, `visits_due`: what
    the list holds now.
    """

    kind = models.CharField(max_length=10, choices=PlanKind)
    title = models.CharField(max_length=120)
    basis = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(blank=True)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    chosen_by = models.CharField(max_length=10, choices=ChosenBy)
    sectors = models.CharField(max_length=400, blank=True)  # codes with commas
    tags = models.CharField(max_length=200, blank=True)  # one a line: any of them
    kinds = models.CharField(max_length=200, blank=True)  # the same
    least_staff = models.PositiveIntegerField(null=True)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, db_index=False, related_name="+")
    doer = models.CharField(max_length=10, choices=Doer)
    counts = models.CharField(max_length=10, choices=Counts)
    target_percent = models.PositiveSmallIntegerField(default=100)
    visits_each = models.PositiveSmallIntegerField(default=1)
    classes = models.TextField(blank=True)
    is_confidential = models.BooleanField(default=False)
    made_on = models.DateField()  # the day as of which the list was made
    units = models.PositiveIntegerField(default=0)
    visits_due = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    drafted_for = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    approved_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)
    units_visited = models.PositiveIntegerField(null=True)  # when it was closed
    units_met = models.PositiveIntegerField(null=True)
    visits_made = models.PositiveIntegerField(null=True)
    is_from_ledger = models.BooleanField(default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection plan")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="plan_kind_known"),
            models.CheckConstraint(condition=Q(doer__in=Doer.values), name="plan_doer_known"),
            models.CheckConstraint(
                condition=Q(chosen_by=ChosenBy.DRAW, draw__isnull=False)
                | Q(chosen_by__in=(ChosenBy.ATTRIBUTES, ChosenBy.NAMED), draw=None),
                name="plan_chosen_by_known",
            ),
            models.CheckConstraint(condition=Q(counts__in=Counts.values), name="plan_counts_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="plan_days_in_order"),
            models.CheckConstraint(
                condition=Q(target_percent__range=(1, 100), visits_each__gte=1), name="plan_has_a_target"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, submitted_by__isnull=False),
                name="plan_approved_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(PlanState.APPROVED, PlanState.CLOSED)) | Q(approved_by__isnull=False),
                name="plan_runs_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | ~Q(approved_by=F("drafted_by")) & ~Q(approved_by=F("submitted_by")),
                name="plan_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.CLOSED, units_visited__isnull=False, units_met__isnull=False,
                            visits_made__isnull=False, is_confidential=False) & ~Q(summary="")
                | ~Q(state=PlanState.CLOSED) & Q(summary="", units_visited=None, units_met=None, visits_made=None),
                name="plan_closed_with_a_summary",
            ),
            models.CheckConstraint(
                condition=Q(is_confidential=False) | Q(doer=Doer.ISSUER, counts=Counts.DOERS),
                name="plan_confidential_is_done_by_its_maker",
            ),
        ]  # fmt: skip
        indexes = [
            # the list, the latest first; which plans run on a day
            models.Index(fields=["first_day", "id"], name="plan_by_day"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"JH{self.first_day:%Y}-{self.pk:07d}"


class Force(models.Model):
    """From which entry of the journal to which a plan held, with its days then; written by the lifecycle alone.

    What a figure said of a plan at a moment of the past can so be said again. A confidential plan holds from the
    entry that closes it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="forces")
    from_seq = models.BigIntegerField()
    to_seq = models.BigIntegerField(null=True)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_seq=None) | Q(to_seq__gt=F("from_seq")), name="plan_force_in_order"
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(to_seq=None), name="plan_in_force_once"),
        ]


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def within(self, scope: Scope) -> PlanItemQuerySet:
        """Return the places on plans that a scope shows: where it reads plans, and whatever falls to its own body."""
        if scope.everything:
            return self.all()
        where = scope.where(Permission.PLAN_READ)
        bodies = sorted(
            {post.organisation_id for post in scope.held if Permission.PLAN_READ in post.permissions}
        )
        return self.filter(where | Q(organisation__in=bodies), _open_to(scope, "plan__"))

    def standing(self) -> PlanItemQuerySet:
        """Leave out what was taken off its plan."""
        return self.filter(out_seq=None)


class PlanItem(models.Model):
    """A place on a plan: to whom it falls, how often it is to be visited, by when. Written by the lifecycle alone."""

    plan = models.ForeignKey(Plan, models.PROTECT, db_index=False, related_name="planned")
    premises = models.ForeignKey(Premises, models.PROTECT, db_index=False, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    officer = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    visits_due = models.PositiveSmallIntegerField()
    due_on = models.DateField()  # the last of them
    every_days = models.PositiveSmallIntegerField(default=0)  # between two of them
    in_seq = models.BigIntegerField()
    out_seq = models.BigIntegerField(null=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on a plan")
        constraints = [
            # its index also finds a plan's places, and whether a place is on it
            models.UniqueConstraint(
                fields=["plan", "premises"], condition=Q(out_seq=None), name="plan_place_once"
            ),
            models.CheckConstraint(condition=Q(visits_due__gte=1), name="plan_place_is_due"),
            models.CheckConstraint(
                condition=Q(out_seq=None) | Q(out_seq__gte=F("in_seq")), name="plan_place_in_order"
            ),
        ]
        indexes = [
            # a plan's places by deadline, and the day list of one plan
            models.Index(fields=["plan", "due_on", "id"], name="plan_places_by_due"),
            # the day list of a body: over all plans, nearest due first
            models.Index(fields=["organisation", "due_on", "id"], name="plan_places_of_body"),
            # which plans hold a place: warnings of visits close by
            models.Index(fields=["premises", "due_on"], name="plan_places_at"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.premises_id}"


class Tally(models.Model):
    """What a plan had reached at a moment, for lists of many plans; its own page counts anew. Written by a job."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="tally")
    units_visited = models.PositiveIntegerField()
    units_met = models.PositiveIntegerField()
    visits_made = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
