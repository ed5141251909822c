"""Papers of a visit: its inspection record, its rectification orders with their re-checks (domain brief §2.6)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.enforcement.models.base import Enforced, EnforcementQuerySet, moment, state_known
from anlan.hazards.models import Hazard
from anlan.inspections.models import Visit


class SitePaperKind(models.TextChoices):
    RECORD = "record", _("On-site inspection record")
    ORDER = "order", _("Rectification order")


class SitePaperState(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("paper", "Issued")
    SERVED = "served", _("Served")
    RECHECKED = "rechecked", _("Re-checked, all rectified")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Cured(models.TextChoices):
    ALL = "all", _("All rectified")
    PART = "part", _("Partly rectified")
    NONE = "none", _("Nothing rectified")


class SitePaperQuerySet(EnforcementQuerySet["SitePaper"]):
    def standing(self) -> SitePaperQuerySet:
        return self.exclude(state=SitePaperState.WITHDRAWN)


class SitePaper(Enforced):
    """One such paper, composed from the records of its visit. An order names hazards (`OrderedHazard`)."""

    LETTERS = "XC"

    kind = models.CharField(max_length=10, choices=SitePaperKind)
    visit = models.ForeignKey(Visit, models.PROTECT, db_index=False, related_name="+")
    due_on = models.DateField(null=True)  # of an order: its latest deadline
    items = models.PositiveSmallIntegerField(default=0)
    remark = models.CharField(max_length=500, blank=True)
    served_at = moment()
    # of an order, by its last re-check opinion
    rechecks = models.PositiveSmallIntegerField(default=0)
    recheck_visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")
    cured = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=4, choices=Cured, blank=True)

    objects = SitePaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("on-site paper")
        constraints = [
            state_known(SitePaperState, "site_paper_state_known"),
            models.CheckConstraint(condition=Q(kind__in=SitePaperKind.values), name="site_paper_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=SitePaperKind.RECORD, due_on=None, rechecks=0, result="")
                | Q(kind=SitePaperKind.ORDER, due_on__isnull=False, rechecks=0, result="")
                | Q(kind=SitePaperKind.ORDER, due_on__isnull=False, rechecks__gt=0, result__in=Cured.values),
                name="site_paper_is_whole",
            ),
            models.CheckConstraint(condition=Q(cured__lte=F("items")), name="site_paper_cured_of_items"),
            # one record of a visit; its index finds the papers of a visit
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(kind=SitePaperKind.RECORD) & ~Q(state=SitePaperState.WITHDRAWN),
                name="site_paper_record_once",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "id"], name="site_paper_of_place"),  # on the page of a place
            models.Index(fields=["counted_on", "id"], name="site_paper_by_day"),  # the rows of a figure
        ]


class OrderedHazard(models.Model):
    """A hazard in a rectification order, with the deadline that the order gives."""

    paper = models.ForeignKey(SitePaper, models.PROTECT, related_name="hazards")
    hazard = models.ForeignKey(Hazard, models.PROTECT, db_index=False, related_name="+")
    due_on = models.DateField()
    is_standing = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(is_standing=True), name="ordered_hazard_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.hazard_id}"
