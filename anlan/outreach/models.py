from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.outreach.kinds import ActivityKind, Channel, VenueKind


class CampaignState(models.TextChoices):
    LAUNCHED = "launched", _("Launched")
    WITHDRAWN = "withdrawn", _("Called off")


class ActivityState(models.TextChoices):
    RECORDED = "recorded", _("Waits for verification")
    RETURNED = "returned", _("Sent back")
    VERIFIED = "verified", _("Verified")
    VOIDED = "voided", _("Voided")


UNPROVEN_STATES = (ActivityState.RECORDED, ActivityState.RETURNED)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def within(self, scope: Scope) -> CampaignQuerySet:
        """Return what a scope shows: also the campaigns of the areas above, for a township takes part in the city's."""
        if scope.everything:
            return self.all()
        above: set[str] = set()
        for post in scope.held:
            if Permission.OUTREACH_READ in post.permissions and not post.own_only:
                parts = post.area_path.strip("/").split("/")
                above |= {f"/{'/'.join(parts[:n])}/" for n in range(1, len(parts))}
        here = scope.where(Permission.OUTREACH_READ, sector=None)
        return self.filter(here | Q(area_path__in=sorted(above))) if above else self.filter(here)

    def launched(self) -> CampaignQuerySet:
        return self.filter(state=CampaignState.LAUNCHED)


class Campaign(Case):
    """Publicity under one name, from a day to a day (both inclusive), in an area with everything below it."""

    name = models.CharField(max_length=100)
    purpose = models.TextField(blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    launched_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="campaign_days_in_order"),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_has_a_name"),
        ]
        indexes = [
            # the list of campaigns, the latest first
            models.Index(fields=["first_day", "id"], name="campaign_by_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        return f"ZX{self.first_day:%Y}-{self.pk:07d}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def within(self, scope: Scope) -> ActivityQuerySet:
        """Return what a scope shows: publicity has no sector, a post limited to sectors sees its whole area."""
        return self.filter(scope.where(Permission.OUTREACH_READ, sector=None))

    def standing(self) -> ActivityQuerySet:
        """Leave out what was voided."""
        return self.exclude(state=ActivityState.VOIDED)


def _only_of(kind: ActivityKind, *, filled: Q, empty: Q) -> Q:
    return Q(filled, kind=kind) | Q(~Q(kind=kind), empty)


class Activity(Case):
    """A piece of publicity, or several alike on one day: what, where, how many, what shows it, who verified it.

    `quantity` is counted in `measure_word`; of household visits it is the number of distinct doors of the round.
    """

    kind = models.CharField(max_length=20, choices=ActivityKind)
    channel = models.CharField(max_length=20, choices=Channel)
    venue_kind = models.CharField(max_length=20, choices=VenueKind, blank=True)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    grid_cell = models.CharField(max_length=40, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, db_index=False, related_name="activities"
    )
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    happened_at = models.DateTimeField()
    happened_on = models.DateField()
    quantity = models.BigIntegerField()
    measure_word = models.CharField(max_length=10)
    is_estimated = models.BooleanField(default=False)
    estimate_basis = models.CharField(max_length=300, blank=True)
    receipt_operator = models.CharField(max_length=60, blank=True)
    receipt_number = models.CharField(max_length=60, blank=True)
    receipt_count = models.BigIntegerField(null=True)
    receipted_on = models.DateField(null=True)
    reference = models.CharField(
        max_length=300, blank=True
    )  # where it can be seen: an address, a document's number
    pictures = models.PositiveSmallIntegerField(default=0)  # photographs and scans that came with it
    note = models.TextField(blank=True)
    returned_reason = models.CharField(max_length=500, blank=True)
    # the pairs are a person and, of a deputy, the person deputised for
    recorded_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    recorded_for = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    corrected_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    corrected_for = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    verified_at = models.DateTimeField(null=True)
    is_from_ledger = models.BooleanField(default=False)  # entered afterwards from a ledger

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ActivityState.values), name="activity_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ActivityKind.values), name="activity_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="activity_channel_known"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & ~Q(measure_word=""), name="activity_counts_something"
            ),
            models.CheckConstraint(
                condition=_only_of(
                    ActivityKind.FIVE_ENTRIES,
                    filled=Q(venue_kind__in=VenueKind.values),
                    empty=Q(venue_kind=""),
                ),
                name="activity_venue_of_five_entries",
            ),
            models.CheckConstraint(
                condition=_only_of(
                    ActivityKind.HOUSEHOLD_VISIT, filled=~Q(grid_cell=""), empty=Q(grid_cell="")
                ),
                name="activity_grid_cell_of_visits",
            ),
            models.CheckConstraint(
                condition=_only_of(
                    ActivityKind.SMS,
                    filled=Q(
                        ~Q(receipt_operator=""),
                        ~Q(receipt_number=""),
                        receipt_count__gte=F("quantity"),
                        receipted_on__isnull=False,
                    ),
                    empty=Q(receipt_operator="", receipt_number="", receipt_count=None, receipted_on=None),
                ),
                name="activity_receipt_of_messages",
            ),
            models.CheckConstraint(
                condition=Q(~Q(estimate_basis=""), is_estimated=True)
                | Q(is_estimated=False, estimate_basis=""),
                name="activity_estimate_has_a_basis",
            ),
            models.CheckConstraint(
                condition=Q(state=ActivityState.VOIDED)
                | Q(verified_by=None, verified_at=None, state__in=UNPROVEN_STATES)
                | Q(verified_by__isnull=False, verified_at__isnull=False, state=ActivityState.VERIFIED),
                name="activity_verified_paired",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None)
                | Q(
                    ~Q(verified_by=F("recorded_by")), Q(corrected_by=None) | ~Q(verified_by=F("corrected_by"))
                ),
                name="activity_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ActivityState.RETURNED) | ~Q(returned_reason=""),
                name="activity_returned_with_a_reason",
            ),
        ]
        indexes = [
            # rows of the figures, and a period's activities
            models.Index(fields=["happened_on", "id"], name="activity_by_day"),
            # a campaign's page
            models.Index(
                fields=["campaign", "happened_on"],
                condition=Q(campaign__isnull=False),
                name="activity_of_campaign",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"XC{self.happened_on:%Y}-{self.pk:07d}"


class HouseholdQuerySet(models.QuerySet["Household"]):
    def within(self, scope: Scope) -> HouseholdQuerySet:
        return self.filter(scope.where(Permission.OUTREACH_READ, sector=None))


class Household(models.Model):
    """A household by its door in a grid cell of an area. No name and no number of a person is kept.

    Written by the lifecycle with the first round that knocked there, never changed.
    """

    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    grid_cell = models.CharField(max_length=40)
    door = models.CharField(max_length=80)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        constraints = [
            # its index also finds the doors of a round
            models.UniqueConstraint(fields=["area", "grid_cell", "door"], name="household_once"),
        ]

    def __str__(self) -> str:
        return f"{self.grid_cell} {self.door}"


class HouseholdVisit(models.Model):
    """A household that a round visited: a visit (户次) is one row, a household (户) is counted once over many."""

    pk = models.CompositePrimaryKey("activity_id", "household_id")
    activity = models.ForeignKey(Activity, models.PROTECT, db_index=False, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, db_index=False, related_name="+")

    class Meta:
        indexes = [
            # the rows of the figure of distinct households: without it a planner that knows no statistics yet reads all
            # visits for each household
            models.Index(fields=["household", "activity"], name="household_visit_by_household"),
        ]
