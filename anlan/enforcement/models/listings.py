"""Listed supervision of a major hazard (挂牌督办) as an order (domain brief §2.4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.enforcement.models.base import Enforced, EnforcementQuerySet, moment, paired, person, state_known
from anlan.hazards.models import Hazard
from anlan.org.models import PathField


class ListingState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a decision")
    LISTED = "listed", _("Listed")
    ACCEPTING = "accepting", _("Acceptance asked for")
    ACCEPTED = "accepted", _("Accepted by experts")
    DELISTED = "delisted", _("Delisted")
    REFUSED = "refused", _("Not approved")
    VOIDED = "voided", _("Voided")


ON_LIST = frozenset({ListingState.LISTED, ListingState.ACCEPTING, ListingState.ACCEPTED})
WAS_LISTED = ON_LIST | {ListingState.DELISTED}


class Level(models.TextChoices):
    COUNTY = "county", _("County")
    CITY = "city", _("City")
    PROVINCE = "province", _("Province")


class ListingQuerySet(EnforcementQuerySet["Listing"]):
    def open(self) -> ListingQuerySet:
        return self.filter(state__in=ON_LIST)

    def published(self) -> ListingQuerySet:
        return self.filter(state__in=WAS_LISTED, published_at__isnull=False)


class Listing(Enforced):
    """One listing of one hazard. `issuer_path` is the area of the level that lists: it alone delists."""

    LETTERS = "GP"

    hazard = models.ForeignKey(Hazard, models.PROTECT, db_index=False, related_name="+")
    level = models.CharField(max_length=8, choices=Level)
    issuer_path = PathField()
    leader_name = models.CharField(max_length=60)  # responsible for it
    leader_title = models.CharField(max_length=80)
    demands = models.CharField(max_length=500)
    basis = models.CharField(max_length=300)
    due_on = models.DateField()
    plan_by_on = models.DateField(null=True)
    ordered_by = person()
    listed_at = moment()
    is_listed = models.BooleanField(default=False)
    published_at = moment()
    publish_by_on = models.DateField(null=True)
    is_published_late = models.BooleanField(default=False)
    plan = models.CharField(max_length=1000, blank=True)
    plan_at = moment()
    progress = models.CharField(max_length=500, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    progress_at = moment()
    asked_until_on = models.DateField(null=True)
    asked_reason = models.CharField(max_length=500, blank=True)
    asked_by = person()
    extensions = models.PositiveSmallIntegerField(default=0)
    experts = models.JSONField(default=list)  # keys of their qualifications
    acceptance = models.CharField(max_length=1000, blank=True)
    accepted_by = person()
    accepted_at = moment()
    delisted_by = person()
    delisted_at = moment()
    end_published_at = moment()
    looked_back = models.PositiveSmallIntegerField(default=0)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listed supervision")
        constraints = [
            state_known(ListingState, "listing_state_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="listing_level_known"),
            models.CheckConstraint(
                condition=Q(
                    is_listed=True, state__in=sorted(s.value for s in WAS_LISTED), listed_at__isnull=False
                )
                | (Q(is_listed=False) & ~Q(state__in=sorted(s.value for s in WAS_LISTED))),
                name="listing_listed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=ListingState.DELISTED, delisted_at__isnull=False)
                | (~Q(state=ListingState.DELISTED) & Q(delisted_at=None))
                | Q(state=ListingState.VOIDED),
                name="listing_delisted_has_its_moment",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="listing_percent_of_hundred"),
            models.CheckConstraint(
                condition=Q(asked_until_on=None, asked_reason="")
                | (Q(asked_until_on__isnull=False) & ~Q(asked_reason="")),
                name="listing_extension_asked_for_a_reason",
            ),
            paired("accepted_by", "accepted_at", "listing_accepted_paired"),
            paired("delisted_by", "delisted_at", "listing_delisted_paired"),
            models.CheckConstraint(
                condition=Q(is_from_ledger=True) | Q(ordered_by=None) | ~Q(ordered_by=models.F("begun_by")),
                name="listing_ordered_by_another",
            ),
            # a hazard is listed once at a time
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state__in=[ListingState.PROPOSED.value, *(s.value for s in sorted(ON_LIST))]),
                name="listing_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "id"], name="listing_of_place"),  # on the page of a place
            models.Index(fields=["counted_on", "id"], name="listing_by_day"),  # the rows of a figure
        ]
