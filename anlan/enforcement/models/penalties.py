"""The register of administrative penalties: filed, told beforehand, decided, served, paid, appealed, made public."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.enforcement.models.base import Enforced, EnforcementQuerySet, moment, paired, person, state_known
from anlan.enforcement.models.site_papers import SitePaper
from anlan.inspections.models import Visit

HUNDRED = 100


class PenaltyKind(models.TextChoices):
    WARNING = "warning", _("Warning or reprimand")
    FINE = "fine", _("Fine")
    CONFISCATION = "confiscation", _("Confiscation")
    SUSPENSION = "suspension", _("Suspension of production or business")
    LICENCE = "licence", _("Suspension or revocation of a licence")
    CLOSURE = "closure", _("Closure")
    BAN = "ban", _("Ban from a post or trade")
    OTHER = "other", _("Other")


class Punished(models.TextChoices):
    UNIT = "unit", _("The business entity")
    PRINCIPAL = "principal", _("Its principal")
    PERSON = "person", _("Another person of it")


class PenaltyState(models.TextChoices):
    FILED = "filed", _("Filed")
    TOLD = "told", _("Told beforehand")
    DECIDED = "decided", _("Decided")
    ENDED = "ended", _("Closed")
    REVOKED = "revoked", _("Revoked")
    DROPPED = "dropped", _("Not punished")
    VOIDED = "voided", _("Voided")


STANDS = frozenset({PenaltyState.DECIDED, PenaltyState.ENDED})


class Appeal(models.TextChoices):
    NONE = "", _("None")
    REVIEW = "review", _("Administrative review pending")
    LITIGATION = "litigation", _("Litigation pending")
    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Changed")
    REVOKED = "revoked", _("Revoked on appeal")


PENDING = frozenset({Appeal.REVIEW, Appeal.LITIGATION})


class PenaltyQuerySet(EnforcementQuerySet["Penalty"]):
    def standing(self) -> PenaltyQuerySet:
        return self.filter(state__in=STANDS)

    def published(self) -> PenaltyQuerySet:
        """Return what law makes public: decided, published, not taken off."""
        return self.standing().filter(published_at__isnull=False)


class Penalty(Enforced):
    """A penalty. Amounts are kept in fen, exactly; measures count whole yuan, rounded half up."""

    LETTERS = "CF"

    kind = models.CharField(max_length=12, choices=PenaltyKind)
    punished = models.CharField(max_length=10, choices=Punished)
    person_name = models.CharField(max_length=60, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, db_index=False, related_name="+")
    file_number = models.CharField(max_length=60, blank=True)  # of a decision that a ledger brings
    facts = models.CharField(max_length=1000)
    violates = models.CharField(max_length=300)  # the law that was broken, with its article
    basis = models.CharField(max_length=300)  # the law by which it is punished
    is_repeated = models.BooleanField(default=False)  # its decision reached a count of art. 113
    is_summary = models.BooleanField(default=False)  # decided on the spot
    amount_fen = models.BigIntegerField(default=0)
    amount_yuan = models.PositiveIntegerField(default=0)
    told_at = moment()
    statement = models.CharField(max_length=1000, blank=True)  # what was said in reply, or at the hearing
    has_hearing = models.BooleanField(default=False)
    decided_by = person()
    decided_at = moment()
    served_at = moment()
    pay_by_on = models.DateField(null=True)
    paid_fen = models.BigIntegerField(default=0)
    paid_yuan = models.PositiveIntegerField(default=0)
    paid_on = models.DateField(null=True)  # of the last payment; a ledger need not tell it
    schedule = models.JSONField(default=list)  # parts in which payment was granted: [day, fen]
    asked_parts = models.JSONField(default=list)  # those that are asked for
    asked_reason = models.CharField(max_length=300, blank=True)
    asked_by = person()
    # what late payment adds: so much through that day; null where nothing can be late yet
    surcharge_percent = models.PositiveSmallIntegerField(default=0)
    surcharge_on = models.DateField(null=True)
    surcharge_fen = models.BigIntegerField(default=0)
    surcharge_yuan = models.PositiveIntegerField(default=0)
    surcharge_paid_fen = models.BigIntegerField(default=0)
    surcharge_paid_yuan = models.PositiveIntegerField(default=0)
    surcharge_waived_fen = models.BigIntegerField(default=0)
    refund_fen = models.BigIntegerField(default=0)  # what was paid and is no longer owed
    refunded_fen = models.BigIntegerField(default=0)
    refunded_yuan = models.PositiveIntegerField(default=0)
    reminded_at = moment()
    court = models.CharField(max_length=60, blank=True)
    court_at = moment()  # when the court was asked to enforce it
    # of a daily fine (Work Safety Law, art. 112): the fine and the order that are defied, and its days
    daily_of = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    daily_order = models.ForeignKey(SitePaper, models.PROTECT, null=True, db_index=False, related_name="+")
    daily_from_on = models.DateField(null=True)
    daily_until_on = models.DateField(null=True)
    is_daily = models.BooleanField(default=False)
    appeal = models.CharField(max_length=10, blank=True)
    appeal_note = models.CharField(max_length=500, blank=True)
    publish_by_on = models.DateField(null=True)
    published_at = moment()
    is_published = models.BooleanField(default=False)
    is_published_late = models.BooleanField(default=False)

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty")
        constraints = [
            state_known(PenaltyState, "penalty_state_known"),
            models.CheckConstraint(condition=Q(kind__in=PenaltyKind.values), name="penalty_kind_known"),
            models.CheckConstraint(condition=Q(punished__in=Punished.values), name="penalty_punished_known"),
            models.CheckConstraint(condition=Q(appeal__in=Appeal.values), name="penalty_appeal_known"),
            models.CheckConstraint(
                condition=Q(punished=Punished.UNIT, person_name="")
                | (Q(punished__in=[Punished.PRINCIPAL, Punished.PERSON]) & ~Q(person_name="")),
                name="penalty_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, paid_fen__gte=0, paid_fen__lte=models.F("amount_fen")),
                name="penalty_amounts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    surcharge_paid_fen__gte=0,
                    surcharge_waived_fen__gte=0,
                    surcharge_fen__gte=models.F("surcharge_paid_fen") + models.F("surcharge_waived_fen"),
                    surcharge_fen__lte=models.F("amount_fen"),
                ),
                name="penalty_surcharge_within_the_fine",
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=models.F("refund_fen")),
                name="penalty_refund_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    is_daily=False, daily_of=None, daily_order=None, daily_from_on=None, daily_until_on=None
                )
                | Q(
                    is_daily=True,
                    kind=PenaltyKind.FINE,
                    daily_of__isnull=False,
                    daily_order__isnull=False,
                    daily_until_on__gte=models.F("daily_from_on"),
                ),
                name="penalty_daily_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(court="", court_at=None) | ~Q(court="") & Q(court_at__isnull=False),
                name="penalty_court_paired",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PenaltyKind.FINE, state__in=sorted(s.value for s in STANDS))
                | Q(amount_fen__gt=0),
                name="penalty_fine_has_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in STANDS))
                | Q(decided_at__isnull=False, publish_by_on__isnull=False),
                name="penalty_stands_by_a_decision",
            ),
            paired("decided_by", "decided_at", "penalty_decided_paired"),
            models.CheckConstraint(
                condition=Q(published_at=None, is_published=False)
                | Q(published_at__isnull=False, is_published=True),
                name="penalty_published_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_from_ledger=True) | Q(decided_by=None) | ~Q(decided_by=models.F("begun_by")),
                name="penalty_decided_by_another",
            ),
        ]
        indexes = [
            # the punishments of a business entity in the days that art. 113 counts
            models.Index(fields=["operator", "counted_on"], name="penalty_of_operator"),
            models.Index(fields=["counted_on", "id"], name="penalty_by_day"),  # the rows of a figure
            # the daily fines on an order, before another is filed
            models.Index(fields=["daily_order"], name="penalty_daily_of_order", condition=Q(is_daily=True)),
        ]

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_fen) / HUNDRED

    @property
    def paid(self) -> Decimal:
        return Decimal(self.paid_fen) / HUNDRED
