"""Rates by day, weekly samples, and the hazards that were drawn with what was seen."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.hazards.drawn import GROUNDS
from anlan.hazards.models import Grade, Hazard
from anlan.lifecycle.models import Case
from anlan.org.models import Area, Organisation, PathField, Person, Sector
from anlan.org.roles import Permission
from anlan.org.scope import Scope
from anlan.premises.models import Premises


class RateState(models.TextChoices):
    SET = "set", pgettext_lazy("look-back", "Set")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Strata(models.TextChoices):
    AREA = "area", _("Grade and county or zone")
    SECTOR = "sector", _("Grade and sector")


class SampleState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    DRAWN = "drawn", _("Drawn and made public")
    VOIDED = "voided", _("Voided")


class Reason(models.TextChoices):
    RANDOM = "random", _("By lot")
    RISK = "risk", _("For a risk")


class Seen(models.TextChoices):
    """What a look-back found (C30)."""

    HELD = "held", pgettext_lazy("look-back", "Held")
    RELAPSED = "relapsed", _("Relapsed")
    FALSE = "false", _("False rectification")


class Risk(models.TextChoices):
    """Why a hazard is looked back at beside the sample, the gravest first."""

    PHOTOGRAPH = "photograph", _("A photograph of its rectification shows up at another hazard too")
    PLACE = "place", _("Another hazard of the place did not hold")
    REOPENED = "reopened", _("It was reopened before")
    ACCEPTOR = "acceptor", _("Another hazard that the same person accepted did not hold")


GROUNDS.update(dict(Risk.choices))


class RateQuerySet(models.QuerySet["Rate"]):
    def within(self, scope: Scope) -> RateQuerySet:
        return self.filter(scope.where(Permission.DRAW_READ, sector=None))


class Rate(Case):
    """How many closed hazards are looked back at, from a day on: until a later one begins (both per mille)."""

    first_day = models.DateField()
    general_per_mille = models.PositiveSmallIntegerField()
    major_per_mille = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()  # of each stratum that has any
    strata = models.CharField(max_length=8, choices=Strata)
    wait_days = models.PositiveSmallIntegerField()  # from the closing to the week of the draw
    top_up = models.PositiveSmallIntegerField()  # at most so many for a risk
    answer_days = models.PositiveSmallIntegerField()  # working days
    basis = models.CharField(max_length=300)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    set_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate of look-backs")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RateState.values), name="lookback_rate_state_known"),
            models.CheckConstraint(condition=Q(strata__in=Strata.values), name="lookback_rate_strata_known"),
            models.CheckConstraint(
                condition=Q(general_per_mille__lte=1_000, major_per_mille__lte=1_000),
                name="lookback_rate_is_a_share",
            ),
            models.UniqueConstraint(
                fields=["organisation", "first_day"],
                condition=Q(state="set"),
                name="lookback_rate_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"BL{self.first_day:%Y}-{self.pk:07d}"


class SampleQuerySet(models.QuerySet["Sample"]):
    def within(self, scope: Scope) -> SampleQuerySet:
        return self.filter(scope.where(Permission.DRAW_READ, sector=None))

    def published(self) -> SampleQuerySet:
        return self.filter(drawn_at__isnull=False)


_NOT_DRAWN = Q(seed="", public_text="", result="", drawn_by=None, drawn_at=None)
_DRAWN = Q(~Q(seed=""), ~Q(public_text=""), drawn_by__isnull=False, drawn_at__isnull=False)


class Sample(Case):
    """The sample of one week, drawn from the hazards that were closed in a week before and still were (its pool).

    `pool`: a line `number of the hazard TAB stratum` for each, in the order of the numbers; it never changes.
    `quotas`: a line `stratum TAB pool TAB to draw`. `result`: a line `number TAB stratum TAB reason TAB lot TAB risk`.
    `missed`: a line `number TAB why` for what was drawn and could not be handed out. The seed is made as that of a
    draw: half is a secret whose digest is told first, half a text that nobody could know then (anlan/draws).
    """

    week = models.DateField()  # the Monday on which it is drawn
    closed_from = models.DateField()
    closed_to = models.DateField()
    strata = models.CharField(max_length=8, choices=Strata)
    top_up = models.PositiveSmallIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="+")
    area_path = PathField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    pool_size = models.PositiveIntegerField()
    wanted = models.PositiveIntegerField()
    pool = models.TextField()
    pool_digest = models.CharField(max_length=64)
    quotas = models.TextField()
    nonce = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    public_text = models.CharField(max_length=100, blank=True)
    witness = models.CharField(max_length=80, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    result = models.TextField(blank=True)
    missed = models.TextField(blank=True)
    drawn_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    handed_out_at = models.DateTimeField(null=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample of look-backs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SampleState.values), name="lookback_sample_state_known"
            ),
            models.CheckConstraint(
                condition=Q(_NOT_DRAWN, state__in=(SampleState.PREPARED, SampleState.VOIDED))
                | Q(_DRAWN, state=SampleState.DRAWN),
                name="lookback_sample_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(handed_out_at=None) | Q(drawn_at__isnull=False),
                name="lookback_sample_handed_out_after",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by=None) | Q(prepared_by=None) | ~Q(drawn_by=F("prepared_by")),
                name="lookback_sample_drawn_by_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_to__gte=F("closed_from"), week__gt=F("closed_to")),
                name="lookback_sample_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["organisation", "week"],
                condition=~Q(state=SampleState.VOIDED),
                name="lookback_sample_once_a_week",
            ),
        ]
        indexes = [
            # the list, the latest first
            models.Index(fields=["week", "id"], name="lookback_sample_by_week"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"HT{self.week:%Y}-{self.pk:07d}"


class LookQuerySet(models.QuerySet["LookBack"]):
    def within(self, scope: Scope) -> LookQuerySet:
        """Return what a scope shows; a business is shown none before somebody comes to look."""
        return self.filter(scope.where(Permission.HAZARD_READ))

    def answered(self) -> LookQuerySet:
        return self.filter(answered_seq__isnull=False)

    def waiting(self) -> LookQuerySet:
        return self.filter(answered_seq=None, overtaken_seq=None)

    def late(self, now: datetime) -> LookQuerySet:
        return self.waiting().filter(due_at__lt=now)

    def drawn_in(self, first: date, last: date) -> LookQuerySet:
        return self.filter(drawn_on__range=(first, last))


class LookBack(models.Model):
    """One drawn hazard as it was then, and what was seen. Written by the hazard's own steps, in their transaction.

    Who found, rectified and accepted it is kept: a hazard that is opened again forgets it. `overtaken`: it was reopened
    or voided before anybody looked.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="looks")
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="looks")
    stratum = models.CharField(max_length=60)
    reason = models.CharField(max_length=8, choices=Reason)
    risk = models.CharField(max_length=12, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    premises = models.ForeignKey(Premises, models.PROTECT, related_name="looks")
    area_path = PathField()
    sector = models.ForeignKey(Sector, models.PROTECT, db_index=False, related_name="+")
    grade = models.CharField(max_length=10, choices=Grade)
    found_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+")
    rectified_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    drawn_on = models.DateField()
    opened_seq = models.BigIntegerField(unique=True)
    due_at = models.DateTimeField()
    seen = models.CharField(max_length=10, choices=Seen, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    answered_seq = models.BigIntegerField(null=True)
    overtaken_at = models.DateTimeField(null=True)
    overtaken_seq = models.BigIntegerField(null=True)

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawn look-back")
        constraints = [
            models.UniqueConstraint(fields=["sample", "hazard"], name="lookback_drawn_once"),
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(answered_seq=None, overtaken_seq=None),
                name="lookback_waits_once",
            ),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="lookback_reason_known"),
            models.CheckConstraint(
                condition=Q(reason=Reason.RANDOM, risk="") | (Q(reason=Reason.RISK) & ~Q(risk="")),
                name="lookback_risk_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(seen="", answered_at=None, answered_by=None, answered_seq=None)
                | Q(
                    seen__in=Seen.values,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    answered_seq__isnull=False,
                    overtaken_seq=None,
                ),
                name="lookback_answered_paired",
            ),
            models.CheckConstraint(
                condition=Q(overtaken_at=None, overtaken_seq=None)
                | Q(overtaken_at__isnull=False, overtaken_seq__isnull=False),
                name="lookback_overtaken_paired",
            ),
            models.CheckConstraint(
                condition=(Q(person=None) | Q(accepted_by=None) | ~Q(person=F("accepted_by")))
                & (Q(person=None) | Q(rectified_by=None) | ~Q(person=F("rectified_by"))),
                name="lookback_by_a_fourth",
            ),
        ]
        indexes = [
            # figures and the list: the looks of a period
            models.Index(fields=["drawn_on", "id"], name="lookback_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.hazard_id}"
