"""Guarantee posts (包保) and the terms for which somebody holds one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from anlan.installations.kinds import PostState, Role
from anlan.installations.models.owned import PlantCase, PlantQuerySet
from anlan.installations.models.register import Installation
from anlan.org.models import Organisation

FOR_EVER = date(9999, 12, 31)


class GuaranteePost(PlantCase):
    """One post of one installation. Holder and days are those of the term that was laid down last."""

    installation = models.ForeignKey(Installation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12)
    keeper = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    set_up_on = models.DateField()
    holder = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)

    objects = PlantQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee post")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(PostState.values)), name="guarantee_post_state_known"
            ),
            models.CheckConstraint(condition=Q(role__in=sorted(Role.values)), name="guarantee_role_known"),
            models.UniqueConstraint(
                fields=["installation", "role"],
                condition=~Q(state=PostState.CLOSED),
                name="guarantee_post_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "vacant"]) | (~Q(holder="") & Q(from_day__isnull=False)),
                name="guarantee_post_filled_has_a_holder",
            ),
            models.CheckConstraint(
                condition=~Q(state=PostState.ACKNOWLEDGED) | Q(acknowledged_on__isnull=False),
                name="guarantee_post_acknowledged_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.installation} · {Role(self.role).label}"

    @property
    def number(self) -> str:
        return f"BB-{self.pk:07d}"


class TermQuerySet(models.QuerySet[Any]):
    def real(self) -> Self:
        """Return those that hold on at least one day: one that was taken back before it began does not."""
        return self.filter(Q(until=None) | Q(until__gte=F("from_day")))

    def meeting(self, first: date, last: date | None) -> Self:
        """Return those that share a day with a span; an open end is for ever."""
        return (
            self.real()
            .annotate(end=Coalesce("until", FOR_EVER))
            .filter(from_day__lte=last or FOR_EVER, end__gte=first)
        )


class Term(models.Model):
    """Somebody holds a post from a day on, to `until` (the last day; None: open).

    The database refuses what shares a day with another term of the post, and with another post of the same person at
    the same installation (triggers.py). `planned_until` and `ended_seq` answer what was known at a past moment.
    """

    post = models.ForeignKey(GuaranteePost, models.PROTECT, related_name="terms")
    installation = models.ForeignKey(Installation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    holder = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    from_day = models.DateField()
    until = models.DateField(null=True)
    planned_until = models.DateField(null=True)
    seq = models.BigIntegerField(unique=True)
    acknowledged_on = models.DateField(null=True)
    acknowledged_seq = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_until=None) | Q(planned_until__gte=F("from_day")),
                name="term_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None, acknowledged_seq=None)
                | Q(acknowledged_on__isnull=False, acknowledged_seq__isnull=False),
                name="term_acknowledged_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.from_day} – {self.until or ''}"

    @property
    def is_real(self) -> bool:
        return self.until is None or self.until >= self.from_day


def day_before(day: date) -> date:
    return day - timedelta(days=1)
